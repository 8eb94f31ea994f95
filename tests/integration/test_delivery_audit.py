"""What the log says of files that are offered, kept and taken back, of rounds and of publications."""

from __future__ import annotations

import hashlib
import json

import pytest
import sqlalchemy as sa

from buurtbeeld import audit
from buurtbeeld.deliveries import delivering, offering, rounds
from buurtbeeld.deliveries.rules import Choice, rules_of
from buurtbeeld.errors import BuurtbeeldError, PermissionDenied, StorageError
from buurtbeeld.privacy import terms
from buurtbeeld.roles import account
from buurtbeeld.storage.schema_audit import audit_event
from buurtbeeld.storage.schema_vault import delivery
from data_sources.stores import Stores
from tests.integration import delivered
from tests.integration.test_rules_of_the_stores import rows_of

WHO = account("kartrekker")
BSN = "111222333"
PERSONS = delivered.csv(f"sterrenwijk;2024-T1;deelnemende_burgers;57;;;bsn {BSN}")


@pytest.fixture
def office(sqlite_settings):
    with Stores(sqlite_settings) as stores:
        yield stores.desk()


def told(engine):
    return [(row.gebeurtenis, row.uitkomst) for row in rows_of(engine, audit_event)]


def offer(office, data, **more):
    return offering.offer(
        office.published, WHO, data, "levering.csv",
        lambda: rules_of(office.published, office.catalog, WHO, Choice()), choice=Choice(programma="ecosysteem"),
        **({"per_uur": 20} | more),
    )  # fmt: skip


def test_offered_and_refused_without_anything_of_the_file(office, tmp_path):
    assert offer(office, PERSONS).geweigerd
    assert told(office.published) == [("levering_aangeboden", "gelukt"), ("levering_geweigerd", "geweigerd")]
    row = rows_of(office.published, audit_event)[1]
    assert row.sha256 == hashlib.sha256(PERSONS).hexdigest()
    assert json.loads(row.details)["codes"] == "E_BSN"
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [path.name for path in files if BSN.encode() in path.read_bytes()]


def test_kept_taken_back_and_closed(office):
    found, receipt = delivering.take_in(office, WHO, delivered.FIRST, "geheime naam.csv", Choice())
    assert receipt.leveringen
    delivering.take_back(office, WHO, receipt.leveringen[0], "verkeerde maand")
    rounds.close(office.published, office.catalog, WHO, "sterrenwijk")
    assert told(office.published) == [
        ("levering_bevestigd", "gelukt"), ("levering_teruggetrokken", "gelukt"), ("ronde_gesloten", "gelukt"),
    ]  # fmt: skip
    kept, back, closed = rows_of(office.published, audit_event)
    assert (kept.programma, kept.buurt, kept.aantal) == ("ecosysteem", "sterrenwijk", len(delivered.ROWS))
    assert kept.sha256 == found.sha256
    assert (back.buurt, back.object) == ("sterrenwijk", str(receipt.leveringen[0]))
    assert (closed.buurt, closed.object) == ("sterrenwijk", "1")
    assert "geheime" not in str([kept, back, closed])
    with office.published.connect() as connection:
        assert audit.verify(connection).fouten == ()


def test_what_fails_gets_a_line_that_says_so(office):
    delivering.take_in(office, WHO, delivered.FIRST, "a.csv", Choice())
    with pytest.raises(BuurtbeeldError):
        delivering.take_in(office, WHO, delivered.CORRECTION, "a.csv", Choice(), basis=0)
    assert told(office.published)[1:] == [("levering_bevestigd", "gelukt"), ("levering_bevestigd", "mislukt")]


def test_without_a_log_nothing_is_kept_or_closed(office):
    with office.published.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_event RENAME TO audit_elders")
    with pytest.raises(StorageError):
        delivering.take_in(office, WHO, delivered.FIRST, "a.csv", Choice())
    with pytest.raises(StorageError):
        rounds.close(office.published, office.catalog, WHO, "sterrenwijk")
    with pytest.raises(StorageError):
        offer(office, delivered.FIRST)
    with office.vault.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(delivery)) == 0
    assert rounds.state_of(office.published, office.catalog, WHO, "sterrenwijk").laatste is None


def test_not_more_than_so_many_files_an_hour(office):
    for _ in range(2):
        offer(office, PERSONS, per_uur=2)
    with pytest.raises(BuurtbeeldError, match="laatste uur 2 bestanden aangeboden") as refused:
        offer(office, PERSONS, per_uur=2)
    assert refused.value.code == "E_TE_VEEL_LEVERINGEN"
    assert told(office.published)[-1] == ("levering_aangeboden", "geweigerd")


def test_who_may_not_deliver_offers_nothing(office):
    with pytest.raises(PermissionDenied):
        offering.offer(office.published, account("bezoeker"), b"x", "x.csv", lambda: None, choice=Choice(), per_uur=20)


def test_the_limits_are_those_of_the_design():
    assert (terms.shipped().per_uur.downloads, terms.shipped().per_uur.leveringen) == (60, 20)
    assert terms.shipped().bewaren.logboek_maanden == 24
