"""Leren, Menukaart and Voortgang as a user opens them: every role, the choices in the address, every button."""

from __future__ import annotations

import re
import shutil

import pytest
import streamlit as st

from buurtbeeld.learning.menukaart import Effect, Kaartstand
from buurtbeeld.roles import Role
from pages._ui import menu_card_parts, progress_parts
from tests.learning.test_tegenover import catalog
from tests.learning.wereld import BETTER, CONSULTS, WORSE
from tests.ui.conftest import markup, messages

OWN = "lindekwartier"
NETWORK = {"netwerklid", "huisarts", "kartrekker", "coordinator", "transitieteam", "burgervertegenwoordiger"}
SEES = {"leren": NETWORK, "menukaart": NETWORK, "voortgang": {"transitieteam"}}
TECHNICAL = re.compile(
    r"\b(p-waarde|significant|betrouwbaarheidsinterval|slecht|None|nan|True|False|ranglijst(?!\.))\b"
)


def text(app):
    return " ".join(re.sub(r"<[^>]+>", " ", markup(app)).replace("\u00a0", " ").split())


def button(app, label):
    return next(one for one in app.button if one.label.replace("\\", "") == label)


@pytest.mark.parametrize("page", SEES)
@pytest.mark.parametrize("role", list(Role))
def test_every_page_for_every_role(open_page, page, role):
    if role.value not in SEES[page]:
        app = open_page(page, role=role.value, buurt=OWN)
        assert not app.exception
        assert "U mag dit" in " ".join(messages(app))
        assert "Hoepelwijk" not in text(app)
        return
    app = open_page(page, role=role.value, buurt=OWN, programma="voorbeeld")
    assert not app.exception
    assert "Deze cijfers gaan over niemand." in text(app)
    assert not TECHNICAL.search(text(app)), TECHNICAL.search(text(app))


@pytest.mark.parametrize("buurt", [OWN, "sterrenwijk", ""])
def test_invented_buurten_say_so_whatever_place_is_chosen(open_page, buurt):
    """Once: the bar of the chosen place and the one of the programma say the same."""
    app = open_page("voortgang", role="transitieteam", programma="voorbeeld", **({"buurt": buurt} if buurt else {}))
    assert text(app).count("Voorbeeldgegevens: verzonnen.") == 1


def test_real_buurten_are_not_called_invented(open_page):
    app = open_page("voortgang", role="transitieteam", programma="ecosysteem", buurt="sterrenwijk")
    assert "Voorbeeldgegevens" not in text(app)


def test_leren_answers_first(open_page):
    app = open_page("leren", buurt=OWN)
    said = text(app)
    assert "lijken op Lindekwartier." in said
    assert "Hoepelwijk : bij consulten bij de huisarts kwam het cijfer daar ongeveer" in said
    assert "Dat is meer dan de marge." in said
    assert "Twee lijnen bewijzen geen oorzaak." in said
    assert "Gesorteerd op gelijkenis bij de start. Het is geen ranglijst." in said
    assert "Wat deed Hoepelwijk?" in said
    assert messages(app) == []


def test_another_buurt_and_figure_in_the_address(open_page):
    app = open_page("leren", buurt=OWN, met=WORSE, cijfer=CONSULTS)
    assert "duidelijk ongunstiger dan bij ons" in text(app)
    assert "Wat deed Inktpotwijk?" in text(app)


@pytest.mark.parametrize("address", [{"met": "onzin"}, {"cijfer": "onzin"}, {"zonder": "onzin,aandeel_65_plus"},
                                     {"bron": "onzin"}])  # fmt: skip
def test_nonsense_in_the_address_is_passed_over(open_page, address):
    app = open_page("leren", buurt=OWN, **address)
    assert not app.exception
    assert "Wie lijkt op ons?" in text(app)


def test_features_left_out_stand_in_the_address(open_page):
    app = open_page("leren", buurt=OWN, zonder="aandeel_65_plus")
    assert "op 6 kenmerken van voor de start" in text(app)
    assert "65 jaar en ouder" not in text(app).split("Deel van het verschil")[1].split("Vergeleken met")[0]


@pytest.mark.parametrize(("buurt", "said"), [
    ("sterrenwijk", "te weinig kenmerken bekend"), ("bestaat-niet", "Deze buurt kennen we niet"),
    ("VBG01", "Leren van andere buurten Van Voorbeeldstad zijn er geen uitkomsten."),
])  # fmt: skip
def test_other_buurten_have_a_page_that_says_what_is_so(open_page, buurt, said):
    app = open_page("leren", buurt=buurt)
    assert not app.exception
    assert said in text(app)


