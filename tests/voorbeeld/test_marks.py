"""Whatever page or file is about an invented buurt says so; nothing real is marked."""

from __future__ import annotations

import csv
import io
import re

import pytest
from openpyxl import load_workbook

from buurtbeeld.figures import ProfileQuestion, read
from buurtbeeld.privacy import exports, files
from buurtbeeld.roles import Role, User
from pages._ui import downloads
from tests.ui.conftest import markup
from tests.voorbeeld.conftest import ROOT

USER = User("proef", Role.KARTREKKER)
BANNER = "bb-verzonnen"
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_marks_an_invented_buurt(open_page, page):
    app = open_page(page, buurt="lindekwartier")
    assert not app.exception
    shown = markup(app)
    assert shown.count(BANNER) == 1
    assert "Voorbeeldgegevens: verzonnen." in shown
    assert "Lindekwartier in Voorbeeldstad bestaat niet. Deze cijfers gaan over niemand." in shown


@pytest.mark.parametrize("sleutel", ["schetsveen", "VBG01", "VBL00", "knikkerbuurt", "potloodbuurt-en-vouwbladbuurt"])
def test_every_kind_of_invented_place_is_marked(open_page, sleutel):
    assert BANNER in markup(open_page("ons_buurtbeeld", buurt=sleutel))


@pytest.mark.parametrize("page", PAGES)
def test_a_real_buurt_is_not_marked(open_page, page):
    assert BANNER not in markup(open_page(page, buurt="sterrenwijk"))


def test_an_invented_page_never_names_the_real_country_beside_its_figures(open_page):
    shown = markup(open_page("ons_buurtbeeld", buurt="lindekwartier"))
    assert "Voorbeeldland" in shown
    assert "Nederland" not in shown.replace("herkomst Nederland", "").replace("Herkomst Nederland", "")


def test_start_groups_buurten_by_programme_and_leaves_comparison_buurten_out(open_page):
    app = open_page("start", buurt="sterrenwijk")
    shown = markup(app)
    assert shown.index("De buurt als ecosysteem") < shown.index("Voorbeeld (verzonnen)")
    labels = [link.proto.label for link in app.get("page_link")]
    assert "Lindekwartier, Voorbeeldstad" in labels
    assert not [label for label in labels if label.startswith("Knikkerbuurt")]
    app.text_input(key="zoek").set_value("knikkerbuurt").run()
    assert [link for link in app.get("page_link") if link.proto.label.startswith("Knikkerbuurt")]


def test_the_choice_of_buurt_says_which_are_invented(open_page):
    options = open_page("start").selectbox(key="buurtkeuze").options
    assert "Lindekwartier (verzonnen)" in options
    assert options.index("Sterrenwijk") < options.index("Lindekwartier (verzonnen)")
    assert len(options) == 40


def test_every_line_of_a_csv_is_marked(reader, catalog):
    profile = read(USER, ProfileQuestion("lindekwartier"), reader=reader)
    body = files.as_csv(exports.table(exports.figures_of(profile, catalog.baseline()))).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body), delimiter=";"))
    assert len(rows) > 100
    assert all(row["gebied_naam"].endswith("(verzonnen)") for row in rows)
    real = read(USER, ProfileQuestion("sterrenwijk"), reader=reader)
    assert b"verzonnen" not in files.as_csv(exports.table(exports.figures_of(real, catalog.baseline())))


def test_a_workbook_is_marked_on_both_sheets(reader, catalog, monkeypatch):
    monkeypatch.setattr(downloads.services, "catalog", lambda: catalog)
    profile = read(USER, ProfileQuestion("lindekwartier"), reader=reader)
    book = load_workbook(io.BytesIO(files.as_xlsx(downloads.table(profile))))
    figures, about = book.worksheets
    assert all("(verzonnen)" in str(row[3].value) for row in figures.iter_rows(min_row=2))
    assert about["A1"].value == "Voorbeeldgegevens: verzonnen."
    assert "bestaat niet" in about["B1"].value


def test_a_buurt_where_nothing_stands_out_says_so(open_page):
    """No figure outside the middle half is something else than nothing to compare with."""
    shown = markup(open_page("start", role="bezoeker", buurt="dobbelsteenhof-en-hoepelhof"))
    assert re.search(r"Geen cijfer valt op: alle \d+ cijfers", shown)
    assert "Nog geen vergelijking" not in shown
