"""The block zorggebruik of Ons buurtbeeld: open and delivered figures as one line, and each only for whom it is."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from buurtbeeld.answers import Spread
from buurtbeeld.model import Niveau, Status
from buurtbeeld.outcomes.answers import CareFigure, CareUse
from buurtbeeld.periods import Periode, PeriodeSoort
from buurtbeeld.privacy import files
from pages._ui import care_rows, downloads, profile_parts, rows
from tests.ui import factories
from tests.ui.conftest import markup
from tests.ui.test_html import NASTY

UREN, CONSULTEN, OPNAMES, LIGDUUR = (
    "uren_wijkverpleging_per_client", "ha_consulten_per_1000", "opnames_per_1000", "ligduur_dagen",
)  # fmt: skip
SPREAD = Spread(Niveau.BUURT, "alle", 31, 80.0, 90.0, 100.0, 110.0, 120.0)
YEAR = Periode.parse("2022")


def figure(indicator=UREN, value=104.4, **more):
    plain = {
        "bron": "verzekeraars", "bron_naam": "Zorgverzekeraars", "meting": "afgeleid", "soort": PeriodeSoort.JAAR,
        "status": Status.OK, "van": YEAR, "tot": YEAR, "metingen": 1, "groep": 99.6, "spread": SPREAD,
        "ontvangen": datetime(2024, 1, 5, tzinfo=UTC),
    }  # fmt: skip
    return CareFigure(indicator, value=value, **(plain | more))


def missing(indicator, status, reden, **more):
    none = {"van": None, "tot": None, "metingen": 0, "groep": None, "spread": None, "ontvangen": None}
    return figure(indicator, None, status=status, reden=reden, **(none | more))


def care(*figures, start=date(2023, 7, 1), plek=None):
    return CareUse(plek or factories.profile().plek, start, figures, 7)


def view(*figures, **more):
    return care_rows.view(care(*figures, **more), factories.catalog())


def words(made):
    return " ".join(re.sub(r"<[^>]+>", " ", made).split())


@pytest.fixture(autouse=True)
def _catalogue(monkeypatch):
    monkeypatch.setattr("pages._ui.services.catalog", factories.catalog)


def test_a_row_says_what_it_is_when_it_was_and_who_says_so():
    (row,) = view(figure()).eerst
    assert (row.waarde, row.groep, row.verschil) == ("104\u00a0uur", "99,6\u00a0uur", "↑\u00a04,8\u00a0uur hoger")
    assert (row.label, row.bij) == ("afgeleid uit euro’s", "Zorgverzekeraars, uur per cliënt per jaar, 2022")
    assert row.adres == f"cijferblad?buurt=sterrenwijk&indicator={UREN}&thema=preventie&bron=verzekeraars"
    assert (row.spine.own, row.spine.land, row.spine.gemeente) == (60.34, None, None)
    assert row.spine.middle == (26.5, 47.0)


def test_a_rate_has_its_unit_in_the_small_line_and_its_own_length():
    first, last = Periode.parse("2022-K3"), Periode.parse("2023-K2")
    more = {"soort": PeriodeSoort.KWARTAAL, "meting": "", "bron_naam": "Huisartspraktijken", "van": first, "tot": last}
    (row,) = view(figure(CONSULTEN, 934.733333, groep=1042.58, gemeente=1001.2, **more)).eerst
    assert (row.waarde, row.groep, row.gemeente) == ("935", "1.043", "1.001")
    assert row.verschil == "↓\u00a0108 lager"
    assert row.bij == "per 1.000 ingeschreven patiënten, per kwartaal, juli 2022 t/m juni 2023"
    assert row.label == "Huisartspraktijken"


def test_what_is_hidden_has_a_row_and_what_nobody_delivered_one_list():
    hidden = missing(CONSULTEN, Status.AFGESCHERMD, "Afgeschermd: het gaat om te weinig mensen.")
    absent = missing(OPNAMES, Status.NIET_GELEVERD, "Niet geleverd.", verwacht=date(2027, 6, 24))
    made = view(hidden, absent)
    assert [(row.waarde, row.status) for row in made.eerst] == [("", "afgeschermd (kleine aantallen)")]
    assert [naam for naam, _ in made.niets] == ["Opnames in het ziekenhuis"]
    facts = care_rows.facts(care(hidden, absent), factories.catalog())
    assert facts[0].waarom == "Afgeschermd: het gaat om te weinig mensen."
    assert facts[1].waarom == "Niet geleverd. Verwacht uiterlijk 24 juni 2027."
    assert view(absent).uitleg == care_rows.NOTHING
    assert "geen startdatum" in view(figure(), start=None).uitleg
    assert "voor de start op 1 juli 2023" in view(figure()).uitleg


def test_open_figures_of_the_block_say_so_with_their_year_and_others_do_not():
    profile = factories.profile()
    blocks = {block.code: block for block in rows.blocks(profile, factories.catalog())}
    assert list(blocks) == ["wie", "wonen", "gezondheid", "zorggebruik", "dichtbij"]
    indicator = factories.catalog().indicatoren["wmo_clienten_relatief"]
    own = replace(profile.rows["aantal_inwoners"].own, value=52.0, jaar=2023)
    view = rows.row_view(profile, replace(profile.rows[indicator.code], own=own), indicator)
    assert (view.label, view.bij) == ("open data, 2023", "per 1.000 inwoners")
    assert not any(row.label for row in (*blocks["wie"].eerst, *blocks["gezondheid"].eerst))


def test_open_and_delivered_stand_in_one_block_with_a_table_of_every_figure():
    figures = [figure(code) for code in factories.catalog().app.zorggebruik]
    page = profile_parts._parts(factories.profile(), care(*figures))
    block = page.rijen[page.rijen.index("<h3>Zorggebruik</h3>") : page.rijen.index("<h3>Zorg en voorzieningen")]
    assert block.count('class="bb-rij bb-zorg"') == len(figures) == 12
    assert "nog 7 cijfers" in words(block)
    assert len(re.findall(r'class="bb-app" href="cijferblad\?[^"]*bron=verzekeraars"', block)) == 12
    assert words(page.alles).count("Zorgverzekeraars, afgeleid uit euro’s") == 12
    plain = profile_parts._parts(factories.profile(), None)
    assert "Aangeleverd" not in plain.rijen + plain.alles


@pytest.mark.parametrize("part", ["_rijen", "_alles"])
def test_a_hostile_name_is_shown_not_run(part):
    nasty = figure(bron_naam=NASTY, meting="", niveau="partner", naam=NASTY)
    why = missing(CONSULTEN, Status.AFGESCHERMD, NASTY, bron=NASTY, bron_naam=NASTY)
    made = getattr(profile_parts, part)(factories.profile(), care(nasty, why))
    assert "<img" not in made
    assert "<script" not in made
    assert "&lt;img" in made


def test_the_files_hold_what_the_page_shows():
    profile = factories.profile()
    both = (None, care(figure(), figure(CONSULTEN, 4061.0, meting="")))
    texts = [files.as_csv(downloads.table(profile, found)).decode("utf-8-sig") for found in both]
    read = [list(csv.reader(io.StringIO(text), delimiter=";")) for text in texts]
    assert read[1][: len(read[0])] == read[0]
    added = [dict(zip(read[1][0], line, strict=True)) for line in read[1][len(read[0]) :]]
    assert [(line["indicator"], line["gebied"], line["waarde"], line["periode"]) for line in added] == [
        (UREN, "sterrenwijk", "104,4", "2022"), (UREN, "vergelijkingsbuurten", "99,6", "2022"),
        (CONSULTEN, "sterrenwijk", "4061", "2022"), (CONSULTEN, "vergelijkingsbuurten", "100", "2022"),
    ]  # fmt: skip
    assert {line["publicatie"] for line in added} == {"7"}


@pytest.mark.parametrize(("role", "sees"), [("kartrekker", True), ("bezoeker", False), ("verzekeraar", False)])
def test_only_who_may_see_outcomes_gets_the_delivered_half(open_page, role, sees, monkeypatch):
    monkeypatch.undo()
    shown = markup(open_page("ons_buurtbeeld", role=role, buurt="sterrenwijk"))
    assert "Zorggebruik" in shown
    assert ("Aangeleverd aan het programma" in shown) is sees
    assert ("Uren wijkverpleging per cliënt" in shown) is sees
    assert ("cijferblad?buurt=sterrenwijk" in shown) is sees


def test_an_area_outside_a_programma_has_open_figures_only(open_page, monkeypatch):
    monkeypatch.undo()
    shown = markup(open_page("ons_buurtbeeld", role="kartrekker", buurt="GM0344"))
    assert "Zorggebruik" in shown
    assert "Aangeleverd" not in shown
