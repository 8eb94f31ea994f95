"""The one door for files: who gets what, how often, and what the log says of it. On both databases."""

from __future__ import annotations

import hashlib
import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from python_calamine import CalamineWorkbook

from buurtbeeld.access.matrix import Action, Role
from buurtbeeld.errors import BuurtbeeldError, PermissionDenied, StorageError
from buurtbeeld.privacy.files import Rij, Tabel
from buurtbeeld.privacy.gateway import Klaar, Uitvoer, hand_out
from buurtbeeld.roles import User, account
from buurtbeeld.storage.engine import open_published
from buurtbeeld.storage.schema_audit import audit_event
from tests.integration.test_rules_of_the_stores import rows_of

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SECRET = 7919
TABLE = Tabel(
    "Blad", ("buurt", "waarde", "reden"),
    (Rij(("Sterrenwijk", 12.5, "")), Rij(("Lindekwartier", SECRET, "te weinig"), verborgen=True)),
    frozenset({"waarde"}), (("Bron", "=cmd()"),),
)  # fmt: skip


def asked(vorm="csv", actie=Action.UITKOMSTEN_EXPORT, maak=lambda: TABLE):
    return Uitvoer(
        "uitkomsten", vorm, (actie,), maak, programma="ecosysteem", buurt="sterrenwijk", object="sterrenwijk",
        keuzes={"thema": "valpreventie", "publicatie": 3},
    )  # fmt: skip


def test_a_file_is_written_down_with_its_digest_rows_and_filter(published):
    body = hand_out(published, account("kartrekker"), asked(), per_uur=60, sessie="s1", nu=NOW)
    (row,) = rows_of(published, audit_event)
    assert (row.gebeurtenis, row.uitkomst, row.aantal) == ("uitvoer", "gelukt", 2)
    assert row.sha256 == hashlib.sha256(body).hexdigest()
    told = {"wat": "uitkomsten", "vorm": "csv", "thema": "valpreventie", "publicatie": 3}
    assert json.loads(row.details) == told
    assert (row.programma, row.buurt, row.op) == ("ecosysteem", "sterrenwijk", NOW)


@pytest.mark.parametrize("vorm", ["csv", "xlsx"])
def test_what_is_hidden_is_in_no_file(published, vorm):
    body = hand_out(published, account("kartrekker"), asked(vorm), per_uur=60, nu=NOW)
    if vorm == "xlsx":
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
        assert sheets["Blad"][2][1] == "·"
        about = dict(sheets["Over dit bestand"])
        assert about["Bron"] == "'=cmd()"
        assert about["Gemaakt op (UTC)"] == NOW.isoformat()
        assert about["Regels"] == "2"
        assert "Afgeschermd" in about["·"]
        text = str(sheets)
    else:
        text = body.decode("utf-8-sig")
        assert "Lindekwartier;·;te weinig" in text
    assert str(SECRET) not in text


def test_who_may_not_gets_nothing_and_the_log_says_so(published):
    made = []
    with pytest.raises(PermissionDenied):
        hand_out(published, account("bezoeker"), asked(maak=lambda: made.append(1) or TABLE), per_uur=60)
    (row,) = rows_of(published, audit_event)
    assert (row.uitkomst, json.loads(row.details)["reden"]) == ("geweigerd", "E_NIET_BEVOEGD")
    assert made == []


def test_another_programma_is_refused(published):
    other = User("ander", Role.KARTREKKER, frozenset({"elders"}), frozenset({"sterrenwijk"}))
    with pytest.raises(PermissionDenied):
        hand_out(published, other, asked(), per_uur=60)


def test_not_more_than_so_many_an_hour(published):
    user = account("kartrekker")
    for minute in range(3):
        hand_out(published, user, asked(), per_uur=3, nu=NOW + timedelta(minutes=minute))
    with pytest.raises(BuurtbeeldError, match="Over 50 minuten") as refused:
        hand_out(published, user, asked(), per_uur=3, nu=NOW + timedelta(minutes=10))
    assert refused.value.code == "E_TE_VEEL_DOWNLOADS"
    hand_out(published, account("coordinator"), asked(), per_uur=3, nu=NOW + timedelta(minutes=10))
    hand_out(published, user, asked(), per_uur=3, nu=NOW + timedelta(minutes=61))
    assert [row.uitkomst for row in rows_of(published, audit_event)].count("geweigerd") == 1


def test_visitors_have_one_name_and_are_counted_by_session(published):
    for session in ("s1", "s2"):
        hand_out(published, account("bezoeker"), asked(actie=Action.OPEN_EXPORT), per_uur=1, sessie=session, nu=NOW)
    with pytest.raises(BuurtbeeldError, match="laatste uur"):
        hand_out(published, account("bezoeker"), asked(actie=Action.OPEN_EXPORT), per_uur=1, sessie="s1", nu=NOW)


def test_many_clicks_at_once_do_not_get_around_the_limit(settings):
    def click(_):
        engine = open_published(settings)
        try:
            return hand_out(engine, account("kartrekker"), asked(), per_uur=4)
        except BuurtbeeldError as refused:
            return refused.code
        finally:
            engine.dispose()

    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(click, range(12)))
    assert sum(isinstance(body, bytes) for body in done) == 4
    assert done.count("E_TE_VEEL_DOWNLOADS") == 8


def test_without_a_log_nothing_goes_out(published):
    with published.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_event RENAME TO audit_elders")
    with pytest.raises(StorageError):
        hand_out(published, account("kartrekker"), asked(), per_uur=60)


def test_a_file_that_is_no_table_goes_the_same_way(published):
    made = Uitvoer("verslag", "pdf", (Action.OPEN_EXPORT,), lambda: Klaar(b"%PDF", 3))
    assert hand_out(published, account("bezoeker"), made, per_uur=60) == b"%PDF"
    assert rows_of(published, audit_event)[0].aantal == 3
