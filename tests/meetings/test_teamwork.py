"""De samenwerkingscheck: before and after beside each other, and no count of a few people anywhere."""

from __future__ import annotations

import re

import pytest

from buurtbeeld.errors import BuurtbeeldError, PermissionDenied
from buurtbeeld.experiences import paper, quotes, teamwork
from buurtbeeld.experiences.teamwork import STELLINGEN
from buurtbeeld.report import pdf
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS, account, sources_for
from buurtbeeld.writing import store
from tests.meetings.test_buurtverslag import own_sentences, plain
from tests.meetings.test_experiences import LID, NASTY, opened
from tests.meetings.test_meeting_pages import (
    KARTREKKER,
    MINE,
    READERS,
    field,
    filled,
    press,
    text,
    village,
)  # fmt: skip
from tests.ui.conftest import messages

__all__ = ["filled", "opened", "village"]
FIRST, LATER = "3 maart 2025", "3 maart 2026"
HIDDEN = "Niet getoond: minder dan 10 mensen zeggen dit, of het omgekeerde."


def keep(village, dag=FIRST, user=LID, tellingen=None, opmerking="", **samen):
    return teamwork.keep(village.reader, user, MINE, dag, samen, tellingen=tellingen, opmerking=opmerking)


def read(village):
    return teamwork.read(village.reader, LID, MINE)


def test_before_and_after_in_the_order_of_their_days(village):
    keep(village, LATER, kennen="altijd", opmerking=NASTY)
    keep(village, FIRST, kennen="soms", doel="nog niet")
    first, later = read(village)
    assert (first.dag, later.dag) == (FIRST, LATER)
    assert (first.samen, later.samen) == ({"kennen": "soms", "doel": "nog niet"}, {"kennen": "altijd"})
    assert later.opmerking == NASTY
    kept = keep(village, FIRST, user=KARTREKKER, doel="meestal")
    assert kept.tekst.versie == 2
    assert read(village)[0].samen == {"kennen": "soms", "doel": "meestal"}


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((1, 2, 4, 1), HIDDEN), ((0, 0, 0, 12), HIDDEN), ((0, 9, 30, 10), HIDDEN), ((5, 6, 4, 5), HIDDEN),
        ((0, 0, 0, 0), HIDDEN),
        ((4, 6, 5, 5), "50% zegt meestal of altijd (marge 30 tot 70%, ongeveer 20 antwoorden)."),
        ((5, 6, 20, 11), "75% zegt meestal of altijd (marge 60 tot 86%, ongeveer 40 antwoorden)."),
    ],
)  # fmt: skip
def test_what_counts_may_say(counts, said):
    assert teamwork.told(counts, 10) == said


def test_no_count_is_kept(village):
    """Neither the four numbers nor anything of a few people is in the store."""
    keep(village, tellingen={"kennen": "17, 13, 1, 1", "doel": "117 113 119 131"})
    (one,) = read(village)
    assert one.tellingen["kennen"] == HIDDEN
    assert one.tellingen["doel"].endswith("ongeveer 480 antwoorden).")
    with village.published.connect() as connection:
        (row,) = store.texts(connection, MINE, teamwork.PLAATS)
    assert not re.search(r"\b(17|13|117|113|119|131)\b", " ".join(row.velden.values()))


def test_fewer_people_agree_than_may_be_told_in_both_directions():
    """Whatever is shown rests on ten people on either side, and on rounded numbers."""
    for high in range(40):
        for low in range(40):
            shown = teamwork.told((low, 0, high, 0), 10) != HIDDEN
            assert shown == (min(high, low) >= 10)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"dag": "ooit", "kennen": "soms"}, "E_CHECK_DAG"),
        ({"dag": "1 januari 2099", "kennen": "soms"}, "E_CHECK_DAG"),
        ({}, "E_CHECK_LEEG"), ({"kennen": "wie weet"}, "E_CHECK_LEEG"),
        *(({"tellingen": {"kennen": one}}, "E_CHECK_TELLING") for one in ("2, 5, 8", "a b c d", "-1 2 3 4", "9" * 99)),
        ({"kennen": "soms", "opmerking": "BSN 111222333"}, "E_TEKST_PERSOON"),
        ({"kennen": "soms", "opmerking": "x" * 10_000}, "E_TEKST"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(village, given, code):
    with pytest.raises(BuurtbeeldError) as told:
        keep(village, **given)
    assert told.value.code == code
    assert read(village) == ()


def test_who_may(village):
    for name in set(DEMONSTRATION_ACCOUNTS) - READERS:
        with pytest.raises(PermissionDenied):
            keep(village, user=account(name), kennen="soms")
        with pytest.raises(PermissionDenied):
            teamwork.read(village.reader, account(name), MINE)


def test_from_an_empty_page_to_before_and_after(village, opened):
    app = opened("netwerklid")
    assert "nog niet ingevuld" in text(app)
    app = press(app, "Bewaar de check")
    assert any("E_CHECK_LEEG" in one for one in messages(app))
    for dag, answer in ((FIRST, "soms"), (LATER, "altijd")):
        field(app.text_input, "Op welke dag?").set_value(dag)
        field(app.selectbox, STELLINGEN["kennen"]).set_value(answer)
        app = press(app, "Bewaar de check")
    said = text(app)
    assert f"Wij samen {FIRST} {LATER}" in said
    assert f"{STELLINGEN['kennen']} soms altijd" in said
    assert "geen oordeel" in said
    assert "Hoe werken wij samen?" not in text(opened("transitieteam"))


@pytest.mark.parametrize("code", paper.NAMES)
def test_every_list_has_one_page_of_paper(code):
    made = paper.form("Lindekwartier", code, verzonnen=True)
    assert len(pdf.pictures(made, ppi=20)) == 1
    plain([*own_sentences(made), made.titel, made.onder, *(teamwork.STELLINGEN.values())])


def test_a_quote_says_what_it_is_about(village):
    one = quotes.add(village.reader, LID, MINE, "Ik heb weer tijd.", "zorgverlener", over="de werkdruk")
    assert one.velden["over"] == "de werkdruk"
    with pytest.raises(BuurtbeeldError, match="waarover"):
        quotes.add(village.reader, LID, MINE, "Ik heb weer tijd.", "zorgverlener", over="mijn buurvrouw")


def test_what_is_asked_on_paper_can_be_delivered_by_the_network(village):
    asked = {
        "bewoners": "nps_burgers", "clienten": "nps_clienten", "professionals": "nps_professionals",
        "zelfredzaamheid": "zelfredzaamheid_score", "mantelzorg": "mantelzorgbelasting_score",
        "klachten": "klachten_score",
    }  # fmt: skip
    assert set(asked) == set(paper.FORMS)
    mine = sources_for(KARTREKKER, "lindekwartier", "voorbeeld")
    for code in asked.values():
        assert village.catalog.indicatoren[code].bron in mine, code
