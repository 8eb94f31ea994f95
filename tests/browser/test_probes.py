"""Text that would like to be code: in every field somebody can fill, in names of files and programmes, in every store.

A probe that came alive would open a dialog, or ask another host for a picture. Neither may happen, on any page.
"""

from __future__ import annotations

import contextlib
import os
import re
from datetime import UTC, date, datetime

import pytest
import requests
import sqlalchemy as sa
from playwright.sync_api import Error as PlaywrightError

from buurtbeeld import audit
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import open_published
from buurtbeeld.storage.schema_delivered import delivery_log, delivery_scope
from buurtbeeld.storage.schema_plans import intervention
from buurtbeeld.storage.schema_published import account, job, source_attempt
from data_sources import refresh
from scripts import app_server
from tests.browser import visits
from tests.browser.test_aanleveren import upload
from tests.conftest import ROOT

EVIL = "kwaad.example"
# Short enough for a field of eighty characters: markup, a picture in Markdown, a link that runs.
PROBE = f"<img src=//{EVIL}/a onerror=alert(1)>![x](//{EVIL}/b)[k](javascript:alert(2))"
LONG = PROBE + r" <script>alert(3)</script> $\href{javascript:alert(4)}{x}$ :red[rood] <svg onload=alert(5)> {{7*7}}"
PROGRAMME = f"""
code: vijand
naam: '{PROBE}'
codejaar: 2024
toelichting: '{LONG}'
buurten:
  - {{sleutel: vijand, naam: '{PROBE}', plaats: '{PROBE}', gemeente: '{PROBE}', gebieden: [BU03440522], start: null,
     partner: '{PROBE}', zekerheid: hoog, opmerking: '{LONG}', punt: [52.1, 5.1]}}
"""
PAGES = {
    "start": ("/?buurt=vijand", "kartrekker"),
    "ons_buurtbeeld": ("/ons_buurtbeeld?buurt=vijand", "kartrekker"),
    "nulmeting": ("/ons_buurtbeeld?buurt=sterrenwijk", "kartrekker"),
    "uitkomsten": ("/uitkomsten?buurt=sterrenwijk", "kartrekker"),
    "bespreking": ("/bespreking?buurt=sterrenwijk", "kartrekker"),
    "plan": ("/plan?buurt=sterrenwijk", "kartrekker"),
    "buurtverslag": ("/buurtverslag?buurt=sterrenwijk", "kartrekker"),
    "ervaringen": ("/ervaringen?buurt=sterrenwijk", "kartrekker"),
    "afspraak": ("/afspraak?buurt=vijand", "kartrekker"),
    "cijferblad": ("/cijferblad?buurt=vijand", "kartrekker"),
    "leren": ("/leren?buurt=sterrenwijk", "kartrekker"),
    "menukaart": ("/menukaart?buurt=sterrenwijk", "kartrekker"),
    "voortgang": ("/voortgang", "transitieteam"),
    "aanleveren": ("/aanleveren?buurt=sterrenwijk", "kartrekker"),
    "uitleg": ("/uitleg?buurt=vijand", "kartrekker"),
    "privacy": ("/privacy?buurt=vijand", "kartrekker"),
    "logboek": ("/logboek", "beheerder"),
    "beheer": ("/beheer", "beheerder"),
    "inloggen": ("/inloggen", "bezoeker"),
}
# Pages of which we know that they show a probe: there it must stand as text.
SHOWN = {"start", "ons_buurtbeeld", "uitkomsten", "aanleveren", "beheer"}
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def write_everywhere(settings):
    """What somebody could have left in the store before the rules of today, or by another way in."""
    engine = open_published(settings)
    with engine.begin() as connection:
        connection.execute(
            sa.insert(intervention).values(
                programma="ecosysteem", buurt="sterrenwijk", thema="eerstelijn", titel=PROBE[:80], status="loopt",
                start=date(2026, 1, 1), maanden=6, op=NOW, door=PROBE,
            )
        )  # fmt: skip
        row = {
            "programma": "ecosysteem", "bron": "buurtnetwerk", "bestand": LONG, "sha256": "a" * 64, "rijen": 1,
            "nieuw": 1, "gewijzigd": 0, "ontvangen": NOW, "stand_op": NOW,
        }  # fmt: skip
        back = {"door": PROBE, "stand": "teruggetrokken", "stand_door": PROBE, "reden": LONG}
        mine = {"door": "kartrekker", "stand": "aanvaard", "stand_door": "kartrekker", "reden": ""}
        about = {"buurt": "sterrenwijk", "periode": "2024-T1", "indicator": "deelnemende_burgers"}
        for number, how in ((9001, back), (9002, mine)):
            connection.execute(sa.insert(delivery_log).values(row | how | {"levering": number, "event_id": number}))
            connection.execute(sa.insert(delivery_scope).values(about | {"levering": number}))
        attempt = {"bron": "cbs_kerncijfers", "tabel": PROBE, "at": NOW, "ok": False, "code": PROBE, "zin": LONG}
        connection.execute(sa.insert(source_attempt).values(attempt))
        asked = {"kind": "ververs", "args": {}, "asked_by": PROBE, "asked_at": NOW, "state": "mislukt", "message": LONG}
        connection.execute(sa.insert(job).values(asked))
        values = {"naam": "vijand", "demonstration": False, "active": True}
        values |= {"volledige_naam": PROBE, "email": PROBE}
        connection.execute(sa.insert(account).values(values))
        audit.record(connection, audit.Event.UITVOER, wie=PROBE, object=PROBE, buurt="sterrenwijk", details={"x": LONG})
    engine.dispose()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, browser):
    """The app on a store full of probes, with folders of its own for what it leaves behind."""
    data, temporary = tmp_path_factory.mktemp("probes"), tmp_path_factory.mktemp("tijdelijk")
    (data / "programmas").mkdir()
    (data / "programmas" / "vijand.yaml").write_text(PROGRAMME, encoding="utf-8")
    settings = Settings.from_environment({"BUURTBEELD_DATA": str(data)})
    refresh.begin(settings, verzonnen=False)
    write_everywhere(settings)
    environment = app_server.NO_SOURCES | {"BUURTBEELD_WERKER": "apart", "TMPDIR": str(temporary)}
    with app_server.running_app(data, environment) as running:
        yield running, data, temporary


