"""The delivery calendar: what is due when, what is late, and what is in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from buurtbeeld.deliveries import calendar as delivery_calendar
from buurtbeeld.deliveries.calendar import Stand
from buurtbeeld.periods import PeriodeSoort, date_in_nl
from buurtbeeld.programma_schema import Buurt
from tests.delivered_rows import catalog as shipped

NETWORK = "buurtnetwerk"
TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Stub:
    """Just enough of a catalogue: one programme, its buurten and some indicators."""

    found: tuple
    buurten: tuple

    @property
    def indicatoren(self):
        return {one.code: one for one in self.found}

    @property
    def programmas(self):
        programma = shipped().programmas["ecosysteem"]
        return {"ecosysteem": programma.model_copy(update={"buurten": self.buurten})}

    def outcomes(self):
        return self.found

    def buurt(self, sleutel):
        known = {one.sleutel: one for one in self.buurten}
        return (self.programmas["ecosysteem"], known[sleutel]) if sleutel in known else None


def indicator(code, **changed):
    return shipped().indicatoren[code].model_copy(update=changed)


def buurt(sleutel="proef", **changed):
    themas = tuple(shipped().themas)
    return Buurt(sleutel=sleutel, naam=sleutel, gebieden=("BU03440522",), **({"themas": themas} | changed))


def stub(*found, **changed):
    return Stub(tuple(found), (buurt(**changed),))


def training(ritme="maand", days=14):
    return indicator("trainingen", leverritme=ritme, levertermijn_dagen=days)


def lines(catalog, vandaag=TODAY, **there):
    delivered = {(NETWORK, "proef", code): codes for code, codes in there.items()}
    return delivery_calendar.lines(catalog, ["proef"], delivered, vandaag)


def by_code(found):
    return {one.periode.code: one for one in found}


@pytest.mark.parametrize(
    ("ritme", "codes"),
    [
        ("maand", ["2026-M09", "2026-M10", "2026-M11"]),
        ("tweemaand", ["2026-T4", "2026-T5", "2026-T6"]),
        ("kwartaal", ["2026-K2", "2026-K3", "2026-K4"]),
        ("halfjaar", ["2025-H2", "2026-H1", "2026-H2"]),
        ("jaar", ["2024", "2025", "2026"]),
    ],
)
def test_each_rhythm_asks_for_the_last_two_closed_periods_and_the_running_one(ritme, codes):
    assert sorted(by_code(lines(stub(training(ritme))))) == codes


@pytest.mark.parametrize("ritme", ["doorlopend", "start_en_eind", None])
def test_what_has_no_rhythm_is_never_due(ritme):
    assert lines(stub(training(ritme, 0))) == ()


def test_the_last_day_is_so_many_days_after_the_last_day_of_the_period():
    one = by_code(lines(stub(training())))["2026-M10"]
    assert (one.uiterlijk, one.dagen, one.stand) == (date(2026, 11, 14), -10, Stand.TE_LAAT)


@pytest.mark.parametrize(
    ("vandaag", "stand", "dagen"),
    [
        (date(2026, 10, 31), Stand.NOG_NIET, 14),  # the last day of the period itself
        (date(2026, 11, 1), Stand.NU, 13),
        (date(2026, 11, 14), Stand.NU, 0),  # on the last day it is not late
        (date(2026, 11, 15), Stand.TE_LAAT, -1),
    ],
)
def test_borders_of_a_month_with_a_change_of_clock(vandaag, stand, dagen):
    one = by_code(lines(stub(training()), vandaag))["2026-M10"]
    assert (one.stand, one.dagen) == (stand, dagen)


def test_today_is_the_day_in_the_netherlands_also_in_the_night_the_clock_changes():
    before, after = datetime(2026, 10, 24, 21, 59, tzinfo=UTC), datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
    late = [by_code(lines(stub(training(days=24)), date_in_nl(moment)))["2026-M09"] for moment in (before, after)]
    assert [one.stand for one in late] == [Stand.NU, Stand.TE_LAAT]


def test_new_year_begins_a_new_period_of_every_rhythm():
    for ritme, soort in (("maand", "2027-M01"), ("tweemaand", "2027-T1"), ("jaar", "2027")):
        found = by_code(lines(stub(training(ritme)), date(2027, 1, 1)))
        assert soort in found
        assert found[soort].stand is Stand.NOG_NIET


TWO = ("deelnemende_burgers", "initiatieven")


def two(**changed):
    return stub(*(indicator(code) for code in TWO), **changed)


@pytest.mark.parametrize(
    ("there", "vandaag", "stand", "geleverd"),
    [
        ([], date(2026, 11, 10), Stand.NU, 0),
        (TWO[:1], date(2026, 11, 10), Stand.DEELS, 1),
        (TWO, date(2026, 11, 10), Stand.BINNEN, 2),
        (TWO, date(2026, 12, 31), Stand.BINNEN, 2),  # what is in is never late
        (TWO[:1], date(2026, 11, 15), Stand.TE_LAAT, 1),
        (["trainingen"], date(2026, 11, 10), Stand.NU, 0),  # something else of the same source
    ],
)
def test_what_is_in_counts_per_figure(there, vandaag, stand, geleverd):
    found = lines(two(), vandaag, **{"2026-T5": there})
    one = by_code(found)["2026-T5"]
    assert (one.stand, one.geleverd, one.indicatoren) == (stand, geleverd, TWO)


def test_figures_with_another_term_are_another_line():
    found = lines(stub(indicator(TWO[0]), indicator(TWO[1], levertermijn_dagen=30)))
    assert {(one.indicatoren, one.uiterlijk) for one in found if one.periode.code == "2026-T5"} == {
        ((TWO[0],), date(2026, 11, 14)),
        ((TWO[1],), date(2026, 11, 30)),
    }


@pytest.mark.parametrize(
    ("start", "codes"),
    [
        (None, ["2026-T4", "2026-T5", "2026-T6"]),
        (date(2026, 8, 31), ["2026-T4", "2026-T5", "2026-T6"]),  # one day of it is enough
        (date(2026, 9, 1), ["2026-T5", "2026-T6"]),
        (date(2026, 12, 31), ["2026-T6"]),
        (date(2027, 1, 1), []),
    ],
)
def test_nothing_is_asked_about_the_time_before_a_buurt_started(start, codes):
    assert sorted(by_code(lines(two(start=start)))) == codes


def test_late_ones_come_first_and_among_them_the_longest():
    found = lines(shipped())
    assert found == ()  # unknown buurt
    found = delivery_calendar.lines(shipped(), ["sterrenwijk", "emmen"], {}, TODAY)
    order = [(list(Stand).index(one.stand), one.uiterlijk) for one in found]
    assert order == sorted(order)
    assert found[0].stand is Stand.TE_LAAT
    assert {one.buurt for one in found} == {"sterrenwijk", "emmen"}


def test_a_thema_left_out_is_not_asked_for_but_guardrails_are():
    wmo = indicator("wmo_clienten_per_1000")
    found = lines(stub(training(), wmo, themas=("dichtbij",)))
    assert {one.bron for one in found} == {"gemeente"}


def test_a_buurt_to_compare_with_owes_no_deeds_of_the_programme():
    care = indicator("uren_wijkverpleging_per_client")
    practices = indicator("praktijken_met_opvolgingsprobleem")  # an effect, but counted by the network
    found = lines(stub(training(), care, practices, rol="vergelijking"))
    assert {code for one in found for code in one.indicatoren} == {care.code}


def test_a_second_source_has_a_rhythm_of_its_own_and_what_we_compute_has_none():
    found = delivery_calendar.owed(shipped(), buurt())
    assert ("huisartspraktijken", PeriodeSoort.KWARTAAL, 30) in found
    every = {code for codes in found.values() for code in codes}
    assert not any(shipped().indicatoren[code].afgeleid_van for code in every)
    assert delivery_calendar.APP not in {bron for bron, *_ in found}


def test_a_template_asks_for_the_closed_periods_of_its_source_oldest_first():
    assert [one.code for one in delivery_calendar.periods_of(two(), NETWORK, TODAY)] == ["2026-T4", "2026-T5"]
    questions = delivery_calendar.periods_of(shipped(), "vragenlijst", TODAY)
    assert [one.code for one in questions] == ["2025-H2", "2026-H1"]
    assert all(one.last_day < TODAY for one in delivery_calendar.periods_of(shipped(), "buurtnetwerk", TODAY))


def test_totals_tell_who_is_late_with_what():
    some = tuple(buurt(sleutel) for sleutel in ("a", "b", "c"))
    there = {(NETWORK, "a", "2026-T5"): TWO, (NETWORK, "b", "2026-T5"): TWO[:1]}
    catalog = Stub(tuple(indicator(code) for code in TWO), some)
    found = delivery_calendar.totals(delivery_calendar.lines(catalog, "abc", there, TODAY))
    assert [one.periode.code for one in found] == ["2026-T4", "2026-T5", "2026-T6"]  # most buurten late first
    t4, t5, t6 = found
    assert (t4.te_laat, t4.binnen, t4.buurten) == (("a", "b", "c"), 0, 3)
    assert (set(t5.te_laat), t5.binnen, t5.buurten) == ({"b", "c"}, 1, 3)
    assert (t6.te_laat, t6.binnen, t6.dagen) == ((), 0, (t6.uiterlijk - TODAY).days)
    on_time = TODAY - timedelta(days=14)
    part = delivery_calendar.totals(delivery_calendar.lines(catalog, "abc", there, on_time))
    (now,) = [one for one in part if one.periode.code == "2026-T5"]
    assert (now.te_laat, now.deels) == ((), ("b",))
