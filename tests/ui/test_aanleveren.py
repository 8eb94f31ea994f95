"""Gegevens aanleveren in every state it can be in, as each role opens it.

No worker runs: a job is done as soon as a page asks it, by the worker's own handlers.
"""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from buurtbeeld import worker
from buurtbeeld.deliveries.round_term import visible_by
from buurtbeeld.dutch import date_text
from buurtbeeld.periods import today
from buurtbeeld.roles import DEMONSTRATION_ROLES, Role
from data_sources import refresh
from pages._ui import deliver_steps, desk, services, session
from tests.conftest import ROOT
from tests.ui.conftest import markup, messages
from tests.ui.test_pages import DELIVERERS, ENGLISH, text, title

HEADER = "buurtcode;periode;indicator;teller;noemer;waarde;toelichting"
CANARY = "kikkerproef"
GOOD = ("sterrenwijk;2026-T1;deelnemende_burgers;7;;;" + CANARY, "sterrenwijk;2026-T1;geincludeerde_clienten;42;;;")
MENDED = (GOOD[0], GOOD[1].replace(";42;", ";61;"))
WRONG = ("bestaat-niet;2026-T1;deelnemende_burgers;57;;;", "sterrenwijk;2026-T9;initiatieven;4;;;",
         "sterrenwijk;2026-T1;initiatieven;drie;;;")  # fmt: skip
PERSONS = "naam;bsn\nJansen;123456782\nPeters;111222333\nBakker;123456782\n"


def csv(*rows):
    return "\n".join([HEADER, *rows, ""]).encode()


@pytest.fixture
def at_work(store, monkeypatch):
    """Whoever asks the worker finds it done."""
    ask, handlers = worker.ask, refresh.handlers(store) | {services.INVENT: lambda *_: None}

    def asked(engine, kind, arguments, by):
        number = ask(engine, kind, arguments, by)
        worker.run_until_empty(engine, handlers)
        return number

    monkeypatch.setattr(desk, "worker_is_gone", lambda: False)
    monkeypatch.setattr(worker, "ask", asked)


@pytest.fixture
def deliver(open_page):
    """Open the page and give it a file; the page is as it is after that."""

    def given(body: bytes, *, name="levering.csv", role="kartrekker", app: AppTest | None = None, **address):
        app = app or open_page("aanleveren", role=role, **({"buurt": "sterrenwijk"} | address))
        app.file_uploader[0].set_value((name, body, "text/csv")).run()
        assert not app.exception
        return app

    return given


def buttons(app):
    return [one.label for one in app.button]


def press(app, label):
    """Press a button. A page that first hands itself over to app.py, as in a test, would forget what was pressed."""
    app.session_state[session.MENU_KEY] = True
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception
    return app


def choose(app, label):
    return next(one for one in app.selectbox if one.label == label)


def steps(app):
    """The four steps as they stand: af, nu or later."""
    part = re.search(r'<ol class="bb-voortgang".*?</ol>', markup(app), re.DOTALL).group()
    return re.findall(r'<li class="(\w+)"', part)


def left_in_the_inbox(store):
    return list(store.inbox_dir.glob("*")) if store.inbox_dir.is_dir() else []


@pytest.mark.parametrize("role", DEMONSTRATION_ROLES)
def test_every_role(open_page, role):
    """Who delivers sees what is due of the own sources; who does not, has no such page and is refused by it."""
    if role.value not in DELIVERERS:
        app = AppTest.from_file(ROOT / "pages" / "aanleveren.py", default_timeout=60)
        app.session_state["rol"] = role.value
        app.run()
        assert "U mag dit niet: de pagina Gegevens aanleveren zien." in text(app)
        assert title(app) == "Geen toegang"
        return
    app = open_page("aanleveren", role=role.value, buurt="lindekwartier")
    assert not app.exception
    assert title(app) == "Gegevens aanleveren"
    assert not ENGLISH.search(text(app))
    rights, assigned = services.catalog().rollen.leveren[role], {Role.NETWERKLID: ["gemeente"], Role.HUISARTS: []}
    known = [*rights.altijd, *assigned.get(role, rights.toegewezen)]
    sources = [services.catalog().bronnen[code].naam for code in known]
    assert choose(app, "Bron").options == sources
    assert ("zelf getelde aantallen" in str([one.label for one in app.expander])) == ("Buurtnetwerk" in sources)
    assert messages(app) == [one for one in messages(app) if "De werker staat uit" in one], "en anders niets"
    assert steps(app) == ["nu", "later", "later", "later"]


