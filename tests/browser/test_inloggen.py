"""Logging in as people do: at an organisation or with a password, in a real browser, and out again."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from buurtbeeld.access import granting
from buurtbeeld.access.accounts import Given
from buurtbeeld.access.matrix import Role
from tests.browser import entrance
from tests.browser.entrance import PASSWORD, TWO_STEPS, click, member, menu

LEADER = Given(Role.KARTREKKER, "ecosysteem", "sterrenwijk")


def somebody(naam, **claims):
    return {"sub": f"id-{naam}", "name": naam, "email": f"{naam}@zorg.example", "email_verified": True} | claims


PEOPLE = {
    "anna": somebody("anna"),
    "bas": somebody("bas"),
    "carla": somebody("carla", **TWO_STEPS),
    "dirk": somebody("dirk"),
    "vreemde": somebody("vreemde"),
    "onbevestigd": somebody("onbevestigd", email_verified=False),
}


@pytest.fixture(scope="module")
def house(browser, embedded_stores, tmp_path_factory):
    with entrance.running(browser, embedded_stores, tmp_path_factory.mktemp("ingang") / "data", PEOPLE) as found:
        yield found


@pytest.fixture
def profile(house):
    found = house.profile()
    yield found
    found.close()


def reads(visit, text):
    """Wait until the page says this: while the invented buurten are made, a page is drawn in more than one go."""
    visit.page.get_by_text(text).first.wait_for(timeout=60_000)


def test_a_page_opened_by_its_address_refuses_a_visitor_before_anything_else_ran(house, profile):
    """First in this file: app.py has not run in this process yet."""
    for page, naam in (("uitkomsten", "Onze uitkomsten"), ("beheer", "Beheer")):
        seen = house.open(profile, f"/{page}?buurt=sterrenwijk")
        assert f"U mag dit niet: de pagina {naam} zien." in seen.main
        assert naam not in menu(seen)
        seen.page.locator('[data-testid="stMain"]').get_by_role("link", name="Inloggen").click()
        seen.page.get_by_label("Accountnaam").wait_for(timeout=30_000)
        seen.page.close()


def test_an_organisation_lets_in_whoever_was_invited_by_the_address_it_verified(house, profile):
    house.invite("anna", member(), email="anna@zorg.example")
    seen = house.enter(profile, "anna")
    assert "Onze uitkomsten" in menu(seen)
    assert "U bent ingelogd als Anna (lid van het buurtnetwerk)." in seen.text
    click(seen, "Onze uitkomsten")
    assert "U mag dit niet" not in seen.main
    again = house.open(profile, "/inloggen")  # another tab: the same person
    assert "U bent ingelogd als Anna." in again.main
    assert "lid van het buurtnetwerk, Sterrenwijk" in again.main
    assert (seen.errors, again.errors) == ([], [])


def test_logging_out_counts_in_every_tab_and_at_the_organisation(house, profile):
    house.invite("dirk", member(), email="dirk@zorg.example")
    first, before = house.enter(profile, "dirk"), house.organisation.left
    second = house.open(profile, "/uitkomsten?buurt=sterrenwijk")
    assert "U mag dit niet" not in second.main
    stolen = profile.cookies()
    first.page.get_by_role("button", name="Uitloggen").first.click()
    first.page.wait_for_url(f"{house.url}/**")
    first.page.get_by_text("Inloggen", exact=True).first.wait_for()
    assert house.organisation.left == before + 1
    click(second, "Start")
    reads(second, "U bent uitgelogd.")
    assert "Onze uitkomsten" not in menu(second)
    copied = house.profile()
    copied.add_cookies(stolen)
    assert "U bent uitgelogd." in house.open(copied, "/").main, "a copied cookie opens nothing"
    copied.close()


def test_a_stranger_gets_in_nowhere_and_reads_why(house, profile):
    seen = house.enter(profile, "vreemde")
    assert "u heeft hier geen account" in seen.main
    assert "Onze uitkomsten" not in menu(seen)
    direct = house.open(profile, "/uitkomsten?buurt=sterrenwijk")
    assert "U mag dit niet: de pagina Onze uitkomsten zien." in direct.main
    assert "u heeft hier geen account" in direct.main


@pytest.mark.uitgebreid
def test_an_address_that_the_organisation_did_not_verify_opens_no_invitation(house, profile):
    code = house.invite("onbevestigd", member(), email="onbevestigd@zorg.example")
    seen = house.enter(profile, "onbevestigd")
    assert "u heeft hier geen account" in seen.main
    click(seen, "Inloggen")  # with the code itself it does go
    seen.page.get_by_label("Heeft u een uitnodiging?").fill(f"{house.url}/inloggen?uitnodiging={code}")
    seen.page.get_by_role("button", name="Gebruik deze uitnodiging").click()
    seen.page.get_by_text("U bent ingelogd als Onbevestigd.").wait_for()


def test_without_a_second_step_a_role_that_asks_for_it_is_left_out(house, profile):
    house.invite("bas", LEADER, member(), email="bas@zorg.example")
    seen = house.enter(profile, "bas")
    assert "is een tweede stap nodig" in seen.main
    assert "Onze uitkomsten" in menu(seen)
    assert "Beheer" not in menu(seen)


@pytest.mark.uitgebreid
def test_with_a_second_step_the_role_counts(house, profile):
    house.invite("carla", LEADER, email="carla@zorg.example")
    seen = house.enter(profile, "carla")
    assert "tweede stap" not in seen.main
    assert {"Beheer", "Gegevens aanleveren"} <= set(menu(seen))


def test_half_an_hour_without_a_click_and_one_is_out_also_after_a_reload(house, profile):
    seen = house.enter(profile, "anna")
    assert "Onze uitkomsten" in menu(seen)
    house.age(minutes=31)
    click(seen, "Start")
    reads(seen, "U deed dertig minuten niets.")
    assert "Onze uitkomsten" not in menu(seen)
    assert "U deed dertig minuten niets." in house.open(profile, "/").main
    again = house.enter(profile, "anna")
    assert "Onze uitkomsten" in menu(again)


def test_a_password_of_ones_own_by_an_invitation_that_works_once(house, profile):
    code = house.invite("els", member())
    seen = house.enter_with_invitation(profile, code, between=lambda: house.open(profile, "/uitleg"))
    assert "Onze uitkomsten" in menu(seen)
    cookie = next(one for one in profile.cookies() if one["name"] == "buurtbeeld_sessie")
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert "buurtbeeld_sessie" not in seen.page.evaluate("document.cookie")
    assert "code=" not in seen.page.url
    seen.page.reload()
    seen.settle()
    assert "Onze uitkomsten" in menu(seen)
    other = house.profile()
    assert "Deze uitnodiging werkt niet" in house.open(other, f"/inloggen?uitnodiging={code}").main
    other.close()


@pytest.mark.uitgebreid
def test_a_password_that_is_wrong_five_times_has_to_wait(house, profile):
    house.invite("frits", member())
    seen = house.open(profile, "/inloggen")
    for number in range(6):
        seen.page.get_by_label("Accountnaam").fill("frits")
        seen.page.get_by_label("Wachtwoord", exact=True).fill(f"verkeerd {number}")
        seen.page.get_by_role("button", name="Inloggen", exact=True).click()
        said = r"klopt niet.*E_INLOGGEN\)" if number < 5 else r"Wacht \d+ seconden.*E_INLOGGEN_WACHT"
        seen.page.get_by_text(re.compile(said)).wait_for(timeout=30_000)
        seen.settle()
    with house.engine.begin() as connection:  # the next test comes from the same address
        from buurtbeeld.storage.schema_access import login_attempt

        connection.execute(login_attempt.delete())


def test_what_is_taken_or_given_counts_at_the_next_click_in_a_tab_that_is_open(house, profile):
    code = house.invite("gerda", member())
    first = house.enter_with_invitation(profile, code)
    second = house.open(profile, "/uitkomsten?buurt=sterrenwijk")
    house.change(granting.take, "gerda", member())
    click(second, "Start")
    reads(second, "Uw account heeft nog geen rol.")
    assert "Onze uitkomsten" not in menu(second)
    house.change(granting.give, "gerda", member("emmen"), now=datetime.now(UTC))
    click(first, "Uitleg en verantwoording")
    assert "Onze uitkomsten" in menu(first)
    house.change(granting.revoke_sessions, "gerda", now=datetime.now(UTC))
    for tab in (first, second):
        click(tab, "Start")
        reads(tab, "Uw toegang is beëindigd")
        assert "Onze uitkomsten" not in menu(tab)


@pytest.mark.uitgebreid
def test_two_people_at_once_see_their_own(house):
    """The cache is shared by everybody: what one may see must never show for another."""
    code = house.invite("hans", member())
    inside, outside = house.profile(), house.profile()
    seen = house.enter_with_invitation(inside, code)
    for address in ("/uitkomsten?buurt=sterrenwijk", "/cijferblad?buurt=sterrenwijk", "/?buurt=sterrenwijk"):
        mine, theirs = house.open(inside, address), house.open(outside, address)
        assert "Onze uitkomsten" in menu(mine)
        assert "Onze uitkomsten" not in menu(theirs)
        assert "Hans" not in theirs.text
    assert PASSWORD not in seen.page.content()
    inside.close()
    outside.close()


def asks_for_a_file(seen):
    """Click the CSV button of a page whose Download is open; the file, or None when the app gives none."""
    try:
        with seen.page.expect_download(timeout=12_000) as coming:
            seen.page.get_by_role("button", name="als CSV").first.click()
        return coming.value.path().read_bytes()
    except PlaywrightTimeout:
        return None


@pytest.mark.uitgebreid
@pytest.mark.parametrize("end", ["rol", "sessie"])
def test_a_download_button_in_a_tab_that_stayed_open_gives_no_file(house, profile, end):
    naam = f"hanna.{end}"
    seen = house.enter_with_invitation(profile, house.invite(naam, member()))
    seen = house.open(profile, "/uitkomsten?buurt=sterrenwijk")
    seen.page.get_by_role("button", name="Download").first.click()
    assert asks_for_a_file(seen).startswith(b"\xef\xbb\xbf")
    if end == "rol":
        house.change(granting.take, naam, member())
    else:
        house.change(granting.revoke_sessions, naam, now=datetime.now(UTC))
    assert asks_for_a_file(seen) is None
    shown = seen.page.inner_text("body")
    assert "Traceback" not in shown
    assert "PermissionDenied" not in shown
