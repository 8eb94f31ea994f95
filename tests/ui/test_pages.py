"""Every page, for every role, as a user opens it: and what happens when something is wrong."""

from __future__ import annotations

import ast
import re

import pytest
from streamlit.testing.v1 import AppTest

from buurtbeeld import figures
from buurtbeeld.errors import ConfigError, SourceError
from buurtbeeld.roles import DEMONSTRATION_ROLES
from pages._ui import door, services
from tests.conftest import ROOT
from tests.ui.conftest import markup, messages

PAGES = ["start", "ons_buurtbeeld", "uitleg"]
TITLES = {
    "start": "Sterrenwijk in drie zinnen",
    "ons_buurtbeeld": "Ons buurtbeeld",
    "uitleg": "Uitleg en verantwoording",
}
DELIVERERS = {"netwerklid", "huisarts", "kartrekker", "coordinator", "leverancier", "transitieteam"}
# Pages with a test of their own, for the roles that have them.
FOR_SOME = [
    "aanleveren", "afspraak", "beheer", "bespreking", "buurtverslag", "cijferblad",
    "ervaringen", "inloggen", "leren", "logboek", "menukaart", "plan", "privacy", "uitkomsten", "voortgang",
]  # fmt: skip
GUARDED = [*PAGES, *FOR_SOME]
MAY_REFRESH = {"kartrekker", "coordinator", "transitieteam", "beheerder"}
ENGLISH = re.compile(r"\b(Choose an option|No results|Error|Loading|Search|None|True|False|nan)\b")


def text(app):
    return re.sub(r"<[^>]+>", " ", markup(app)).replace("\u00a0", " ")


def title(app):
    return re.search(r"<h1[^>]*>(.*?)</h1>", markup(app)).group(1)


@pytest.mark.parametrize("role", DEMONSTRATION_ROLES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_every_role_without_a_message(open_page, page, role):
    app = open_page(page, role=role.value, buurt="sterrenwijk")
    assert not app.exception
    assert messages(app) == []
    assert title(app) == TITLES[page]
    assert not ENGLISH.search(text(app))
    labels = [button.label for button in app.button]
    assert ("Cijfers verversen" in labels) == (page == "start" and role.value in MAY_REFRESH)


def test_there_is_a_test_for_every_page():
    found = sorted(path.stem for path in (ROOT / "pages").glob("*.py") if path.stem != "__init__")
    assert found == sorted(GUARDED)


@pytest.mark.parametrize("role", DEMONSTRATION_ROLES)
def test_delivering_is_for_those_who_deliver(open_page, role):
    if role.value not in DELIVERERS:
        refused = markup(open_page("aanleveren", role=role.value, buurt="lindekwartier"))
        assert "U mag dit niet: de pagina Gegevens aanleveren zien." in refused
        return
    app = open_page("aanleveren", role=role.value, buurt="lindekwartier")
    assert not app.exception
    assert not ENGLISH.search(text(app))
    assert title(app) == "Gegevens aanleveren"
    assert "De werker staat uit" in text(app)  # tests start none
    assert "kalender" in text(app).lower()


def test_sterrenwijk_shows_its_figures_and_the_reason_for_the_absent_one(open_page):
    shown = text(open_page("ons_buurtbeeld", buurt="sterrenwijk"))
    assert "900 inwoners" in shown
    assert "CBS geeft dit cijfer" in shown  # income, withheld below 2.500 persons
    assert "€ 38.500" in shown  # while the gemeente stays filled
    assert "schatting" in shown


def test_emmen_is_a_gemeente_and_stands_beside_the_country_only(open_page):
    shown = text(open_page("ons_buurtbeeld", buurt="emmen"))
    assert "109.346 inwoners" in shown
    assert "Hoe is onze buurt, naast Nederland?" in shown


def test_westwijk_says_what_it_includes_and_shows_its_parts(open_page):
    shown = text(open_page("ons_buurtbeeld", buurt="westwijk"))
    assert "18.445 inwoners" in shown
    assert "Bovenkerk (3.025 inwoners)" in shown
    assert "per deel" in shown
    assert "niet in de startset" in shown  # perceived health of wijken
    assert "benadering" in shown


AREAS = {"BU03440522": "Sterrenwijk", "bu03440522": "Sterrenwijk", "WK036212": "Westwijk Zuid", "NL00": "Nederland"}


@pytest.mark.parametrize(("code", "naam"), AREAS.items())
def test_an_area_code_opens_that_area(open_page, code, naam):
    app = open_page("ons_buurtbeeld", buurt=code)
    assert messages(app) == []
    assert f"<b>{naam}" in markup(app)


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "../../etc/passwd",
    "'; drop table area;--",
    "%00",
    "x" * 5000,
    "**vet**",
    "",
]


