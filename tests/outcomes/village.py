"""A small programma with delivered rows, published and read: what the engine does, without files or a worker."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
import sqlalchemy as sa

from buurtbeeld import publication
from buurtbeeld.catalog import load_catalog
from buurtbeeld.deliveries import carrying, rounds
from buurtbeeld.figures import ComparisonQuestion, OutcomesQuestion, Reader, SheetQuestion, read
from buurtbeeld.ingest import deliveries
from buurtbeeld.periods import Periode, PeriodeSoort, periods_between
from buurtbeeld.programma_schema import Buurt, Programma
from buurtbeeld.roles import account
from buurtbeeld.storage.schema_vault import delivery, delivery_event, observation

CONFIG = Path(__file__).parents[2] / "config"
TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
START = date(2024, 7, 1)
GROUP = 14
CONSULTS, VISITS, HOURS, NPS = (
    "ha_consulten_per_1000",
    "ha_visites_per_1000",
    "uren_wijkverpleging_per_client",
    "nps_burgers",
)
PRACTICES = "huisartspraktijken"


@cache
def shipped():
    return load_catalog(CONFIG)


def buurt(sleutel, **given):
    plain = {
        "naam": sleutel.capitalize(),
        "gebieden": (f"BU00000{abs(hash_of(sleutel)) % 1000:03d}",),
        "themas": tuple(shipped().themas),
    }
    return Buurt(sleutel=sleutel, **(plain | given))


def hash_of(text):
    return sum((at + 1) * ord(sign) for at, sign in enumerate(text))


def catalog(*extra, group=GROUP, **changes):
    """The shipped catalogue with the programma `dorp`: eigen, extra buurten and a group to compare with."""
    others = [buurt(f"naast-{at:02d}", rol="vergelijking") for at in range(group)]
    own = buurt("eigen", start=START, partner="Zorg")
    dorp = Programma(code="dorp", naam="Dorp", codejaar=2024, buurten=(own, *extra, *others))
    programmas = MappingProxyType({"dorp": dorp})
    return replace(shipped(), programmas=programmas, **changes)


def quarters(first=2022, last=2026):
    return list(periods_between(date(first, 1, 1), date(last, 10, 1), PeriodeSoort.KWARTAAL))


def rates(
    sleutel, *, periods=None, base=900.0, step=1.0, seed=1, noise=0.02, size=8000, start=START, indicator=CONSULTS
):
    """Rows of a rate: `base` per 1,000, times `step` from the start on."""
    rng = np.random.default_rng(seed + hash_of(sleutel))
    for one in periods or quarters():
        level = base * (step if one.start >= start else 1.0) * np.exp(rng.normal(0, noise))
        yield (sleutel, one.code, indicator, "", float(round(level * size / 1000)), float(size))


class Village:
    """Both stores and the catalogue; rows are delivered, published and read."""

    def __init__(self, settings, vault, published, catalog):
        self.settings, self.vault, self.published, self.catalog = settings, vault, published, catalog

    def deliver(self, rows, *, bron=PRACTICES, at=datetime(2026, 11, 2, tzinfo=UTC), programma="dorp"):
        """Accept rows (buurt, periode, indicator, uitsplitsing, teller[, noemer[, more]]); gives the number."""
        rows = list(rows)
        with self.vault.begin() as connection:
            number = (connection.scalar(sa.select(sa.func.max(delivery.c.id))) or 0) + 1
            connection.execute(sa.insert(delivery).values(
                id=number, bron=bron, tabel=programma, jaar=2024, received_at=at, received_by="test",
                origin=deliveries.DELIVERED, sha256=f"{number}", raw_file="", source_version="", template_version="",
                documents=1, row_count=len(rows), file_name=f"{number}.csv", new_count=len(rows), changed_count=0,
            ))  # fmt: skip
            self._event(connection, number, deliveries.ACCEPTED, at)
            connection.execute(sa.insert(observation), [self._row(number, *row) for row in rows])
        return number

    def retract(self, number, at=datetime(2026, 11, 3, tzinfo=UTC)):
        with self.vault.begin() as connection:
            self._event(connection, number, deliveries.RETRACTED, at)

    @staticmethod
    def _event(connection, number, event, at):
        reason = "" if event == deliveries.ACCEPTED else "fout"
        row = {"delivery_id": number, "event": event, "at": at, "by": "test", "reason": reason}
        connection.execute(sa.insert(delivery_event).values(**row))

    @staticmethod
    def _row(number, *cells):
        sleutel, code, indicator, uitsplitsing, teller, *rest = cells
        noemer, more = (*rest, *(None, {})[len(rest) :])
        one = Periode.parse(code)
        return {
            "delivery_id": number, "buurt": sleutel, "indicator": indicator, "periode": code,
            "uitsplitsing": uitsplitsing, "period_start": one.start, "period_end": one.eind, "teller": teller,
            "noemer": noemer, "waarde": None, "n": None, "som_kwadraten": None, "n_bronnen": None,
            "grootste_aandeel": None, "status": "ok" if teller is not None else "geheim_bron", "toelichting": "",
        } | dict(more)  # fmt: skip

    def close(self, sleutel="eigen", op=NOW, na=None):
        """Close the round of a buurt, as its kartrekker."""
        user = replace(account("kartrekker"), buurten=frozenset({sleutel}))
        return rounds.close(self.published, self.catalog, user, sleutel, na=na, op=op)

    def publish(self, catalog=None, nu=NOW):
        self.catalog = catalog or self.catalog
        carrying.carry(self.vault, self.published)
        work = publication.Work(self.vault, self.published, self.settings.raw_dir, self.catalog, {})
        return publication.publish(work, by="test", code_version="test", nu=nu)

    @property
    def reader(self):
        return Reader(self.published, self.catalog)

    def outcomes(self, sleutel="eigen"):
        return read(account("kartrekker"), OutcomesQuestion(sleutel, TODAY), reader=self.reader)

    def item(self, indicator=CONSULTS, thema="", sleutel="eigen"):
        return next(
            one for one in self.outcomes(sleutel).items if one.indicator == indicator and thema in {"", one.thema}
        )

    def sheet(self, indicator=CONSULTS, thema="", sleutel="eigen"):
        return read(account("kartrekker"), SheetQuestion(sleutel, indicator, thema, TODAY), reader=self.reader)

    def compare(self, *met, indicator=CONSULTS, sleutel="eigen", bron=""):
        question = ComparisonQuestion(sleutel, indicator, "", met, bron, TODAY)
        return read(account("kartrekker"), question, reader=self.reader)
