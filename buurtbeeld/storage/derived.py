"""What the vault keeps so that publishing is quick: made of what was delivered, and made again when it is not there.

Nothing here is a source. What is damaged, or made of something else than now, counts as not there; deleting all of it
costs one slow publication, and nothing more but for what `outcomes.shown_before` remembers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from buurtbeeld.storage.bulk import fetch_rows
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_vault import derived

_PLACE = [column.name for column in derived.primary_key]


@dataclass(frozen=True)
class Kept:
    """One thing that is kept.

    Attributes:
        soort: what it is.
        jaar: year of the periods it is about; 0 = all of them.
        levering: delivery it was made of; 0 = of several.
        sleutel: what it was made of, so that who reads it knows whether it still holds.
        inhoud: the thing itself.
    """

    soort: str
    programma: str
    bron: str
    jaar: int
    levering: int
    sleutel: str
    inhoud: bytes

    @property
    def controle(self) -> str:
        """Checksum of the content."""
        return hashlib.sha256(self.inhoud).hexdigest()


def read(vault: sa.Engine, soort: str, block: tuple[str, str], *, jaren: Collection[int]) -> list[Kept]:
    """What is kept of one kind of a programma and source, of some years; what is damaged is left out.

    Raises:
        StorageError: the vault cannot be read.
    """
    programma, bron = block
    columns = [derived.c[name] for name in ("jaar", "levering", "sleutel", "controle", "inhoud")]
    query = sa.select(*columns).where(
        derived.c.soort == soort, derived.c.programma == programma, derived.c.bron == bron,
        derived.c.jaar.in_(sorted(jaren)),
    )  # fmt: skip
    with translated(), vault.connect() as connection:
        rows = fetch_rows(connection, query.order_by(derived.c.jaar, derived.c.levering))
    found = [
        (Kept(soort, programma, bron, jaar, levering, sleutel, bytes(inhoud)), controle)
        for jaar, levering, sleutel, controle, inhoud in rows
    ]
    return [kept for kept, controle in found if kept.controle == controle]


def keep(vault: sa.Engine, things: Sequence[Kept]) -> None:
    """Keep some things, in one transaction, instead of what was kept in their places.

    Raises:
        StorageError: the vault cannot be written.
    """
    if not things:
        return
    insert = postgresql.insert(derived) if vault.dialect.name == "postgresql" else sqlite.insert(derived)
    replacing = insert.on_conflict_do_update(
        index_elements=_PLACE, set_={name: insert.excluded[name] for name in ("sleutel", "controle", "inhoud")}
    )
    rows = [
        {
            "soort": one.soort, "programma": one.programma, "bron": one.bron, "jaar": one.jaar,
            "levering": one.levering, "sleutel": one.sleutel, "controle": one.controle, "inhoud": one.inhoud,
        }
        for one in things
    ]  # fmt: skip
    with translated(), vault.begin() as connection:
        connection.execute(replacing, rows)


def carry(old: sa.Engine, new: sa.Engine, soort: str) -> int:
    """Put what one vault keeps of a kind into another, where that has nothing in its place. Returns how many.

    Raises:
        StorageError: one of them does not answer.
    """
    columns = [*derived.c]
    with translated(), old.connect() as connection:
        rows = [row._asdict() for row in connection.execute(sa.select(*columns).where(derived.c.soort == soort))]
    place = sa.tuple_(*(derived.c[name] for name in _PLACE))
    with translated(), new.begin() as connection:
        there = {tuple(row) for row in connection.execute(sa.select(*place.clauses).where(derived.c.soort == soort))}
        missing = [row for row in rows if tuple(row[name] for name in _PLACE) not in there]
        if missing:
            connection.execute(sa.insert(derived), missing)
    return len(missing)
