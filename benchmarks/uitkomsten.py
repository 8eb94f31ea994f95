"""Geleverde cijfers van een verzonnen programma: 30 maten en 36 tweemaanden (6 jaar), in 1.000 buurten 1,3 miljoen
cijfers. Een op de vier buurten is begonnen, verspreid over 20 maanden; de andere zijn vergelijkingsbuurten. De rijen
staan al in de kluis: gemeten is het publiceren zelf, in een proces van zijn eigen, en daarna dat van één nieuwe
tweemaand. Publiceren is meer dan de cijfers, en elke grens is gesteld voor een deel ervan. Daarom staat elk deel op
een eigen regel: *de cijfers* alleen; *de cijfers en de controle*, dus met de controle op kleine aantallen erbij; en
*de afspraak en het leren*, dus het getal van de afspraak en het naast elkaar zetten van buurten. *Alles van een
publicatie* is ter kennis: de cijfers, de controle en de afspraak. 80 buurten zijn drie keer gepubliceerd.
De pagina's zijn gemeten met AppTest (dus zonder browser) met 1.000 buurten geladen; *opnieuw* is dezelfde
buurt nog een keer, *nieuwe buurt* een die nog niet eerder is gevraagd. Ter vergelijking: dezelfde cijfers zonder
publicatie, dus elke keer uit de geleverde rijen berekend. Voor een matrix zijn dat alle maten, voor een cijferblad één
maat van één bron. Dat kan niet met minder dan alle buurten: een oordeel vergelijkt met de andere.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import children
from benchmarks.children import Step
from benchmarks.measured import Measured, Skipped, median
from benchmarks.uitkomsten_steps import AGREEMENT, AUDIT
from scripts.app_server import NO_SOURCES

ASKED = 25  # buurten that were not asked before
MEMORY = 2000.0  # MB
PAGES = {"uitkomsten": "Onze uitkomsten", "cijferblad": "Cijferblad"}
FIGURES, AUDITED, TOGETHER, ALL = (
    "de cijfers", "de cijfers en de controle", "de afspraak en het leren", "alles van een publicatie",
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """So many buurten; `publish` and `period`: limits in seconds of the parts of a publication, and of a new period."""

    count: int
    times: int = 1
    publish: Mapping[str, float] = field(default_factory=dict)
    period: Mapping[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """As a reader sees it."""
        return f"{self.count:,} buurten".replace(",", ".")


SMALL = Size(80, 3, {FIGURES: 2, TOGETHER: 5}, {AUDITED: 5})
MIDDLE = Size(250)
LARGE = Size(1000, 1, {FIGURES: 30, TOGETHER: 60}, {FIGURES: 3, AUDITED: 60})


def measure(sizes: Sequence[Size] = (SMALL, MIDDLE, LARGE)) -> Iterator[Measured | Skipped]:
    """Publication of some sizes, one new period, and the pages on the largest; how it grows, of the last two."""
    with tempfile.TemporaryDirectory() as folder:
        figures: list[float] = []
        environment: dict[str, str] = {}
        for size in sizes:
            environments = [_crowd(Path(folder) / f"{size.count}-{time}", size.count) for time in range(size.times)]
            found = [children.timed("publiceren", environment=one) for one in environments]
            environment = environments[-1]
            figures.append(median("", [_seconds(one)[FIGURES] for one in found], "s").waarde)
            yield from rows(size.name, found, size.publish)
            if TOGETHER in size.publish:
                yield _together(size, found[-1], children.timed("naast_elkaar", environment=environment))
            if size.period:
                new = children.timed("nieuwe_periode", environment=environment)
                yield from rows(f"één nieuwe tweemaand, {size.name}", [new], size.period)
        yield growth([size.count for size in sizes[-2:]], figures[-2:])
        for page, name in PAGES.items():
            yield from _page(environment, page, name)


def rows(what: str, found: Sequence[Step], limits: Mapping[str, float]) -> Iterator[Measured]:
    """One publication, or the same some times over: a row per part that has a limit, the whole, and the memory."""
    seconds = [_seconds(one) for one in found]
    for part in (FIGURES, AUDITED, ALL):
        yield median(f"{what}: {part}", [one[part] for one in seconds], "s", grens=limits.get(part))
    memory = [one.piek_mb for one in found]
    yield median(f"{what}: grootste geheugen", memory, "MB", grens=MEMORY)


def _seconds(found: Step) -> dict[str, float]:
    audited = found.seconden - found.delen.get(AGREEMENT, 0.0)
    return {FIGURES: audited - found.delen.get(AUDIT, 0.0), AUDITED: audited, ALL: found.seconden}


def _together(size: Size, published: Step, learned: Step) -> Measured:
    seconds = published.delen[AGREEMENT] + learned.seconden
    return Measured(f"{size.name}: {TOGETHER}", seconds, "s", size.publish[TOGETHER])


def growth(counts: Sequence[int], seconds: Sequence[float]) -> Measured:
    """Seconds per buurt, of many buurten beside those of fewer: no worse than linear is at most 1."""
    few, many = (f"{count:,}".replace(",", ".") for count in counts)
    per_buurt = seconds[1] / counts[1] / (seconds[0] / counts[0])
    what = f"de cijfers, tijd per buurt: {many} buurten gedeeld door {few}"
    return Measured(what, per_buurt, "×", 1.0, noot="1 is rechtevenredig")


def _crowd(folder: Path, count: int) -> dict[str, str]:
    environment = NO_SOURCES | {"BUURTBEELD_DATA": str(folder), "BUURTBEELD_WERKER": "apart"}
    children.timed("drukte", str(count), environment=environment)
    return environment


def _page(environment: dict[str, str], page: str, name: str) -> Iterator[Measured]:
    found = children.run("buurtpagina", page, str(ASKED), environment=environment)
    same, new = ([float(one) for one in found[key]] for key in ("zelfde", "nieuw"))  # type: ignore[attr-defined]
    yield median(f"{name}: opnieuw", same, "ms", grens=60)
    yield median(f"{name}: nieuwe buurt", new, "ms", grens=150)
    slow = children.timed("ter_plekke", page, environment=environment)
    yield Measured(f"{name}: dezelfde cijfers zonder publicatie", 1000 * slow.seconden, "ms")
