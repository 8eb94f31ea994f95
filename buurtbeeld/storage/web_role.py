"""What the database role of the web process may do on PostgreSQL: nothing in the vault, no figure to change, no log.

The role itself is made by whoever runs the server; this gives it its rights, again after every change of the tables.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from buurtbeeld.errors import ConfigError
from buurtbeeld.settings import Settings
from buurtbeeld.storage import schema_published, schema_vault
from buurtbeeld.storage.engine import open_published
from buurtbeeld.storage.errors import translated

# Made by the worker alone: a page that is broken into cannot change a figure, or the number of a publication.
MADE_BY_WORKER = frozenset({
    "publication", "part", "publication_part", "indicator", "area", "reason", "figure", "spread", "coverage",
    "source_attempt", "outcome", "buurt", "periode", "delivery_log", "delivery_scope", "waiting", "worker_sign",
    "alembic_version_published",
})  # fmt: skip
ONLY_ADDED_TO = frozenset({"audit_event", "audit_person"})
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def grants(role: str, sequences: Iterable[str] = (), *, vault: bool = True) -> list[str]:
    """The statements, in order. They can be run again.

    Args:
        sequences: those that number the rows of our tables.
        vault: the tables of the vault are in this database too.

    Raises:
        ConfigError: E_CONFIG: this is no name of a role.
    """
    if not _NAME.fullmatch(role):
        raise ConfigError(f"'{role}' is geen naam van een rol.", doe="Gebruik kleine letters, cijfers en _.")
    hidden = [*sorted(schema_vault.metadata.tables), "alembic_version_vault"] if vault else []
    lines = [f"GRANT USAGE ON SCHEMA public TO {role}"]
    for name in (*sorted(schema_published.metadata.tables), "alembic_version_published"):
        lines += [f"REVOKE ALL ON {name} FROM {role}", f"GRANT {_rights(name)} ON {name} TO {role}"]
    lines += [f"GRANT USAGE ON SEQUENCE {name} TO {role}" for name in sequences if not _numbers_the_vault(name)]
    return [*lines, *(f"REVOKE ALL ON {name} FROM {role}, PUBLIC" for name in hidden)]


def give(engine: sa.Engine, role: str) -> int:
    """Give the role its rights, in one transaction. Returns how many statements; 0 on SQLite, which has no roles.

    Raises:
        ConfigError: this is no name of a role.
        StorageError: the role does not exist, or we do not own the tables.
    """
    if engine.dialect.name != "postgresql":
        return 0
    with translated(), engine.begin() as connection:
        inspector = sa.inspect(connection)
        there = set(inspector.get_table_names())
        statements = grants(role, inspector.get_sequence_names(), vault="delivery" in there)
        for statement in statements:
            connection.exec_driver_sql(statement)
    return len(statements)


def add_to(commands: Any) -> None:
    """Add the command to a parser: python -m buurtbeeld webrol ROL."""
    parser = commands.add_parser("webrol", help="geef de rol van de webserver zijn rechten (PostgreSQL)")
    parser.add_argument("rol", help="naam van de rol, bijvoorbeeld buurtbeeld_web")
    parser.add_argument("--toon", action="store_true", help="toon de SQL en doe niets")
    parser.set_defaults(run=_command)


def _command(chosen: argparse.Namespace, settings: Settings) -> None:
    if chosen.toon:
        print(*(f"{one};" for one in grants(chosen.rol)), sep="\n")
        return
    engine = open_published(settings)
    count = give(engine, chosen.rol)
    engine.dispose()
    print(f"Rechten gegeven aan {chosen.rol}." if count else "SQLite kent geen rollen; er is niets gedaan.")


def _numbers_the_vault(sequence: str) -> bool:
    return sequence.removesuffix("_id_seq") in schema_vault.metadata.tables


def _rights(table: str) -> str:
    if table in MADE_BY_WORKER:
        return "SELECT"
    return "SELECT, INSERT" if table in ONLY_ADDED_TO else "SELECT, INSERT, UPDATE, DELETE"
