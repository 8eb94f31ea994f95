"""A programma of many buurten, its rows of every measure and period straight into the vault: to measure on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import sqlalchemy as sa
import yaml

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.ingest import deliveries
from buurtbeeld.periods import Periode, PeriodeSoort, periods_between
from buurtbeeld.storage.bulk import insert_rows
from buurtbeeld.storage.schema_vault import delivery, delivery_event, observation

PROGRAMMA = "drukte"
FIRST, STARTS = date(2020, 1, 1), 20
SHARE = 4  # one in so many buurten changes; the others are compared with
MEASURES, PERIODS = 30, 36
COLUMNS = tuple(column.name for column in observation.columns)


def write_programma(folder: Path, count: int) -> None:
    """A programma of `count` buurten as a file; one in SHARE starts, on one of STARTS days."""
    folder.mkdir(parents=True, exist_ok=True)
    buurten = []
    for number in range(count):
        one: dict[str, object] = {"sleutel": f"drukte-{number}", "naam": f"Drukte {number}"}
        one["gebieden"] = [f"BU9{number:07d}"]
        if number % SHARE:
            one["rol"] = "vergelijking"
        else:
            month = number // SHARE % STARTS
            one["start"] = date(FIRST.year + 2 + month // 12, month % 12 + 1, 1)
        buurten.append(one)
    what = {"code": PROGRAMMA, "naam": "Drukte", "codejaar": 2024, "buurten": buurten}
    (folder / f"{PROGRAMMA}.yaml").write_text(yaml.safe_dump(what, allow_unicode=True), encoding="utf-8")


def measures(catalog: Catalog) -> list[Indicator]:
    """The measures that are delivered, as many as there are up to MEASURES."""
    chosen = [one for one in catalog.outcomes() if one.bron != "app" and not one.afgeleid_van]
    return chosen[:MEASURES]


def periods(count: int = PERIODS) -> list[Periode]:
    """So many tweemaanden, oldest first."""
    return list(periods_between(FIRST, date(FIRST.year + 20, 1, 1), PeriodeSoort.TWEEMAAND))[:count]


def deliver(vault: sa.Engine, catalog: Catalog, when: list[Periode]) -> int:
    """One delivery per source with every buurt, measure and period. Returns the number of rows."""
    keys = [one.sleutel for one in catalog.programmas[PROGRAMMA].buurten]
    by_source: dict[str, list[Indicator]] = {}
    for one in measures(catalog):
        by_source.setdefault(one.bron, []).append(one)
    with vault.begin() as connection:
        return sum(
            _one_delivery(connection, bron, [row for one in chosen for row in _rows(one, keys, when)], when)
            for bron, chosen in by_source.items()
        )


def _one_delivery(connection: sa.Connection, bron: str, rows: list[tuple[object, ...]], when: list[Periode]) -> int:
    number = (connection.scalar(sa.select(sa.func.max(delivery.c.id))) or 0) + 1
    moment = datetime.combine(when[-1].eind, datetime.min.time(), UTC)
    connection.execute(sa.insert(delivery).values(
        id=number, bron=bron, tabel=PROGRAMMA, jaar=2024, received_at=moment, received_by="meting",
        origin=deliveries.DELIVERED, sha256=f"{number}-{when[-1].code}", raw_file="", source_version="",
        template_version="", documents=1, row_count=len(rows), file_name=f"{number}.csv", new_count=len(rows),
        changed_count=0,
    ))  # fmt: skip
    event = {"delivery_id": number, "event": deliveries.ACCEPTED, "at": moment, "by": "meting", "reason": ""}
    connection.execute(sa.insert(delivery_event).values(**event))
    rows.sort(key=lambda row: (row[0], row[1], row[2], row[3]))  # the order of the key: writing is then adding
    return insert_rows(connection, observation, COLUMNS, ((number, *row) for row in rows))


def _rows(one: Indicator, keys: list[str], when: list[Periode]) -> Iterator[tuple[object, ...]]:
    """Plausible figures: a level per buurt, noise, no change."""
    rng = np.random.default_rng([len(when), sum(map(ord, one.code))])
    people = rng.lognormal(7.5, 0.8, len(keys)).round() + 200
    level = rng.lognormal(0, 0.15, len(keys))
    noise = rng.lognormal(0, 0.05, (len(keys), len(when)))
    spread = list(zip(when, [(p.code, p.start.isoformat(), p.eind.isoformat()) for p in when], strict=True))
    for at, key in enumerate(keys):
        for column, (_, (code, start, eind)) in enumerate(spread):
            x = float(level[at] * noise[at, column])
            if one.soort == "nps":
                counts = {"criticaster": 20 * x, "passief": 30.0, "promotor": 40 / x}
                for name, count in counts.items():
                    yield (key, one.code, code, name, start, eind, float(round(count)), None, *(None,) * 5, "ok", "")
            elif one.soort in ("aantal", "kwalitatief"):
                yield (key, one.code, code, "", start, eind, float(round(40 * x)), None, *(None,) * 5, "ok", "")
            elif one.soort == "schaal":
                n = 60.0
                squares = n * (36 * x**2 + 2)
                yield (key, one.code, code, "", start, eind, 6 * x * n, n, 6 * x, 60, squares, None, None, "ok", "")
            else:
                noemer = float(people[at])
                share = 0.3 if one.soort == "verhouding" else 0.4
                teller = float(round(noemer * min(share * x, 0.9)))
                yield (key, one.code, code, "", start, eind, teller, noemer, *(None,) * 5, "ok", "")
