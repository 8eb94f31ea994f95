"""Pin requirements*.in into requirements*.txt, with hashes, for Python 3.11 to 3.13 on every platform.

Run it with `make pin` after changing an .in file; `make check` compares the recorded checksums and
needs no network for that.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAIRS = (("requirements.in", "requirements.txt"), ("requirements-dev.in", "requirements-dev.txt"))
MARK = "# vastgezet uit {source}, sha256 {digest}"
OPTIONS = ("--universal", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header")


def mark_of(source: Path) -> str:
    """First line of a pinned file: which .in file it was made from, and its checksum."""
    return MARK.format(source=source.name, digest=hashlib.sha256(source.read_bytes()).hexdigest())


def outdated(root: Path = ROOT) -> list[str]:
    """Dutch sentences about pinned files that do not belong to their .in file any more; [] when fresh."""
    problems = []
    for source, pinned in PAIRS:
        text = (root / pinned).read_text(encoding="utf-8") if (root / pinned).exists() else ""
        if not text.startswith(mark_of(root / source) + "\n"):
            problems.append(f"{pinned} hoort niet bij {source}: draai `make pin`.")
    return problems


def pin(source: str, pinned: str, extra: list[str]) -> None:
    """Resolve one .in file. `extra` is passed to uv, e.g. ["--upgrade"]."""
    command = ["uv", "pip", "compile", "-q", *OPTIONS, "--python-version", "3.11", *extra, source, "-o", pinned]
    subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=True)
    target = ROOT / pinned
    target.write_text(mark_of(ROOT / source) + "\n" + target.read_text(encoding="utf-8"), encoding="utf-8")


if __name__ == "__main__":
    for source_name, pinned_name in PAIRS:
        pin(source_name, pinned_name, sys.argv[1:])
