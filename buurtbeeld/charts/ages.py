"""Age composition as shares of all inhabitants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from buurtbeeld.model import Figure, Profile

AGE_GROUPS = (
    ("tot 15", ("inwoners_0_tot_15",)),
    ("15 tot 65", ("inwoners_15_tot_25", "inwoners_25_tot_45", "inwoners_45_tot_65")),
    ("65 en ouder", ("inwoners_65_plus",)),
)
INHABITANTS = "aantal_inwoners"


@dataclass(frozen=True)
class AgeShare:
    """One piece of an age bar: `count` people, `share` percent of all inhabitants."""

    label: str
    count: float
    share: float


@dataclass(frozen=True)
class AgeBar:
    """The ages of one area; `shares` is empty when the source lacks one of the counts."""

    naam: str
    own: bool
    jaar: int
    shares: tuple[AgeShare, ...]


def age_bars(profile: Profile) -> tuple[AgeBar, ...]:
    """Age composition of the plek, its gemeente and the country, as shares of all inhabitants.

    Returns:
        One bar per area that has figures at all; pieces from young to old.
    """
    rows = [profile.rows.get(code) for code in _age_codes()]
    present = [row for row in rows if row is not None]
    if len(present) < len(rows):
        return ()
    columns: list[tuple[str, bool, list[Figure | None]]] = [
        (profile.plek.naam, True, [row.own for row in present]),
        (profile.plek.gemeente_naam, False, [row.gemeente for row in present]),
        ("Nederland", False, [row.land for row in present]),
    ]
    bars = (_age_bar(naam, own=own, figures=[f for f in figures if f is not None]) for naam, own, figures in columns)
    return tuple(bar for bar in bars if bar is not None)


def _age_codes() -> list[str]:
    return [INHABITANTS, *(code for _, codes in AGE_GROUPS for code in codes)]


def _age_bar(naam: str, *, own: bool, figures: Sequence[Figure]) -> AgeBar | None:
    if len(figures) < len(_age_codes()):
        return None
    counts = {code: figure.value for code, figure in zip(_age_codes(), figures, strict=True)}
    total = counts[INHABITANTS]
    known = {code: count for code, count in counts.items() if count is not None}
    if not total or len(known) < len(counts):
        return AgeBar(naam, own, figures[0].jaar, ())
    groups = [(label, sum(known[code] for code in codes)) for label, codes in AGE_GROUPS]
    # Buurten are rounded to fives, so the groups need not add up to the published total.
    whole = sum(count for _, count in groups)
    shares = tuple(AgeShare(label, count, 100 * count / whole) for label, count in groups)
    return AgeBar(naam, own, figures[0].jaar, shares)
