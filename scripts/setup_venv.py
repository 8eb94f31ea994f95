"""Set up .venv with the pinned packages: uv when it can be had, else pip. Standard library only.

`python3 scripts/setup_venv.py` installs what the app needs, `--dev` adds what tests and checks need. A stamp in
the venv holds a checksum of the pinned files, so a second run has nothing to do. BUURTBEELD_INSTALLER=pip
(or uv) forces one of the two.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MINIMUM = (3, 11)
QUIET = ("-q", "--disable-pip-version-check")
OWN = ("app.py", "buurtbeeld", "data_sources", "pages")


def bin_of(venv: Path) -> Path:
    """Folder with the programs of a venv."""
    return venv / ("Scripts" if os.name == "nt" else "bin")


def stamp_text(files: list[Path]) -> str:
    """What the stamp must say: Python version, that bytecode was made, and a checksum per pinned file."""
    lines = [f"python {platform.python_version()}, compiled"]
    lines += [f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}" for file in files]
    return "\n".join(lines) + "\n"


def make_venv(venv: Path) -> Path:
    """Create the venv when it is not there, or is of another Python; return its python."""
    python = bin_of(venv) / ("python.exe" if os.name == "nt" else "python")
    if python.exists() and _answers(python):
        return python
    # Without pip: placing it takes seven seconds, and the pip of this Python can do its work.
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(venv)], check=False)
    if done.returncode:
        sys.exit(
            "E_OPZETTEN: Python kan hier geen eigen omgeving maken. "
            "Op Debian of Ubuntu helpt: apt-get install python3-venv. Draai daarna opnieuw."
        )
    return python


def _answers(python: Path) -> bool:
    code = "import sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([str(python), "-c", code], check=False, capture_output=True).returncode == 0


def find_uv(venv: Path, python: Path) -> str | None:
    """Path of uv: already there, or installed into the venv now; None when that fails."""
    if os.environ.get("BUURTBEELD_INSTALLER") == "pip":
        return None
    own = bin_of(venv) / ("uv.exe" if os.name == "nt" else "uv")
    if not own.exists() and (elsewhere := shutil.which("uv")):
        return elsewhere
    if not own.exists():
        subprocess.run([*pip_for(python), "install", *QUIET, "uv"], check=False, capture_output=True)
    return str(own) if own.exists() else None


def pip_for(python: Path) -> list[str]:
    """Command of a pip that installs into the venv of `python`: the one of this Python, else one placed in the venv."""
    if _quietly([str(python), "-m", "pip", "--version"]):
        return [str(python), "-m", "pip"]
    # A pip before 22.3 does not know --python, and some systems have none at all.
    borrowed = [sys.executable, "-m", "pip", "--python", str(python)]
    if _quietly([*borrowed, "--version"]):
        return borrowed
    if not _quietly([str(python), "-m", "ensurepip", "--default-pip"]):
        sys.exit(
            "E_OPZETTEN: deze Python heeft geen pip en kan die niet plaatsen. "
            "Op Debian of Ubuntu helpt: apt-get install python3-venv python3-pip. Draai daarna opnieuw."
        )
    return [str(python), "-m", "pip"]


def _quietly(command: list[str]) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def install(venv: Path, python: Path, files: list[Path]) -> str:
    """Install the pinned files with their hashes; return the name of the installer that did it."""
    wanted = [argument for file in files for argument in ("-r", str(file))]
    uv = find_uv(venv, python)
    if uv and _run([uv, "pip", "install", "-q", "--python", str(python), *wanted]):
        return "uv"
    if os.environ.get("BUURTBEELD_INSTALLER") == "uv":
        sys.exit("E_OPZETTEN: uv kon de pakketten niet plaatsen; zie de melding hierboven.")
    # uv does not read pip's own settings (a mirror, a certificate), so pip may work where uv did not.
    if not _run([*pip_for(python), "install", *QUIET, "--no-compile", "--progress-bar", "off", *wanted]):
        sys.exit("E_OPZETTEN: de pakketten konden niet geplaatst worden. Is er verbinding met internet?")
    return "pip"


def compile_all(venv: Path, python: Path) -> None:
    """Make bytecode of all packages and of our own code, on every core.

    uv makes none, and where PYTHONDONTWRITEBYTECODE is set Python never keeps what it compiled: then every start of
    the app, of the worker and of the process that reads a file compiles a thousand modules again, half its time.
    """
    tests = r"site-packages[/\\].*[/\\]tests?[/\\]"  # of the packages: a third of all files, never imported
    own = [str(ROOT / name) for name in OWN]
    _quietly([str(python), "-m", "compileall", "-qq", "-j", "0", "-x", tests, str(venv), *own])


def _run(command: list[str]) -> bool:
    return subprocess.run(command, check=False).returncode == 0


def set_up(venv: Path, *, dev: bool) -> str | None:
    """Bring the venv up to date; return the installer used, or None when nothing had to be done."""
    names = ["requirements.txt", "requirements-dev.txt"] if dev else ["requirements.txt"]
    files = [ROOT / name for name in names]
    stamp = venv / ("opgezet-dev" if dev else "opgezet")
    wanted = stamp_text(files)
    stamps = [stamp] if dev else [stamp, venv / "opgezet-dev"]
    if any(wanted in one.read_text(encoding="utf-8") for one in stamps if one.exists()) and bin_of(venv).exists():
        return None
    print("Eenmalig: de pakketten worden geplaatst. Dit duurt een halve tot anderhalve minuut.", flush=True)
    python = make_venv(venv)
    installer = install(venv, python, files)
    compile_all(venv, python)
    stamp.write_text(wanted, encoding="utf-8")
    return installer


def main() -> None:
    """Command line: set up, and say what was done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="ook wat tests en controles nodig hebben")
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv", help="map van de omgeving")
    options = parser.parse_args()
    if sys.version_info < MINIMUM:
        sys.exit(f"E_OPZETTEN: Python 3.11 of nieuwer is nodig; dit is {platform.python_version()}.")
    began = time.monotonic()
    installer = set_up(options.venv, dev=options.dev)
    if installer:
        print(f"Klaar: geplaatst met {installer} in {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    main()
