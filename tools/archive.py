"""Pack the built site as one zip archive, to keep and to read without a network; the same site gives the same bytes."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tools.assemble import ROOT, SITE, version_of

NAME = "what-are-we-scaling"
#: The earliest date that the format can hold: an archive does not say when it was made.
EPOCH = (1980, 1, 1, 0, 0, 0)


def write(site: Path = SITE, folder: Path = ROOT / "_build") -> Path:
    """Write the archive of `site` into `folder`, under a name with its version, and return its path."""
    version = version_of((site / "index.html").read_text(encoding="utf-8"))
    target = folder / f"{NAME}-{version}.zip"
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    with ZipFile(target, "w") as archive:
        for name in sorted(files):
            if name.startswith("."):
                continue  # what Sphinx keeps for its next build
            entry = ZipInfo(f"{NAME}-{version}/{name}", EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(entry, files[name].read_bytes(), compresslevel=9)
    return target


if __name__ == "__main__":
    print(write().relative_to(ROOT))
