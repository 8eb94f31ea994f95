"""What a database or the disk reports becomes one of four codes, each with a Dutch sentence."""

from __future__ import annotations

import errno
import sqlite3

import psycopg
import pytest
import sqlalchemy as sa

from buurtbeeld.errors import BuurtbeeldError, StorageError
from buurtbeeld.storage.errors import BEZET, DATABASE, OPSLAG, SENTENCES, VOL, storage_error, translated


def sqlite_error(code):
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code
    return error


def wrapped(error):
    return sa.exc.OperationalError("SELECT 1", {}, error)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (sqlite_error(sqlite3.SQLITE_FULL), VOL),
        (sqlite_error(sqlite3.SQLITE_IOERR_WRITE), VOL),
        (sqlite_error(sqlite3.SQLITE_IOERR_READ), OPSLAG),
        (sqlite_error(sqlite3.SQLITE_BUSY), BEZET),
        (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), BEZET),
        (sqlite_error(sqlite3.SQLITE_CORRUPT), DATABASE),
        (sqlite_error(sqlite3.SQLITE_NOTADB), DATABASE),
        (sqlite_error(sqlite3.SQLITE_READONLY), OPSLAG),
        (sqlite3.ProgrammingError("closed"), OPSLAG),
        (OSError(errno.ENOSPC, "x"), VOL),
        (OSError(errno.EDQUOT, "x"), VOL),
        (PermissionError(errno.EACCES, "x"), OPSLAG),
        (psycopg.errors.DiskFull("x"), VOL),
        (psycopg.errors.TooManyConnections("x"), BEZET),
        (psycopg.errors.DeadlockDetected("x"), BEZET),
        (psycopg.errors.LockNotAvailable("x"), BEZET),
        (psycopg.errors.QueryCanceled("x"), BEZET),
        (psycopg.errors.AdminShutdown("x"), DATABASE),
        (psycopg.errors.InvalidCatalogName("x"), DATABASE),
        (psycopg.errors.DataCorrupted("x"), DATABASE),
        (psycopg.errors.CheckViolation("x"), OPSLAG),
        (psycopg.OperationalError("connection refused"), DATABASE),
        (psycopg.InterfaceError("x"), OPSLAG),
    ],
)
def test_code_of_what_was_reported(error, code):
    assert storage_error(error).code == code
    if not isinstance(error, OSError):
        assert storage_error(wrapped(error)).code == code


def test_pool_without_a_free_connection_is_busy():
    assert storage_error(sa.exc.TimeoutError("QueuePool limit")).code == BEZET


def test_connection_that_broke_is_a_database_that_is_away():
    error = sa.exc.DBAPIError("x", {}, psycopg.InterfaceError("x"), connection_invalidated=True)
    assert storage_error(error).code == DATABASE


def test_cause_is_kept_for_the_log():
    original = OSError(errno.ENOSPC, "x")
    with pytest.raises(StorageError) as caught, translated():
        raise original
    assert caught.value.__cause__ is original


@pytest.mark.parametrize("error", [BuurtbeeldError("eigen zin"), ValueError("fout van ons")])
def test_other_errors_pass(error):
    with pytest.raises(type(error)) as caught, translated():
        raise error
    assert caught.value is error


def test_every_sentence_says_what_to_do_and_nothing_technical():
    for wat, doe in SENTENCES.values():
        assert wat.endswith(".")
        assert doe.endswith(".")
        assert not {"SQL", "sqlite", "psycopg", "error"} & set((wat + " " + doe).replace(".", "").split())
