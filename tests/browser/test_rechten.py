"""Every row of the matrix in a real browser, for three roles: each page, and where each action begins.

A row without an entry here, or without a reason why it has none, makes a test fail.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from buurtbeeld.access import accounts, login
from buurtbeeld.access.accounts import Given
from buurtbeeld.access.matrix import Action, Role
from buurtbeeld.outcomes.keys import partner_key
from buurtbeeld.roles import User, may
from pages._ui import menu
from tests.browser import entrance
from tests.browser.entrance import CATALOG, member

OWN, OTHER = "gorinchem", "sterrenwijk"
GIVEN = {
    "netwerklid": (member(OWN), Given(Role.NETWERKLID, "ecosysteem", OWN, "gemeente")),
    "coordinator": (Given(Role.COORDINATOR, "ecosysteem", partner_key("Rivas")),),
    "bezoeker": (),
}
# Action -> page where it begins, and what stands there for who may; of a buurt: both of the own one and of another.
ENTRIES = {
    Action.OPEN_CIJFERS: ("ons_buurtbeeld", "inwoners"),
    Action.OPEN_EXPORT: ("ons_buurtbeeld", "Download"),
    Action.UITKOMSTEN: ("uitkomsten", "Onze uitkomsten"),
    Action.UITKOMSTEN_EXPORT: ("uitkomsten", "Download"),
    Action.BRON_VERVERSEN: ("", "Cijfers verversen"),
    Action.LEVEREN: ("aanleveren", "Sjabloon als Excel"),
    Action.INTERVENTIES: ("uitkomsten", "Een actie toevoegen"),
    Action.RONDE_SLUITEN: ("uitkomsten", "De ronde sluiten"),
    Action.BESPREKING_NA_AFLOOP: ("bespreking", "In vijf stappen praat u over de cijfers"),
    Action.BESPREKING_SCHRIJVEN: ("bespreking", "Open de bespreking"),
    Action.NULMETING_VASTZETTEN: ("ons_buurtbeeld", "Nulmeting vastzetten"),
    Action.BUURTVERSLAG_LEZEN: ("buurtverslag", "nog geen buurtverslag vrijgegeven"),
    Action.BUURTVERSLAG_VRIJGEVEN: ("buurtverslag", "Geef vrij"),
    Action.VOORTGANG: ("voortgang", "Voortgang"),
    Action.AFSPRAAK: ("afspraak", "15% minder uren"),
    Action.ONDERZOEK_EXPORT: ("afspraak", "Voor onderzoek"),
    Action.LOGBOEK_LEZEN: ("logboek", "Toon"),
    Action.GEBRUIKERS_BEHEREN: ("beheer", "Iemand uitnodigen"),
    Action.INSTELLINGEN_INZIEN: ("beheer", "Gaat het goed met de app?"),
}
# Of these the entry asks for something that has to be there first, or has no page: tested where it is made.
NO_ENTRY = {
    Action.LEVERING_TERUGTREKKEN: "een levering; tests/ui/test_aanleveren.py",
    Action.LEVERING_INZIEN: "een levering; tests/ui/test_aanleveren.py",
    Action.BESPREKING_LEZEN: "een bespreking die loopt",
    Action.BESPREKING_REAGEREN: "een bespreking die loopt",
    Action.BUURTVERSLAG_CONCEPT: "een concept",
    Action.BUURTVERSLAG_SCHRIJVEN: "een bespreking die klaar is",
    Action.CONTACT_VRAGEN: "een buurt die lijkt en anders uitkomt",
    Action.PODIUM_KIEZEN: "een kandidaat",
    Action.MIJLPALENOVERZICHT: "een bevroren afspraak",
    Action.PLAN_LEZEN: "een plan",
    Action.PLAN_SCHRIJVEN: "een plan",
    Action.PLAN_TEKENEN: "een plan",
    Action.ERVARINGEN_LEZEN: "ervaringen",
    Action.CITATEN_KEUREN: "ervaringen",
    Action.PERSOON_VERWIJDEREN: "iemand die weg kan; tests/ui/test_beheer.py",
}
WITHOUT_A_BUURT = {
    Action.BRON_VERVERSEN, Action.VOORTGANG, Action.AFSPRAAK, Action.ONDERZOEK_EXPORT, Action.LOGBOEK_LEZEN,
    Action.GEBRUIKERS_BEHEREN, Action.INSTELLINGEN_INZIEN, Action.OPEN_CIJFERS, Action.OPEN_EXPORT,
    Action.BUURTVERSLAG_LEZEN,
}  # fmt: skip
PER_BUURT = {page for action, (page, _) in ENTRIES.items() if action not in WITHOUT_A_BUURT}
pytestmark = pytest.mark.uitgebreid  # the same matrix holds for every page and question in tests/access, in seconds


def buurten(page):
    """Of a page where an action about a buurt begins, the own one and another."""
    return (OWN, OTHER) if page in PER_BUURT else (OWN,)


@pytest.fixture(scope="module")
def house(browser, embedded_stores, tmp_path_factory):
    with entrance.running(browser, embedded_stores, tmp_path_factory.mktemp("rechten") / "data", {}) as found:
        for naam, given in GIVEN.items():
            if given:
                found.invite(f"{naam}.proef", *given)
        yield found


@pytest.fixture(scope="module", params=GIVEN)
def somebody(request, house):
    """A browser in which somebody with this role is logged in, and the user the domain knows."""
    naam, profile = f"{request.param}.proef", house.profile()
    user = User("bezoeker", Role.BEZOEKER)
    if GIVEN[request.param]:
        now = datetime.now(UTC)
        with house.engine.begin() as connection:
            found = accounts.by_naam(connection, naam)
            code = login.hand_over(connection, found, browser="", second_factor=True, now=now)
        token = login.exchange(house.engine, code, browser="", now=now)
        profile.add_cookies([{"name": "buurtbeeld_sessie", "value": token, "url": house.url}])
        user = accounts.resolve(found, CATALOG, CATALOG.rollen, second_factor=True)[0]
    yield user, profile, {}
    profile.close()


def page_text(house, somebody, page, buurt):
    """What somebody reads on a page about a buurt; opened once."""
    _, profile, seen = somebody
    if (page, buurt) not in seen:
        visit = house.open(profile, f"/{page}?buurt={buurt}")
        seen[page, buurt] = visit.main
        assert visit.errors == []
        assert visit.page.locator('[data-testid="stException"]').count() == 0
        visit.page.close()
    return seen[page, buurt]


def test_every_action_has_an_entry_or_a_reason():
    assert set(ENTRIES) | set(NO_ENTRY) == {one for one in Action if not one.value.startswith("pagina_")}
    assert not set(ENTRIES) & set(NO_ENTRY)


@pytest.mark.parametrize("entry", menu.PAGES, ids=lambda entry: entry.file)
def test_a_page_opens_or_refuses_as_the_matrix_says(house, somebody, entry):
    page = "" if entry is menu.START else entry.file
    for buurt in buurten(page):
        said = page_text(house, somebody, page, buurt)
        allowed = may(somebody[0], entry.action)
        assert ("Geen toegang" in said) is not allowed
        assert (f"U mag dit niet: de pagina {entry.naam.split(' en ')[0]}" in said) is not allowed


@pytest.mark.parametrize("action", ENTRIES)
def test_an_action_begins_where_the_matrix_says_and_nowhere_else(house, somebody, action):
    page, sign = ENTRIES[action]
    for buurt in buurten(page):
        said = page_text(house, somebody, page, buurt)
        about = None if action in WITHOUT_A_BUURT else buurt
        allowed = may(somebody[0], action, buurt=about)
        if action is Action.LOGBOEK_LEZEN or action is Action.GEBRUIKERS_BEHEREN:  # of the own buurten, on one page
            allowed = may(somebody[0], action, buurt=OWN) or may(somebody[0], action)
        assert (sign in said and "U mag dit niet" not in said) is allowed, (action, buurt, said[:300])
