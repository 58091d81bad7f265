"""Lay out what is served: the current site at the root, and each earlier release under v<version>/.

    python -m tools.assemble [ARCHIVE.zip ...]

takes the site from _build/html and archives as tools/archive.py makes them, and writes _build/pages.  A page of an
earlier release gets a banner that says so and leads to the same page of today, and asks search engines to index that one
instead.  Where there are several versions, the place where a page says its own becomes a list that leads to the same page of
each; it is plain HTML, so it needs no script and no request, and works from a folder.  versions.json has the list in the format
that the theme's own switcher reads.
"""

from __future__ import annotations

import json
import re
import shutil
import stat
import sys
from html import escape, unescape
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
TARGET = ROOT / "_build" / "pages"

VERSION = re.compile(r"\d+(\.\d+)*[0-9A-Za-z.+-]*")
CANONICAL = re.compile(r'\s*<link rel="canonical" href="([^"]*)"\s*/?>')
ROBOTS = re.compile(r'\s*<meta name="robots"[^>]*>')
BANNER = re.compile(r'\s*<div class="old-version".*?</div>', re.S)
#: What `_ext/templates/brand.html` puts on a page.
PLACE = re.compile(r'<p class="book-version">[^<]*</p>')
BODY = re.compile(r"<body\b[^>]*>")
#: Written out, because a page of an earlier release has its own stylesheets.
STYLE = (
    "position: relative; z-index: 2000; padding: 0.6rem 1rem; border-bottom: 2px solid #8a6100; "
    "background: #fff4cc; color: #1f2933; font: 1rem/1.4 system-ui, sans-serif; text-align: center"
)


def said(name: str, text: str) -> str:
    """What a page's head says under a name; empty if it says nothing."""
    found = re.search(rf'<meta (?:name|property)="{re.escape(name)}" content="([^"]*)"', text)
    return unescape(found[1]) if found else ""


def version_of(text: str) -> str:
    """The version a page names in its head; ValueError if it names none, or one that cannot name a folder."""
    version = said("book-version", text)
    if not VERSION.fullmatch(version) or ".." in version:
        raise ValueError(f"The page names its version as {version!r}; it should be digits and points, such as 1.2.0.")
    return version


def by_age(version: str) -> tuple[list[int], bool]:
    """Sorts 0.9 before 0.10, and 1.0rc1 before 1.0."""
    numbers = re.match(r"[\d.]+", version)
    kept = numbers[0].rstrip(".") if numbers else ""
    return [int(part) for part in kept.split(".") if part], kept == version


# ---------------------------------------------------------------- archives


def contents(archive: ZipFile) -> dict[str, str]:
    """Path in the site → name in the archive; ValueError for one that is no site or reaches outside its folder."""
    files = [entry for entry in archive.infolist() if not entry.is_dir()]
    for entry in files:
        path = PurePosixPath(entry.filename)
        odd = "\\" in entry.filename or ":" in entry.filename or path.is_absolute() or ".." in path.parts
        if odd or stat.S_ISLNK(entry.external_attr >> 16):
            raise ValueError(
                f"{archive.filename} holds {entry.filename!r}, which leads out of the folder it belongs in."
            )
    names = {entry.filename for entry in files}
    folder = "" if "index.html" in names else next(iter(sorted(names)), "").partition("/")[0] + "/"
    if f"{folder}index.html" not in names or not all(name.startswith(folder) for name in names):
        raise ValueError(f"{archive.filename} has no index.html, so it is not an archive of the site.")
    return {name.removeprefix(folder): name for name in sorted(names)}


def unpack(path: Path, target: Path) -> str:
    """Unpack an archive under v<version>/ of `target`, and return the version."""
    try:
        with ZipFile(path) as archive:
            found = contents(archive)
            version = version_of(archive.read(found["index.html"]).decode())
            folder = target / f"v{version}"
            if folder.exists():
                raise ValueError(f"{path} holds version {version}, which another archive holds as well.")
            for name, inside in found.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(archive.read(inside))
    except BadZipFile as problem:
        raise ValueError(f"{path} cannot be read as a zip archive.") from problem
    return version


