"""Who asked whom, and the podium: rights, order, and that nothing is ever changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest
import sqlalchemy as sa

from buurtbeeld.errors import BuurtbeeldError, NotFound, PermissionDenied
from buurtbeeld.figures import read
from buurtbeeld.learning import gebeurtenissen, uitrekenen, woorden
from buurtbeeld.learning.vragen import LearningVersionQuestion, LearnQuestion, ProgressQuestion
from buurtbeeld.programma_schema import Programma
from buurtbeeld.publication import quiet
from buurtbeeld.roles import account
from buurtbeeld.storage.schema_learning import learning_event
from tests.learning.test_uitrekenen import deliver
from tests.outcomes.village import CONSULTS, START, buurt, catalog

TODAY = date(2026, 11, 25)


def user(role, *buurten):
    return replace(account(role), buurten=frozenset(buurten), programmas=frozenset({"dorp"}))


@pytest.fixture
def dorp(village):
    village.catalog = catalog(buurt("buren", start=START, partner="Zorg"))
    deliver(village, {"eigen": 0.8})
    number = village.publish()
    uitrekenen.ensure(village.published, village.catalog, number, report=quiet)
    return village


def ask(dorp, van="buren", aan="eigen", role="netwerklid"):
    return gebeurtenissen.ask_contact(dorp.published, dorp.catalog, user(role, van), van, aan, indicator=CONSULTS)


def page(dorp, sleutel):
    return read(user("kartrekker", sleutel), LearnQuestion(sleutel, TODAY), reader=dorp.reader)


def test_a_request_is_seen_by_the_buurt_that_was_asked(dorp):
    ask(dorp)
    seen = page(dorp, "eigen").vragen
    assert [(one.van.sleutel, one.aan.sleutel, one.beantwoord) for one in seen] == [("buren", "eigen", False)]
    assert page(dorp, "buren").vragen == ()


def test_an_answer_is_seen_and_the_request_stays(dorp):
    ask(dorp)
    gebeurtenissen.answer_contact(dorp.published, dorp.catalog, user("kartrekker", "eigen"), "buren", "eigen")
    assert [one.beantwoord for one in page(dorp, "eigen").vragen] == [True]
    with dorp.published.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(learning_event)) == 2


def test_who_was_asked_again_is_asked_again(dorp):
    ask(dorp)
    gebeurtenissen.answer_contact(dorp.published, dorp.catalog, user("kartrekker", "eigen"), "buren", "eigen")
    ask(dorp)
    assert [one.beantwoord for one in page(dorp, "eigen").vragen] == [False, True]


def test_nobody_asks_himself_or_a_buurt_that_does_not_take_part(dorp):
    for aan in ("buren", "naast-00"):
        with pytest.raises(BuurtbeeldError) as caught:
            ask(dorp, aan=aan)
        assert caught.value.code == "E_CONTACT_ZELF"
    with pytest.raises(NotFound):
        ask(dorp, aan="bestaat-niet")


@pytest.mark.parametrize("role", ["bezoeker", "leverancier", "verzekeraar", "onderzoeker", "beheerder"])
def test_asking_is_for_the_network(dorp, role):
    with pytest.raises(PermissionDenied):
        ask(dorp, role=role)


def test_answering_is_for_who_was_asked(dorp):
    ask(dorp)
    with pytest.raises(PermissionDenied):
        gebeurtenissen.answer_contact(dorp.published, dorp.catalog, user("kartrekker", "buren"), "buren", "eigen")


def decide(dorp, soort, role="transitieteam", sleutel="eigen", **more):
    return gebeurtenissen.decide(
        dorp.published, dorp.catalog, user(role, sleutel), soort, sleutel, **({"indicator": CONSULTS} | more)
    )


def candidate(dorp):
    found = read(user("transitieteam"), ProgressQuestion("dorp", TODAY), reader=dorp.reader)
    return next(one for one in found.kandidaten if one.plek.sleutel == "eigen")


def test_from_nomination_by_rule_to_the_podium(dorp):
    assert candidate(dorp).remmen == ("geen_toestemming",)
    decide(dorp, gebeurtenissen.NOMINATED)
    assert page(dorp, "eigen").voordrachten == (CONSULTS,)
    assert candidate(dorp).stand == "voordracht"
    decide(dorp, gebeurtenissen.AGREED, "kartrekker")
    assert page(dorp, "eigen").voordrachten == ()
    assert candidate(dorp).remmen == ()


def test_a_buurt_may_say_no(dorp):
    decide(dorp, gebeurtenissen.NOMINATED)
    decide(dorp, gebeurtenissen.NOT_AGREED, "kartrekker")
    assert candidate(dorp).remmen == ("geen_toestemming",)
    assert page(dorp, "eigen").voordrachten == ()


def test_refusing_asks_for_a_reason_and_keeps_it(dorp):
    with pytest.raises(BuurtbeeldError) as caught:
        decide(dorp, gebeurtenissen.REJECTED, tekst="  ")
    assert caught.value.code == "E_REDEN"
    decide(dorp, gebeurtenissen.REJECTED, tekst="De praktijk  sloot.")
    assert candidate(dorp).toelichting == "De praktijk sloot."
    assert "afgewezen" in candidate(dorp).remmen


def test_a_reason_names_nobody(dorp):
    with pytest.raises(BuurtbeeldError) as caught:
        decide(dorp, gebeurtenissen.REJECTED, tekst="Bel 06-12345678 of mail a.jansen@voorbeeld.nl")
    assert caught.value.code == "E_PERSOON"


def test_the_team_does_not_agree_for_a_buurt_nor_a_buurt_nominate_itself(dorp):
    with pytest.raises(PermissionDenied):
        decide(dorp, gebeurtenissen.AGREED)
    with pytest.raises(PermissionDenied):
        decide(dorp, gebeurtenissen.NOMINATED, "kartrekker")
    with pytest.raises(PermissionDenied):
        decide(dorp, gebeurtenissen.AGREED, "netwerklid")


def test_an_unknown_figure_is_refused(dorp):
    with pytest.raises(NotFound):
        decide(dorp, gebeurtenissen.NOMINATED, indicator="bestaat_niet")


def test_the_team_couples_two_buurten_and_no_buurt_with_itself(dorp):
    team = user("transitieteam")
    gebeurtenissen.couple(dorp.published, dorp.catalog, team, "buren", "eigen")
    for sleutel in ("eigen", "buren"):
        seen = page(dorp, sleutel).vragen
        assert [(one.van.sleutel, one.aan.sleutel, one.gekoppeld) for one in seen] == [("buren", "eigen", True)]
        assert not seen[0].beantwoord
    with pytest.raises(BuurtbeeldError):
        gebeurtenissen.couple(dorp.published, dorp.catalog, team, "eigen", "eigen")
    with pytest.raises(PermissionDenied):
        gebeurtenissen.couple(dorp.published, dorp.catalog, user("kartrekker", "eigen"), "buren", "eigen")


def test_a_coupling_is_seen_by_nobody_else_and_stays_when_a_request_is_answered(dorp):
    dorp.catalog = catalog(buurt("buren", start=START), buurt("verder", start=START))
    gebeurtenissen.couple(dorp.published, dorp.catalog, user("transitieteam"), "buren", "eigen")
    ask(dorp)
    gebeurtenissen.answer_contact(dorp.published, dorp.catalog, user("kartrekker", "eigen"), "buren", "eigen")
    seen = [(one.gekoppeld, one.beantwoord) for one in page(dorp, "eigen").vragen]
    assert seen == [(False, True), (True, False)]
    assert [one.gekoppeld for one in page(dorp, "buren").vragen] == [True]
    assert page(dorp, "verder").vragen == ()


def test_buurten_of_two_programmas_are_not_coupled(dorp):
    stad = Programma(code="stad", naam="Stad", codejaar=2024, buurten=(buurt("elders", start=START),))
    both = replace(dorp.catalog, programmas=MappingProxyType({**dorp.catalog.programmas, "stad": stad}))
    with pytest.raises(BuurtbeeldError) as caught:
        gebeurtenissen.couple(dorp.published, both, user("transitieteam"), "eigen", "elders")
    assert caught.value.code == "E_CONTACT_ZELF"
    with dorp.published.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(learning_event)) == 0


def test_everything_changes_the_number_that_pages_look_at(dorp):
    def number():
        return read(user("kartrekker", "eigen"), LearningVersionQuestion(), reader=dorp.reader)

    seen = [number()]
    ask(dorp)
    seen.append(number())
    decide(dorp, gebeurtenissen.NOMINATED)
    seen.append(number())
    assert seen == sorted(set(seen))


def test_a_page_that_looked_before_the_results_were_there_looks_again(village):
    def number():
        return read(user("kartrekker", "eigen"), LearningVersionQuestion(), reader=village.reader)

    deliver(village)
    made = village.publish()
    before = number()
    uitrekenen.ensure(village.published, village.catalog, made, report=quiet)
    assert number() > before


def test_a_partner_that_works_on_both_sides_is_told(village):
    village.catalog = catalog(buurt("ernaast", rol="vergelijking", partner="Zorg"), buurt("buren", start=START))
    deliver(village)
    uitrekenen.ensure(village.published, village.catalog, village.publish(), report=quiet)
    said = woorden.gedeeld_zin(page(village, "eigen"))
    assert said.startswith("Dezelfde organisatie werkt ook in 1 buurt die niet meedoet.")
    assert woorden.gedeeld_zin(page(village, "buren")) == ""


def test_what_a_buurt_shares_is_counted(dorp):
    """The plan asks for the number of best practices: the app counts those the buurt itself agreed to show."""

    def counted():
        item = dorp.item("best_practices")
        return (item.nu.value, item.nu.reden) if item.nu is not None else (None, "")

    assert counted()[0] is None
    decide(dorp, gebeurtenissen.NOMINATED)
    assert counted()[0] is None  # nobody else says so for it
    decide(dorp, gebeurtenissen.AGREED, "kartrekker")
    assert counted()[0] == 1.0
