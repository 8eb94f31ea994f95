"""Invented areas and the buurten of the programme: always the same ones, since config/ and the map name them.

Six gemeenten, their wijken and gebieden; eighty buurten, each one area or two gebieden. What is drawn here are sizes
and characters; figures are made from them elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from data_sources.voorbeeld import names

SEED = 20260901
# Per gemeente: gebieden of each wijk, the number of wijken at the end that are one buurt as a whole, and
# how densely it is built (addresses per km2).
PLAN = (
    ((6, 6, 6, 6, 5, 3, 3, 3), 3, 3400),
    ((6, 5, 5, 3, 3), 2, 2100),
    ((5, 5, 5, 3, 3), 2, 900),
    ((5, 5, 4, 3), 1, 600),
    ((3, 3), 2, 1200),
    ((4, 4, 4), 3, 1700),
)
WHOLE = {5: ("transitie", 18_400), 6: ("vergelijking", 60_000)}  # gemeenten that are one buurt, and their size
SMALLEST, LARGEST_GEBIED = 400, 9_600
FIRST, TRADES_WITH = "VBB010101", "VBB010105"  # the buurt a newcomer sees first is a large one: it has most to show
COMPOSITES = {
    ("0101", 1): "transitie",
    ("0202", 2): "transitie",
    ("0103", 3): "vergelijking",
    ("0301", 2): "vergelijking",
}
WHOLE_WIJKEN = {"0106": "transitie", "0204": "transitie"}  # the other whole wijken are comparison buurten
FEWEST, EVERY = 600, 4  # transitie: gebieden with so many inhabitants or more, about one in four
STARTS = (
    date(2023, 7, 1), date(2023, 9, 1), date(2023, 11, 1), date(2024, 1, 1), date(2024, 3, 1), date(2024, 5, 1),
    date(2024, 7, 1), date(2024, 9, 1), date(2024, 11, 1), date(2025, 1, 1), date(2025, 5, 1), date(2025, 9, 1),
)  # fmt: skip


@dataclass(frozen=True)
class Area:
    """One smallest area (gebied).

    Attributes:
        code: VBB + gemeente, wijk and gebied, two digits each.
        inwoners: inhabitants in 2024.
        dichtheid: addresses per km2.
        lasten: how heavy life is there, about 0 with spread 1: higher = less income, poorer health.
        grijs: how old people are, about 0 with spread 1.
        groei: share by which the number of inhabitants grows per year.
    """

    code: str
    naam: str
    inwoners: int
    dichtheid: float
    lasten: float
    grijs: float
    groei: float

    @property
    def wijk(self) -> str:
        """Four digits: gemeente and wijk."""
        return self.code[3:7]


@dataclass(frozen=True)
class Place:
    """One buurt of the programme.

    Attributes:
        gebieden: area codes, of one level.
        start: first day of the transition; None for a comparison buurt.
        inwoners: in 2024.
    """

    naam: str
    gemeente: str
    gebieden: tuple[str, ...]
    rol: str
    start: date | None
    partner: str
    inwoners: int

    @property
    def sleutel(self) -> str:
        """Key of the buurt: its name in lower case, words joined by "-"."""
        return self.naam.lower().replace(" ", "-")


@cache
def areas() -> tuple[Area, ...]:
    """Every gebied, in order of code."""
    rng = np.random.default_rng(SEED)
    codes = [
        f"VBB{g:02d}{w:02d}{b:02d}"
        for g, (wijken, _, _) in enumerate(PLAN, start=1)
        for w, count in enumerate(wijken, start=1)
        for b in range(1, count + 1)
    ]
    wijk_lasten = {code[3:7]: value for code, value in zip(codes, rng.normal(0, 0.8, len(codes)), strict=True)}
    people = _inhabitants(codes, rng)
    drawn = zip(codes, names.of_gebieden(), rng.normal(0, 0.7, (len(codes), 4)).tolist(), strict=False)
    return tuple(
        Area(
            code,
            naam,
            people[code],
            dichtheid=round(PLAN[int(code[3:5]) - 1][2] * float(np.exp(0.45 * own[0])), 1),
            lasten=round(wijk_lasten[code[3:7]] + own[1], 3),
            grijs=round(own[2] * 1.2, 3),
            groei=round(0.004 + 0.006 * own[3], 4),
        )
        for code, naam, own in drawn
    )


def _inhabitants(codes: Sequence[str], rng: np.random.Generator) -> dict[str, int]:
    """Inhabitants per gebied: single ones evenly spread on a log scale from 400 up, whole gemeenten as planned."""
    single = [code for code in codes if int(code[3:5]) not in WHOLE]
    sizes = np.geomspace(SMALLEST, LARGEST_GEBIED, len(single)) / 5
    found = dict(zip(single, (rng.permutation(sizes).round() * 5).astype(int).tolist(), strict=True))
    found[FIRST], found[TRADES_WITH] = found[TRADES_WITH], found[FIRST]
    for number, (_, total) in WHOLE.items():
        inside = [code for code in codes if int(code[3:5]) == number]
        shares = rng.dirichlet(np.full(len(inside), 6.0))
        parts = (shares * total / 5).round().astype(int) * 5
        parts[-1] += total - parts.sum()
        found |= dict(zip(inside, parts.tolist(), strict=True))
    return found


@cache
def wijk_names() -> dict[str, str]:
    """Name of every wijk by its four digits."""
    numbers = dict.fromkeys(area.wijk for area in areas())
    return dict(zip(numbers, names.of_wijken(), strict=False))


@cache
def places() -> tuple[Place, ...]:
    """The eighty buurten: twenty transitiebuurten in order of code, then sixty comparison buurten."""
    found = [*_whole_gemeenten(), *_in_wijken()]
    chosen = [one for one in found if one[2] == "transitie"]
    singles = [one for one in found if one[2] == ""]
    eligible = [one for one in singles if one[3] >= FEWEST]
    wanted = {one[1] for one in eligible[:: len(eligible) // (20 - len(chosen))][: 20 - len(chosen)]}
    roles = [(*one[:2], one[2] or ("transitie" if one[1] in wanted else "vergelijking"), one[3]) for one in found]
    roles.sort(key=lambda one: (one[2], one[1][0][3:]))
    return tuple(_place(at, *one) for at, one in enumerate(roles))


Found = tuple[str, tuple[str, ...], str, int]  # name, area codes, role ("" = to be chosen), inhabitants


def _place(at: int, naam: str, codes: tuple[str, ...], rol: str, inwoners: int) -> Place:
    gemeente = names.GEMEENTEN[int(codes[0][3:5]) - 1]
    if rol != "transitie":
        return Place(naam, gemeente, codes, rol, None, "", inwoners)
    start = STARTS[at * 7 % len(STARTS)]
    return Place(naam, gemeente, codes, rol, start, names.PARTNERS[at % len(names.PARTNERS)], inwoners)


def _whole_gemeenten() -> Iterator[Found]:
    for number, (rol, total) in WHOLE.items():
        yield names.GEMEENTEN[number - 1], (f"VBG{number:02d}",), rol, total


def _in_wijken() -> Iterator[Found]:
    by_wijk: dict[str, list[Area]] = {}
    for area in areas():
        by_wijk.setdefault(area.wijk, []).append(area)
    for wijk, inside in by_wijk.items():
        wijken, whole, _ = PLAN[int(wijk[:2]) - 1]
        if int(wijk[:2]) in WHOLE:
            continue
        if int(wijk[2:]) > len(wijken) - whole:
            people = sum(area.inwoners for area in inside)
            yield wijk_names()[wijk], (f"VBW{wijk}",), WHOLE_WIJKEN.get(wijk, "vergelijking"), people
        else:
            yield from _in_wijk(wijk, inside)


def _in_wijk(wijk: str, inside: Sequence[Area]) -> Iterator[Found]:
    """Gebieden one by one, except two neighbours that together are one buurt."""
    at = 0
    while at < len(inside):
        rol = COMPOSITES.get((wijk, at), "")
        pair = inside[at : at + (2 if rol else 1)]
        naam = " en ".join(area.naam for area in pair)
        yield naam, tuple(area.code for area in pair), rol, sum(area.inwoners for area in pair)
        at += len(pair)
