"""Where the name of an account stands in the two stores, so that somebody can be forgotten everywhere.

By convention: a column of texts called `door` or `by`, or ending on it (`made_by`, `stand_door`), holds a name of an
account, and nothing else does. So a new table is forgotten in from its first day.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

WORDS = frozenset({"door", "by"})
SIGNED = frozenset({"nulmeting", "ondertekening"})  # where `naam` is what who stands in `door` signed with


def columns(metadata: sa.MetaData) -> Mapping[sa.Table, tuple[str, ...]]:
    """Columns that hold a name of an account, by table."""
    found = {
        table: tuple(one.name for one in table.c if isinstance(one.type, sa.Text) and one.name.split("_")[-1] in WORDS)
        for table in metadata.sorted_tables
    }
    return {table: names for table, names in found.items() if names}
