"""The Cijferblad as a user opens it: every state and role, the choices in the address, the same words in the files."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from buurtbeeld.errors import NotFound
from buurtbeeld.model import Status
from buurtbeeld.outcomes import wording as outcome_wording
from buurtbeeld.outcomes.answers import Breuk, Samenstelling
from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.privacy import files, sheet_exports
from buurtbeeld.roles import DEMONSTRATION_ROLES
from pages._ui import cached, sheet_compare, sheet_parts
from pages._ui.sheet_address import Asked
from tests.ui import sheet_factories as factories
from tests.ui.conftest import markup, messages
from tests.ui.test_html import NASTY

NETWORK = {"netwerklid", "huisarts", "kartrekker", "coordinator", "transitieteam"}
LEFT_OVERS = re.compile(
    r"\b(None|True|False|nan|significant|p-waarde|betrouwbaarheidsinterval)\b|[{}]|\d\.\d{1,2}(?!\d)|\d\.\d{4}"
)
STATES = list(factories.STATES)


def words(text):
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub("</?b>", "", text)).replace("\u00a0", " ").split())


@pytest.fixture
def answers(monkeypatch):
    """Invented answers; what is made of them is forgotten before and after."""
    shown = {"sheet": factories.sheet(), "asked": []}

    def sheet(_user, sleutel, indicator, thema=""):
        shown["asked"].append((sleutel, indicator, thema))
        if indicator not in factories.catalog().indicatoren:
            raise NotFound(f"Er is geen cijfer '{indicator}' bij de uitkomsten.", doe="Kies een cijfer.")
        return shown["sheet"]

    def comparison(_user, _sleutel, _indicator, _thema="", *, met=(), bron=""):
        shown["met"], shown["bron"] = met, bron
        return factories.comparison(met)

    monkeypatch.setattr(cached, "sheet", sheet)
    monkeypatch.setattr(cached, "comparison", comparison)
    cached._made.clear()
    yield shown
    cached._made.clear()


@pytest.fixture
def opened(answers, open_page):
    """Open the page as somebody, about a figure."""

    def opened(role="kartrekker", **address):
        asked = {"buurt": "lindekwartier", "indicator": factories.UREN, **address}
        return open_page("cijferblad", role=role, **{name: value for name, value in asked.items() if value is not None})

    return opened


def parts(sheet, monkeypatch, **asked):
    """Everything on the page, made without a store."""
    monkeypatch.setattr("pages._ui.services.catalog", factories.catalog)
    monkeypatch.setattr(cached, "sheet", lambda *_: sheet)
    return sheet_parts._parts(None, "lindekwartier", Asked(sheet.indicator, sheet.thema, **asked))


def on_page(made):
    return f"{made.kop}\n{made.antwoord}\n{made.grafiekkop}\n{made.onder}\n{made.cijfers}\n{made.uitleg}"


@pytest.mark.parametrize("role", DEMONSTRATION_ROLES)
def test_the_network_sees_a_sheet_and_nobody_else(opened, role):
    if role.value not in NETWORK:
        refused = markup(opened(role=role.value))
        assert "U mag dit niet: de pagina Cijferblad zien." in refused
        return
    app = opened(role=role.value)
    assert not app.exception
    assert messages(app) == []
    assert "duidelijk gunstiger" in markup(app)
    assert "Cijferblad" not in [link.proto.label for link in app.sidebar.get("page_link")]


@pytest.mark.parametrize("state", STATES)
def test_every_state_says_what_is_so(state, monkeypatch):
    sheet = factories.STATES[state]()
    made = parts(sheet, monkeypatch)
    said, verdict = words(on_page(made)), sheet.beoordelingen[sheet.reeksen[0].bron]
    assert not LEFT_OVERS.search(said)
    assert outcome_wording.plain(outcome_wording.antwoord(sheet, factories.catalog())).replace("\u00a0", " ") in said
    assert outcome_wording.oordeel_zin(verdict, made.view.indicator, sheet.thema).replace("\u00a0", " ") in said
    assert (made.grafiek is None) == (state in ("niets", "afgeschermd"))
    chips = re.findall(r'class="bb-chip bb-chipgroot">.*?>([a-z, ]+)</span>', made.antwoord)
    assert chips == ([verdict.oordeel.value] if verdict.oordeel else [])
    assert "Publicatie 14." in said
    assert "Volgende levering: uiterlijk 30 januari 2027." in said
    assert all(
        reason.replace("\u00a0", " ") in said for reason in {one.reden for one in sheet.reeksen[0].figures if one.reden}
    )


@pytest.mark.parametrize("state", STATES)
def test_screen_csv_and_xlsx_say_the_same_verdict(state, monkeypatch):
    sheet, catalog = factories.STATES[state](), factories.catalog()
    said = words(parts(sheet, monkeypatch).antwoord)
    made = sheet_exports.table(sheet, catalog, [("Gemaakt", "nu")])
    lines = list(csv.DictReader(io.StringIO(files.as_csv(made).decode("utf-8-sig")), delimiter=";"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(files.as_xlsx(made)))
    header, *rows = book.get_sheet_by_name("Cijferblad").to_python()
    about = dict(book.get_sheet_by_name("Over dit bestand").to_python())
    word, zin = about["Oordeel"], about["Toelichting"].replace("\u00a0", " ")
    assert zin in said
    assert word == "geen oordeel" or word in said
    assert (word == "geen oordeel") == (sheet.beoordelingen[sheet.reeksen[0].bron].oordeel is None)
    assert about["Antwoord"].replace("\u00a0", " ") in said
    assert about["Gemaakt"] == "nu"
    own = sheet.reeksen[0]
    for found in (lines, [dict(zip(header, row, strict=True)) for row in rows]):
        judged = [line for line in found if line["oordeel"] and line["bron"] == own.bron_naam]
        assert [(line["oordeel"], line["toelichting_oordeel"].replace("\u00a0", " ")) for line in judged] == (
            [(word, zin)] if own.figures else []
        )
        assert len(found) == sum(len(one.figures) for one in (*sheet.reeksen, *sheet.onderdelen, *sheet.uitgesplitst))
        hidden = [line for line in found if line["reden_status"]]
        assert {line[name] for line in hidden for name in ("waarde", "ondergrens_95", "teller", "noemer")} <= {"·", ""}
    assert tuple(header) == sheet_exports.HEADER


def test_the_file_never_holds_a_formula(monkeypatch):
    monkeypatch.setattr("pages._ui.services.catalog", factories.catalog)
    sheet = factories.sheet()
    wrong = replace(sheet.reeksen[0], bron_naam="=HYPERLINK(1)")
    text = files.as_csv(sheet_exports.table(replace(sheet, reeksen=(wrong,)), factories.catalog())).decode("utf-8-sig")
    assert ";'=HYPERLINK(1);" in text
    assert ";=HYPERLINK" not in text


def test_a_hostile_name_is_shown_not_run(monkeypatch):
    sheet = factories.sheet()
    acties = tuple(replace(one, titel=NASTY) for one in sheet.interventies)
    gebied = replace(sheet.plek.gebieden[0], gemeente_naam=NASTY)
    reeks = replace(sheet.reeksen[0], bron_naam=NASTY, naam=NASTY, niveau="partner")
    plek = replace(sheet.plek, naam=NASTY, gebieden=(gebied,))
    made = on_page(parts(replace(sheet, plek=plek, reeksen=(reeks,), interventies=acties), monkeypatch))
    assert "<img src=x" not in made
    assert "<script" not in made
    assert made.count("&lt;img") > 4


def test_the_table_has_the_newest_on_top_and_folds_the_rest(monkeypatch):
    made = parts(factories.sheet(), monkeypatch).cijfers
    shown, folded = made.split("<details", 1)
    names = re.findall(r'<th scope="row">([^<]+)', shown)
    assert names[:2] == ["sep–okt 2026", "jul–aug 2026"]
    assert len(names) == 8
    assert "Toon alle 17 perioden" in folded
    assert len(re.findall(r'<th scope="row">', folded.split("</details>")[0])) == 9
    assert 'class="bb-streepcel"' in shown
    assert "op 5 afgerond" in shown


def test_an_nps_of_few_answers_is_indicative_and_shows_three_classes(monkeypatch):
    said = words(on_page(parts(factories.STATES["nps"](), monkeypatch)))
    assert "Indicatief: het zijn ongeveer 30 antwoorden of minder." in said
    assert said.index("geeft een 9 of 10") < said.index("geeft een 7 of 8") < said.index("geeft een 0 tot en met 6")
    assert "Aantal antwoorden, op 5 afgerond." in said


def test_a_hidden_class_has_its_word_and_no_number(monkeypatch):
    sheet = factories.STATES["nps"]()
    first = sheet.uitgesplitst[0]
    hidden = tuple(replace(one, value=None, status=Status.AFGESCHERMD, reden="x") for one in first.figures)
    made = parts(replace(sheet, uitgesplitst=(replace(first, figures=hidden), *sheet.uitgesplitst[1:])), monkeypatch)
    assert made.cijfers.count("afgeschermd (kleine aantallen)") == 4


def test_a_figure_of_a_partner_or_the_programma_says_whom_it_is_about(monkeypatch):
    assert (
        "gaat over heel Voorbeeldzorg, niet alleen over deze buurt"
        in parts(factories.STATES["partner"](), monkeypatch).uitleg
    )
    whole = replace(factories.series(), niveau="programma", naam="Voorbeeld")
    made = parts(factories.sheet(reeksen=(whole,)), monkeypatch)
    assert "gaat over het hele programma" in made.uitleg
    assert "Het programma\\n20,3" in str(made.grafiek).replace("programma 20,3", "programma\\n20,3")


def test_too_few_figures_name_no_course_and_no_proof(monkeypatch):
    assert "bewijst" not in parts(factories.STATES["weinig"](), monkeypatch).onder
    assert "Het bewijst niet waardoor het komt." in parts(factories.sheet(), monkeypatch).onder


def test_source_and_measure_come_from_the_address_and_change_it(opened, answers):
    app = opened(bron="verzekeraars")
    said = words(markup(app))
    assert "Let op: dit is berekend uit euro’s en een tarief." in said
    assert "nog te vroeg" in said
    assert "Vanaf 2025 geldt een nieuw tarief." in said
    assert answers["bron"] == "verzekeraars"
    choice = app.get("button_group")[0]
    assert choice.label == "Volgens welke bron?"
    choice.set_value("alliantiepartners").run()
    assert app.query_params["bron"] == "alliantiepartners"
    measures = app.get("button_group")[1]
    measures.set_value("uren_per_1000_65plus").run()
    assert app.query_params["maat"] == "uren_per_1000_65plus"
    assert "De as begint bij 600 uur." in words(markup(app))
    assert "20,3 uur" in words(markup(app))  # the answer stays about the figure itself


def test_other_buurten_come_from_the_address_in_the_order_asked(opened, answers):
    app = opened(met="kralenbuurt,vliegerbuurt,kralenbuurt,bestaat-niet,<img>,lindekwartier")
    assert answers["met"] == ("kralenbuurt", "vliegerbuurt")
    heads = re.findall(r'class="bb-paneelkop"><b>([^<]+)', markup(app))
    assert heads == ["Lindekwartier", "Kralenbuurt", "Vliegerbuurt"]
    assert app.multiselect[0].value == ["kralenbuurt", "vliegerbuurt"]
    assert len(app.get("vega_lite_chart")) == 4
    columns = re.findall(r'<th scope="col">([^<]+)', markup(app).split("bb-naastelkaar")[1])
    assert columns == ["Periode", *heads]
    app.multiselect[0].set_value(["liniaalbuurt"]).run()
    assert app.query_params["met"] == "liniaalbuurt"
    next(button for button in app.button if button.label.startswith("De 3")).click().run()
    assert app.query_params["met"] == ",".join(ref.sleutel for ref in factories.comparison().meest_gelijk[:3])
    next(button for button in app.button if button.label == "Wis de keuze").click().run()
    assert "met" not in app.query_params


def test_screen_and_file_warn_with_the_same_words(monkeypatch):
    """A source that counts differently since the start, and a buurt that left a total."""
    broken = Breuk(date(2024, 3, 1), "Vanaf maart 2024 is het tarief hoger.")
    reeks = replace(factories.series(), breuken=(broken,))
    left = Samenstelling(3, ("Noord", "Zuid"), eraf=("West",))
    sheet = replace(factories.sheet(reeksen=(reeks,)), samenstelling=left)
    said = words(parts(sheet, monkeypatch).antwoord)
    about = [text for name, text in sheet_exports.table(sheet, factories.catalog()).over if name == "Let op"]
    for text in (
        "Let op: dit cijfer is sinds 1 maart 2024 anders berekend.",
        "Let op: West telt niet meer mee. Ook dat verandert het cijfer.",
    ):
        assert text in said
        assert any(one.startswith(text) for one in about)


def test_a_quick_choice_holds_at_most_six_and_says_who_does_not_take_part(monkeypatch):
    monkeypatch.setattr("pages._ui.services.catalog", factories.catalog)
    near = factories.comparison().meest_gelijk[5:9]
    made = sheet_compare.choices_of(replace(factories.comparison(), meest_gelijk=near), "lindekwartier")
    assert list(made.namen)[:4] == [ref.sleutel for ref in near]
    assert len(made.namen) == len(factories.catalog().programmas["voorbeeld"].buurten) - 1
    assert [name.casefold() for name in list(made.namen.values())[4:]] == sorted(
        name.casefold() for name in list(made.namen.values())[4:]
    )
    assert all(len(keys) <= 6 for keys in made.samen.values())
    roles = {key: factories.catalog().buurt(key)[1].rol for keys in made.samen.values() for key in keys}
    assert {roles[key] for key in made.samen["Buurten die niet meedoen"]} == {"vergelijking"}
    assert len(made.samen["Buurten die niet meedoen"]) == 6
    assert {roles[key] for key in made.samen["Uit Voorbeeldstad"]} == {"transitie"}
    assert all("(doet niet mee)" in made.namen[key] for key in made.samen["Buurten die niet meedoen"])


def test_another_buurt_in_the_menu_keeps_the_figure(opened, answers):
    app = opened(thema="preventie")
    app.selectbox(key="buurtkeuze").set_value("vliegerbuurt").run()
    assert answers["asked"][-1] == ("vliegerbuurt", factories.UREN, "preventie")
    assert app.query_params["indicator"] == factories.UREN


@pytest.mark.parametrize("indicator", ["bestaat_niet", "<img src=x>", "../../etc/passwd", "x" * 3000, None])
def test_an_unknown_figure_gets_a_page_with_all_that_are_there(opened, indicator):
    app = opened(indicator=indicator)
    assert not app.exception
    assert "Kies een cijfer" in markup(app)
    assert "<img src=x" not in markup(app)
    assert f"indicator={factories.UREN}&amp;thema=preventie" in markup(app)


@pytest.mark.parametrize(
    ("buurt", "title"), [("nergens", "Deze buurt kennen we niet"), ("GM0344", "Hier is geen cijferblad van")]
)
def test_a_place_without_outcomes_gets_a_friendly_page(opened, buurt, title):
    app = opened(buurt=buurt)
    assert not app.exception
    assert title in markup(app)


def test_the_verdict_of_the_sheet_is_one_of_six_words():
    assert {one.value for one in Oordeel} >= {
        sheet.beoordelingen[sheet.reeksen[0].bron].oordeel.value
        for sheet in (make() for make in factories.STATES.values())
        if sheet.beoordelingen[sheet.reeksen[0].bron].oordeel
    }
