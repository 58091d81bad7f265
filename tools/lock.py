"""Resolve the requirements anew and pin them, hashes and all: requirements*.in → requirements*.txt.

python -m tools.lock [uv's options, such as --upgrade]
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: In an order in which each may be constrained by those before it.
LOCKS = ("requirements", "requirements-test", "requirements-class", "requirements-bench")
COMPILE = (
    *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-strip-extras", "--custom-compile-command", "make lock"),
)


def pinned_twice(lock: str) -> str:
    """Each requirement with extras a second time without them: pip before 24 resolves the two apart, and wants a pin of either."""
    with_extras = re.compile(r"^(\S+)\[\S+\](==\S+(?: ;[^\n\\]*)? \\\n(?:    --hash=\S+(?: \\)?\n)+)", re.M)
    return with_extras.sub(lambda found: f"{found[1]}{found[2]}{found[0]}", lock)


def main(options: list[str]) -> None:
    for name in LOCKS:
        target = ROOT / f"{name}.txt"
        # what was pinned twice is read back by uv, which keeps what it need not change
        subprocess.run([*COMPILE, *options, f"{name}.in", "-o", target.name], cwd=ROOT, check=True)
        target.write_text(pinned_twice(target.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
