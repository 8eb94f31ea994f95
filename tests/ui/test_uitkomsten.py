"""Onze uitkomsten as a user opens it: every kind of buurt, every role, the choice in the address bar, the files."""

from __future__ import annotations

import re
from datetime import date

import pytest

from buurtbeeld.roles import DEMONSTRATION_ROLES
from pages._ui import cached, outcome_filter, outcome_page, outcome_parts
from tests.ui import outcome_factories as factories
from tests.ui.conftest import markup, messages

NETWORK = {"netwerklid", "huisarts", "kartrekker", "coordinator", "transitieteam"}
COMPARED = next(buurt.sleutel for _, buurt in factories.catalog().buurten() if buurt.rol == "vergelijking")
SENTENCE = re.compile(r"[^.?!]+[.?!]")
TECHNICAL = re.compile(r"\b(p-waarde|significant|betrouwbaarheidsinterval|goed|slecht|None|nan|True|False)\b")


@pytest.fixture
def opened(open_page, monkeypatch):
    """Open the page on invented answers, on a fixed day."""

    def outcomes(_user, sleutel):
        kind = {"sterrenwijk": factories.not_delivered, COMPARED: factories.compared}
        return kind.get(sleutel, factories.outcomes)(sleutel)

    monkeypatch.setattr(cached, "outcomes", outcomes)
    for module in (outcome_parts, outcome_page):
        monkeypatch.setattr(module, "today", lambda: factories.TODAY)
    cached._made.clear()
    yield lambda buurt="lindekwartier", role="kartrekker", **address: open_page(
        "uitkomsten", role=role, buurt=buurt, **address
    )
    cached._made.clear()


def text(app):
    return " ".join(re.sub(r"<[^>]+>", " ", markup(app)).replace("\u00a0", " ").split())


def title(app):
    return re.search(r"<h1[^>]*>(.*?)</h1>", markup(app)).group(1)


def pills(app):
    return app.get("button_group")[0]


@pytest.mark.parametrize("role", DEMONSTRATION_ROLES)
def test_the_network_sees_outcomes_and_nobody_else(opened, role):
    if role.value not in NETWORK:
        refused = markup(opened(role=role.value))
        assert "U mag dit niet: de pagina Onze uitkomsten zien." in refused
        return
    app = opened(role=role.value)
    assert not app.exception
    assert messages(app) == []
    assert title(app) == "Onze uitkomsten"
    assert markup(app).count('class="bb-app"') == len(factories.outcomes().items) + len(factories.outcomes().bewaking)


def test_a_buurt_in_every_state_answers_first_and_says_how_fresh_it_is(opened):
    said = text(opened())
    assert "Lindekwartier, gemeente Voorbeeldstad" in said
    assert "cijfers t/m juni 2026" in said
    assert "Bijgewerkt t/m 31 oktober 2026" in said
    assert "We bekeken 16 cijfers. 3 zijn duidelijk gunstiger en 2 zijn duidelijk ongunstiger" in said
    assert "(verzonnen). Laatste levering: 31 oktober 2026. Volgende levering uiterlijk 15 januari 2027." in said
    assert "Publicatie 14." in said
    assert "▲ is gunstig voor dit doel, niet “hoger”" in said


def test_the_pills_count_what_the_answer_counts_and_the_choice_is_in_the_address(opened):
    app = opened(toon="ongunstiger,verzinsel,nieuw")
    counts = outcome_filter.counted(factories.outcomes())
    labels = [option.content for option in pills(app).proto.options]
    assert labels[:2] == [":blue[▲] **3** duidelijk gunstiger", ":orange[▼] **2** duidelijk ongunstiger"]
    assert f"Alleen nieuw sinds 24 september 2026 **{counts['nieuw']}**" in labels
    assert pills(app).value == ["ongunstiger", "nieuw"]
    assert "Geen cijfer past bij deze keuze" in text(app)
    pills(app).set_value(["ongunstiger"]).run()
    assert app.query_params["toon"] == "ongunstiger"
    assert markup(app).count('<li class="bb-item bb-sterk"') == 3  # one of them beside the agreement
    assert "Niets bij deze keuze: Integrale eerste lijn" in text(app)
    pills(app).set_value([]).run()
    assert "toon" not in app.query_params


def test_a_thema_that_was_not_chosen_says_why(opened):
    assert "Niet gekozen. De buurt begint hier later mee." in text(opened("kralenbuurt"))


@pytest.mark.parametrize(("role", "may"), [("kartrekker", True), ("transitieteam", True), ("coordinator", False)])
def test_a_buurt_without_deliveries_says_what_comes_when_and_where_to_deliver(opened, role, may):
    app = opened("sterrenwijk", role=role)
    said = text(app)
    assert "Voor Sterrenwijk zijn nog geen cijfers geleverd." in said
    assert "Wat komt wanneer?" in said
    assert re.search(r"Zorgverzekeraars [^0-9]+ nog 9 andere 15 januari 2027 buurtnetwerk", said)
    assert "bb-matrix" not in markup(app)
    links = [link.proto.label for link in app.main.get("page_link")]
    assert ("Gegevens aanleveren" in links) is may
    assert ("Vraag de kartrekker" in said) is not may


def test_a_late_delivery_is_called_late(opened, monkeypatch):
    monkeypatch.setattr(outcome_page, "today", lambda: date(2027, 2, 1))
    assert "15 januari 2027 17 dagen te laat" in text(opened("sterrenwijk"))


def test_a_buurt_to_compare_with_has_figures_and_no_verdicts(opened):
    app = opened(COMPARED)
    assert markup(app).count('<i class="bb-geenvorm">') == markup(app).count('<li class="bb-item')
    assert "doet niet mee aan het programma" in text(app)
    assert "niet geleverd" not in markup(app).partition('<details class="bb-tabel')[0]
    assert "We bekeken" not in text(app)


def test_a_plek_without_outcomes_gets_a_friendly_page(opened):
    assert "Van Utrecht zijn er geen uitkomsten." in text(opened("GM0344"))
    for asked in ("bestaat-niet", "<img src=x onerror=alert(1)>", "x" * 3000):
        app = opened(asked)
        assert not app.exception
        assert title(app) == "Deze buurt kennen we niet"
        assert "<img src=x" not in markup(app)


def test_the_texts_of_the_page_are_plain_dutch(opened):
    for buurt in ("lindekwartier", "sterrenwijk"):
        said = text(opened(buurt))
        assert not TECHNICAL.search(said.replace("Is het goed?", ""))
    own = [*outcome_parts.NOTES, outcome_parts.COMPARED, outcome_parts.NOT_COUNTED]
    assert all(len(found.split()) <= 22 for one in own for found in SENTENCE.findall(one))


def test_download_is_made_of_the_same_outcomes(opened):
    app = opened()
    files = {button.proto.label for button in app.get("download_button")}
    assert files == {"Uitkomsten als CSV", "Uitkomsten als Excel (XLSX)"}
    about = dict(outcome_page._about(factories.outcomes()))
    assert about["Publicatie"] == "14"
    assert any("verzonnen" in key for key in about)
