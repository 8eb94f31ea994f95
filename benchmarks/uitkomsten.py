"""Geleverde cijfers van een verzonnen programma: 30 maten en 36 tweemaanden (6 jaar), in 1.000 buurten 1,3 miljoen
cijfers. Een op de vier buurten is begonnen, verspreid over 20 maanden; de andere zijn vergelijkingsbuurten. De rijen
staan al in de kluis: gemeten is het publiceren zelf, in een proces van zijn eigen, en daarna dat van één nieuwe
tweemaand. De pagina's zijn gemeten met AppTest (dus zonder browser) met 1.000 buurten geladen; *opnieuw* is dezelfde
buurt nog een keer, *nieuwe buurt* een die nog niet eerder is gevraagd. Ter vergelijking: dezelfde cijfers zonder
publicatie, dus elke keer uit de geleverde rijen berekend. Voor een matrix zijn dat alle maten, voor een cijferblad één
maat van één bron. Dat kan niet met minder dan alle buurten: een oordeel vergelijkt met de andere. De grens van het
publiceren is gesteld voor de cijfers; de afspraak en de controle op kleine aantallen horen erbij en staan er apart
onder.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import children
from benchmarks.measured import Measured, Skipped, median
from scripts.app_server import NO_SOURCES

LARGE, MIDDLE, SMALL = 1000, 250, 80
ASKED = 25  # buurten that were not asked before
PAGES = {"uitkomsten": "Onze uitkomsten", "cijferblad": "Cijferblad"}


def measure() -> Iterator[Measured | Skipped]:
    """Publication of three sizes, one new period in the largest, and the pages on it."""
    with tempfile.TemporaryDirectory() as folder:
        seconds = {}
        environment = {}
        for count, limit in ((SMALL, 2.0), (MIDDLE, None), (LARGE, 30.0)):
            environment = _crowd(Path(folder), count)
            found = children.timed("publiceren", environment=environment)
            seconds[count] = found.seconden
            yield Measured(f"{_dutch(count)} buurten publiceren", found.seconden, "s", limit)
            yield from _parts(found)
            if count == LARGE:
                yield Measured("grootste geheugen daarbij", found.piek_mb, "MB", 2000)
        yield _growth(seconds)
        found = children.timed("nieuwe_periode", environment=environment)
        yield Measured(f"één nieuwe tweemaand, {_dutch(LARGE)} buurten", found.seconden, "s", 3.0)
        yield from _parts(found)
        yield Measured("grootste geheugen daarbij", found.piek_mb, "MB", 2000)
        for page, name in PAGES.items():
            yield from _page(environment, page, name)


def _parts(found: children.Step) -> Iterator[Measured]:
    """What of a publication is not the figures themselves."""
    for label, seconds in found.delen.items():
        yield Measured(f"waarvan {label}", seconds, "s")


def _crowd(folder: Path, count: int) -> dict[str, str]:
    environment = NO_SOURCES | {"BUURTBEELD_DATA": str(folder / str(count)), "BUURTBEELD_WERKER": "apart"}
    children.timed("drukte", str(count), environment=environment)
    return environment


def _growth(seconds: dict[int, float]) -> Measured:
    """Seconds per buurt, of many buurten beside those of a quarter of them."""
    per_buurt = seconds[LARGE] / LARGE / (seconds[MIDDLE] / MIDDLE)
    return Measured("tijd per buurt: 1.000 buurten gedeeld door 250", per_buurt, "×", 1.0, noot="1 is rechtevenredig")


def _page(environment: dict[str, str], page: str, name: str) -> Iterator[Measured]:
    found = children.run("buurtpagina", page, str(ASKED), environment=environment)
    same, new = ([float(one) for one in found[key]] for key in ("zelfde", "nieuw"))  # type: ignore[attr-defined]
    yield median(f"{name}: opnieuw", same, "ms", grens=60)
    yield median(f"{name}: nieuwe buurt", new, "ms", grens=150)
    slow = children.timed("ter_plekke", page, environment=environment)
    yield Measured(f"{name}: dezelfde cijfers zonder publicatie", 1000 * slow.seconden, "ms")


def _dutch(count: int) -> str:
    return f"{count:,}".replace(",", ".")
