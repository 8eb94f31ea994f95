"""`make run`: the web process without the keys of the vault, and a worker with them.

Without VAULT_URL there is no key to keep: the vault is a file in the data folder, and the web process starts a worker
itself. With one, the worker is started here, with everything, and the web process gets an environment without it.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OF_THE_WORKER = ("VAULT_URL", "WEB_DATABASE_URL", "BUURTBEELD_WEBROL")  # what no page may know


def web_environment(given: Mapping[str, str]) -> dict[str, str]:
    """Environment of the web process: without the vault, and with its own address of the published store."""
    kept = {name: value for name, value in given.items() if name not in OF_THE_WORKER}
    if given.get("VAULT_URL"):
        kept["BUURTBEELD_WERKER"] = "apart"
    if given.get("WEB_DATABASE_URL"):
        kept["DATABASE_URL"] = given["WEB_DATABASE_URL"]
    return kept


def main(arguments: Sequence[str]) -> int:
    """Run the app until it stops. Returns its exit code."""
    web = [sys.executable, "-m", "streamlit", "run", "app.py", *arguments]
    environment = web_environment(os.environ)
    if not os.environ.get("VAULT_URL"):
        os.chdir(ROOT)
        os.execve(sys.executable, web, environment)  # noqa: S606 - a constant command
    own = [sys.executable, "-m", "buurtbeeld"]
    subprocess.run([*own, "begin", "--zonder-voorbeeld"], cwd=ROOT, check=True)
    with subprocess.Popen([*own, "werker", "--met-ouder", str(os.getpid())], cwd=ROOT) as worker:
        try:
            with contextlib.suppress(KeyboardInterrupt):
                return subprocess.run(web, cwd=ROOT, env=environment, check=False).returncode
        finally:
            worker.terminate()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