@pytest.fixture(scope="module")
def profile(browser):
    context = visits.context_at(browser, 1280)
    yield context
    context.close()


def opened(profile, app, name):
    address, role = PAGES[name]
    return visits.visit(profile, app.url, f"{address}{'&' if '?' in address else '?'}als={role}")


# Elements that a probe would have made.
MADE = r"""() => [...document.querySelectorAll('[src],[href],[onerror],[onload]')]
    .map(one => one.cloneNode(false).outerHTML.slice(0, 200))
    .filter(html => /(src|href)=.?(\/\/|https?:..)kwaad/.test(html) || /(src|href)=.?javascript:/.test(html)
        || /\son(error|load)=/.test(html))"""


def is_harmless(visit):
    """Nothing ran, nothing was asked of the other host, and no element was made of a probe."""
    assert visit.dialogs == []
    assert visit.foreign == []
    assert visit.page.evaluate(MADE) == []


def unfold(visit):
    """Open every part that is folded: Streamlit's with the keyboard, as somebody would, ours all at once."""
    folded = visit.page.locator("[data-testid=stMain] [data-testid=stExpander] details:not([open]) > summary")
    for _ in range(min(folded.count(), 12)):
        folded.first.focus()
        visit.page.keyboard.press("Enter")
        visit.settle()
    visit.page.evaluate("() => document.querySelectorAll('.stHtml details').forEach(one => { one.open = true })")
    visit.settle()


@pytest.mark.uitgebreid
@pytest.mark.parametrize("name", PAGES)
def test_a_probe_is_text_on_every_page(profile, hostile, name):
    visit = opened(profile, hostile[0], name)
    for summary in visit.page.locator(
        "main details:not([open]) > summary, [data-testid=stMain] details > summary"
    ).all()[:40]:
        with contextlib.suppress(Exception):
            summary.click(timeout=500)
    visit.settle()
    is_harmless(visit)
    if name in SHOWN:
        assert f"<img src=//{EVIL}/a" in visit.main, "de tekst zelf hoort er te staan"
    visit.page.close()


