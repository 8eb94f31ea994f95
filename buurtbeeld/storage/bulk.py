"""Many rows at once: executemany on SQLite, COPY on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa

from buurtbeeld.storage.errors import storage_error

# One INSERT of many rows takes two thirds of the time of one per row: most of it is starting a statement.
# SQLite takes at most 32,766 values in one statement; beyond a hundred rows there is no gain.
ROWS_PER_STATEMENT = 100


def insert_rows(
    connection: sa.Connection, table: sa.Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> int:
    """Insert rows in the transaction of the caller; all of them or, after an error, none.

    Args:
        columns: names, in the order of the values in each row.
        rows: plain Python values as the driver takes them (int, float, str, None): no column type
            converts them, and no default fills a column that is not named.

    Returns:
        Number of rows inserted.

    Raises:
        StorageError: the database refuses a row or cannot store it (PostgreSQL).
        sqlalchemy.exc.DBAPIError: the same on SQLite; `translated()` around the transaction covers both.
    """
    names = [table.c[name].name for name in columns]
    if connection.dialect.name == "postgresql":
        return _copy(connection, table, names, rows)
    total = 0
    for chunk in _chunks(rows):
        statement = _statement(connection, table, tuple(names), len(chunk))
        connection.exec_driver_sql(statement, tuple(chain.from_iterable(chunk)))
        total += len(chunk)
    return total


@lru_cache(maxsize=64)
def _text(table: str, names: tuple[str, ...], rows: int) -> str:
    one = f"({', '.join('?' * len(names))})"
    return " ".join(["INSERT INTO", table, f"({', '.join(names)})", "VALUES", ", ".join([one] * rows)])


def _statement(connection: sa.Connection, table: sa.Table, names: tuple[str, ...], rows: int) -> str:
    quote = connection.dialect.identifier_preparer.quote
    return _text(quote(table.name), tuple(quote(name) for name in names), rows)


def _chunks(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, ROWS_PER_STATEMENT)):
        yield chunk


def _copy(connection: sa.Connection, table: sa.Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
    from psycopg import Error, sql

    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(sql.Identifier(name) for name in names)
    )
    driver = connection.connection.driver_connection
    assert driver is not None  # an open connection has a driver behind it
    total = 0
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
                total += 1
    except Error as error:
        raise storage_error(error) from error
    return total
