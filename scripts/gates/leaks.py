"""Gates about what may not stand in the repository: secrets, and traces of one machine."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from scripts.gates.reading import ROOT, Files

# Written so that no pattern matches itself. The password of an invented address in a test is "geheim".
SECRETS = (
    r"-----BEGIN [A-Z ]*PRIVATE KE[Y]-----",
    r"\bAKI[A][0-9A-Z]{16}\b",
    r"\bgh[pousr]_[A-Za-z0-9]{36}",
    r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    r"(?i)\b(password|passwd|wachtwoord|secret|api_?key|token)\b\s*[:=]\s*[\"'][^\"'\s{}<>$]{8,}[\"']",
    r"(?i)\b(postgresql|mysql)(\+\w+)?://[^:/\s\"'@]+:(?!geheim@)[^@/\s\"'{}<>$]+@",
)
MACHINE = (
    r"/wor[k]/",
    r"/roo[t]/",
    r"/home/[a-z]\w*",
    r"/tm[p]/",
    r"[A-Z]:\\\\?User[s]\\",
    r"\bpypi\.or[g]\b",
    r"pythonhosted\.or[g]",
    r"(?<!no-emit)-index-ur[l]\b",
    r"registry\.npmj[s]",
    r"\bdeb\.debia[n]\.org",
)


# Lines of the history that look like a secret and are none, by digest: history cannot be written anew. The one here is
# the name of a client in a test, beside a key that is made up at every start.
LOOKED_AT = frozenset({
    "ea5b4932866928e5d61dc596eeeff994bd6c3240e188c2fa3cebae2417dd9c4c",
})  # fmt: skip


def secrets(files: Files) -> list[str]:
    """No password, key or token in a tracked file."""
    return list(_matches(files, SECRETS, "dit lijkt een geheim"))


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def history(_files: Files, root: Path = ROOT) -> list[str]:
    """A secret that was removed again is still out: every line that was ever added is looked at."""
    done = subprocess.run(["git", "log", "-p", "--no-color", "--format="], cwd=root, capture_output=True, check=False)
    if done.returncode:  # a downloaded archive has no history
        return []
    lines = done.stdout.decode(errors="replace").splitlines()
    added = "\n".join(line[1:] for line in lines if line.startswith("+") and _digest(line[1:]) not in LOOKED_AT)
    return secrets({"geschiedenis van git": added})


def machine(files: Files) -> list[str]:
    """No path of somebody's machine, and no host of a package registry."""
    return list(_matches(files, MACHINE, "pad of adres van één machine"))


def _matches(files: Files, patterns: Iterable[str], what: str) -> Iterator[str]:
    pattern = re.compile("|".join(f"(?:{one})" for one in patterns).replace("(?i)", ""), re.IGNORECASE)
    for path, text in files.items():
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{path}:{line}: {what} ({match.group()[:12]}…)."