@pytest.mark.parametrize(
    "name", ["nulmeting", "uitkomsten", "plan", "buurtverslag", "ervaringen", "aanleveren", "beheer"]
)
def test_a_probe_in_every_field_stays_text(profile, hostile, name):
    """Every field that takes text gets one, every form is sent, and the page is opened again."""
    visit = opened(profile, hostile[0], name)
    page = visit.page
    unfold(visit)
    fields = page.locator("[data-testid=stMain] input[type=text]:not([role=combobox]), [data-testid=stMain] textarea")
    filled = 0
    for number in range(min(fields.count(), 12)):
        with contextlib.suppress(PlaywrightError):  # a field can go while the page draws anew
            field = fields.nth(number)
            if field.is_visible() and field.is_enabled():
                field.fill(LONG[: int(field.get_attribute("maxlength") or 300)], timeout=2000)
                field.press("Tab", timeout=2000)
                filled += 1
                visits.settle(page)
    for button in page.locator("[data-testid=stMain] [data-testid=stFormSubmitButton] button").all()[:4]:
        with contextlib.suppress(PlaywrightError):
            button.click(timeout=2000)
            visits.settle(page)
    is_harmless(visit)
    page.reload()
    visit.settle()
    is_harmless(visit)
    page.close()
    assert filled


def test_a_probe_as_the_name_of_a_file_is_text(profile, hostile):
    visit = opened(profile, hostile[0], "aanleveren")
    name = f"<img src=x onerror=alert(1)>![x](__{EVIL}_b).csv".replace("/", "_")
    upload(visit, name, b"buurtcode;periode\nsterrenwijk;2026-T1\n", "Het bestand is niet opgeslagen")
    is_harmless(visit)
    hostile_cells = (
        f"buurtcode;periode;indicator;teller;noemer;waarde;toelichting\n{PROBE};{PROBE};{PROBE};1;;;{PROBE}\n"
    )
    upload(visit, "b.csv", hostile_cells.encode(), "Het bestand is niet opgeslagen", says="E_BUURT_ONBEKEND")
    is_harmless(visit)
    visit.page.close()


def test_every_page_gets_a_probe():
    """A new page without a row here fails."""
    opened_here = {address.lstrip("/").partition("?")[0] or "start" for address, _ in PAGES.values()}
    assert {path.stem for path in (ROOT / "pages").glob("*.py")} - {"__init__"} <= opened_here


def test_the_check_would_see_a_probe_that_came_alive(profile, hostile):
    visit = opened(profile, hostile[0], "privacy")
    visit.page.evaluate("p => document.body.insertAdjacentHTML('beforeend', p)", PROBE)
    visit.page.wait_for_timeout(500)
    assert visit.dialogs == ["1"]
    assert any(EVIL in url for url in visit.foreign)
    with pytest.raises(AssertionError):
        is_harmless(visit)
    visit.page.close()


# What Streamlit itself serves.

MARK = os.urandom(24).hex().encode()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("kwaad.exe", b"MZ\x90\x00" + MARK),
        ("kwaad.pkl", b"\x80\x05cos\nsystem\n" + MARK),
        ("groot.csv", MARK + b"x" * 10_100_000),
    ],
    ids=["kwaad.exe", "kwaad.pkl", "groot.csv"],
)
def test_a_file_that_is_put_without_the_page_leaves_nothing(profile, hostile, name, body):
    """Streamlit takes any bytes of a session; only our own check on the page makes a delivery of them."""
    app, data, temporary = hostile
    visit = opened(profile, app, "aanleveren")
    put = []
    visit.page.on("request", lambda request: put.append(request) if request.method == "PUT" else None)
    upload(visit, "leeg.csv", b"", "Het bestand is niet opgeslagen")
    address = put[0].url
    for target in (address, re.sub(r"[^/]+$", "0" * 36, address), re.sub(r"[^/]+/[^/]+$", "x/y", address)):
        with contextlib.suppress(requests.RequestException):
            requests.put(target, files={"file": (name, body)}, timeout=30)
            requests.put(target, data=body, timeout=30)
    visit.page.reload()
    visit.settle()
    assert "bewaard" not in visit.main.replace("niets bewaard", "").replace("niet bewaard", "")
    visit.page.close()
    left = [path for folder in (data, temporary) for path in folder.rglob("*") if path.is_file()]
    assert left
    assert [path.name for path in left if MARK in path.read_bytes()] == []


def test_the_interface_for_agents_is_off(hostile):
    url = hostile[0].url
    for path in ("/_stcore/agent/interact", "/_stcore/agent", "/_stcore/agent/state"):
        for ask in (requests.post, requests.get):
            answer = ask(url + path, timeout=10)
            is_page = "<!doctype html" in answer.text.lower()  # what the app answers at any address
            assert answer.status_code >= 400 or (ask is requests.get and is_page), (path, answer.status_code)
