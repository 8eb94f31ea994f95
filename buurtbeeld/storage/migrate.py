"""Brings both stores to the shape this version of the program needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from buurtbeeld.errors import StorageError
from buurtbeeld.settings import Settings
from buurtbeeld.storage import (
    raw,
    schema_access,
    schema_agreement,
    schema_audit,
    schema_delivered,
    schema_learning,
    schema_meetings,
    schema_plans,
    schema_published,
    schema_vault,
    web_role,
)
from buurtbeeld.storage.engine import open_published, open_vault
from buurtbeeld.storage.errors import translated

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.migration import MigrationContext

# importing them adds their tables
assert schema_delivered.outcome.metadata is schema_plans.ronde.metadata is schema_published.metadata
assert schema_audit.audit_event.metadata is schema_published.metadata
assert schema_access.session.metadata is schema_published.metadata
assert schema_meetings.bespreking.metadata is schema_published.metadata
assert schema_learning.learning.metadata is schema_published.metadata
assert schema_agreement.agreement.metadata is schema_published.metadata
SCRIPTS = Path(__file__).parent / "alembic"
StoreName = Literal["vault", "published"]
_LOCK = 4_021_977  # any number, as long as every process uses the same


@dataclass(frozen=True)
class StoreShape:
    """What a store should look like: its tables and the newest migration."""

    metadata: sa.MetaData
    head: str


SHAPES: Mapping[StoreName, StoreShape] = {
    "vault": StoreShape(schema_vault.metadata, "v0003"),
    "published": StoreShape(schema_published.metadata, "p0010"),
}
OPEN: Mapping[StoreName, Callable[[Settings], sa.Engine]] = {"vault": open_vault, "published": open_published}


def upgrade(settings: Settings) -> None:
    """Make or update both stores, and clear what an interrupted run left in the folder of raw answers.

    Each store is changed in one transaction. Two processes that start together wait for each other.

    Raises:
        StorageError: E_OPSLAG_NIEUWER when a store was made by a newer program; nothing was changed.
    """
    engines = {name: open_store(settings) for name, open_store in OPEN.items()}
    try:
        for name, engine in engines.items():
            if not is_current(engine, name):
                with translated(), engine.begin() as connection:
                    _upgrade_one(connection, name)
    finally:
        for engine in engines.values():
            engine.dispose()
    if settings.web_rol:
        _let_pages_in(settings)
    raw.sweep(settings.raw_dir)


def _let_pages_in(settings: Settings) -> None:
    engine = open_published(settings)
    try:
        web_role.give(engine, settings.web_rol)
    finally:
        engine.dispose()


def is_current(engine: sa.Engine, name: StoreName = "published") -> bool:
    """Whether a store has the shape this version of the program needs."""
    with translated(), engine.connect() as connection:
        return _revision(connection, name) == SHAPES[name].head


def same_type(
    _context: MigrationContext,
    _inspected: sa.Column[Any],
    _column: sa.Column[Any],
    inspected_type: sa.types.TypeEngine[Any],
    type_: sa.types.TypeEngine[Any],
) -> bool | None:
    """Whether two column types differ, for Alembic's comparison: as written in CREATE TABLE."""
    assert _context.dialect is not None
    written = [one.compile(dialect=_context.dialect) for one in (inspected_type, type_)]
    plain = [text.replace("DOUBLE PRECISION", "FLOAT") for text in written]  # PostgreSQL's two names for one type
    return plain[0] != plain[1]


def alembic_config(connection: sa.Connection, name: StoreName) -> Config:
    """Configuration of Alembic for one store; nothing is read from an ini file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", _escaped(SCRIPTS))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", _escaped(SCRIPTS / "versions" / name))
    config.attributes.update(connection=connection, metadata=SHAPES[name].metadata, version_table=_version_table(name))
    return config


def _upgrade_one(connection: sa.Connection, name: StoreName) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    config = alembic_config(connection, name)
    found = _revision(connection, name)
    known = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise StorageError(
            "De gegevens zijn gemaakt door een nieuwere versie van buurtbeeld. Er is niets veranderd.",
            waar=f"Opslag {name}, stap {found}.",
            doe="Installeer die versie, of zet een back-up van vóór die versie terug.",
            code="E_OPSLAG_NIEUWER",
        )
    command.upgrade(config, "head")


def _revision(connection: sa.Connection, name: StoreName) -> str | None:
    version = sa.table(_version_table(name), sa.column("version_num"))
    if not sa.inspect(connection).has_table(version.name):
        return None
    found: str | None = connection.scalar(sa.select(version.c.version_num))
    return found


def _version_table(name: StoreName) -> str:
    return f"alembic_version_{name}"


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")
