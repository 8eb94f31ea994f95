"""The one door for files: asks the rights, masks, writes, and puts it in the audit log.

A gate of `make check` fails when a download gets its bytes from elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from buurtbeeld.audit.log import Event, Uitkomst, note, record
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.privacy.files import LEGEND, Tabel, as_csv, as_xlsx
from buurtbeeld.privacy.rates import check_rate
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.storage.errors import translated

_WRITE: Mapping[str, Callable[[Tabel], bytes]] = {"csv": as_csv, "xlsx": as_xlsx}


@dataclass(frozen=True)
class Klaar:
    """A file that is no table of figures: its bytes, and how many lines or pages it has."""

    inhoud: bytes
    regels: int


@dataclass(frozen=True)
class Uitvoer:
    """A file somebody asks for.

    Attributes:
        wat: what it is, a word for the log: "cijferblad", "uitkomsten", "sjabloon".
        vorm: "csv" or "xlsx" of a table; of another file its own, as "pdf".
        acties: everything one must be allowed to do to have it.
        maak: makes it, only when it is asked for. Figures come as a Tabel, so that they are masked here.
        programma, buurt: what it is about, as far as rights go; "" when that does not matter.
        object: code of what it is about.
        keuzes: the filter: what was chosen on screen.
    """

    wat: str
    vorm: str
    acties: tuple[Action, ...]
    maak: Callable[[], Tabel | Klaar]
    programma: str = ""
    buurt: str = ""
    object: str = ""
    keuzes: Mapping[str, str | int] = field(default_factory=dict)


def hand_out(
    engine: sa.Engine, user: User, asked: Uitvoer, *, per_uur: int, sessie: str = "", nu: datetime | None = None
) -> bytes:
    """Make a file for somebody, and write down that it went out. Nothing goes out that is not written down.

    Args:
        per_uur: how many files this account may have in an hour.
        sessie: id of the session.
        nu: moment, now unless given.

    Raises:
        PermissionDenied: a right is missing; that is written down too.
        BuurtbeeldError: E_TE_VEEL_DOWNLOADS; that is written down too.
        StorageError: it could not be written down.
    """
    moment = nu or datetime.now(UTC)
    told = _told(user, asked, sessie, moment)
    try:
        for action in asked.acties:
            check_may(user, action, buurt=asked.buurt or None, programma=asked.programma or None)
        with translated(), engine.connect() as connection:
            check_rate(connection, user, Event.UITVOER, per_uur, sessie=sessie, nu=moment)
        body, lines = _made(asked, moment)
        with translated(), engine.begin() as connection:
            record(connection, Event.UITVOER, aantal=lines, sha256=hashlib.sha256(body).hexdigest(), **told)
            check_rate(connection, user, Event.UITVOER, per_uur, sessie=sessie, nu=moment, written=True)
    except BuurtbeeldError as refused:
        told["details"] = told["details"] | {"reden": refused.code}
        note(engine, Event.UITVOER, uitkomst=Uitkomst.GEWEIGERD, **told)
        raise
    return body


def _told(user: User, asked: Uitvoer, sessie: str, moment: datetime) -> dict[str, Any]:
    """What the log says of it, however it ends."""
    return {
        "wie": user.naam,
        "sessie": sessie,
        "programma": asked.programma,
        "buurt": asked.buurt,
        "object": asked.object,
        "op": moment,
        "details": {"wat": asked.wat, "vorm": asked.vorm, **asked.keuzes},
    }


def _made(asked: Uitvoer, moment: datetime) -> tuple[bytes, int]:
    """The file and its number of lines."""
    found = asked.maak()
    if isinstance(found, Klaar):
        return found.inhoud, found.regels
    lines = len(found.rijen)
    own = [("Gemaakt op (UTC)", moment.isoformat(timespec="seconds")), ("Regels", str(lines))]
    own += [LEGEND] if found.cijfers else []
    return _WRITE[asked.vorm](replace(found, over=(*found.over, *own))), lines
