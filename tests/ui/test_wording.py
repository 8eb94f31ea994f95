"""Sentences about figures: plain Dutch, one message each, and never a verdict about people."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from buurtbeeld import wording
from buurtbeeld.model import Niveau
from tests.ui import factories

VERDICTS = re.compile(r"\b(goede?|slechte?|achterstand|score|rood|beter|slechter|problee?m\w*)\b", re.IGNORECASE)
# A dot between digits, or after a letter of an abbreviation, does not end a sentence.
END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])")


def sentences(code):
    profile = factories.profile(code)
    zinnen = [wording.plain(zin) for zin in wording.intro(profile, factories.catalog().indicatoren)]
    signals = wording.signals(profile, factories.catalog().indicatoren)
    return [sentence for zin in (*zinnen, *(wording.plain(one.zin) for one in signals)) for sentence in END.split(zin)]


def words(sentence):
    return len(sentence.replace("\u00a0", " ").split())


@pytest.mark.parametrize("code", factories.codes())
def test_sentences_are_b1_for_every_area(code):
    found = sentences(code)
    assert found
    assert max(words(sentence) for sentence in found) <= 22, max(found, key=words)
    assert sum(map(words, found)) / len(found) <= 15
    assert all(sentence.endswith(".") for sentence in found)


@pytest.mark.parametrize("code", factories.codes())
def test_no_sentence_judges_people_or_leaks_a_missing_value(code):
    told = " ".join(sentences(code))
    assert not VERDICTS.search(told)
    assert not re.search(r"None|nan|\*\*|\{|\}", told)


def intro(profile):
    zinnen = wording.intro(profile, factories.catalog().indicatoren)
    return " ".join(wording.plain(zin) for zin in zinnen).replace("\u00a0", " ")


def test_sterrenwijk_in_one_paragraph():
    assert intro(factories.profile()) == (
        "Sterrenwijk is klein en dicht bebouwd: ongeveer 900 inwoners in 435 huishoudens. "
        "Ongeveer 1 op de 9 woningen is een koopwoning. In heel Utrecht is dat ruim 4 op de 10. "
        "Ongeveer 64% voelt zich gezond. Dat is een schatting."
    )


def test_counts_of_a_gemeente_are_exact_so_there_is_no_about():
    assert intro(factories.profile("GM0114")).startswith("Emmen is ruim bebouwd: 109.346 inwoners in ")


def test_a_wijk_without_health_figures_names_the_gemeente_and_says_so():
    told = intro(factories.profile("WK085532"))
    assert "In heel Tilburg voelt ongeveer" in told
    assert "Voor deze wijk is dat niet bekend." in told


def test_unknown_inhabitants_are_said_not_left_out():
    profile = factories.profile()
    row = profile.rows["aantal_inwoners"]
    unknown = replace(row, own=replace(row.own, value=None))
    told = intro(replace(profile, rows={**profile.rows, "aantal_inwoners": unknown}))
    assert told.startswith("Van Sterrenwijk is het aantal inwoners niet bekend.")


def test_only_the_figures_are_bold():
    zinnen = wording.intro(factories.profile(), factories.catalog().indicatoren)
    bold = [span.tekst for zin in zinnen for span in zin if span.sterk]
    assert bold == ["900\u00a0inwoners", "1 op de 9", "64%"]


def test_a_name_cannot_switch_on_emphasis():
    profile = factories.profile()
    named = replace(profile, plek=replace(profile.plek, naam="**Oost** en West"))
    zin = wording.intro(named, factories.catalog().indicatoren)[0]
    assert [span.tekst for span in zin if span.sterk] == ["900\u00a0inwoners"]


def test_signals_follow_one_rule_and_spread_over_the_blocks():
    found = wording.signals(factories.profile(), factories.catalog().indicatoren)
    assert [(one.indicator, one.hoger) for one in found] == [
        ("percentage_koopwoningen", False),
        ("aandeel_0_tot_15", True),
        ("percentage_eengezinswoningen", True),
    ]


def test_nothing_stands_out_when_everything_lies_in_the_middle_half():
    profile = factories.profile()
    rows = {
        code: replace(row, own=replace(row.own, value=row.spread.p50)) if row.spread and row.own.value else row
        for code, row in profile.rows.items()
    }
    assert wording.signals(replace(profile, rows=rows), factories.catalog().indicatoren) == ()


@pytest.mark.parametrize(
    ("lager", "vergeleken", "told"),
    [
        (312, 410, "hoger dan 312 van 410 vergelijkbare buurten"),
        (0, 1410, "hoger dan 0 van 1.410 vergelijkbare buurten"),
        (None, None, "bekend na het laden van alle gebieden"),
    ],
)
def test_rank_in_words(lager, vergeleken, told):
    figure = factories.figure("BU03440522", "percentage_koopwoningen", lager=lager, vergeleken=vergeleken)
    assert wording.rank(figure, Niveau.BUURT) == told


def test_a_missing_figure_has_no_rank():
    assert wording.rank(factories.figure("BU03440522", "gemiddeld_inkomen_per_inwoner"), Niveau.BUURT) == ""
