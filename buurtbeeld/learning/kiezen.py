"""What Leren chooses by: stored rows, which difference is clearest, and the mean of those that look alike."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.learning.antwoorden import Buur
from buurtbeeld.learning.kenmerken import Nulkenmerken
from buurtbeeld.learning.regels import REMAIN, is_effect, richting
from buurtbeeld.learning.rijen import Verandering, row_of
from buurtbeeld.learning.tegenover import WIDEST_POINTS, Tegenover
from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.places import Look
from buurtbeeld.programma_schema import Programma
from buurtbeeld.storage import reading_learning

Key = tuple[str, str]  # indicator, bron


def stored_features(look: Look, programma: Programma, number: int) -> Nulkenmerken:
    """The features as they were when the publication was worked out."""
    voor = min((one.start.year for one in programma.buurten if one.start is not None), default=0)
    values = reading_learning.features_of(look.connection, number)
    return Nulkenmerken(tuple(one.sleutel for one in programma.buurten), values, voor)


def rows(connection: sa.Connection, number: int, buurten: Iterable[str]) -> dict[str, dict[Key, Verandering]]:
    """Buurt -> (indicator, bron) -> what it changed."""
    found: dict[str, dict[Key, Verandering]] = {}
    for row in reading_learning.changes_of(connection, number, set(buurten)):
        found.setdefault(row["buurt"], {})[row["indicator"], row["bron"]] = row_of(row)
    return found


def is_better(one: Buur) -> bool:
    """Whether the other buurt did clearly better on the figure that is looked at."""
    return one.tegenover is not None and one.tegenover.oordeel is Oordeel.GUNSTIGER


def choices(own: Mapping[Key, Verandering], every: Mapping[str, Indicator]) -> tuple[Key, ...]:
    """Figures that were delivered of a buurt: those with a gap and a direction first, effects before others."""

    def order(key: Key) -> tuple[bool, bool, bool, bool, str, str]:
        one = every[key[0]]
        return (bool(own[key].grond), not richting(one), not is_effect(one), "per_client" not in key[0], *key)

    return tuple(sorted((key for key in own if own[key].signaal_periode), key=order))


def strongest(one: Tegenover | None) -> tuple[float, str]:
    """Clearest first: how many margins the difference is wide."""
    if one is None or one.verschil is None or one.onder is None or one.boven is None or one.boven <= one.onder:
        return 0.0, ""
    return -abs(one.verschil) / (one.boven - one.onder), one.indicator


def mean(indicator: Indicator | None, rows: Sequence[Verandering | None]) -> tuple[float | None, int]:
    """Mean gap of the buren; only when three others remain for whoever knows one of them already."""
    known = [one.verschil for one in rows if one is not None and one.verschil is not None]
    if indicator is None or len(known) < REMAIN + 1:
        return None, len(known)
    mean = sum(known) / len(known)
    return (mean if indicator.soort in WIDEST_POINTS else math.expm1(mean)), len(known)