def test_a_buurt_without_any_figure_still_sees_who_is_alike_and_what_they_did(open_page):
    """It takes part, and nothing of it was delivered that can be put beside another."""
    app = open_page("leren", buurt="stempelveld")
    assert "Wie lijkt op ons?" in text(app)
    assert "Wat deed " in text(app)


def test_a_buurt_to_compare_with_learns_nothing_here(open_page):
    app = open_page("leren", buurt="vliegerwijk")
    assert "doet niet mee aan het programma" in text(app)


@pytest.fixture
def opened(wereld, tmp_path, monkeypatch, open_page):
    """Open a page on a copy of the store, to write in."""
    folder = tmp_path / "eigen"
    shutil.copytree(wereld, folder)
    monkeypatch.setenv("BUURTBEELD_DATA", str(folder))
    st.cache_resource.clear()  # what an earlier page left running may have opened the other store meanwhile

    def at(page, **more):
        return open_page(page, **more)

    return at


def test_contact_is_asked_logged_and_seen(opened):
    app = opened("leren", buurt=OWN)
    button(app, "Vraag contact met Hoepelwijk").click().run()
    assert "De vraag om contact is bewaard." in text(app)
    assert "U vroeg contact op" in text(app)
    team = opened("voortgang", role="transitieteam", buurt=OWN, programma="voorbeeld")
    assert re.search(r"Lindekwartier vroeg op .* contact met Hoepelwijk\.", text(team))
    theirs = opened("leren", role="transitieteam", buurt=BETTER)
    assert "Lindekwartier vraagt contact met u" in text(theirs)


def test_two_buurten_that_the_team_couples_both_see_it(opened):
    team = opened("voortgang", role="transitieteam", buurt=OWN, programma="voorbeeld")
    for label, sleutel in (("Deze buurt", OWN), ("met deze buurt", BETTER)):
        next(one for one in team.selectbox if one.label == label).select(sleutel).run()
    button(team, "Koppel").click().run()
    assert "Beide buurten zien dit bij Leren." in text(team)
    assert "Er is geen vraag om contact die wacht." in text(team)
    for sleutel, other in ((OWN, "Hoepelwijk"), (BETTER, "Lindekwartier")):
        page = opened("leren", role="transitieteam" if sleutel == BETTER else "kartrekker", buurt=sleutel)
        assert f"Het transitieteam brengt u in contact met {other}." in text(page)
        assert [one for one in page.button if one.label == "Beantwoord"] == []


def test_an_actie_is_taken_over_as_planned(opened):
    app = opened("leren", buurt=OWN)
    button(app, "Zet in ons plan").click().run()
    assert "staat bij uw acties" in text(app)
    again = opened("menukaart", buurt=OWN)
    assert not again.exception


def test_who_may_not_write_sees_no_way_to(open_page):
    app = open_page("leren", role="netwerklid", buurt=OWN)
    assert [one.label for one in app.button if one.label == "Zet in ons plan"] == []
    assert [one.label for one in app.button if one.label.startswith("Vraag contact")]


def test_the_menukaart_says_what_is_known_and_what_not(open_page):
    said = text(open_page("menukaart", buurt=OWN))
    assert "48 plannen." in said
    assert "nog geen bewijs bekend" in said
    assert "Het plan noemt ervaring met thuismonitoring bij Espria. Cijfers staan er niet bij." in said
    assert "Genoemd in plan van de wijkverpleging alliantie (6 augustus 2024)" in said
    assert "hier meten we geen effect" in said


@pytest.mark.parametrize(("sterkte", "effecten", "said"), [
    ("onbekend", (), "nog geen bewijs bekend"),
    ("onbekend", (Effect(CONSULTS, 0.02, -0.05, 0.09, 5),), "nog geen bewijs bekend, wel cijfers van buurten"),
    ("onbekend", (Effect(CONSULTS, 0.2, 0.1, 0.3, 5),), "nog geen bewijs bekend, wel cijfers van buurten"),
    ("ervaring", (Effect(CONSULTS, -0.2, -0.3, -0.1, 5),), "★ ervaring, en cijfers van buurten"),
])  # fmt: skip
def test_figures_of_buurten_are_no_evidence_by_themselves(sterkte, effecten, said):
    plain = next(one for one in catalog().menukaart.values() if one.bewijs.sterkte == sterkte)
    assert menu_card_parts.evidence(Kaartstand(plain, 6, False, (), 0, None, 0, effecten, 0)) == said


@pytest.mark.parametrize(("address", "few"), [({"thema": "dichtbij"}, 5), ({"thema": "onzin"}, 48),
                                              ({"thema": "zorgzaam", "kosten": "hoog"}, 1)])  # fmt: skip
