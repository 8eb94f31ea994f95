"""Known vulnerabilities in what is installed: `pip-audit --strict`, where the advisory service answers.

pip-audit says "no known vulnerabilities" of a package it found nothing about, so what it skipped counts as a problem.
Without an answer there is a clear note that nothing was looked up; that is no failure of the code.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from scripts.gates.reading import ROOT

SECONDS = 120
NOT_RUN = "LET OP: pip-audit is niet gedraaid ({waarom}). Bekende kwetsbaarheden zijn niet opgezocht."


@dataclass(frozen=True)
class Found:
    """What the look-up gave: one sentence that always says whether it was run, and the problems."""

    zin: str
    problemen: list[str] = field(default_factory=list)


def look_up(pinned: Path = ROOT / "requirements.txt", *, command: str | None = None) -> Found:
    """Ask about every pinned package.

    Args:
        pinned: requirements with versions and hashes.
        command: pip-audit; the one on the path, unless given.
    """
    program = command or shutil.which("pip-audit", path=str(Path(sys.executable).parent)) or shutil.which("pip-audit")
    if program is None:
        return Found(NOT_RUN.format(waarom="het is niet geplaatst: pipx install pip-audit"))
    arguments = [program, "--disable-pip", "--require-hashes", "-r", str(pinned), "-f", "json"]
    try:
        done = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Found(NOT_RUN.format(waarom=type(error).__name__))
    try:
        told = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Found(NOT_RUN.format(waarom="de dienst met meldingen antwoordt niet"))
    return read(told)


def read(told: list[dict[str, object]]) -> Found:
    """What pip-audit said, as problems: every vulnerability, and, as --strict does, every package it skipped.

    When it skipped all of them, nobody answered. (With --strict itself it stops at the first, and says nothing more.)
    """
    if all(one.get("skip_reason") for one in told):
        return Found(NOT_RUN.format(waarom="de dienst met meldingen antwoordt niet"))
    problems = []
    for one in told:
        vulnerable = one.get("vulns")
        known = [each["id"] for each in vulnerable] if isinstance(vulnerable, list) else []
        problems += [f"{one['name']} {one.get('version', '')}: {each} is een bekende kwetsbaarheid." for each in known]
        if reason := one.get("skip_reason"):
            problems.append(f"{one['name']}: pip-audit sloeg dit over ({reason}).")
    return Found(f"pip-audit --strict: {len(told)} pakketten opgezocht, {len(problems)} problemen.", problems)
