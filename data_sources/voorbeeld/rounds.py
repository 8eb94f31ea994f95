"""Invented rounds: when the network of a transitiebuurt met and closed its two months. Some meetings fall through."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from data_sources.voorbeeld.world import World

EVERY = 61  # days from one bespreking to the next
FIRST = 12  # days after the start at which the first one is planned
AROUND = 9  # days it may be earlier or later
SKIPPED = 0.08  # share that falls through
MOST = 100  # besprekingen per buurt that are drawn, so that a later day adds some and changes none
AFTER_WORK = time(15, 30)


def rounds(world: World, day: date) -> tuple[tuple[str, datetime], ...]:
    """(key of a buurt, moment of closing) of every round that was closed before a day, oldest first."""
    rng = world.rng("rondes")
    found = []
    for place in world.places:
        moved, skipped = rng.integers(-AROUND, AROUND + 1, MOST).tolist(), (rng.random(MOST) < SKIPPED).tolist()
        for at in range(MOST):
            if place.start is None or skipped[at]:
                continue
            met = _workday(place.start + timedelta(days=FIRST + at * EVERY + moved[at]))
            if met < day:
                found.append((place.sleutel, datetime.combine(met, AFTER_WORK, UTC)))
    return tuple(sorted(found, key=lambda one: (one[1], one[0])))


def _workday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))
