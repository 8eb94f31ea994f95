"""Publishing what is new beside publishing everything anew: the two must be the same to the last digit."""

from __future__ import annotations

import atexit
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from buurtbeeld import publication
from buurtbeeld.storage import migrate
from buurtbeeld.storage.engine import open_published
from buurtbeeld.storage.schema_delivered import buurt, outcome, periode
from buurtbeeld.storage.schema_plans import ronde, waiting
from buurtbeeld.storage.schema_published import indicator, part, publication_part, reason
from buurtbeeld.storage.schema_vault import derived
from tests.integration.answers import settings_in
from tests.outcomes.village import HOURS, NPS, PRACTICES, VISITS, quarters, rates
from tests.stores import copied

TURNOVER = "verloop_wijkverpleging"
STAFF, INSURERS, SURVEY = "alliantiepartners", "verzekeraars", "nps_vragenlijst"
SOURCES = {PRACTICES, INSURERS, SURVEY, STAFF}
KEYS = ["eigen", *(f"naast-{at:02d}" for at in range(12))]


def told(published):
    """Everything a publication says: parts, figures by their names in order, and what waits."""
    newest = sa.select(sa.func.max(publication_part.c.publication_id)).scalar_subquery()
    parts = sa.select(publication_part.c.part_id).where(publication_part.c.publication_id == newest)
    values = [column for column in outcome.c if not column.name.endswith("_id")]
    names = (part.c.fingerprint, part.c.jaar, buurt.c.sleutel, indicator.c.code, periode.c.code)
    query = (
        sa.select(*names, *values, reason.c.zin)
        .join(part, part.c.id == outcome.c.part_id)
        .join(buurt, buurt.c.id == outcome.c.buurt_id)
        .join(indicator, indicator.c.id == outcome.c.indicator_id)
        .join(periode, periode.c.id == outcome.c.periode_id)
        .outerjoin(reason, reason.c.id == outcome.c.reason_id)
        .where(outcome.c.part_id.in_(parts))
    )
    with published.connect() as connection:
        figures = sorted(map(repr, connection.execute(query)))
        late = sorted(map(repr, connection.execute(sa.select(waiting))))
    return figures, late


def parts_of(published):
    """(source, year) -> number of the part in the newest publication."""
    newest = sa.select(sa.func.max(publication_part.c.publication_id)).scalar_subquery()
    query = sa.select(part.c.bron, part.c.jaar, part.c.id).join(
        publication_part, publication_part.c.part_id == part.c.id
    )
    with published.connect() as connection:
        rows = connection.execute(query.where(publication_part.c.publication_id == newest))
        return {(bron, jaar): number for bron, jaar, number in rows if bron in SOURCES}


@contextmanager
def nothing_kept(vault):
    """A vault without anything derived, for as long as this takes."""
    with vault.begin() as connection:
        before = [dict(row) for row in connection.execute(sa.select(derived)).mappings()]
        connection.execute(sa.delete(derived))
    yield
    with vault.begin() as connection:
        connection.execute(sa.delete(derived))
        if before:
            connection.execute(sa.insert(derived), before)


@lru_cache
def _empty():
    """A folder with both stores without a row, for as long as this process lives."""
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    migrate.upgrade(settings_in(Path(folder.name)))
    return folder


def anew(vault, published, catalog, nu):
    """The same as `told`, of a publication made of nothing but deliveries and rounds, in a new store on SQLite."""
    with TemporaryDirectory() as folder, nothing_kept(vault):
        settings = copied(settings_in(Path(_empty().name)), folder)
        fresh = open_published(settings)
        with published.connect() as connection:
            closed = [dict(row) for row in connection.execute(sa.select(ronde)).mappings()]
        if closed:
            with fresh.begin() as connection:
                connection.execute(sa.insert(ronde), closed)
        work = publication.Work(vault, fresh, settings.raw_dir, catalog, {})
        publication.publish(work, by="test", code_version="test", nu=nu)
        found = told(fresh)
        fresh.dispose()
        return found


def world(village, years=(2023, 2024, 2025)):
    """Rows of every kind of figure of some years: rates, means, counts of an NPS, and staff over twelve months."""
    when = [one for one in quarters() if one.last_day.year in years]
    village.deliver([row for key in KEYS for row in rates(key, periods=when, step=0.7)])
    village.deliver([row for key in KEYS for row in rates(key, periods=when, indicator=VISITS, base=300, step=1.3)])
    village.deliver([row for one in when for row in hours(one.code)], bron=INSURERS)
    village.deliver([row for one in when for row in answers(one.code)], bron=SURVEY)
    village.deliver([(key, one.code, TURNOVER, "", 4.0, 60.0) for key in KEYS for one in when], bron=STAFF)


def hours(code, more=0.0):
    """Hours and clients of every buurt in one period."""
    return [(key, code, HOURS, "", 20.0 * (40 + at) + at + more, 40.0 + at) for at, key in enumerate(KEYS)]


def answers(code):
    """An NPS of every buurt in one period, as counts per class."""
    classes = {"criticaster": 20.0, "passief": 30.0, "promotor": 40.0}
    return [(key, code, NPS, name, count) for key in KEYS for name, count in classes.items()]