@pytest.mark.parametrize("asked", HOSTILE)
def test_an_unknown_place_gets_a_friendly_page_with_suggestions(open_page, asked):
    app = open_page("ons_buurtbeeld", buurt=asked)
    assert not app.exception
    assert "<img" not in markup(app)
    if asked:
        assert title(app) == "Dit gebied of jaar kennen we niet"
        assert len(app.get("page_link")) > 20  # the twenty, and the menu


def test_a_slip_of_the_pen_finds_the_buurt(open_page):
    app = open_page("ons_buurtbeeld", buurt="sterenwijk")
    links = [link.proto.label for link in app.get("page_link")]
    assert links.index("Sterrenwijk, Utrecht") < links.index("Bronckhorst")


@pytest.mark.parametrize("jaar", ["2024", "1900", "later", "²⁰²⁴"])
def test_a_year_in_the_address_never_breaks_the_page(open_page, jaar):
    app = open_page("ons_buurtbeeld", buurt="sterrenwijk", jaar=jaar)
    assert not app.exception
    assert "Dit lukt nu niet" not in text(app)
    assert ("geen cijfers over 1900" in text(app)) == (jaar == "1900")


def test_the_choice_of_buurt_goes_along_to_the_next_page(open_page):
    app = open_page("ons_buurtbeeld", buurt="emmen")
    app.switch_page("pages/start.py").run()
    assert title(app).startswith("Emmen in ")


def test_search_finds_a_place_and_says_so_when_it_does_not(open_page):
    app = open_page("start")
    app.text_input(key="zoek").set_value("wijk 50").run()
    before = len(app.get("page_link"))
    app.text_input(key="zoek").set_value("qqqq").run()
    assert "Niets gevonden" in text(app)
    assert len(app.get("page_link")) <= before


def test_the_catalogue_has_every_indicator_and_can_be_searched(open_page):
    app = open_page("uitleg")
    total = len(services.catalog().indicatoren)
    assert f"{total} van {total} cijfers" in text(app)
    app.text_input(key="zoekcijfer").set_value("patienten consulten").run()
    assert "Consulten bij de huisarts" in text(app)
    assert f"1 van {total} cijfers" in text(app)


def test_the_catalogue_says_how_each_source_makes_a_figure(open_page):
    app = open_page("uitleg")
    app.text_input(key="zoekcijfer").set_value("uren_wijkverpleging_per_client").run()
    assert "Afgeleid uit euro’s. De uren zijn berekend" in text(app)
    assert "Alliantiepartners: gemeten, elke twee maanden, binnen 30 dagen" in text(app)
    app.text_input(key="zoekcijfer").set_value("goede_ervaren_gezondheid").run()
    assert "Schatting. Dit is berekend met een model." in text(app)


def test_a_figure_walks_back_to_its_raw_file(open_page):
    shown = text(open_page("uitleg", buurt="sterrenwijk", cijfer="percentage_koopwoningen"))
    assert "Koopwoningen, Sterrenwijk, 2024: 11%" in shown
    assert re.search(r"cbs_kerncijfers/85984NED_2024_\w+\.zip", shown)
    assert re.search(r"\b[0-9a-f]{64}\b", shown)
    assert "19 juli 2026" in shown


def test_production_has_no_demonstration_accounts(open_page, monkeypatch):
    monkeypatch.setattr(door, "demonstration", lambda: False)
    app = open_page("start", role="beheerder", als="beheerder")
    assert [box.label for box in app.selectbox] == ["Uw buurt"]
    assert "Cijfers verversen" not in [button.label for button in app.button]


