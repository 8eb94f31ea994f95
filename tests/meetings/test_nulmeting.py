"""The nulmeting of a real buurt on both databases: the lock holds, and what a source changes stands beside it."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa

from buurtbeeld.errors import BuurtbeeldError, NotFound, PermissionDenied
from buurtbeeld.figures import PlansVersionQuestion, ProfileQuestion, Reader, read
from buurtbeeld.model import Status
from buurtbeeld.nulmeting import locking, reading, writing
from buurtbeeld.nulmeting.parts import KRACHT, REGIO, UITDAGING, VRAAG, VRAGEN
from buurtbeeld.outcomes import own_counts
from buurtbeeld.periods import today
from buurtbeeld.roles import account
from buurtbeeld.storage.schema_audit import audit_event
from buurtbeeld.storage.schema_meetings import nulmeting, nulmeting_cijfer
from buurtbeeld.writing.rules import Ongeschikt
from tests.integration.test_publication import House, catalog, country, house

__all__ = ["catalog", "house"]
BUURT, BUURT_CODE = "sterrenwijk", "BU03440522"
KARTREKKER, LID, TEAM = (account(name) for name in ("kartrekker", "netwerklid", "transitieteam"))
TEXTS = [
    (KRACHT, {"tekst": "Buren kennen elkaar."}, "aantal_inwoners"),
    (UITDAGING, {"tekst": "Veel mensen wonen alleen."}, ""),
    *((VRAAG, {"tekst": f"Antwoord {number}."}, number) for number in VRAGEN),
    (REGIO, {"tekst": "Te weinig personeel", "geldt": "deels", "want": "Hier werkt een vast team."}, ""),
]


@pytest.fixture
def reader(house: House):
    house.startset()
    return Reader(house.published, house.catalog)


def write_all(reader, texts=TEXTS):
    return [writing.add(reader, LID, BUURT, kind, fields, onderwerp=about).tekst for kind, fields, about in texts]


def lock(reader, **more):
    return locking.lock(reader, KARTREKKER, BUURT, **({"naam": "Anna Bakker, kartrekker"} | more))


def newest(reader, user=LID):
    return reading.locked(reader, user, BUURT)[0]


def test_what_is_locked_is_what_was_seen_and_written(reader):
    write_all(reader)
    lock(reader)
    found = newest(reader)
    assert (found.versie, found.naam, found.ingetrokken) == (1, "Anna Bakker, kartrekker", None)
    assert [one.tekst for one in found.van(KRACHT)] == ["Buren kennen elkaar."]
    assert [(one.onderwerp, one.tekst) for one in found.van(VRAAG)] == [
        (number, f"Antwoord {number}.") for number in VRAGEN
    ]
    assert [(one.geldt, one.want) for one in found.van(REGIO)] == [("deels", "Hier werkt een vast team.")]
    profile = read(LID, ProfileQuestion(BUURT), reader=reader)
    own = {one.indicator: one for one in found.cijfers if one.waarvan == "eigen"}
    assert own.keys() == profile.rows.keys()
    assert {code: (one.value, one.status) for code, one in own.items()} == {
        code: (row.own.value, row.own.status) for code, row in profile.rows.items()
    }
    income = own["gemiddeld_inkomen_per_inwoner"]
    assert (income.value, income.status) == (None, Status.GEHEIM_BRON)
    assert income.reden
    assert locking.is_intact(found)
    assert reading.differences(reader, LID, found) == ()


def test_the_lock_holds_when_the_source_changes_and_the_difference_is_shown(house, reader):
    write_all(reader)
    lock(reader)
    before = newest(reader)
    house.deliver(country(changes={BUURT_CODE: {"aantal_inwoners": 935}}))
    house.publish()
    after = newest(reader)
    assert after == before
    assert locking.is_intact(after)
    assert read(LID, ProfileQuestion(BUURT), reader=reader).rows["aantal_inwoners"].own.value == 935
    (people,) = [
        one
        for one in reading.differences(reader, LID, after)
        if (one.toen.indicator, one.toen.waarvan) == ("aantal_inwoners", "eigen")
    ]
    assert (people.toen.value, people.nu.value) == (900, 935)
    assert people.bron_naam == "Kerncijfers wijken en buurten"
    assert people.aangepast is not None


def test_a_newer_year_is_no_correction(house, reader):
    write_all(reader)
    lock(reader)
    house.deliver(country(jaar=2025, changes={BUURT_CODE: {"aantal_inwoners": 990}}))
    house.publish()
    assert not [one for one in reading.differences(reader, LID, newest(reader)) if one.nu.value == 990]


def test_nothing_is_locked_before_all_is_written(reader):
    with pytest.raises(BuurtbeeldError, match="een kracht, een uitdaging, het antwoord op vraag 1") as told:
        lock(reader)
    assert told.value.code == "E_NULMETING_LEEG"
    write_all(reader, TEXTS[:-2])
    with pytest.raises(BuurtbeeldError, match="Er mist nog: het antwoord op vraag 3"):
        lock(reader)


def test_a_signature_is_taken_back_and_the_next_version_says_why(reader):
    write_all(reader)
    number = lock(reader)
    locking.withdraw(reader, KARTREKKER, BUURT, number, naam="Anna Bakker", reden="Vraag 2 klopt niet")
    found = newest(reader)
    assert (found.ingetrokken.naam, found.ingetrokken.reden) == ("Anna Bakker", "Vraag 2 klopt niet")
    assert found.ondertekeningen[0].gebeurtenis == "getekend"
    assert locking.is_intact(found)
    with pytest.raises(BuurtbeeldError, match="al ingetrokken"):
        locking.withdraw(reader, KARTREKKER, BUURT, number, naam="Anna", reden="nog een keer")
    with pytest.raises(Ongeschikt, match="De reden is leeg"):
        lock(reader, na=1)
    lock(reader, na=1, reden="Vraag 2 is aangepast")
    first, second = reversed(reading.locked(reader, LID, BUURT))
    assert (first.versie, second.versie, second.reden) == (1, 2, "Vraag 2 is aangepast")
    assert second.ingetrokken is None
    assert first.ingetrokken is not None


def test_of_two_who_lock_at_once_one_wins(reader):
    write_all(reader)
    start, codes = threading.Barrier(2), []

    def one():
        start.wait()
        try:
            lock(reader)
            codes.append("")
        except BuurtbeeldError as error:
            codes.append(error.code)

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["", "E_NULMETING_CONFLICT"]
    with reader.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(nulmeting)) == 1


def test_a_changed_row_is_noticed(reader):
    write_all(reader)
    lock(reader)
    found = newest(reader)
    tampered = replace(found.cijfers[0], value=1.0, reden="")
    assert not locking.is_intact(replace(found, cijfers=(tampered, *found.cijfers[1:])))
    with reader.engine.connect() as connection:
        rows = sa.select(sa.func.count()).select_from(nulmeting_cijfer)
        assert connection.scalar(rows) == len(found.cijfers) > 50


def test_who_may(reader):
    made = write_all(reader)
    for name in ("bezoeker", "transitieteam", "verzekeraar", "onderzoeker", "leverancier", "beheerder"):
        with pytest.raises(PermissionDenied):
            writing.concept_of(reader, account(name), BUURT)
        with pytest.raises(PermissionDenied):
            writing.add(reader, account(name), BUURT, KRACHT, {"tekst": "x"})
        with pytest.raises(PermissionDenied):
            writing.change(reader, account(name), made[0], {"tekst": "x"})
    for name in ("netwerklid", "huisarts", "coordinator", "transitieteam"):
        with pytest.raises(PermissionDenied):
            locking.lock(reader, account(name), BUURT, naam="X")
    lock(reader)
    assert newest(reader, TEAM).versie == 1
    with pytest.raises(PermissionDenied):
        reading.locked(reader, account("verzekeraar"), BUURT)
    with pytest.raises(PermissionDenied):
        writing.concept_of(reader, KARTREKKER, "emmen")
    with pytest.raises(NotFound):
        reading.locked(reader, replace(TEAM, programmas=frozenset({"ecosysteem"})), "bestaat-niet")


def test_a_key_of_another_buurt_is_no_right(reader):
    (text, *_) = write_all(reader)
    with pytest.raises(NotFound):
        writing.change(reader, KARTREKKER, replace(text, buurt="lindekwartier"), {"tekst": "x"})
    with pytest.raises(PermissionDenied):
        writing.take_away(reader, KARTREKKER, replace(text, buurt="emmen"))


def test_two_people_answer_one_question_at_once(reader):
    write_all(reader)
    writing.add(reader, KARTREKKER, BUURT, VRAAG, {"tekst": "Een tweede antwoord."}, onderwerp="1")
    answer = writing.concept_of(reader, LID, BUURT).vragen["1"]
    assert answer.tekst == "Antwoord 1.\nEen tweede antwoord."


@pytest.mark.parametrize("name", ["", "06-12345678", "x" * 121])
def test_a_signature_is_a_name(reader, name):
    write_all(reader)
    with pytest.raises(Ongeschikt):
        lock(reader, naam=name)


def test_the_app_counts_buurtbeelden_itself(reader):
    def counted():
        with reader.engine.connect() as connection:
            return own_counts.own_counts(connection, reader.catalog, BUURT, today())["buurtbeelden"][-1]

    assert (counted().value, counted().reden) == (None, "Er is in deze app nog geen nulmeting vastgezet.")
    seen = read(LID, PlansVersionQuestion(), reader=reader)
    write_all(reader)
    lock(reader)
    assert counted().value == 1
    assert read(LID, PlansVersionQuestion(), reader=reader) != seen


def test_locking_and_taking_back_stand_in_the_log(reader):
    write_all(reader)
    number = lock(reader)
    locking.withdraw(reader, KARTREKKER, BUURT, number, naam="Anna Bakker", reden="Vraag 2 klopt niet")
    with reader.engine.connect() as connection:
        query = sa.select(audit_event).where(audit_event.c.gebeurtenis.startswith("nulmeting"))
        rows = connection.execute(query.order_by(audit_event.c.id)).mappings().all()
    assert [(row["gebeurtenis"], row["buurt"]) for row in rows] == [
        ("nulmeting_vastgezet", BUURT), ("nulmeting_ingetrokken", BUURT),
    ]  # fmt: skip
    assert rows[0]["sha256"] == newest(reader).sha256
    assert not any("Bakker" in str(row) for row in rows)
