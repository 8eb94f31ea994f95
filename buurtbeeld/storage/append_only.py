"""Lifts, for one transaction, the triggers that keep a table from being changed: for retention and for forgetting.

Only the owner of a table can do it: on PostgreSQL the role of the worker, never that of the web process.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa


@contextmanager
def lifted(connection: sa.Connection, table: sa.Table) -> Iterator[None]:
    """Allow UPDATE and DELETE on a table inside the block; when it fails, rolling back puts everything back.

    Args:
        connection: with a writing transaction open.
        table: one that refuses changes.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: this role does not own the table.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_ddl("ALTER TABLE %(table)s DISABLE TRIGGER USER").against(table))
        yield
        connection.execute(_ddl("ALTER TABLE %(table)s ENABLE TRIGGER USER").against(table))
        return
    kept = _triggers(connection, table)
    for name, _ in kept:
        connection.execute(_ddl("DROP TRIGGER %(name)s", name=name))
    yield
    for _, text in kept:
        connection.exec_driver_sql(text)


def _ddl(statement: str, **names: str) -> sa.DDL:
    """A statement that takes no parameters but names, of a table or of a trigger of ours."""
    return sa.DDL(statement, context=names)  # type: ignore[no-untyped-call]  # SQLAlchemy left it untyped


def _triggers(connection: sa.Connection, table: sa.Table) -> list[tuple[str, str]]:
    master = sa.table("sqlite_master", sa.column("name"), sa.column("sql"), sa.column("type"), sa.column("tbl_name"))
    query = sa.select(master.c.name, master.c.sql).where(master.c.type == "trigger", master.c.tbl_name == table.name)
    return [(str(name), str(text)) for name, text in connection.execute(query)]