@pytest.mark.parametrize(("asked", "role"), [("huisarts", "huisarts"), ("koning", "kartrekker"), ("", "kartrekker")])
def test_a_demonstration_role_survives_a_reload(store, asked, role):
    """A reload is a new session at the same address."""
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    app.query_params["als"] = asked
    app.run()
    picker = next(box for box in app.selectbox if box.label == "U kijkt nu als")
    assert picker.value == role
    assert app.query_params.get("als") == (None if role == "kartrekker" else role)
    picker.set_value("onderzoeker").run()
    assert app.query_params["als"] == "onderzoeker"
    next(box for box in app.selectbox if box.label == "U kijkt nu als").set_value("kartrekker").run()
    assert "als" not in app.query_params


@pytest.mark.parametrize("page", GUARDED)
def test_a_page_guards_itself_when_streamlit_skips_app(page, monkeypatch):
    refused = "U mag dit niet: voor een test. Vraag het de beheerder."

    def refuse(*_args, **_kwargs):
        from buurtbeeld.errors import PermissionDenied

        raise PermissionDenied(refused)

    monkeypatch.setattr("pages._ui.session.check_may", refuse)
    app = AppTest.from_file(ROOT / "pages" / f"{page}.py", default_timeout=60).run()
    assert refused in text(app)
    assert title(app) == "Geen toegang"


@pytest.mark.parametrize("page", GUARDED)
def test_the_first_statement_of_a_page_is_its_guard(page):
    body = ast.parse((ROOT / "pages" / f"{page}.py").read_text(encoding="utf-8")).body
    first = next(node for node in body if not isinstance(node, ast.Import | ast.ImportFrom | ast.Expr))
    assert ast.unparse(first).startswith("user = require(Action.")


def test_a_deliberate_error_is_one_sentence_with_its_code(open_page, monkeypatch):
    def fail(*_args, **_kwargs):
        raise SourceError("De bron antwoordt niet.", doe="Probeer het later opnieuw.")

    app = open_page("start")
    monkeypatch.setattr(figures, "read", fail)
    app.run()
    assert "De bron antwoordt niet. Probeer het later opnieuw. (E_BRON)" in text(app)
    assert not app.exception


def test_an_unexpected_error_shows_a_reference_and_logs_the_rest(open_page, monkeypatch, caplog):
    def fail(*_args, **_kwargs):
        raise ZeroDivisionError("secret detail")

    app = open_page("start")
    monkeypatch.setattr(figures, "read", fail)
    app.run()
    reference = re.search(r"Noem (E-\d{4}) als u belt", text(app)).group(1)
    assert reference in caplog.text
    assert "secret detail" in caplog.text
    assert "secret" not in text(app)
    assert not app.exception


def test_a_broken_config_names_the_file_and_keeps_the_menu_registered(open_page, monkeypatch):
    def broken():
        raise ConfigError("Er is 1 fout in de instellingen.", waar="app.yaml: drempel", doe="Verbeter dit.")

    app = open_page("start")
    monkeypatch.setattr(services, "catalog", broken)
    app.run()
    assert "app.yaml: drempel" in text(app)
    assert not app.exception


def test_a_page_about_an_invented_buurt_waits_until_its_figures_are_made(open_page, monkeypatch):
    monkeypatch.setattr("pages._ui.services.preparing", lambda: (0.3, "De leveringen worden bewaard…"))
    assert "worden nu gemaakt" in markup(open_page(buurt="lindekwartier"))
    assert "worden nu gemaakt" not in markup(open_page(buurt="sterrenwijk"))
    monkeypatch.setattr("pages._ui.marks.ALWAYS_THERE", frozenset({"Start"}))
    assert "worden nu gemaakt" not in markup(open_page(buurt="lindekwartier"))


def test_a_page_does_not_wait_for_a_worker_that_has_not_begun(open_page, monkeypatch):
    monkeypatch.setattr("pages._ui.services.preparing", lambda: (0.0, "De voorbeeldbuurten worden gemaakt…"))
    assert "worden nu gemaakt" not in markup(open_page(buurt="lindekwartier"))


def test_what_runs_by_itself_says_in_dutch_what_is_wrong():
    """A fragment that runs by itself runs without app.py, and so without its guard."""
    found = []
    for path in sorted((ROOT / "pages" / "_ui").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                "run_every" in ast.unparse(one) for one in node.decorator_list
            ):
                found.append(f"{path.name}:{node.name}")
                text = ast.unparse(node)
                assert "with show.guard():" in text or "except BuurtbeeldError" in text, found[-1]
    assert len(found) >= 5, found
