"""Besprekingen on both databases: opened, written in by many, stopped, gone on with, and closed once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from buurtbeeld.charts.seen import seen_chart
from buurtbeeld.deliveries import rounds
from buurtbeeld.errors import BuurtbeeldError, NotFound, PermissionDenied
from buurtbeeld.model import Status
from buurtbeeld.outcomes.answers import Item
from buurtbeeld.outcomes.oordeel import NIET_BEOORDEELD, Beoordeling, Oordeel
from buurtbeeld.review import freezing, meetings, notes, signals
from buurtbeeld.review.parts import AFSPRAAK, DUIDING, INTERVISIE, LES, OPMERKING, STAPPEN, STEM, Gebeurtenis
from buurtbeeld.roles import account
from buurtbeeld.storage.schema_plans import ronde
from buurtbeeld.writing.rules import Ongeschikt
from tests.outcomes.village import CONSULTS, START, VISITS, Village, buurt, catalog, quarters, rates

MINE, NEAR = "lindekwartier", "vliegerbuurt"
KARTREKKER, LID, TEAM = (account(name) for name in ("kartrekker", "netwerklid", "transitieteam"))
NASTY = "👍 \u202etfarts #let x = 1 *vet* [a](b) $x$ <b>b</b> {{ 7 }} `code`"


@pytest.fixture
def village(settings, vault, published):
    made = Village(settings, vault, published, catalog(buurt(MINE, start=START), buurt(NEAR, start=START)))
    groups = [f"naast-{at:02d}" for at in range(14)]
    made.deliver(row for key in groups for row in rates(key))
    made.deliver(rates(MINE, step=1.4))
    made.deliver(rates(NEAR, step=1.0))
    made.publish()
    return made


@pytest.fixture
def reader(village):
    return village.reader


@pytest.fixture
def meeting(reader):
    meetings.start(reader, KARTREKKER, MINE)
    return newest(reader)


def newest(reader, user=KARTREKKER):
    return meetings.meetings(reader, user, MINE)[0]


def agree(reader, meeting, wat="Bellen", wie="Anna", wanneer="3 maart 2027"):
    fields = {"wat": wat, "wie": wie, "wanneer": wanneer}
    return notes.add(reader, LID, meeting, AFSPRAAK, fields).tekst


def test_figures_are_kept_as_they_were_seen(village, reader, meeting):
    kept = meetings.seen(reader, LID, meeting)
    assert [one.indicator for one in kept.signalen] == [CONSULTS]
    (signal,) = kept.signalen
    assert signal.oordeel == "duidelijk ongunstiger"
    assert signal.zin.startswith("In het ")
    assert signal.punten[-1].tekst in signal.zin
    assert kept.bekeken > 20
    assert sum(count for _, count in kept.rest) + len(kept.signalen) == kept.bekeken
    village.deliver(rates(MINE, step=0.7), at=datetime(2026, 11, 20, tzinfo=UTC))
    village.close(MINE)
    village.publish()
    assert meetings.seen(reader, LID, meeting) == kept
    assert meetings.has_newer_figures(reader, LID, kept)
    meetings.take_newer_figures(reader, KARTREKKER, meeting)
    fresh = meetings.seen(reader, LID, newest(reader))
    assert fresh.publicatie > kept.publicatie
    assert fresh.signalen[0].oordeel == "duidelijk gunstiger"
    assert not meetings.has_newer_figures(reader, LID, fresh)


def test_a_hidden_figure_is_kept_as_hidden(village, reader):
    hidden = quarters()[-4].code
    village.deliver([(MINE, hidden, CONSULTS, "", 7.0, 8000.0)], at=datetime(2026, 11, 20, tzinfo=UTC))
    village.close(MINE)
    village.publish()
    meetings.start(reader, KARTREKKER, MINE)
    kept = meetings.seen(reader, LID, newest(reader))
    dots = kept.signalen[0].punten
    assert [(one.waarde, one.tekst, one.onder) for one in dots if one.waarde is None] == [(None, "·", None)]
    assert freezing.of_json(freezing.to_json(kept)) == kept
    spec = seen_chart(kept.signalen[0])
    (gone,) = [one for one in spec["data"]["values"] if one["v"] is None]
    assert (gone["h"], gone["t"], gone["lo"]) == ("afge-\nschermd", "", None)


def test_what_is_kept_comes_back_as_it_was(reader, meeting):
    kept = meetings.seen(reader, LID, meeting)
    assert freezing.of_json(freezing.to_json(kept)) == kept


def item(code, word, laag="effectiviteit", nieuw=False, thema="preventie"):
    found = NIET_BEOORDEELD if word is None else Beoordeling(word)
    return Item(code, thema, laag, found, nieuw=nieuw)


class Given:
    """As much of a matrix as the rule looks at."""

    def __init__(self, *items):
        self.items, self.bewaking = items, ()


WORSE, BETTER, OTHER, SAME = Oordeel.ONGUNSTIGER, Oordeel.GUNSTIGER, Oordeel.VERANDERT, Oordeel.GEEN_VERSCHIL


@pytest.mark.parametrize(
    ("items", "chosen"),
    [
        ([item("a", SAME), item("b", None)], []),
        ([item("a", BETTER), item("b", WORSE), item("c", OTHER), item("d", WORSE)], ["b", "a", "c"]),
        ([item("a", WORSE), item("b", WORSE), item("c", WORSE), item("d", WORSE)], ["a", "b", "c"]),
        ([item("a", WORSE), item("b", WORSE, nieuw=True)], ["b", "a"]),
        ([item("a", BETTER, "kwaliteit"), item("b", BETTER)], ["b", "a"]),
        ([item("a", SAME), item("a", WORSE, thema="eerste_lijn")], ["a"]),
    ],
)
def test_the_rule_that_chooses_signals(items, chosen):
    found = signals.signals(Given(*items))
    assert [one.indicator for one in found] == chosen
    assert sum(count for _, count in signals.others(Given(*items), found)) == signals.looked_at(Given(*items)) - len(
        chosen
    )


def test_two_who_open_at_once_are_in_one_meeting(reader):
    start, found = threading.Barrier(2), []

    def one():
        start.wait()
        found.append(meetings.start(reader, KARTREKKER, MINE))

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] == found[1]
    assert len(meetings.meetings(reader, LID, MINE)) == 1


def test_steps_pauses_and_the_quiet_clock(reader, meeting):
    assert (meeting.naam, meeting.stap, meeting.gepauzeerd) == ("Bespreking 1", 1, False)
    meetings.go_to(reader, KARTREKKER, meeting, 3)
    meetings.pause(reader, KARTREKKER, meeting)
    assert (newest(reader, LID).stap, newest(reader).gepauzeerd) == (3, True)
    meetings.resume(reader, KARTREKKER, meeting)
    assert not newest(reader).gepauzeerd
    with pytest.raises(NotFound):
        meetings.go_to(reader, KARTREKKER, meeting, 6)
    with pytest.raises(PermissionDenied):
        meetings.go_to(reader, LID, meeting, 2)
    begin = datetime(2026, 11, 26, 19, tzinfo=UTC)

    def at(minutes):
        return begin + timedelta(minutes=minutes)

    events = (("stap", 1, 0), ("stap", 2, 5), ("pauze", 0, 9), ("verder", 0, 69), ("stap", 1, 70), ("stap", 2, 71))
    happened = tuple(Gebeurtenis(kind, value, at(when), "a") for kind, value, when in events)
    made = replace(meeting, op=begin, gebeurtenissen=happened)
    assert made.verstreken(at(75)) == 4 + 1 + 4
    assert replace(made, gebeurtenissen=happened[:3]).verstreken(at(60)) == 4


def test_a_voice_before_an_explanation(reader, meeting):
    with pytest.raises(BuurtbeeldError) as told:
        notes.add(reader, LID, meeting, DUIDING, {"tekst": "Door de griep."}, onderwerp=CONSULTS)
    assert told.value.code == "E_DUIDING_EERST"
    voice = {"wie": "zorgverlener", "herkent": "ja", "tekst": ""}
    notes.add(reader, LID, meeting, STEM, voice, onderwerp=CONSULTS)
    with pytest.raises(BuurtbeeldError):
        notes.add(reader, LID, meeting, DUIDING, {"tekst": "Door de griep."}, onderwerp=CONSULTS)
    mine = {"wie": "bewoner", "herkent": "deels", "tekst": "Ik bel vaker."}
    notes.add(reader, LID, meeting, STEM, mine, onderwerp=CONSULTS)
    notes.add(reader, LID, meeting, DUIDING, {"tekst": "Door de griep."}, onderwerp=CONSULTS)
    with pytest.raises(BuurtbeeldError):
        notes.add(reader, LID, meeting, DUIDING, {"tekst": "x"}, onderwerp=VISITS)
    with pytest.raises(BuurtbeeldError, match="Kies wie het zegt"):
        notes.add(reader, LID, meeting, STEM, {**mine, "wie": "burgemeester"}, onderwerp=CONSULTS)


def test_three_agreements_with_a_day_and_no_more(reader, meeting):
    for number in range(3):
        agree(reader, meeting, f"Afspraak {number}")
    with pytest.raises(BuurtbeeldError) as told:
        agree(reader, meeting)
    assert told.value.code == "E_AFSPRAAK_VEEL"
    first = notes.agreements(notes.said(reader, LID, meeting))[0]
    with pytest.raises(BuurtbeeldError) as unread:
        notes.change(reader, LID, first, {**first.velden, "wanneer": "binnenkort"})
    assert unread.value.code == "E_AFSPRAAK_DAG"
    kept = notes.change(reader, LID, first, {**first.velden, "wanneer": "2027-03-03"})
    assert kept.tekst.velden["wanneer"] == "3 maart 2027"


def test_two_people_edit_one_agreement(reader, meeting):
    made = agree(reader, meeting)
    notes.change(reader, KARTREKKER, made, {**made.velden, "wie": "Bert", "wat": "Bellen met de huisarts"})
    kept = notes.change(reader, LID, made, {**made.velden, "wie": "Els", "wat": "Vandaag bellen"})
    assert kept.ander == "kartrekker"
    assert kept.tekst.velden["wie"] == "Bert"
    assert "wie: Els" in kept.tekst.velden["opmerking"]
    assert "huisarts" in kept.tekst.velden["wat"]
    assert "Vandaag" in kept.tekst.velden["wat"]


def test_the_round_is_closed_once_and_the_agreement_returns(reader, meeting):
    made = agree(reader, meeting)
    done = agree(reader, meeting, "Koffie zetten")
    open_one = agree(reader, meeting, "Lezen", "", "")
    with pytest.raises(BuurtbeeldError) as told:
        meetings.end(reader, KARTREKKER, meeting)
    assert told.value.code == "E_AFSPRAAK_LEEG"
    notes.take_away(reader, LID, open_one)
    number = meetings.end(reader, KARTREKKER, meeting)
    assert number == rounds.state_of(reader.engine, reader.catalog, LID, MINE).laatste.nummer
    with pytest.raises(BuurtbeeldError) as again:
        meetings.end(reader, KARTREKKER, meeting)
    assert again.value.code == "E_BESPREKING_DICHT"
    with reader.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(ronde)) == 1
    for write in (
        lambda: notes.add(reader, LID, meeting, LES, {"tekst": "x"}),
        lambda: notes.take_away(reader, LID, made),
        lambda: meetings.pause(reader, KARTREKKER, meeting),
    ):
        with pytest.raises(BuurtbeeldError) as shut:
            write()
        assert shut.value.code == "E_BESPREKING_DICHT"
    meetings.start(reader, KARTREKKER, MINE)
    following = newest(reader)
    assert following.nummer == 2
    assert [one.tekst or one.velden["wat"] for one in notes.open_agreements(reader, LID, following)] == [
        "Bellen", "Koffie zetten",
    ]  # fmt: skip
    notes.change(reader, LID, done, {**done.velden, "stand": "gedaan"})
    assert len(notes.open_agreements(reader, LID, following)) == 2  # ticked off here, so it may be seen here
    meetings.end(reader, KARTREKKER, following)
    meetings.start(reader, KARTREKKER, MINE)
    assert [one.velden["wat"] for one in notes.open_agreements(reader, LID, newest(reader))] == ["Bellen"]


def test_a_round_that_was_closed_meanwhile_is_not_closed_again(village, reader, meeting):
    village.close(MINE, op=datetime.now(UTC))
    meetings.end(reader, KARTREKKER, meeting)
    with reader.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(ronde)) == 1


def test_an_intervisie_is_lighter_and_closes_no_round(reader):
    meetings.start(reader, KARTREKKER, MINE, INTERVISIE)
    meeting = newest(reader)
    assert [one.code for one in meeting.stappen] == ["opvalt", "leren", "afspreken"]
    assert sum(one.minuten for one in STAPPEN[INTERVISIE]) < sum(one.minuten for one in STAPPEN["bespreking"])
    agree(reader, meeting)
    assert meetings.end(reader, KARTREKKER, meeting) == 0
    with reader.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(ronde)) == 0
    meetings.start(reader, KARTREKKER, MINE)
    assert [one.velden["wat"] for one in notes.open_agreements(reader, LID, newest(reader))] == ["Bellen"]


def test_thirty_people_write_in_one_meeting(reader, meeting):
    start, failed = threading.Barrier(30), []

    def one(number):
        start.wait()
        try:
            kept = notes.add(reader, LID, meeting, OPMERKING, {"tekst": f"Woord{number:02d} begin"}, onderwerp=CONSULTS)
            notes.change(reader, LID, kept.tekst, {"tekst": f"Woord{number:02d} begin en eind"})
        except BuurtbeeldError as error:
            failed.append(error)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    there = notes.of(notes.said(reader, LID, meeting), OPMERKING)
    assert sorted(one.tekst for one in there) == [f"Woord{number:02d} begin en eind" for number in range(30)]


@pytest.mark.parametrize("soort", [OPMERKING, LES])
def test_any_signs_come_back_as_they_went_in(reader, meeting, soort):
    kept = notes.add(reader, LID, meeting, soort, {"tekst": NASTY})
    assert kept.tekst.tekst == NASTY.replace("\u202e", "")
    for wrong in ("x" * 10_000, "Bel 06 12345678", "Zij heet Fatima el Amrani", "BSN 111222333"):
        with pytest.raises(Ongeschikt):
            notes.add(reader, LID, meeting, soort, {"tekst": wrong})


def test_who_may(reader, meeting):
    for name in ("bezoeker", "verzekeraar", "onderzoeker", "leverancier", "beheerder"):
        with pytest.raises(PermissionDenied):
            meetings.meetings(reader, account(name), MINE)
    assert meetings.meetings(reader, TEAM, MINE) == ()  # it goes on
    with pytest.raises(PermissionDenied):
        notes.said(reader, TEAM, meeting)
    for name in ("netwerklid", "huisarts", "coordinator"):
        with pytest.raises(PermissionDenied):
            meetings.start(reader, account(name), MINE)
        notes.add(reader, account(name), meeting, OPMERKING, {"tekst": "Ja"}, onderwerp=CONSULTS)
    elsewhere = replace(LID, buurten=frozenset({NEAR}))
    for write in (
        lambda: notes.add(reader, elsewhere, meeting, OPMERKING, {"tekst": "x"}),
        lambda: notes.change(reader, elsewhere, notes.said(reader, LID, meeting)[0], {"tekst": "x"}),
        lambda: meetings.meetings(reader, elsewhere, MINE),
    ):
        with pytest.raises(PermissionDenied):
            write()
    meetings.end(reader, KARTREKKER, meeting)
    assert len(meetings.meetings(reader, TEAM, MINE)) == 1
    assert len(notes.said(reader, TEAM, newest(reader, TEAM))) == 3
    stolen = replace(notes.said(reader, LID, newest(reader))[0], buurt=NEAR)
    with pytest.raises((NotFound, PermissionDenied)):
        notes.change(reader, elsewhere, stolen, {"tekst": "x"})


def test_a_buurt_to_compare_with_has_no_meetings(reader):
    everywhere = replace(KARTREKKER, buurten=frozenset({"naast-00", "bestaat-niet"}))
    for key in ("naast-00", "bestaat-niet"):
        with pytest.raises(NotFound):
            meetings.start(reader, everywhere, key)


def test_a_hidden_newest_figure_leaves_no_number(village, reader):
    hidden = "2026-K4"
    village.deliver([(MINE, hidden, CONSULTS, "", 3.0, 4000.0)], at=datetime(2026, 11, 5, tzinfo=UTC))
    village.publish()
    last = village.sheet(sleutel=MINE).reeksen[0].figures[-1]
    assert (last.periode.code, last.status) == (hidden, Status.AFGESCHERMD)
    meetings.start(reader, KARTREKKER, MINE)
    (signal,) = meetings.seen(reader, LID, newest(reader)).signalen
    assert len(signal.punten) == 12
    (gone,) = [one for one in signal.punten if "4e kwartaal 2026" in one.periode]
    assert (gone.waarde, gone.tekst, gone.onder, gone.boven) == (None, "·", None, None)