def test_nothing_delivered(open_page, at_work):
    app = open_page("aanleveren", role="coordinator", buurt="oude-dorp")
    assert "Er is voor deze buurt nog niets geleverd." in text(app)
    assert [one.label for one in app.expander] == ["Of vul zelf getelde aantallen in, zonder bestand"]
    assert re.search(r"<b>\d+ leveringen</b> zijn te laat", markup(app))
    assert [one.label for one in app.get("download_button")] == ["Sjabloon als Excel", "Sjabloon als CSV"]
    assert messages(app) == []


@pytest.mark.parametrize(("buurt", "role"), [("emmen", "kartrekker"), ("lindekwartier", "netwerklid")])
def test_a_buurt_one_does_not_deliver_for(open_page, buurt, role):
    app = open_page("aanleveren", role=role, buurt=buurt)
    if buurt == "emmen":
        assert "Voor Emmen levert u niets aan" in text(app)
        assert app.get("file_uploader") == []
        picker = choose(app, "Buurt waarvoor u levert")
        assert picker.value is None
        picker.set_value("sterrenwijk").run()
        assert app.query_params["buurt"] == "sterrenwijk"
    assert len(app.get("file_uploader")) == 1


def test_refused_says_what_is_wrong_and_where_and_keeps_nothing(deliver, at_work, store):
    app = deliver(csv(*WRONG))
    shown = text(app)
    assert "Er zijn 3 fouten. Het bestand is niet opgeslagen." in shown
    assert "3 rijen gelezen. Herstel de 3 rijen hieronder" in shown
    assert all(f"rij {number}" in shown for number in (2, 3, 4))
    assert all(code in shown for code in ("E_BUURT_ONBEKEND", "E_PERIODE", "E_GETAL"))
    assert "Bevestig deze levering" not in buttons(app)
    assert "Download deze lijst" in [one.label for one in app.get("download_button")]
    assert steps(app) == ["af", "nu", "later", "later"]
    assert left_in_the_inbox(store) == []
    press(app, "Stop met dit bestand")
    assert "Er zijn 3 fouten" not in text(app)
    assert steps(app)[0] == "nu"


def test_persons_are_refused_and_never_repeated(deliver, at_work, store):
    app = deliver(PERSONS.encode(), name="lijst.csv")
    assert "Het bestand is niet opgeslagen." in text(app)
    said = markup(app) + str([one.proto for one in app.get("download_button")])
    assert not [word for word in ("Jansen", "123456782", "Peters") if word in said]
    assert left_in_the_inbox(store) == []


def test_worker_gone_checks_but_does_not_keep(deliver, store):
    app = deliver(csv(*GOOD))
    shown = text(app)
    assert "De werker staat uit. U kunt een bestand laten controleren, maar nog niet bewaren." in shown
    assert "Het bestand klopt" in shown
    assert "Het is niet opgeslagen, want de werker staat uit." in shown
    assert "Bevestig deze levering" not in buttons(app)
    assert left_in_the_inbox(store) == []


def test_worker_that_goes_away_between_checking_and_comparing(deliver, at_work, store, monkeypatch):
    monkeypatch.setattr(worker, "ask", lambda *_: 0)  # nobody takes it up
    monkeypatch.setattr(desk, "WAIT_SECONDS", 0.0)
    app = deliver(csv(*GOOD))
    assert "De werker antwoordt niet." in text(app)
    assert "(E_WERKER_WEG)" in text(app)
    assert "Bevestig deze levering" not in buttons(app)
    assert left_in_the_inbox(store) == []


def test_preview_shows_what_changes_and_forgets_the_file_when_one_stops(deliver, at_work, store):
    app = deliver(csv(*GOOD))
    shown = text(app)
    assert "Het bestand klopt. Kijk nog naar 1 punt." in shown  # W_KLEIN_AANTAL
    assert "Er is nog niets opgeslagen: bekijk hieronder wat er verandert." in shown
    assert re.search(r"<b>2</b> nieuwe cijfers", markup(app))
    assert re.search(r"<b>1</b> afgeschermd", markup(app))
    shows = shown[shown.index("Dit zien anderen straks") :]
    assert "niet getoond" in shows
    assert re.search(r"Cliënten die meedoen.*?\b40\b", shows, re.DOTALL), "42 is afgerond op vijf"
    assert not re.search(r"\b(7|42)\b", shows[: shows.index("Aantallen van mensen")])
    assert steps(app) == ["af", "af", "nu", "later"]
    kept = app.session_state[deliver_steps.KEY]
    assert kept.found.rows == (), "tussen twee stappen wordt geen rij onthouden"
    assert CANARY not in repr(kept)
    assert len(left_in_the_inbox(store)) == 1
    press(app, "Stop met dit bestand")
    assert left_in_the_inbox(store) == []


