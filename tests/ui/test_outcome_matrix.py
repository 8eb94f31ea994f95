"""The matrix as views and markup: what stands where, in which words, and what never happens."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from buurtbeeld.outcomes import lines as outcome_lines
from buurtbeeld.outcomes.answers import Cell, ThemaRow
from buurtbeeld.outcomes.oordeel import NIET_BEOORDEELD, NIET_GELEVERD, Beoordeling, Grond, Oordeel
from pages._ui import html, outcome_filter, outcome_views
from tests.ui import outcome_factories as factories

CATALOG = factories.catalog()
UREN = "uren_wijkverpleging_per_client"
EFFECT = ("uren_wijkverpleging_per_client", "ha_consulten_per_1000", "hap_contacten_per_1000", "seh_bezoeken_per_1000")
BETTER, WORSE, SAME = (
    Beoordeling(word, voor=6, na=6, groep=38)
    for word in (Oordeel.GUNSTIGER, Oordeel.ONGUNSTIGER, Oordeel.GEEN_VERSCHIL)
)


def line(item):
    return outcome_lines.line_of(item, CATALOG, factories.TODAY)


def view(outcomes, chosen=()):
    return outcome_views.matrix(
        outcomes, CATALOG, line, lambda item: outcome_filter.wanted(item, chosen), filtered=bool(chosen)
    )


def rendered(outcomes, chosen=()):
    lagen = list(outcome_views.LAGEN.values())
    markup = html.render("uitkomsten", m=view(outcomes, chosen), naam="Lindekwartier", lagen=lagen, noten=[])
    return markup.replace("\u00a0", " ")


def words(markup):
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def one_cell(*items, laag="effectiviteit"):
    """Outcomes of one thema with one filled cell."""
    cells = tuple(Cell(one, items if one == laag else ()) for one in factories.LAGEN)
    return replace(factories.outcomes(), rows=(ThemaRow("preventie", cells),), bewaking=())


def cell_of(*items):
    return view(one_cell(*items)).rijen[0].cellen[2]


def test_every_figure_of_the_answer_is_on_the_page_with_an_address_that_can_be_mailed():
    outcomes = factories.outcomes()
    markup = rendered(outcomes)
    for item in (*outcomes.items, *outcomes.bewaking):
        thema = f"&amp;thema={item.thema}" if item.thema else ""
        assert f'href="cijferblad?buurt=lindekwartier&amp;indicator={item.indicator}{thema}"' in markup
    assert markup.count('class="bb-app"') == len(outcomes.items) + len(outcomes.bewaking)


def test_the_table_is_a_real_one_with_three_lagen_and_a_row_per_thema():
    markup = rendered(factories.outcomes())
    assert re.findall(r'role="columnheader">(\w+)<small>([^<]+)', markup) == list(outcome_views.LAGEN.values())
    assert re.findall(r'scope="row" role="rowheader">([^<]+)', markup) == [one.naam for one in CATALOG.themas.values()]


def test_a_cell_counts_its_words_and_shows_gunstiger_beside_ongunstiger():
    cell = cell_of(*(factories.item(code, found=one) for code, one in zip(EFFECT, (SAME, BETTER, WORSE), strict=False)))
    assert cell.kop == "1 duidelijk gunstiger, 1 duidelijk ongunstiger, 1 geen duidelijk verschil"
    assert [mark.woord for mark in cell.merken] == [Oordeel.GUNSTIGER, Oordeel.ONGUNSTIGER]
    assert [mark.woord for mark in cell_of(factories.item(UREN, found=WORSE)).merken] == [Oordeel.ONGUNSTIGER]
    assert cell_of(factories.item(UREN, found=SAME)).merken == ()


def test_what_is_clear_stands_first_so_that_nothing_unfavourable_is_folded_away():
    found = (SAME, SAME, SAME, SAME, BETTER, WORSE)
    items = [factories.item(UREN, found=one, bron=str(at)) for at, one in enumerate(found)]
    cell = cell_of(*items)
    assert [one.merk.woord for one in cell.eerst[:2]] == [Oordeel.ONGUNSTIGER, Oordeel.GUNSTIGER]
    assert (len(cell.eerst), len(cell.rest)) == (outcome_views.MOST, 2)
    markup = rendered(one_cell(*items))
    assert "nog 2 cijfers" in markup
    assert markup.count('<li class="bb-item bb-sterk"') == 2  # bold only for the two clear words


def test_a_count_shows_its_number_and_change_and_never_a_verdict():
    counted = factories.item("geincludeerde_clienten", found=NIET_BEOORDEELD)
    shown = view(one_cell(counted, laag="adoptie")).rijen[0].cellen[0].eerst[0]
    assert shown.merk is None
    assert (shown.cijfer, shown.bij) == ("21\u00a0personen", ("ongeveer 2 meer dan in maart en april", "mei–jun 2026"))
    absent = replace(counted, nu=None, vorige=None, bron="")
    shown = view(one_cell(absent, laag="adoptie")).rijen[0].cellen[0].eerst[0]
    assert shown.bij == ("niet geleverd: verwacht uiterlijk op 15 januari 2027, door buurtnetwerk",)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (NIET_GELEVERD, "niet geleverd: verwacht uiterlijk op 15 januari 2027, door buurtnetwerk, lerende buurt en"),
        (Beoordeling(Oordeel.TE_VROEG, Grond.TERMIJN, tot=factories.DUE), "effect verwacht vanaf januari 2027"),
        (Beoordeling(Oordeel.TE_VROEG, Grond.METINGEN, voor=2, na=1, nodig=5), "3 van de 5 metingen"),
        (Beoordeling(Oordeel.TE_WEINIG, Grond.AFGESCHERMD), "afgeschermd (kleine aantallen)"),
        (Beoordeling(Oordeel.TE_WEINIG, Grond.MARGE), "marge breder dan 15%"),
    ],
    ids=lambda value: getattr(value, "grond", ""),
)
def test_a_word_that_needs_a_reason_has_it_beside_it(found, said):
    shown = words(rendered(one_cell(factories.item(UREN, found=found))))
    assert found.oordeel in shown
    assert said in shown


def test_a_hidden_figure_leaves_no_number_behind():
    hidden = factories.item(UREN, found=Beoordeling(Oordeel.TE_WEINIG, Grond.AFGESCHERMD), vorige=None)
    said = words(rendered(one_cell(hidden))).partition("Uren wijkverpleging per cliënt")[2]
    assert "afgeschermd" in said
    assert not re.search(r"\d", said.replace("2025", ""))


def test_two_sources_stand_apart_each_with_its_own_badge_and_verdict():
    both = factories.item(
        UREN, found=BETTER, bron="alliantiepartners", meting="gemeten", andere=(("verzekeraars", "afgeleid", WORSE),)
    )
    said = words(rendered(one_cell(both)))
    assert "gemeten" in said
    assert "volgens zorgverzekeraars (afgeleid uit euro’s): duidelijk ongunstiger" in said
    assert cell_of(both).merken[0].woord == Oordeel.GUNSTIGER


def test_a_figure_of_a_partner_says_so_and_a_new_one_is_marked():
    said = words(rendered(one_cell(factories.item(UREN, niveau="partner", naam="Voorbeeldzorg", nieuw=True))))
    assert "over heel Voorbeeldzorg" in said
    assert re.search(r"per cliënt nieuw\b", said)
    assert "over het hele programma" in words(rendered(one_cell(factories.item(UREN, niveau="programma", naam="x"))))


def test_emptiness_says_why():
    said = words(rendered(factories.outcomes("kralenbuurt")))
    assert "Integrale eerste lijn Niet gekozen. De buurt begint hier later mee." in said
    assert said.count("Met opzet leeg. Hier meten we geen effect.") == 2
    assert outcome_views.NOTHING in words(rendered(one_cell(factories.item(UREN))))


def test_every_figure_shows_its_own_period_and_a_rate_its_unit():
    assert "mei–jun 2026" in cell_of(factories.item(UREN, nu=factories.figure(UREN))).eerst[0].bij
    assert "2025" in cell_of(factories.item(UREN, nu=factories.figure(UREN, factories.YEAR))).eerst[0].bij
    shown = cell_of(factories.item("ha_consulten_per_1000")).eerst[0].cijfer
    assert shown.endswith("per 1.000 ingeschreven patiënten")


@pytest.mark.parametrize("code", outcome_filter.WORDS)
def test_a_word_leaves_only_its_own_lines_and_names_the_themas_without(code):
    outcomes, word = factories.outcomes(), outcome_filter.WORDS[code]
    shown = view(outcomes, (code,))
    left = [one for row in shown.rijen for cell in row.cellen for one in (*cell.eerst, *cell.rest)]
    assert [one.merk.woord for one in left] == [word] * len(left)
    assert len(left) == sum(one.beoordeling.oordeel is word for one in outcomes.items)
    assert {row.naam for row in shown.rijen} | set(shown.buiten) == {one.naam for one in CATALOG.themas.values()}
    assert outcome_filter.counted(outcomes)[code] == len(
        {one.indicator for one in outcomes.items if one.beoordeling.oordeel is word}
    )


def test_choices_combine_and_a_heading_keeps_counting_the_whole_cell():
    outcomes = factories.outcomes()
    shown = view(outcomes, ("te_vroeg", "nieuw", "effect"))
    left = [one for row in shown.rijen for cell in row.cellen for one in (*cell.eerst, *cell.rest)]
    assert {one.naam for one in left} == {"Uren wijkverpleging per cliënt"}
    assert all(one.nieuw for one in left)
    assert shown.rijen[0].cellen[2].kop == view(outcomes).rijen[0].cellen[2].kop
    assert "Geen cijfer past bij deze keuze" in rendered(one_cell(factories.item(UREN)), ("verandert",))


def test_text_of_a_delivery_is_escaped():
    hostile = "<img src=x onerror=alert(1)>"
    outcomes = one_cell(factories.item(UREN, niveau="partner", naam=hostile, bron=hostile))
    left_out = replace(outcomes, rows=(*outcomes.rows, ThemaRow("eerstelijn", (), hostile)))
    assert hostile not in rendered(left_out)
    assert rendered(left_out).count("&lt;img src=x") == 2


@pytest.mark.parametrize("nulmeting", [None, 5409.0])
def test_a_rate_has_its_unit_once_with_a_start_and_without(nulmeting):
    item = replace(factories.item("ha_consulten_per_1000"), nulmeting=nulmeting)
    assert cell_of(item).eerst[0].cijfer.count("per 1.000 ingeschreven patiënten") == 1
