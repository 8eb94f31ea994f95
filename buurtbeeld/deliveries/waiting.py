"""What of a delivered file others do not see at once: figures that are published, with other numbers, until a round."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime

import sqlalchemy as sa

from buurtbeeld.deliveries import rounds
from buurtbeeld.deliveries.round_term import Closings, visible_by
from buurtbeeld.dutch import date_text, number
from buurtbeeld.ingest import counting
from buurtbeeld.ingest.parts import DeliveredRow
from buurtbeeld.periods import today
from buurtbeeld.storage.errors import translated

TAKEN_BACK = (
    "Wat er al van gepubliceerd is, blijft staan tot de ronde van de buurt sluit, uiterlijk op {}. "
    "Moet het eerder weg? Vraag de kartrekker of de projectcoördinator om de ronde te sluiten."
)


def waits(vault: sa.Engine, published: sa.Engine, programma: str, rows: Collection[DeliveredRow]) -> int:
    """How many of these rows are corrections of a figure that is published: others see those as the round closes.

    Args:
        rows: of a file found right; before it is kept or after, the answer is the same.

    Raises:
        StorageError: a store cannot be read.
    """
    with translated(), published.connect() as connection:
        closings = rounds.closings(connection, datetime.now(UTC))
    found = 0
    for bron in sorted({row.bron for row in rows}):
        mine = [row for row in rows if row.bron == bron]
        shown = _shown(vault, programma, bron, {row.buurt for row in mine}, closings)
        found += sum(_other(shown.get(row.sleutel), row) for row in mine)
    return found


def sentence(count: int, day: date | None = None) -> str:
    """What the deliverer reads of it; "" when nothing waits.

    Args:
        day: on which the file is delivered, today unless given.
    """
    if not count:
        return ""
    what = "1 cijfer is al gepubliceerd. De verbetering wordt"
    if count > 1:
        what = f"{number(count)} cijfers zijn al gepubliceerd. De verbeteringen worden"
    return f"{what} zichtbaar als de ronde van de buurt sluit, uiterlijk op {_last_day(day)}."


def taken_back(day: date | None = None) -> str:
    """What whoever takes a delivery back reads of it."""
    return TAKEN_BACK.format(_last_day(day))


def _last_day(day: date | None) -> str:
    return date_text(visible_by(day or today()))


def _shown(
    vault: sa.Engine, programma: str, bron: str, buurten: Iterable[str], closings: Closings
) -> dict[counting.Key, tuple[object, ...]]:
    """Numbers and status per figure of some buurten, as they are published now."""
    import pandas as pd

    from buurtbeeld.outcomes.chosen import choose  # pandas again: a refused file never waits for it

    every, events = counting.history(vault, programma, bron, buurten)
    frame = pd.DataFrame(every, columns=list(counting.ROW)).astype(dict.fromkeys(counting.NUMBERS, float))
    chosen = choose(frame, events, closings).rows
    cells = chosen[[*counting.NUMBERS, "status"]]
    cells = cells.astype(object).where(cells.notna(), None)
    keys = chosen[["buurt", "periode", "indicator", "uitsplitsing"]].itertuples(index=False, name=None)
    return {(bron, *key): values for key, values in zip(keys, cells.itertuples(index=False, name=None), strict=True)}


def _other(shown: tuple[object, ...] | None, row: DeliveredRow) -> bool:
    return shown is not None and shown != (*(getattr(row, name) for name in counting.NUMBERS), row.status)
