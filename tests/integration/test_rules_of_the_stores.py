"""What the databases themselves refuse, whatever the program asks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import product

import pytest
import sqlalchemy as sa

from buurtbeeld.ingest import deliveries
from buurtbeeld.model import STATUS_ID, WITH_VALUE, Status
from buurtbeeld.storage.schema_published import figure, job, publication, source_attempt
from buurtbeeld.storage.schema_vault import (
    DELIVERED,
    delivery,
    delivery_event,
    gebied,
    gebied_opvolging,
    observation,
)
from tests.integration.answers import answer

FIGURE = {"part_id": 1, "area_id": 1, "indicator_id": 1, "value": 1.0, "status": STATUS_ID[Status.OK], "methode": 1}
MISSING = {"value": None, "status": STATUS_ID[Status.ONBEKEND], "reason_id": 1}
OBSERVATION = {
    "buurt": "sterrenwijk",
    "indicator": "opnames_per_1000",
    "periode": "2026-T1",
    "period_start": date(2026, 1, 1),
    "period_end": date(2026, 3, 1),
    "uitsplitsing": "",
    "waarde": 1.0,
    "status": "ok",
    "toelichting": "",
}


@pytest.fixture
def delivered(vault, settings):
    return deliveries.accept(vault, settings.raw_dir, answer(), by="test").delivery_id


def refused(engine, statement, values=None):
    """Whether the database refuses this, and keeps nothing of it."""
    try:
        with engine.begin() as connection:
            connection.execute(statement, values)
    except (sa.exc.IntegrityError, sa.exc.ProgrammingError, sa.exc.DataError, sa.exc.InternalError):
        return True
    return False


def test_figure_has_a_value_exactly_when_its_status_says_so(published):
    for number, (status, value) in enumerate(product(Status, [1.0, None])):
        row = FIGURE | {"area_id": number, "value": value, "status": STATUS_ID[status], "reason_id": 1}
        assert refused(published, sa.insert(figure), row) == ((value is not None) != (status in WITH_VALUE)), row


def test_figure_that_hides_or_lacks_something_is_refused(published):
    hiding = [MISSING | {"reason_id": None}, *(MISSING | {name: 1} for name in ("lower", "upper", "lager"))]
    for change in [*hiding, {"status": None}, {"area_id": None}]:
        assert refused(published, sa.insert(figure), FIGURE | change), change


def test_text_in_a_column_of_numbers_is_refused(published):
    number = sa.literal_column("'veel'")
    assert refused(published, sa.insert(figure).values(FIGURE | {"value": number}))


def test_figure_that_says_why_it_is_missing_is_kept(published):
    assert not refused(published, sa.insert(figure), FIGURE | MISSING)


def test_observation_has_a_value_exactly_when_its_status_says_so(vault, delivered):
    numbers = [{"teller": 1.0, "waarde": 1.0}, {"teller": 1.0, "waarde": None}, {"teller": None, "waarde": None}]
    for number, (status, values) in enumerate(product(DELIVERED, numbers)):
        change = {"delivery_id": delivered, "status": str(status), "buurt": f"b{number}"} | values
        wrong = (values["teller"] is not None) != (status in WITH_VALUE)
        assert refused(vault, sa.insert(observation), OBSERVATION | change) == wrong, change


def test_observation_that_cannot_be_is_refused(vault, delivered):
    for change in (
        {"status": "goed"},
        {"status": "geschat"},
        {"toelichting": "x" * 201},
        {"period_end": date(2026, 1, 1)},
        {"delivery_id": 99},
    ):
        assert refused(vault, sa.insert(observation), OBSERVATION | {"delivery_id": delivered} | change), change


def test_event_that_cannot_be_is_refused(vault, delivered):
    row = {"delivery_id": delivered, "event": "accepted", "at": datetime.now(UTC), "by": "test", "reason": ""}
    for change in ({"event": "deleted"}, {"event": "retracted", "reason": "  "}, {"delivery_id": 99}, {"by": None}):
        assert refused(vault, sa.insert(delivery_event), row | change), change
    assert not refused(vault, sa.insert(delivery_event), row)


def test_what_was_delivered_is_never_changed(vault, delivered):
    with vault.begin() as connection:
        connection.execute(sa.insert(observation), OBSERVATION | {"delivery_id": delivered})
    for table in (delivery, delivery_event, observation):
        before = rows_of(vault, table)
        assert len(before) == 1
        assert refused(vault, sa.delete(table)), table.name
        assert refused(vault, sa.update(table).values({list(table.c)[1].name: "anders"})), table.name
        assert vault.dialect.name == "sqlite" or refused(vault, sa.text(f"TRUNCATE {table.name} CASCADE"))
        assert rows_of(vault, table) == before


def rows_of(engine, table):
    with engine.connect() as connection:
        return connection.execute(sa.select(table)).all()


def test_successor_of_an_area_has_a_share(vault):
    area = {"naam": "x", "niveau": "buurt", "gemeente_code": "GM0001", "wijk_code": "WK000100"}
    row = {"van_code": "BU1", "van_jaar": 2023, "naar_code": "BU2", "naar_jaar": 2024, "methode": "inwoners"}
    both = [area | {"code": "BU1", "jaar": 2023}, area | {"code": "BU2", "jaar": 2024}]
    with vault.begin() as connection:
        connection.execute(sa.insert(gebied), both)
    for weight in (0.0, 1.2, -0.5):
        assert refused(vault, sa.insert(gebied_opvolging), row | {"gewicht": weight})
    assert refused(vault, sa.insert(gebied_opvolging), row | {"gewicht": 0.4, "naar_jaar": 2023})
    assert not refused(vault, sa.insert(gebied_opvolging), row | {"gewicht": 0.4})


def test_job_has_a_known_state(published):
    row = {"kind": "ververs", "args": {}, "asked_by": "test", "asked_at": datetime.now(UTC), "state": "misschien"}
    assert refused(published, sa.insert(job), row)


def test_moments_come_back_in_utc_whatever_zone_they_were_given_in(published):
    amsterdam = timezone(timedelta(hours=2))
    given = datetime(2026, 7, 1, 0, 30, 15, 250, tzinfo=amsterdam)
    row = {"bron": "x", "tabel": "y", "at": given, "ok": True, "code": "", "zin": ""}
    with published.begin() as connection:
        connection.execute(sa.insert(source_attempt), row)
        found, same = connection.execute(
            sa.select(source_attempt.c.at, source_attempt.c.at == given.astimezone(UTC))
        ).one()
    assert found == given
    assert found.tzinfo is UTC
    assert same


def test_moment_without_a_zone_is_refused(published):
    row = {"made_by": "x", "code_version": "1", "config_hash": "x", "high_water_mark": 0}
    naive = datetime(2026, 7, 1)  # noqa: DTZ001
    with pytest.raises(sa.exc.StatementError, match="time zone"), published.begin() as connection:
        connection.execute(sa.insert(publication), row | {"made_at": naive})