def test_another_file_takes_the_place_of_the_one_before(deliver, at_work, store):
    app = deliver(csv(*GOOD))
    deliver(csv(*WRONG), app=app)
    assert "Er zijn 3 fouten" in text(app)
    assert "nieuwe cijfers" not in text(app)
    assert left_in_the_inbox(store) == []


def test_short_form_goes_the_same_way_as_a_file(open_page, at_work, store):
    app = open_page("aanleveren", buurt="sterrenwijk")
    press(app, "Controleer deze aantallen")
    assert "Het bestand" not in text(app), "zonder getal gebeurt er niets"
    field = next(one for one in app.number_input if "geincludeerde_clienten" in one.key)
    field.set_value(12)
    press(app, "Controleer deze aantallen")
    assert "Het bestand klopt" in text(app)
    assert re.search(r"<b>1</b> nieuw cijfer", markup(app))
    press(app, "Stop met dit bestand")
    assert left_in_the_inbox(store) == []


def test_kept_looked_at_compared_and_taken_back(deliver, open_page, at_work, store):
    """One story, since each state needs the one before it."""
    app = press(deliver(csv(*GOOD)), "Bevestig deze levering")
    first = int(re.search(r"De levering is bewaard onder nummer (\d+)", text(app)).group(1))
    assert steps(app) == ["af"] * 4
    assert left_in_the_inbox(store) == []
    assert "2 rijen: 2 nieuw, 0 gewijzigd" in text(app)
    assert CANARY not in markup(app)

    deliver(csv(*GOOD), app=app)
    assert "W_REEDS_INGELEZEN" in text(app)
    assert "Bevestig deze levering" not in buttons(app)
    press(app, "Stop met dit bestand")

    press(app, "Toon de rijen")  # of the own delivery: exact, with the remark
    shown = text(app)
    assert f"Levering {first} heeft 2 rijen over Sterrenwijk." in shown
    assert CANARY in shown
    assert re.search(r'data-kop="Teller">\s*7<', markup(app))
    assert left_in_the_inbox(store) == []
    assert CANARY not in repr(dict(app.session_state._state.filtered_state))
    assert CANARY not in markup(app.run()), "en daarna zijn ze weg"

    deliver(csv(*MENDED), app=app)
    assert re.search(r"<b>1</b> gewijzigd cijfer", markup(app))
    waits = f"uiterlijk op {date_text(visible_by(today()))}."
    late = f"1 cijfer is al gepubliceerd. De verbetering wordt zichtbaar als de ronde van de buurt sluit, {waits}"
    assert late in text(app)
    second = int(re.search(r"nummer (\d+)", text(press(app, "Bevestig deze levering"))).group(1))
    assert late in text(app), "na het bevestigen staat het er nog"
    press(app, "Vergelijk")
    assert "1 cijfer verschilt. 1 is gelijk." in text(app)
    assert re.search(r'data-kop="Was">42<.*data-kop="Werd"><b>61<', markup(app))

    other = open_page("aanleveren", role="huisarts", buurt="sterrenwijk")
    assert "2 rijen: 0 nieuw, 1 gewijzigd" in text(other)
    assert [one.label for one in other.expander] == [], "van een ander is alleen het logboek te zien"

    press(app, "Trek deze levering terug")
    assert "(E_REDEN_ONTBREEKT)" in text(app)
    for reason, told in (
        ("mail jan.jansen@example.org", "In de reden staan gegevens over personen (e-mailadressen)."),
        ("verkeerde maand", "Gelukt."),
    ):
        next(one for one in app.text_input if one.label == "Reden").set_value(reason)
        press(app, "Trek deze levering terug")
        assert told in text(app)
    assert f"Levering {second} is teruggetrokken. Wat er al van gepubliceerd is, blijft staan tot" in text(app)
    assert waits in text(app)
    assert "kartrekker" in text(app)
    assert "jansen" not in text(app)
    assert steps(app) == ["nu", "later", "later", "later"], "terugtrekken is geen stap van leveren"

    next(one for one in app.text_input if one.label == "Reden").set_value("ook verkeerd")
    press(app, "Trek deze levering terug")
    assert f"Levering {first} is teruggetrokken" in text(app)
    assert "Een levering terugtrekken" not in [one.label for one in app.expander]
