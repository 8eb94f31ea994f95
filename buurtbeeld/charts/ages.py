"""Age composition as shares of all inhabitants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from buurtbeeld.answers import Profile
from buurtbeeld.model import Figure

# Label, counts that are added up, and the published share when the catalogue has one: the bar then shows the same
# figure as the row above it.
AGE_GROUPS = (
    ("tot 15", ("inwoners_0_tot_15",), "aandeel_0_tot_15"),
    ("15 tot 65", ("inwoners_15_tot_25", "inwoners_25_tot_45", "inwoners_45_tot_65"), ""),
    ("65 en ouder", ("inwoners_65_plus",), "aandeel_65_plus"),
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
    rows = profile.rows
    return tuple(
        bar
        for bar in (
            _age_bar(profile.plek.naam, {code: row.own for code, row in rows.items()}, own=True),
            _age_bar(profile.plek.gemeente_naam, {code: row.gemeente for code, row in rows.items()}, own=False),
            _age_bar(profile.plek.land_naam, {code: row.land for code, row in rows.items()}, own=False),
        )
        if bar is not None
    )


def _age_bar(naam: str, figures: Mapping[str, Figure | None], *, own: bool) -> AgeBar | None:
    total = figures.get(INHABITANTS)
    if total is None:
        return None
    groups = [(label, _sum(figures, codes), share) for label, codes, share in AGE_GROUPS]
    counts = [count for _, count, _ in groups if count is not None]
    # Buurten are rounded to fives, so the groups need not add up to the published total.
    whole = sum(counts)
    if len(counts) < len(groups) or not whole:
        return AgeBar(naam, own, total.jaar, ())
    shares = tuple(
        AgeShare(label, count, _share(figures.get(code), 100 * count / whole))
        for (label, _, code), count in zip(groups, counts, strict=True)
    )
    return AgeBar(naam, own, total.jaar, shares)


def _sum(figures: Mapping[str, Figure | None], codes: Sequence[str]) -> float | None:
    found = [figures.get(code) for code in codes]
    known = [figure.value for figure in found if figure is not None and figure.value is not None]
    return sum(known) if len(known) == len(codes) else None


def _share(published: Figure | None, computed: float) -> float:
    return computed if published is None or published.value is None else published.value
