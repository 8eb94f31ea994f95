"""The first sentences of a Cijferblad where something is special: provisional, counted differently, per group, late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from buurtbeeld.model import Status
from buurtbeeld.outcomes import wording
from buurtbeeld.outcomes.answers import Breuk, GroupFigure, Item, OutcomeFigure
from buurtbeeld.outcomes.due import next_due
from buurtbeeld.outcomes.lines import line_of
from buurtbeeld.outcomes.oordeel import ALLEEN_GROEPEN, NIET_BEOORDEELD, Beoordeling, Oordeel
from buurtbeeld.periods import Periode
from tests.unit.test_outcome_wording import CATALOG, PLEK, series, sheet, start, text

HOURS = CATALOG.indicatoren["uren_wijkverpleging_per_client"]
CONSULTS = CATALOG.indicatoren["ha_consulten_per_1000"]
TODAY = date(2026, 11, 25)
CLEAR = Beoordeling(Oordeel.GUNSTIGER, voor=12, na=6, groep=47)
ALONE = replace(CLEAR, groep=0)


def answer(indicator, reeks, found=CLEAR):
    page = replace(sheet(indicator, reeks), beoordelingen={reeks.bron: found})
    return text(wording.antwoord(page, CATALOG)).replace("\u00a0", " ")


@pytest.mark.parametrize(("found", "said"), [(CLEAR, True), (NIET_BEOORDEELD, False)])
def test_a_provisional_figure_says_which_figure_the_verdict_is_about(found, said):
    reeks = series([23.4, 20.8, 20.3], statuses=[Status.OK, Status.OK, Status.VOORLOPIG])
    told = answer(HOURS, reeks, found)
    assert "20,3 uur" in told
    assert "Let op: dit cijfer is voorlopig." in told
    assert ("Het oordeel gaat over maart en april 2024. Toen was het 20,8 uur." in told) is said


def test_a_complete_figure_says_no_such_thing():
    assert "oordeel" not in answer(HOURS, series([23.4, 20.8]))


def beside(before, now):
    groep = tuple(GroupFigure(Periode.parse(code), now, 47) for code in ("2024-T1", "2024-T2"))
    return series([23.4, 20.8], groep=groep, nulmeting=start(23.4, 1, before))


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (110.0, 106.0, "In vergelijkbare buurten ging het van 110 naar 106 uur."),
        (106.2, 106.0, "In vergelijkbare buurten bleef het 106 uur."),
        (None, 106.0, "In vergelijkbare buurten: 106 uur."),
    ],
)
def test_buurten_to_compare_with_also_have_a_start(before, now, expected):
    assert answer(HOURS, beside(before, now)).endswith(expected)


BREAK = Breuk(date(2024, 3, 1), "Vanaf maart 2024 is het tarief hoger.")


@pytest.mark.parametrize(
    ("found", "dag", "expected"),
    [
        (CLEAR, date(2024, 3, 1), "Het oordeel houdt daar rekening mee."),
        (ALONE, date(2024, 3, 1), "Het oordeel houdt daar geen rekening mee."),
        (NIET_BEOORDEELD, date(2024, 3, 1), ""),
        (ALONE, date(2024, 1, 1), ""),  # all of the nulmeting was counted in the new way
        (ALONE, date(2024, 11, 1), ""),  # after the figure that is judged
    ],
)
def test_a_break_between_start_and_now_is_said_beside_the_verdict(found, dag, expected):
    reeks = series([23.4, 23.0, 20.8, 20.3], nulmeting=start(23.4, 2), breuken=(replace(BREAK, dag=dag),))
    told = wording.breuk_zin(found, reeks)
    assert told.endswith(expected)
    assert bool(told) is bool(expected)
    assert not told or "sinds 1 maart 2024 anders berekend" in told


def test_a_break_within_the_nulmeting_is_said_too():
    """Then half of the start was counted in the old way."""
    reeks = series([23.4, 23.0, 20.8], nulmeting=start(23.2, 2), breuken=(BREAK,))
    assert wording.breuk_zin(ALONE, reeks)


def test_figures_of_groups_only_are_not_called_missing():
    reeks = replace(series([1.0]), figures=(), alleen_groepen=True)
    assert answer(CONSULTS, reeks, ALLEEN_GROEPEN).startswith(f"Van {PLEK.naam} zijn er alleen cijfers per groep.")
    item = Item(CONSULTS.code, "preventie", "effectiviteit", ALLEEN_GROEPEN, alleen_groepen=True)
    line = line_of(item, CATALOG, TODAY)
    assert line.reden == "alleen per groep geleverd"
    assert line.oordeel == "te weinig gegevens"


def test_what_the_app_cannot_count_yet_is_not_called_missing():
    reden = "Een voorbeeld delen kan nog niet in deze app."
    nu = OutcomeFigure("best_practices", "app", Periode.parse("2026-T6"), None, Status.NIET_GELEVERD, reden=reden)
    line = line_of(Item("best_practices", "lerend", "adoptie", NIET_BEOORDEELD, nu=nu), CATALOG, TODAY)
    assert line.reden == "een voorbeeld delen kan nog niet in deze app"


@pytest.mark.parametrize(
    ("vandaag", "begin", "expected"),
    [
        (TODAY, None, date(2026, 6, 24)),  # of 2024, which is late; that of 2025 is due in June 2027
        (date(2026, 6, 24), None, date(2026, 6, 24)),  # the last day is not late yet
        (TODAY, date(2025, 1, 1), date(2027, 6, 24)),  # a buurt that began in 2025 owes nothing of 2024
        (TODAY, date(2027, 2, 1), date(2029, 6, 23)),  # nor before it begins
    ],
)
def test_without_any_delivery_an_overdue_year_is_late(vandaag, begin, expected):
    assert next_due(CONSULTS, "verzekeraars", None, vandaag, begin) == expected


def test_after_a_delivery_the_next_period_is_due():
    assert next_due(CONSULTS, "verzekeraars", Periode.parse("2024"), TODAY) == date(2027, 6, 24)
    assert next_due(CONSULTS, "huisartspraktijken", Periode.parse("2026-K3"), TODAY) == date(2027, 1, 30)


@pytest.mark.parametrize(
    ("code", "said"), [("ervaringen_professionals", "Elke staaf"), ("nps_professionals", "Elk punt")]
)
def test_twelve_months_are_called_what_is_drawn(code, said):
    reeks = series([11.0] * 7, soort="2024-T1-12M")
    assert f"{said} gaat over 12 maanden." in text(wording.wat_ziet_u(reeks, CATALOG.indicatoren[code]))
