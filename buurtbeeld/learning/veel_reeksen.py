"""One figure of many buurten through time, read at once: for small charts beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from buurtbeeld.learning.stand import Punt, Reeks
from buurtbeeld.model import STATUS_BY_ID
from buurtbeeld.outcomes.periods import period
from buurtbeeld.places import Look, programme_ref
from buurtbeeld.programma_schema import Buurt, Programma
from buurtbeeld.storage import reading_outcomes

MOST = 60  # buurten that are looked at together


def of(look: Look, programma: Programma, joins: Sequence[Buurt], indicator: str, bron: str) -> tuple[Reeks, ...]:
    """The series of the first buurten, in their order; of the newest rhythm when a source changed it."""
    snapshot = look.snapshot
    ids = {snapshot.buurten.get((programma.code, one.sleutel)): one for one in joins[:MOST]}
    known = {number: one for number, one in ids.items() if number is not None}
    parts = [part.id for part in snapshot.delivered.get(programma.code, ()) if part.bron == bron]
    if not known or not parts or indicator not in snapshot.ids:
        return ()
    found: dict[str, list[Punt]] = {}
    rows = reading_outcomes.outcomes_of(look.connection, parts, known, indicator_id=snapshot.ids[indicator])
    for row in rows:
        if not row.uitsplitsing:
            one = Punt(
                period(snapshot.perioden[row.periode_id]), row.value, row.lower, row.upper, STATUS_BY_ID[row.status]
            )
            found.setdefault(known[row.buurt_id].sleutel, []).append(one)
    soort = max(one.periode for points in found.values() for one in points).soort if found else None
    return tuple(
        Reeks(
            programme_ref(programma, one), one.start,
            tuple(sorted((p for p in found[one.sleutel] if p.periode.soort is soort), key=lambda p: p.periode)),
        )
        for one in joins[:MOST] if one.sleutel in found
    )  # fmt: skip
