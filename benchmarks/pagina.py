"""De tijd die het tekenen van Ons buurtbeeld op de server kost, gemeten met AppTest (dus zonder browser). *Opnieuw* is
dezelfde buurt nog een keer; *nieuwe buurt* is een gebied dat nog niet eerder is gevraagd: steeds dezelfde gebieden, die
van de startset. Van klein naar groot: alleen de startset (38 gebieden), de startset met tien jaren, heel Nederland
(18.310 gebieden), en heel Nederland met tien jaren. Die tien jaren zijn kopieën van 2024. De twee met tien jaren zijn
drie keer om en om gemeten: wat de machine verder doet, telt dan voor beide.
"""

from __future__ import annotations

import random
import statistics
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import sqlalchemy as sa

from benchmarks import children
from benchmarks.measured import Measured, Skipped, median
from buurtbeeld.storage.schema_published import area, figure
from scripts.app_server import NO_SOURCES

AREAS, ROUNDS = 40, 3
Times = tuple[list[float], list[float]]  # milliseconds of re-runs, and of buurten not asked before


def measure() -> Iterator[Measured | Skipped]:
    """Small store first, then the country, then ten years of both."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "startset", Path(folder) / "land"
        little = NO_SOURCES | {"BUURTBEELD_DATA": str(small)}
        children.timed("startset", environment=little)
        keys = _keys(small)
        yield from _told("startset", _page(little, keys))
        children.timed("jaren", "10", environment=little)
        if not children.SHARED.is_dir():
            yield from _told("startset, tien jaren", _page(little, keys))
            yield Skipped("met heel Nederland", "de map ../shared/data met de echte rijen staat hier niet")
            return
        with children.standin() as host:
            much = children.environment(large, host)
            children.timed("startset", environment=much)
            children.timed("laden", environment=much)
        yield from _told("heel Nederland", _page(much, keys))
        children.timed("jaren", "10", environment=much)
        rounds = [(_page(little, keys), _page(much, keys)) for _ in range(ROUNDS)]
    few, many = (_together(one) for one in zip(*rounds, strict=True))
    yield from _told("startset, tien jaren", few)
    yield from _told("heel Nederland, tien jaren", many, rerun=60, new=150)
    for name, of, to in zip(("opnieuw", "nieuwe buurt"), few, many, strict=True):
        noot = "grens: tussen 40 en 18.310 gebieden hooguit 15% meer"
        times = statistics.median(to) / statistics.median(of)
        yield Measured(f"{name}: groot gedeeld door klein", times, "×", 1.15, noot=noot)


def _page(environment: dict[str, str], keys: Sequence[str]) -> Times:
    found = children.run("pagina", *keys, environment=environment)
    return _floats(found["zelfde"]), _floats(found["nieuw"])


def _together(rounds: Iterable[Times]) -> Times:
    same, fresh = zip(*rounds, strict=True)
    return list(chain(*same)), list(chain(*fresh))


def _told(name: str, times: Times, *, rerun: float | None = None, new: float | None = None) -> Iterator[Measured]:
    yield median(f"{name}: opnieuw", times[0], "ms", grens=rerun)
    yield median(f"{name}: nieuwe buurt", times[1], "ms", grens=new)


def _floats(values: object) -> list[float]:
    assert isinstance(values, list)
    return [float(value) for value in values]


def _keys(data: Path) -> list[str]:
    """Codes of areas with figures: at most forty, the same draw each time."""
    engine = sa.create_engine(f"sqlite:///{data / 'buurtbeeld.sqlite3'}")
    with engine.connect() as connection:
        wanted = sa.select(area.c.code).where(area.c.id.in_(sa.select(figure.c.area_id)), area.c.inwoners > 200)
        codes = sorted({code for code in connection.scalars(wanted) if ":" not in code})
    engine.dispose()
    return random.Random(7).sample(codes, min(AREAS, len(codes)))