def test_the_filter_stands_in_the_address(open_page, address, few):
    app = open_page("menukaart", buurt=OWN, **address)
    assert markup(app).count('class="bb-menukaart"') == few


def test_a_filter_that_leaves_nothing_says_so(open_page):
    app = open_page("menukaart", buurt=OWN, thema="zorgzaam", kosten="laag", bewijs="bekend")
    assert "Geen plan past bij deze keuze." in text(app)


def test_a_plan_is_added_to_the_own_acties(opened):
    app = opened("menukaart", buurt=OWN)
    chosen = next(one for one in app.selectbox if one.label == "Welk plan wilt u beginnen?")
    chosen.select("infuus_thuis").run()
    button(app, "Voeg toe aan ons plan").click().run()
    assert "“Infuus thuis” staat bij uw acties." in text(app)
    assert "Bij ons: gepland" in text(app)


def test_a_wrong_day_is_told_and_nothing_is_kept(opened):
    app = opened("menukaart", buurt=OWN)
    next(one for one in app.selectbox if one.label == "Welk plan wilt u beginnen?").select("infuus_thuis").run()
    next(one for one in app.text_input if one.label == "Eerste dag").input("gisteren of zo").run()
    button(app, "Voeg toe aan ons plan").click().run()
    assert "Er is niets bewaard." in text(app)
    assert "Bij ons: gepland" not in text(app)


def test_the_menukaart_of_an_area_outside_a_programma_has_plans_only(open_page):
    app = open_page("menukaart", buurt="GM0344")
    assert not app.exception
    assert "48 plannen." in text(app)
    assert [one for one in app.button if one.label == "Voeg toe aan ons plan"] == []


def test_voortgang_is_written_once_and_not_at_every_click(open_page, monkeypatch):
    """Hundreds of buurten take longer to write than a click may."""
    app = open_page("voortgang", role="transitieteam", programma="voorbeeld")
    monkeypatch.setattr(progress_parts, "_row", lambda _: pytest.fail("the buurten are written again"))
    first = text(app)
    app.query_params["orde"] = "grootte"
    again = app.run()
    assert not again.exception
    assert text(again) != first  # by size now
    app.query_params["orde"] = "naam"
    assert text(app.run()) == first


def test_voortgang_never_ranks(open_page):
    app = open_page("voortgang", role="transitieteam", programma="voorbeeld")
    names = re.findall(r'uitkomsten\?buurt=([a-z-]+)"', markup(app))
    assert len(names) == 20
    assert names == sorted(names, key=lambda key: key)
    size = open_page("voortgang", role="transitieteam", programma="voorbeeld", orde="grootte")
    assert re.findall(r'uitkomsten\?buurt=([a-z-]+)"', markup(size)) != names
    assert "Op naam of op grootte, nooit op uitkomst." in text(app)


def test_voortgang_says_who_stands_out_and_what_holds_them_back(open_page):
    said = text(open_page("voortgang", role="transitieteam", programma="voorbeeld", cijfer=CONSULTS))
    assert "20 buurten doen mee." in said
    assert "Zoek een uitleg; het is geen oordeel." in said or "Geen buurt die meedoet valt op." in said
    assert "De buurt heeft nog geen toestemming gegeven." in said
    assert "Meer is niet vanzelf beter." in said


def test_the_podium_from_the_team_to_the_buurt(opened):
    team = opened("voortgang", role="transitieteam", programma="voorbeeld")
    next(one for one in team.button if one.key == f"draag{BETTER}-{CONSULTS}").click().run()
    assert "Voorgedragen. De buurt moet nog ja zeggen." in text(team)
    theirs = opened("leren", role="transitieteam", buurt=BETTER)
    assert "draagt uw buurt voor als goed voorbeeld, met consulten bij de huisarts" in text(theirs)
    assert [one for one in theirs.button if one.label == "Ja, wij delen dit"] == []  # only the buurt itself agrees


def test_refusing_without_a_reason_is_refused(opened):
    team = opened("voortgang", role="transitieteam", programma="voorbeeld")
    next(one for one in team.button if one.key == f"weg{BETTER}-{CONSULTS}").click().run()
    assert "Er staat geen reden bij." in text(team)


def test_a_programma_without_results_has_a_page(open_page):
    app = open_page("voortgang", role="transitieteam", programma="ecosysteem")
    assert not app.exception
    assert "20 buurten doen mee." in text(app)
    assert "Op dit moment valt geen buurt genoeg op om voor te dragen." in text(app)
