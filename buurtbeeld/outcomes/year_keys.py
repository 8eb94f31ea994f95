"""What the published rows of one year depend on, as a short text: while it is the same, nobody needs to read them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from buurtbeeld.deliveries.round_term import Closings
from buurtbeeld.ingest.counting import Event
from buurtbeeld.outcomes.kept_rows import FORMAT, Piece

VERSION = "1"  # raise when another row is chosen of the same deliveries, or another status is given to it


def contested(pieces: Sequence[Piece], events: Mapping[int, Sequence[Event]]) -> frozenset[int]:
    """Deliveries of one year of which a row may have to give way: to one of another delivery, or because of an event.

    Args:
        pieces: what was delivered about the year.
        events: delivery -> what happened to it.

    Returns:
        Their numbers. Of all the others every row is published, whatever rounds were closed.
    """
    by_period: dict[str, list[int]] = {}
    for piece in pieces:
        for code in piece.perioden:
            by_period.setdefault(code, []).append(piece.levering)
    several = {number for some in by_period.values() if len(some) > 1 for number in some}
    unsure = {one.levering for one in pieces if not _only_accepted(events.get(one.levering, ()))}
    return frozenset(several | unsure)


def _only_accepted(events: Sequence[Event]) -> bool:
    return bool(events) and all(accepted for _, _, accepted, _ in events)


class Moments:
    """When what happened at a moment was published of each buurt; asked often, so it is found once."""

    def __init__(self, closings: Closings, buurten: Collection[str]) -> None:
        self._closings = closings
        self._buurten = ["", *sorted(one for one in buurten if closings.moments.get(one))]  # "" has no rounds
        self._found: dict[datetime, str] = {}

    def published(self, moment: datetime) -> str:
        """Of every buurt with a closed round, and of one without, the first cut-off at or after a moment."""
        if moment not in self._found:
            self._found[moment] = repr([str(self._closings.published_at(one, moment)) for one in self._buurten])
        return self._found[moment]

    @property
    def buurten(self) -> list[str]:
        """Whom it is about, in order."""
        return self._buurten


def key_of(
    pieces: Sequence[Piece],
    events: Mapping[int, Sequence[Event]],
    *,
    moments: Callable[[], Moments],
    known: str,
    owed: str,
) -> str:
    """The text for one year of one source.

    Args:
        pieces: what was delivered about the year.
        events: delivery -> what happened to it, oldest first.
        moments: gives when a moment is published; only asked for what is contested.
        known: what the catalogue knows.
        owed: which periods are still running and what is owed then; "" when none is.
    """
    texts = [VERSION, FORMAT, known, owed]
    texts += [f"{one.levering} {one.som}" for one in pieces]
    texts += [repr([event[1:3] for event in events.get(one.levering, ())]) for one in pieces]
    fought = contested(pieces, events)
    if fought:
        at = [(moment, number) for one in sorted(fought) for _, number, _, moment in events.get(one, ())]
        texts.append(repr(moments().buurten))
        texts += [f"{number} {moment} {moments().published(moment)}" for moment, number in at]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()
