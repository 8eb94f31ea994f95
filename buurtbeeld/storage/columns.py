"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A moment: timezone-aware going in, stored as UTC, timezone-aware coming out.

    SQLite forgets the zone and PostgreSQL answers in the zone of the session; both come out as UTC.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a moment without a zone: it would be an hour or two wrong without anybody noticing."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone, got {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Give every moment the zone UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# A STRICT table of SQLite knows five types; without STRICT it would store 'abc' in a column of numbers.
_STRICT = {
    sa.Float: "REAL",
    sa.SmallInteger: "INTEGER",
    sa.Boolean: "INTEGER",
    sa.DateTime: "TEXT",
    sa.Date: "TEXT",
    sa.JSON: "TEXT",
}


def _name(type_: sa.types.TypeEngine[Any], compiler: Any, **words: Any) -> str:  # noqa: ARG001
    return next(name for kind, name in _STRICT.items() if isinstance(type_, kind))


for _kind in _STRICT:
    compiles(_kind, "sqlite")(_name)


def strict(metadata: sa.MetaData) -> None:
    """Make every table STRICT on SQLite."""
    for table in metadata.tables.values():
        table.dialect_options["sqlite"]["strict"] = True
