"""The nulmeting of a series: what it was before the start, from what is published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from buurtbeeld.model import Status
from buurtbeeld.outcomes.keys import BEFORE, SMALL_GROUP, YEARLY, is_before
from buurtbeeld.outcomes.parts import GroupFigure, Nulmeting, OutcomeFigure
from buurtbeeld.periods import PeriodeSoort


def baseline(
    figures: Sequence[OutcomeFigure],
    group: Sequence[GroupFigure],
    start: date | None,
    soort: PeriodeSoort,
    *,
    once: bool = False,
    percent: bool = False,
) -> Nulmeting | None:
    """The nulmeting, from what is published: the mean of the last complete figures before the start.

    The same periods as the verdict rests on: twelve, or one of a yearly figure.

    Args:
        once: one measurement before the start is all there is meant to be.
        percent: shares of people, which keep the decimals they are published with.

    Returns:
        None without a start, or without a figure before it.
    """
    if start is None:
        return None
    earlier = [one for one in figures if is_before(one.periode, start, once=once)]
    if once:  # a measurement is held now and then: the last one there is
        earlier = [one for one in earlier if one.value is not None]
    window = earlier[-(1 if once or soort in YEARLY else BEFORE) :]
    chosen = [one for one in window if one.status is Status.OK and one.value is not None]
    if not chosen:
        return None
    periods = {one.periode for one in chosen}
    beside = [one.value for one in group if one.periode in periods and one.value is not None]
    return Nulmeting(
        value=round(_mean(one.value for one in chosen if one.value is not None), _decimals(chosen, percent=percent)),
        van=chosen[0].periode,
        tot=chosen[-1].periode,
        metingen=len(chosen),
        groep=_mean(beside) if beside else None,
    )


def _decimals(chosen: Sequence[OutcomeFigure], *, percent: bool) -> int:
    """A mean says no more than the figures it is made of: of small groups they are whole percents."""
    if not percent:
        return 6
    return 0 if any(one.noemer is not None and one.noemer < SMALL_GROUP for one in chosen) else 1


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return round(sum(found) / len(found), 6)
