"""Wie lijkt op ons en doet het beter, en wat deden zij? As data, on buurten of which the truth is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from buurtbeeld.errors import BuurtbeeldError, NotFound, PermissionDenied
from buurtbeeld.figures import ComparisonQuestion, read
from buurtbeeld.learning import acties, kenmerken, woorden
from buurtbeeld.learning.vragen import LearnQuestion, LikenessQuestion
from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.review import another, freezing
from buurtbeeld.roles import Role, account
from buurtbeeld.wording import plain
from tests.learning.wereld import BETTER, CONSULTS, PRACTICES, WORSE

TODAY = date(2026, 11, 25)
OWN = "lindekwartier"


def ask(reader, sleutel=OWN, role="kartrekker", **more):
    return read(account(role), LearnQuestion(sleutel, TODAY, **more), reader=reader)


def test_the_question_is_answered_at_once(reader):
    found = ask(reader)
    assert found.klaar
    assert (found.indicator, found.bron) == (CONSULTS, PRACTICES)
    assert found.gekozen.plek.sleutel == BETTER
    assert found.gekozen.tegenover.oordeel is Oordeel.GUNSTIGER
    assert found.gekozen.tegenover.verschil == pytest.approx(-0.22, abs=0.05)
    assert found.gekozen.tegenover.onder < -0.22 < found.gekozen.tegenover.boven
    assert found.gekozen.interventies  # what they did
    said = " ".join(plain(zin) for zin in woorden.kop(found, reader.catalog))
    assert "Hoepelwijk" in said
    assert "lager uit dan bij ons. Dat is meer dan de marge." in said
    assert "duidelijk gunstiger uit dan wij." in said
    deeds = woorden.wat_zij_deden(found.gekozen, reader.catalog.indicatoren[CONSULTS], acties.last_day(found.naast))
    assert deeds.startswith("In dezelfde tijd begonnen zij met ")
    assert said.endswith(deeds)


def test_what_they_did_is_named_once_and_what_is_planned_is_not(reader):
    buur, indicator = ask(reader).gekozen, reader.catalog.indicatoren[CONSULTS]
    first = acties.beside(indicator, buur.interventies)[0]
    titles = ("Aa", "Bb", "Aa", "Cc", "Dd", "Ee")
    some = [replace(first, titel=one, status="loopt") for one in titles]
    buur = replace(buur, interventies=(*some, replace(first, titel="Ff", status="gepland")))
    told = woorden.wat_zij_deden(buur, indicator, first.start)
    no_cause = "Of het daardoor komt, weten we niet."
    assert told == f"In dezelfde tijd begonnen zij met Aa, Bb, Cc en nog 2 andere acties. {no_cause}"
    assert woorden.wat_zij_deden(replace(buur, interventies=()), indicator, first.start) == ""


def test_only_what_began_in_a_thema_of_the_figure_before_its_last_day_is_named(reader):
    """The headline says no more than the chart below it shows."""
    found = ask(reader)
    indicator, last = reader.catalog.indicatoren[CONSULTS], acties.last_day(found.naast)
    assert last == found.naast.anderen[0].reeks.nieuwste.periode.eind
    first = acties.beside(indicator, found.gekozen.interventies)[0]
    elsewhere = next(code for code in reader.catalog.themas if code not in indicator.themas)
    made = [("Eigen", first.thema, last), ("Elders", elsewhere, last), ("Later", first.thema, last + timedelta(1))]
    some = tuple(replace(first, titel=titel, thema=thema, start=day) for titel, thema, day in made)
    buur = replace(found.gekozen, interventies=some)
    shown = replace(found, gekozen=buur, buren=tuple(buur if one.plek == buur.plek else one for one in found.buren))
    said = " ".join(plain(zin) for zin in woorden.kop(shown, reader.catalog))
    assert "begonnen zij met Eigen. Of het daardoor komt" in said
    assert [one.titel for one in acties.beside(indicator, some)] == ["Eigen", "Later"]
    assert woorden.wat_zij_deden(replace(buur, interventies=some[1:]), indicator, last) == ""
    assert woorden.wat_zij_deden(buur, indicator, None) == ""
    guarding = SimpleNamespace(themas={})
    assert acties.beside(guarding, some) == some


def test_only_worse_is_another_way_and_not_better(reader):
    found = ask(reader)
    worse = [replace(one, tegenover=one.tegenover and replace(one.tegenover, oordeel=Oordeel.ONGUNSTIGER), sterkte=2)
             for one in found.buren]  # fmt: skip
    said = " ".join(plain(zin) for zin in woorden.kop(replace(found, buren=tuple(worse)), reader.catalog))
    assert "duidelijk een andere kant op." in said
    assert "gunstiger" not in said


def test_five_buurten_that_take_part_nearest_first(reader):
    found = ask(reader)
    assert len(found.buren) == 5
    assert [one.afstand for one in found.buren] == sorted(one.afstand for one in found.buren)
    assert {one.rol for one in found.buren} == {"transitie"}
    assert OWN not in {one.plek.sleutel for one in found.buren}


def test_likeness_is_explained_in_natural_units(reader):
    found = ask(reader).gekozen
    assert sum(one.aandeel for one in found.kenmerken) == pytest.approx(1, abs=1e-4)
    age = next(one for one in found.kenmerken if one.indicator == "aandeel_65_plus")
    assert 5 < age.eigen < 50
    assert 5 < age.ander < 50
    assert not age.later


def test_no_outcome_is_a_feature(reader):
    """What is compared may not make two buurten alike."""
    assert not {one.code for one in reader.catalog.outcomes()} & set(kenmerken.KENMERKEN)
    assert len(kenmerken.KENMERKEN) <= 10


def test_features_are_of_before_the_first_start(reader):
    first = min(one.start for one in reader.catalog.programmas["voorbeeld"].buurten if one.start)
    rows = ask(reader)
    assert all(not one.later for buur in rows.buren for one in buur.kenmerken)
    assert first.year == 2023


def test_the_other_way_round_the_word_turns(reader):
    found = ask(reader, BETTER, ander=OWN, indicator=CONSULTS)
    theirs = [one for one in found.buren if one.plek.sleutel == OWN]
    if theirs:
        assert theirs[0].tegenover.oordeel is Oordeel.ONGUNSTIGER
    worse = ask(reader, OWN, ander=WORSE, indicator=CONSULTS).gekozen
    assert worse.plek.sleutel == WORSE
    assert worse.tegenover.oordeel is Oordeel.ONGUNSTIGER


def test_buurten_that_did_not_change_do_not_differ(reader):
    found = ask(reader, "kralenbuurt", indicator=CONSULTS)
    others = [one for one in found.buren if one.plek.sleutel not in {BETTER, WORSE} and one.tegenover]
    assert others
    assert {one.tegenover.oordeel for one in others} <= {Oordeel.GEEN_VERSCHIL, Oordeel.TE_VROEG, Oordeel.TE_WEINIG}


def test_a_feature_left_out_changes_who_is_near(reader):
    every, some = ask(reader), ask(reader, zonder=("aandeel_65_plus", "onzin"))
    assert some.zonder == ("aandeel_65_plus",)
    assert "aandeel_65_plus" not in some.telt
    assert [one.afstand for one in some.buren] != [one.afstand for one in every.buren]
    assert all(one.aandeel == 0 for buur in some.buren for one in buur.kenmerken if one.indicator == "aandeel_65_plus")


def test_leaving_everything_out_leaves_nothing_out(reader):
    assert ask(reader, zonder=tuple(kenmerken.KENMERKEN)).zonder == ()


def test_a_mean_needs_three_others_besides_the_reader(reader):
    found = ask(reader)
    known = [one for one in found.buren if one.tegenover is not None and one.tegenover.verschil is not None]
    assert found.gemiddeld_van == len(known)
    assert (found.gemiddeld is None) == (len(known) < 4)


@pytest.mark.parametrize("asked", [{"ander": "bestaat-niet"}, {"indicator": "bestaat_niet"}, {"bron": "x"}])
def test_what_is_not_there_is_passed_over(reader, asked):
    assert ask(reader, **asked).klaar


def test_a_buurt_to_compare_with_has_nothing_to_learn_here(reader):
    other = next(one for one in reader.catalog.programmas["voorbeeld"].buurten if one.rol == "vergelijking")
    with pytest.raises(BuurtbeeldError, match="doet niet mee aan het programma") as caught:
        ask(reader, other.sleutel)
    assert caught.value.code == "E_DOET_NIET_MEE"


def test_a_buurt_without_figures_says_so_and_gives_no_number(reader):
    found = ask(reader, "sterrenwijk")
    assert not found.begonnen
    assert "van voor de start" not in woorden.telt_zin(("aandeel_65_plus",), found.bekeken, begonnen=found.begonnen)
    assert (found.indicator, found.naast, found.eigen, found.gemiddeld) == ("", None, None, None)
    assert woorden.kop(found, reader.catalog)


def test_unknown_buurten_and_other_roles_are_refused(reader):
    with pytest.raises(NotFound):
        ask(reader, "bestaat-niet")
    for role in (Role.BEZOEKER, Role.LEVERANCIER, Role.BEHEERDER):
        with pytest.raises(PermissionDenied):
            ask(reader, role=role.value)


def test_alike_for_the_command_line(reader):
    team = account("transitieteam")
    found = read(team, LikenessQuestion(OWN), reader=reader)
    assert len(found) == 5
    assert [one.afstand for one in found] == sorted(one.afstand for one in found)
    joins = read(team, LikenessQuestion(OWN, "transitie"), reader=reader)
    assert [one.plek.sleutel for one in joins] == [one.plek.sleutel for one in ask(reader).buren]


def test_vergelijk_met_offers_the_buurten_of_leren_first(reader):
    """Two answers to who looks like us would be one too many."""
    offered = read(account("kartrekker"), ComparisonQuestion(OWN, CONSULTS, "", (), "", TODAY), reader=reader)
    joins = [one.sleutel for one in offered.meest_gelijk if reader.catalog.buurt(one.sleutel)[1].rol == "transitie"]
    assert joins == [one.plek.sleutel for one in ask(reader).buren]


def test_a_meeting_learns_from_the_same_buurt_with_the_same_contrast(reader):
    """Step four of a bespreking says what this page says."""
    found = ask(reader)
    kept = freezing.frozen(reader, account("kartrekker"), OWN, TODAY).ander
    assert (kept.sleutel, kept.naam) == (found.gekozen.plek.sleutel, found.gekozen.plek.naam)
    said = woorden.tegenover_zin(found.gekozen, reader.catalog.indicatoren[CONSULTS], found.plek.naam)
    assert said[1:] in kept.zin
    assert kept.waarom.startswith(woorden.STERKTE[found.gekozen.sterkte].replace(" op u", " op onze buurt"))
    named = acties.begun(acties.beside(reader.catalog.indicatoren[CONSULTS], found.gekozen.interventies),
                         acties.last_day(found.naast))  # fmt: skip
    assert [one.split(", sinds")[0] for one in kept.acties] == [one.titel for one in named]
    assert kept.acties
    assert freezing.frozen(reader, account("kartrekker"), WORSE, TODAY).ander.sleutel == BETTER
    assert another.another(reader, account("kartrekker"), "bestaat-niet", (), TODAY) is None