# ---------------------------------------------------------------- pages of earlier releases


def banner(version: str, title: str, link: str, same: bool) -> str:
    """What stands above a page of an earlier release."""
    where = "This page in the current version" if same else "The current version"
    return (
        f'\n<div class="old-version" role="note" style="{STYLE}">This is version {escape(version)} of '
        f"<cite>{escape(title)}</cite>, kept as it was released. "
        f'<a href="{escape(link)}" style="color: inherit">{where}</a></div>'
    )


def mark(text: str, version: str, title: str, link: str, canonical: str, same: bool) -> str:
    """An old page with its banner, its canonical address and "noindex"; marking it twice changes nothing more."""
    for pattern in (BANNER, CANONICAL, ROBOTS):
        text = pattern.sub("", text)
    head = '\n    <meta name="robots" content="noindex">'
    if canonical:
        head += f'\n    <link rel="canonical" href="{escape(canonical)}">'
    text = text.replace("</head>", head + "</head>", 1)
    return BODY.sub(lambda found: found[0] + banner(version, title, link, same), text, count=1)


def mark_all(target: Path, version: str) -> None:
    """Mark every page under v<version>/ of an assembled site."""
    folder = target / f"v{version}"
    title = said("og:title", (target / "index.html").read_text(encoding="utf-8")) or "this book"
    for page in sorted(folder.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        if not BODY.search(text):
            continue
        name = page.relative_to(folder).as_posix()
        today = target / name
        found = CANONICAL.search(today.read_text(encoding="utf-8")) if today.exists() else None
        link = "../" * (name.count("/") + 1) + (name if today.exists() else "index.html")
        marked = mark(text, version, title, link, unescape(found[1]) if found else "", today.exists())
        page.write_text(marked, encoding="utf-8")


# ---------------------------------------------------------------- the list of versions


def switcher(here: str, links: dict[str, str]) -> str:
    """A folded list of versions, by name, that is called after the one which is shown."""
    lines = "".join(
        f'<li><a href="{escape(link)}"{" aria-current=true" if name == here else ""}>{escape(name)}</a></li>'
        for name, link in links.items()
    )
    return (
        f'<details class="book-version"><summary>Version {escape(here)}</summary>'
        f'<ul aria-label="This page in other versions">{lines}</ul></details>'
    )


def offer(target: Path, folders: dict[str, str]) -> None:
    """Put the list of versions on every page of each; `folders` says by name where they lie."""
    for page in sorted(target.rglob("*.html")):
        address = page.relative_to(target).as_posix()
        here = max((name for name in folders if address.startswith(folders[name])), key=lambda name: len(folders[name]))
        same, up = address.removeprefix(folders[here]), "../" * address.count("/")
        links = {
            name: up + folder + (same if (target / folder / same).exists() else "index.html")
            for name, folder in folders.items()
        }
        text = page.read_text(encoding="utf-8")
        if place := PLACE.search(text):
            page.write_text(text.replace(place[0], switcher(here, links)), encoding="utf-8")


def assemble(site: Path, archives: list[Path], target: Path) -> list[str]:
    """Write the current site and the earlier ones to `target`, afresh; returns the earlier versions, newest first."""
    front = (site / "index.html").read_text(encoding="utf-8")
    current = version_of(front)
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(site, target)
    versions = sorted((unpack(path, target) for path in archives), key=by_age, reverse=True)
    for version in versions:
        mark_all(target, version)
    folders = {f"{current} (newest)": "", **{version: f"v{version}/" for version in versions}}
    if versions:
        offer(target, folders)
    found = CANONICAL.search(front)
    base = unescape(found[1]) if found else "./"
    listed = [
        {"name": name, "version": version, "url": f"{base}{folder}", "preferred": not folder}
        for (name, folder), version in zip(folders.items(), [current, *versions], strict=True)
    ]
    (target / "versions.json").write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")
    return versions


if __name__ == "__main__":
    try:
        kept = assemble(SITE, [Path(name) for name in sys.argv[1:]], TARGET)
    except (OSError, ValueError) as trouble:
        sys.exit(str(trouble))
    print(TARGET.relative_to(ROOT), *(f"v{version}" for version in kept))
