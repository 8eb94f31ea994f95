"""De tijd die het tekenen van Ons buurtbeeld op de server kost, gemeten met AppTest (dus zonder browser). *Opnieuw* is
dezelfde buurt nog een keer; *nieuwe buurt* is een gebied dat nog niet eerder is gevraagd: steeds dezelfde gebieden, die
van de startset. Van klein naar groot: alleen de startset (38 gebieden), de startset met tien jaren, heel Nederland
(18.310 gebieden), en heel Nederland met tien jaren. Die tien jaren zijn kopieën van 2024.
"""

from __future__ import annotations

import random
import statistics
import tempfile
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

import sqlalchemy as sa

from benchmarks import children
from benchmarks.measured import Measured, Skipped, median
from buurtbeeld.storage.schema_published import area, figure
from scripts.app_server import NO_SOURCES

AREAS = 40


def measure() -> Iterator[Measured | Skipped]:
    """Small store first, then the country, then ten years of it."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "startset", Path(folder) / "land"
        environment = NO_SOURCES | {"BUURTBEELD_DATA": str(small)}
        children.timed("startset", environment=environment)
        keys = _keys(small)
        yield from _page("startset", environment, keys)
        children.timed("jaren", "10", environment=environment)
        few = yield from _page("startset, tien jaren", environment, keys)
        if not children.SHARED.is_dir():
            yield Skipped("met heel Nederland", "de map ../shared/data met de echte rijen staat hier niet")
            return
        with children.standin() as host:
            environment = children.environment(large, host)
            children.timed("startset", environment=environment)
            children.timed("laden", environment=environment)
        yield from _page("heel Nederland", environment, keys)
        children.timed("jaren", "10", environment=environment)
        many = yield from _page("heel Nederland, tien jaren", environment, keys, rerun=60, new=150)
    for name, of, to in zip(("opnieuw", "nieuwe buurt"), few, many, strict=True):
        noot = "grens: tussen 40 en 18.310 gebieden hooguit 15% meer"
        yield Measured(f"{name}: groot gedeeld door klein", to / of, "×", 1.15, noot=noot)


def _page(
    name: str, environment: dict[str, str], keys: Sequence[str], *, rerun: float | None = None, new: float | None = None
) -> Generator[Measured, None, tuple[float, float]]:
    found = children.run("pagina", *keys, environment=environment)
    same, fresh = (_floats(found[key]) for key in ("zelfde", "nieuw"))
    yield median(f"{name}: opnieuw", same, "ms", grens=rerun)
    yield median(f"{name}: nieuwe buurt", fresh, "ms", grens=new)
    return statistics.median(same), statistics.median(fresh)


def _floats(values: object) -> Sequence[float]:
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
