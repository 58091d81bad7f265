"""A book of one page, built as the book is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.browser import ROOT


def built(folder, text, **environment):
    """Write and build it in `folder`; fails with what the build says."""
    folder.mkdir(exist_ok=True)
    for name in ("_config.yml", "_ext", "_root", "_static", "references.bib", "lib"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    (folder / "_toc.yml").write_text("format: jb-book\nroot: index\n")
    head = (ROOT / "index.md").read_text().split("\n---\n")[0]
    (folder / "index.md").write_text(f"{head}\n---\n{text}")
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "-q"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env={**os.environ, **environment})
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
