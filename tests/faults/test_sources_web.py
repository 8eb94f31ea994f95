"""The way out: patience, no detours, no more than asked for."""

from __future__ import annotations

import time

import pytest

from buurtbeeld.errors import SourceError
from data_sources.addresses import Addresses, secure
from data_sources.web import Patience, Web
from tests.standin.fixtures import HASTY, hasty

ADDRESS = "/ODataFeed/odata/85984NED/TypedDataSet?$format=json"
SENTENCES = {
    "500": ("E_BRON_STORING", "De bron heeft een storing (melding 500)."),
    "429": ("E_BRON_DRUK", "De bron is te druk en vraagt om later terug te komen."),
    "bad_gzip": ("E_BRON_AFGEBROKEN", "Het antwoord van de bron is afgebroken of beschadigd."),
    "short": ("E_BRON_AFGEBROKEN", "Het antwoord van de bron is afgebroken of beschadigd."),
    "slow": ("E_BRON_TRAAG", "De bron antwoordt te langzaam: na 1 seconden zijn we gestopt."),
    "drip": ("E_BRON_TRAAG", "De bron antwoordt te langzaam: na 1 seconden zijn we gestopt."),
    "silent": ("E_BRON_TRAAG", "De bron antwoordt te langzaam: na 1 seconden zijn we gestopt."),
    "reset": ("E_BRON_ONBEREIKBAAR", "De bron is niet bereikbaar."),
    "redirect": (
        "E_BRON_OMLEIDING",
        "De bron stuurt door naar een ander adres (http://elders.invalid). Dat volgen we niet.",
    ),
}


def refused(standin, path=ADDRESS, web=None):
    with pytest.raises(SourceError) as error:
        (web or hasty(standin)).get(standin.address + path)
    return error.value


@pytest.mark.parametrize("fault", SENTENCES)
def test_each_fault_has_its_own_sentence(standin, fault):
    standin.fail(fault)
    error = refused(standin)
    assert (error.code, error.wat) == SENTENCES[fault]
    assert standin.address in error.waar
    assert error.doe.startswith("De cijfers die u al had, blijven staan.")


@pytest.mark.parametrize("fault", ["slow", "drip", "silent"])
def test_slowness_ends_in_time_however_it_comes(standin, fault):
    standin.fail(fault)
    began = time.monotonic()
    refused(standin)
    assert time.monotonic() - began < HASTY.longest


def test_with_its_own_patience_a_byte_a_second_takes_at_most_thirty_seconds():
    usual = Patience()
    assert usual.grace <= 30
    assert usual.connect + usual.read <= 30
    assert usual.pace > 1


def test_a_large_answer_that_keeps_coming_gets_more_time(standin):
    standin.fail("slow")
    calm = Patience(connect=1, read=5, grace=0.3, pace=0.0, longest=1.5)
    began = time.monotonic()
    refused(standin, web=Web(Addresses.from_environment(standin.environment()), calm))
    assert 1.4 < time.monotonic() - began < 4


def test_an_answer_that_fails_once_is_asked_again(standin):
    standin.fail("once")
    assert b'"value"' in hasty(standin).get(standin.address + ADDRESS)
    assert len(standin.log) == 2


def test_it_gives_up_after_three_tries(standin):
    standin.fail("500")
    refused(standin)
    assert len(standin.log) == 3


def test_it_waits_as_long_as_asked_but_not_for_an_hour(standin, monkeypatch):
    waits = []
    web = Web(Addresses.from_environment(standin.environment()), Patience(retry_after=10), sleep=waits.append)
    standin.fail("429")
    assert "over 60 minuten" in refused(standin, web=web).doe
    assert waits == []
    monkeypatch.setattr(standin, "retry_after", 3)
    refused(standin, web=web)
    assert waits == [3, 6]


def test_a_wrong_question_is_not_repeated(standin):
    error = refused(standin, "/ODataFeed/odata/00000NED/TypedDataSet")
    assert (error.code, len(standin.log)) == ("E_BRON_NIET_GEVONDEN", 1)
    assert "00000NED" in error.waar


def test_nobody_there(standin):
    gone = Addresses(cbs="http://127.0.0.1:9", derden="http://127.0.0.1:9")
    with pytest.raises(SourceError) as error:
        Web(gone, HASTY, sleep=lambda _: None).get("http://127.0.0.1:9/x")
    assert error.value.code == "E_BRON_ONBEREIKBAAR"


def test_more_than_the_limit_is_not_read(standin):
    web = hasty(standin)
    web.largest = 1000
    assert refused(standin, web=web).code == "E_BRON_TE_GROOT"


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest", "https://opendata.cbs.nl.elders.invalid/x", "file:///etc/passwd"]
)
def test_only_hosts_in_the_settings_are_asked(standin, url):
    with pytest.raises(SourceError) as error:
        hasty(standin).get(url)
    assert error.value.code == "E_BRON_ADRES"
    assert standin.log == []


def test_addresses_come_from_the_environment():
    given = Addresses.from_environment({"CBS_BASE_URL": "http://127.0.0.1:8900/", "PDOK_BASE_URL": ""})
    assert (given.cbs, given.derden) == ("http://127.0.0.1:8900", "https://dataderden.cbs.nl")
    assert (given.pdok, given.pdok_api) == ("https://service.pdok.nl", "https://api.pdok.nl")
    both = Addresses.from_environment({"PDOK_BASE_URL": "http://127.0.0.1:8900"})
    assert both.pdok == both.pdok_api == "http://127.0.0.1:8900"


def test_a_next_page_keeps_to_https():
    assert secure("http://opendata.cbs.nl/a", like="https://opendata.cbs.nl/b") == "https://opendata.cbs.nl/a"
    assert secure("http://elders.nl/a", like="https://opendata.cbs.nl/b") == "http://elders.nl/a"
    assert secure("http://127.0.0.1:1/a", like="http://127.0.0.1:1/b") == "http://127.0.0.1:1/a"
