"""Reading and checking a delivered file. Nothing is stored, and no bytes at all can break the caller."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import secrets
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from buurtbeeld.ingest import container
from buurtbeeld.ingest.archive import check_archive
from buurtbeeld.ingest.container import Kind
from buurtbeeld.ingest.messages import melding
from buurtbeeld.ingest.parts import Inspection, Melding, Rules
from buurtbeeld.ingest.person_patterns import kind_in
from buurtbeeld.ingest.refusal import Refused, refuse
from buurtbeeld.ingest.wire import meldingen_from_json, rows_from_json, rules_to_json

_log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
WALL_SECONDS = 4.5  # the promise is 5, the rest is for starting and answering
COMMAND = [sys.executable, "-s", "-m", "buurtbeeld.ingest.parser"]
OUT_OF_MEMORY = (4, -6, -11)  # its own exit code; the reader in Rust aborts, or runs out of stack
OUT_OF_TIME = (-24, -9)  # the signal of the processor limit, and the one that follows it


def inspect(data: bytes, name: str, rules: Rules) -> Inspection:
    """Read and check a file, whatever its bytes are.

    Args:
        name: as the user's machine calls it; only ever shown.

    Returns:
        The verdict with every message. `rows` is empty as soon as one of them refuses.
    """
    empty = Inspection("", 0, (), (), hashlib.sha256(data).hexdigest(), container.safe_name(name))
    try:
        kind, told = _outside(data, name)
        _check_nobody_named(name, int(rules.vandaag[:4]))
    except Refused as refused:
        return replace(empty, meldingen=(refused.melding,))
    found = _read(data, kind, rules, empty)
    return replace(found, meldingen=(*told, *found.meldingen))


def to_json(inspection: Inspection) -> dict[str, object]:
    """The verdict for a program: `oordeel`, `rijen` and `meldingen`, each with `code`, `rij`, `kolom` and `tekst`."""
    return {
        "oordeel": inspection.oordeel,
        "rijen": inspection.gelezen,
        "meldingen": [
            {"code": one.code, "rij": one.rij, "kolom": one.kolom, "tekst": one.tekst} for one in inspection.meldingen
        ],
    }


def _outside(data: bytes, name: str) -> tuple[Kind, tuple[Melding, ...]]:
    """Kind of file and remarks about its name."""
    container.check_size(data)
    about_name = container.check_name(name)
    if container.is_zip(data):
        kind = check_archive(data)
    else:
        container.check_text(data)
        kind = Kind.CSV
    return kind, about_name or container.check_ending(name, kind)


def _check_nobody_named(name: str, this_year: int) -> None:
    """The name of a file stays in the log of deliveries, where others read it."""
    if kind := kind_in(name.replace("_", " "), this_year):
        refuse("E_PERSOONSGEGEVENS", soort=kind, plaats="de naam van het bestand")


def _read(data: bytes, kind: Kind, rules: Rules, empty: Inspection) -> Inspection:
    """What the parser process says of it."""
    asked = b"\n".join([json.dumps({"kind": kind}).encode(), rules_to_json(rules).encode(), data])
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command; the file goes in as bytes, never as a word of it
            COMMAND, input=asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(), cwd=ROOT,
            timeout=WALL_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return replace(empty, meldingen=(melding("E_TE_LANG_BEZIG"),))
    except OSError as error:
        return replace(empty, meldingen=(_unknown(f"lezen begon niet: {type(error).__name__} {error.errno}"),))
    if done.returncode:
        return replace(empty, meldingen=(_failed(done.returncode, done.stdout, kind),))
    try:
        return _answer(done.stdout, empty)
    except (ValueError, TypeError, KeyError):
        return replace(empty, meldingen=(_unknown(f"geen antwoord in {len(done.stdout)} bytes"),))


def _answer(stdout: bytes, empty: Inspection) -> Inspection:
    """The answer of the parser, in three lines."""
    outcome, rows, meldingen = stdout.decode().split("\n")
    said = json.loads(outcome)
    return replace(
        empty,
        programma=str(said["programma"]),
        gelezen=int(said["gelezen"]),
        rows=rows_from_json(rows),
        meldingen=meldingen_from_json(meldingen),
    )


def _environment() -> dict[str, str]:
    """Nothing of ours: no addresses, no passwords. Windows cannot start a process without this one."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}


def _failed(returncode: int, stdout: bytes, kind: Kind) -> Melding:
    """Why there is no verdict: out of memory or time, or something we did not foresee."""
    if returncode in OUT_OF_TIME:
        return melding("E_TE_LANG_BEZIG")
    if returncode in OUT_OF_MEMORY:
        return melding("E_TE_GROOT" if kind is Kind.CSV else "E_UITGEPAKT_TE_GROOT")
    return _unknown(f"lezen stopte met {returncode}, {stdout[:2000].decode('utf-8', 'replace')}")


def _unknown(why: str) -> Melding:
    """A number for the user, and behind that number in the log what we know; never what stands in the file."""
    number = secrets.token_hex(4).upper()
    _log.error("E_ONBEKEND %s: %s", number, why)
    return melding("E_ONBEKEND", nummer=number)
