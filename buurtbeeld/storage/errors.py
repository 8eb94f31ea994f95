"""What a database or disk says, in words a user may read. The only place that translates."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
import sqlalchemy.exc

from buurtbeeld.errors import StorageError

VOL, BEZET, DATABASE, OPSLAG = "E_OPSLAG_VOL", "E_BEZET", "E_DATABASE", "E_OPSLAG"
SENTENCES = {
    VOL: ("De schijf is vol. Er is niets opgeslagen.", "Maak ruimte vrij en probeer het opnieuw."),
    BEZET: (
        "De database is bezet door een andere bewerking. Er is niets opgeslagen.",
        "Probeer het over een minuut opnieuw.",
    ),
    DATABASE: ("De database is niet bereikbaar of beschadigd.", "Bel de beheerder als het zo blijft."),
    OPSLAG: ("Het opslaan of lezen van gegevens is niet gelukt.", "Bel de beheerder als het zo blijft."),
}
# Primary result codes of SQLite, https://www.sqlite.org/rescode.html
_BY_SQLITE = {
    sqlite3.SQLITE_FULL: VOL,
    sqlite3.SQLITE_BUSY: BEZET,
    sqlite3.SQLITE_LOCKED: BEZET,
    sqlite3.SQLITE_CORRUPT: DATABASE,
    sqlite3.SQLITE_NOTADB: DATABASE,
    sqlite3.SQLITE_CANTOPEN: DATABASE,
}
# SQLite says "full" for ENOSPC only. A quota or a largest file size reaches us as one of these.
_CANNOT_GROW = {sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_TRUNCATE}
_BY_ERRNO = {errno.ENOSPC: VOL, errno.EDQUOT: VOL, errno.EFBIG: VOL}
# SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html; a class of two or a code of five.
_BY_SQLSTATE = {
    "53100": VOL,
    "53": BEZET,  # too little memory, too many connections
    "40": BEZET,  # deadlock, serialisation
    "55P03": BEZET,
    "57014": BEZET,  # statement or lock timeout
    "08": DATABASE,
    "57": DATABASE,  # shut down by the administrator, starting up
    "58": DATABASE,
    "XX": DATABASE,  # damaged
    "3D": DATABASE,  # no such database
    "28": DATABASE,  # refused to log in
}


@contextmanager
def translated() -> Iterator[None]:
    """Turn every error of a database or the disk inside the block into a StorageError.

    Raises:
        StorageError: with code E_OPSLAG_VOL, E_BEZET, E_DATABASE or E_OPSLAG; its cause is the original.
    """
    try:
        yield
    except (sa.exc.SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise storage_error(error) from error


def storage_error(error: BaseException) -> StorageError:
    """The StorageError that says in Dutch what a database or the disk reported."""
    code = _code(error)
    wat, doe = SENTENCES[code]
    return StorageError(wat, doe=doe, code=code)


def _code(error: BaseException) -> str:
    if isinstance(error, sa.exc.TimeoutError):  # every connection of the pool is in use
        return BEZET
    if isinstance(error, sa.exc.DBAPIError):
        return DATABASE if error.connection_invalidated else _code(error.orig or Exception())
    for kind, look_up in _LOOK_UP.items():
        if isinstance(error, kind):
            return look_up(error)
    # psycopg: an error without a SQLSTATE is a connection that failed or broke.
    if hasattr(error, "sqlstate"):
        return _of_sqlstate(error)
    return OPSLAG


def _of_sqlite(error: BaseException) -> str:
    number = getattr(error, "sqlite_errorcode", 0)
    return VOL if number in _CANNOT_GROW else _BY_SQLITE.get(number & 0xFF, OPSLAG)


def _of_os(error: BaseException) -> str:
    return _BY_ERRNO.get(getattr(error, "errno", None) or 0, OPSLAG)


def _of_sqlstate(error: BaseException) -> str:
    state = str(getattr(error, "sqlstate", None) or "")
    if not state:
        return DATABASE if type(error).__name__ == "OperationalError" else OPSLAG
    return _BY_SQLSTATE.get(state) or _BY_SQLSTATE.get(state[:2], OPSLAG)


_LOOK_UP: dict[type[BaseException], Callable[[BaseException], str]] = {sqlite3.Error: _of_sqlite, OSError: _of_os}
