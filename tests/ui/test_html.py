"""Markup: constant templates, everything escaped, one door."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from buurtbeeld.answers import PlekRef
from pages._ui import html, menu, profile_parts, rows
from tests.conftest import ROOT
from tests.ui import factories

NASTY = '<img src=x onerror="alert(1)"></div><script>alert(2)</script>{{ 7 * 7 }}'
SCREEN = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]


def nasty_profile():
    profile = factories.profile()
    gebied = replace(profile.plek.gebieden[0], naam=NASTY, gemeente_naam=NASTY)
    plek = replace(profile.plek, naam=NASTY, opmerking=NASTY, gebieden=(gebied,))
    made = {}
    for code, row in profile.rows.items():
        origin = replace(row.own.origin, bron_naam=NASTY) if row.own.origin else None
        own = replace(row.own, gebied_naam=NASTY, reden=NASTY if row.own.value is None else "", origin=origin)
        made[code] = replace(row, own=own, parts=(own,))
    return replace(profile, plek=plek, rows=made, meldingen=(NASTY,))


@pytest.mark.parametrize("part", ["head", "_antwoord", "_rijen", "_leeftijd", "_alles"])
def test_a_hostile_name_is_shown_not_run(part, monkeypatch):
    monkeypatch.setattr("pages._ui.services.catalog", factories.catalog)
    made = getattr(profile_parts, part)(nasty_profile())
    assert "<img" not in made
    assert "<script" not in made
    assert "{{ 7 * 7 }}" in made
    assert "&lt;img" in made


def test_a_hostile_message_is_shown_not_run():
    made = html.render("melding", tekst=NASTY, kop=NASTY, icoon=NASTY)
    assert "<img" not in made
    assert "<script" not in made


def test_a_template_that_misses_a_value_is_an_error():
    with pytest.raises(Exception, match="undefined"):
        html.render("melding", tekst="a")


@pytest.mark.parametrize("template", sorted(html.TEMPLATES.glob("*.html")), ids=lambda path: path.stem)
def test_no_template_switches_escaping_off(template):
    text = template.read_text(encoding="utf-8")
    assert "|safe" not in text.replace(" ", "")
    assert "autoescape" not in text
    assert "<script" not in text
    assert "http" not in text


@pytest.mark.parametrize("path", SCREEN, ids=lambda path: path.name)
def test_only_one_module_places_markup(path):
    calls = [
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]
    doors = {
        "st.html",
        "st.markdown",
        "st.write",
        "st.components.v1.html",
        "st.error",
        "st.info",
        "st.warning",
        "st.success",
    }
    assert not doors & set(calls) or path.name == "html.py"
    keywords = [
        keyword.arg for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
        for keyword in node.keywords
    ]  # fmt: skip
    assert "unsafe_allow_html" not in keywords
    assert "unsafe_allow_javascript" not in keywords or path.name == "html.py"


def test_the_script_is_constant_and_survives_the_cleaning_of_streamlit():
    script = (html.TEMPLATES / "nederlands.js").read_text(encoding="utf-8")
    assert "{{" not in script
    # Streamlit's cleaner drops a script in which a tag seems to open.
    assert not [
        at for at in range(len(script) - 1) if script[at] == "<" and (script[at + 1].isalpha() or script[at + 1] == "/")
    ]


@pytest.mark.parametrize("name", ["*vet*", "[link](http://x)", ":red[x]", "$x$", "# kop", "a_b_c", "<b>", "`code`"])
def test_a_label_cannot_use_markdown(name):
    shown = menu.plain(name)
    assert all(shown[at - 1] == "\\" for at, sign in enumerate(shown) if sign in "*_[]`$#<>:" and at)


def test_figures_that_are_nowhere_stand_in_one_list_not_in_thirty_rows():
    blocks = rows.blocks(factories.profile(), factories.catalog())
    assert any(block.nergens for block in blocks)
    assert all(
        row.waarde or row.delen or row.gemeente or row.land for block in blocks for row in (*block.eerst, *block.rest)
    )


def test_a_place_name_with_markdown_is_a_plain_link_label():
    ref = PlekRef("x", "Berg_en_Dal*", factories.profile().plek.niveau, "wijk")
    assert menu.plain(ref.naam) == r"Berg\_en\_Dal\*"


def test_a_count_stands_among_comparable_areas_not_beside_a_gemeente():
    row, indicator = factories.profile().rows["aantal_inwoners"], factories.catalog().indicatoren["aantal_inwoners"]
    view = rows.row_view(factories.profile(), row, indicator)
    assert view.spine.gemeente is view.spine.land is None
    assert view.verschil == ""
    assert (view.gemeente, view.land) == ("374.238", "17.942.942")


def test_a_class_is_words_without_a_scale(monkeypatch):
    monkeypatch.setattr("pages._ui.services.catalog", factories.catalog)
    assert "bb-klasse" in profile_parts._rijen(factories.profile())


@pytest.mark.parametrize(("own", "told"), [(0.7, "even ver als"), (0.8, "verder dan")])
def test_the_word_after_a_difference_fits_it(own, told):
    row, indicator = (
        factories.profile().rows["afstand_huisarts_km"],
        factories.catalog().indicatoren["afstand_huisarts_km"],
    )
    view = rows.row_view(factories.profile(), replace(row, own=replace(row.own, value=own)), indicator)
    assert f"{view.verschil} {view.dan}".endswith(told)


def test_a_place_without_figures_says_so_and_not_the_year_zero():
    head = profile_parts.head(factories.profile(jaar=0, bijgewerkt=None))
    assert "nog geen cijfers" in head
    assert "over 0" not in head
    assert "cijfers over 2024" in profile_parts.head(factories.profile(jaar=2024))
