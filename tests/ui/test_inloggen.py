"""Inloggen and Uw account, and what an account sees of every page, without a browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from buurtbeeld.access import accounts, granting, invitations, login, presence
from buurtbeeld.access.accounts import Given
from buurtbeeld.access.granting import COMMAND_LINE, NewAccount
from buurtbeeld.access.matrix import Role
from buurtbeeld.catalog import load_catalog
from buurtbeeld.errors import PermissionDenied
from buurtbeeld.roles import DEMONSTRATION_ROLES, Action, User, check_may
from buurtbeeld.storage.engine import open_published
from buurtbeeld.storage.schema_access import login_attempt, session
from buurtbeeld.storage.schema_audit import audit_event
from pages._ui import cached, door
from pages._ui import session as page_session
from tests.conftest import ROOT
from tests.ui.conftest import markup, messages

CATALOG = load_catalog(ROOT / "config", verzonnen=True)
PASSWORD = "vier woorden op een rij"
MEMBER = Given(Role.NETWERKLID, "ecosysteem", "sterrenwijk")


@pytest.fixture
def engine(store):
    found = open_published(store)
    with found.begin() as connection:
        connection.execute(sa.delete(login_attempt))
    yield found
    found.dispose()


@pytest.fixture
def accounts_on(monkeypatch, engine):
    """Everybody logs in; `cookies` is what the browser has."""
    cookies = {}
    monkeypatch.setattr(door, "demonstration", lambda: False)
    monkeypatch.setattr(door, "_cookie", lambda name: cookies.get(name, ""))
    return cookies


NUMBERS = iter(range(10_000))


def somebody(engine, *given):
    """A new account with a password."""
    naam = f"mens{next(NUMBERS)}"
    now = datetime.now(UTC)
    with engine.begin() as connection:
        granting.make(connection, COMMAND_LINE, NewAccount(naam, naam.capitalize()))
        for one in given:
            granting.give(connection, COMMAND_LINE, naam, one, catalog=CATALOG, now=now)
        code = invitations.renew(connection, COMMAND_LINE, naam, catalog=CATALOG, now=now)
        invitations.accept_with_password(connection, code, PASSWORD, now)
    return naam


def token_of(engine, naam, *, second_factor=True):
    now = datetime.now(UTC)
    with engine.begin() as connection:
        found = accounts.by_naam(connection, naam)
        code = login.hand_over(connection, found, browser="", second_factor=second_factor, now=now)
    return login.exchange(engine, code, browser="", now=now)


def opened(page="", **address):
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    return app.switch_page(f"pages/{page}.py").run() if page else app


def lines(app):
    return [link.proto.label for link in app.sidebar.get("page_link")]


@pytest.mark.parametrize("role", DEMONSTRATION_ROLES)
def test_on_a_laptop_nobody_has_to_log_in(open_page, role):
    app = open_page("inloggen", role=role.value)
    assert not app.exception
    assert messages(app) == []
    assert "Op deze computer hoeft u niet in te loggen." in markup(app)


def test_a_wrong_password_says_nothing_about_what_is_wrong(accounts_on, engine):
    naam = somebody(engine, MEMBER)
    app = opened("inloggen")
    fill(app, naam, "dit is het niet echt")
    assert "klopt niet" in messages(app)[0]
    assert "E_INLOGGEN" in messages(app)[0]
    assert "toegang/sessie" not in markup(app)
    fill(app, naam, PASSWORD)
    assert "toegang/sessie?code=" in markup(app)


def fill(app, naam, wachtwoord):
    box = {one.label: one for one in app.text_input}
    box["Accountnaam"].set_value(naam)
    box["Wachtwoord"].set_value(wachtwoord)
    press(app, "Inloggen")


def press(app, label):
    """Press a button. A page that first hands itself over to app.py, as in a test, would forget what was pressed."""
    app.session_state[page_session.MENU_KEY] = True
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception
    return app


def test_an_invitation_asks_for_a_password_and_refuses_a_weak_one(accounts_on, engine):
    now = datetime.now(UTC)
    with engine.begin() as connection:
        code = invitations.invite(
            connection,
            COMMAND_LINE,
            NewAccount(f"nieuw{next(NUMBERS)}", "<b>Nieuw</b>"),
            MEMBER,
            catalog=CATALOG,
            now=now,
        )
    app = opened("inloggen", uitnodiging=code)
    assert "Welkom, &lt;b&gt;Nieuw&lt;/b&gt;" in markup(app)
    for first, again, said in (
        ("kort", "kort", "te kort"),
        (PASSWORD, PASSWORD + "!", "niet hetzelfde"),
        (PASSWORD, PASSWORD, ""),
    ):
        box = {one.label: one for one in app.text_input}
        box["Nieuw wachtwoord"].set_value(first)
        box["Nog een keer"].set_value(again)
        press(app, "Bewaren en inloggen")
        assert said in " ".join(messages(app))
    assert "toegang/sessie?code=" in markup(app)
    assert "Deze uitnodiging werkt niet" in " ".join(messages(opened("inloggen", uitnodiging=code)))


def test_an_account_sees_its_pages_and_loses_them_at_the_next_click(accounts_on, engine):
    naam = somebody(engine, MEMBER)
    accounts_on[door.COOKIE] = token_of(engine, naam)
    app, second = opened(), opened("uitkomsten", buurt="sterrenwijk")
    assert "Onze uitkomsten" in lines(app)
    assert "Uw account" in lines(app)
    assert "Beheer" not in lines(app)
    assert "U kijkt nu als" not in [box.label for box in app.selectbox]
    assert "U mag dit niet" not in markup(second)
    with engine.begin() as connection:
        granting.take(connection, COMMAND_LINE, naam, MEMBER, catalog=CATALOG)
    second.run()
    assert "U mag dit niet: de pagina Onze uitkomsten zien." in markup(second)
    assert "Uw account heeft nog geen rol." in markup(app.run())
    with engine.begin() as connection:
        granting.revoke_sessions(connection, COMMAND_LINE, naam, catalog=CATALOG, now=datetime.now(UTC))
    assert "Uw toegang is beëindigd" in markup(app.run())


def test_half_an_hour_without_a_click(accounts_on, engine, monkeypatch):
    accounts_on[door.COOKIE] = token_of(engine, somebody(engine, MEMBER))
    app = opened()
    assert "Onze uitkomsten" in lines(app)
    later = datetime.now(UTC) + timedelta(minutes=31)
    monkeypatch.setattr(door.clock(), "now", lambda: later, raising=False)
    app.run()
    assert "U deed dertig minuten niets." in markup(app)
    assert "Onze uitkomsten" not in lines(app)


def test_a_kartrekker_without_a_second_step_is_told_and_can_set_it_up(accounts_on, engine):
    accounts_on[door.COOKIE] = token_of(
        engine, somebody(engine, Given(Role.KARTREKKER, "ecosysteem", "sterrenwijk")), second_factor=False
    )
    app = opened("inloggen")
    assert "is een tweede stap nodig" in markup(app)
    assert "Onze uitkomsten" not in lines(app)
    key = app.code[0].value
    box = next(one for one in app.text_input if one.label == "De code die de app nu toont")
    box.set_value("000000")
    press(app, "Bewaren")
    assert "Deze code klopt niet" in " ".join(messages(app))
    from buurtbeeld.access import totp

    box = next(one for one in app.text_input if one.label == "De code die de app nu toont")
    box.set_value(totp.code(key, int(datetime.now(UTC).timestamp()) // 30))
    press(app, "Bewaren")
    assert "Onze uitkomsten" in lines(app)
    assert "Beheer" in lines(app)


CANARY = "7.919 mensen, alleen voor wie dit mag zien"


@pytest.fixture
def canary(monkeypatch):
    """An answer about outcomes with a word in it that nobody else has; the cache is empty before and after."""
    from buurtbeeld import figures

    real = figures.read

    def read(user, question, *, reader):
        if isinstance(question, figures.OutcomesQuestion):
            check_may(user, Action.UITKOMSTEN, buurt=question.sleutel)
            return CANARY
        return real(user, question, reader=reader)

    cached._outcome_answer.clear()
    monkeypatch.setattr(figures, "read", read)
    yield
    cached._outcome_answer.clear()


def test_what_one_may_see_never_comes_out_of_the_cache_for_another(accounts_on, engine, canary):
    """Four people one after another in one process."""
    member = presence_of(engine, somebody(engine, MEMBER))
    elsewhere = presence_of(engine, somebody(engine, Given(Role.NETWERKLID, "voorbeeld", "lindekwartier")))
    boss = presence_of(engine, somebody(engine, Given(Role.BEHEERDER)))
    for _ in range(2):
        assert cached.outcomes(member, "sterrenwijk") == CANARY
        for other in (elsewhere, boss, User("bezoeker", Role.BEZOEKER)):
            with pytest.raises(PermissionDenied):
                cached.outcomes(other, "sterrenwijk")


def test_a_cache_that_forgets_who_asks_would_be_found(accounts_on, engine, canary, monkeypatch):
    monkeypatch.setattr(cached, "scope", lambda _: "iedereen")
    assert cached.outcomes(presence_of(engine, somebody(engine, MEMBER)), "sterrenwijk") == CANARY
    assert cached.outcomes(User("bezoeker", Role.BEZOEKER), "sterrenwijk") == CANARY, "the leak that is looked for"


def presence_of(engine, naam):
    with engine.connect() as connection:
        found = accounts.by_naam(connection, naam)
    return accounts.resolve(found, CATALOG, CATALOG.rollen, second_factor=True)[0]


def test_a_refusal_is_written_down_once_a_minute(accounts_on, engine):
    naam = somebody(engine, MEMBER)
    accounts_on[door.COOKIE] = token_of(engine, naam)

    def refusals():
        with engine.connect() as connection:
            query = sa.select(audit_event.c.object).where(audit_event.c.gebeurtenis == "geweigerd")
            return connection.execute(query).scalars().all().count("pagina_beheer")

    before = refusals()
    app = opened("beheer")
    app.run()
    app.run()
    assert refusals() == before + 1


def test_a_store_that_does_not_answer_lets_nobody_in(accounts_on, engine, monkeypatch):
    from buurtbeeld.errors import StorageError

    accounts_on[door.COOKIE] = token_of(engine, somebody(engine, MEMBER))

    def broken(*_args, **_kwargs):
        raise StorageError("De database is niet bereikbaar of beschadigd.")

    monkeypatch.setattr(presence, "who", broken)
    app = opened()
    assert not app.exception
    assert "De database is niet bereikbaar" in markup(app)
    assert "Onze uitkomsten" not in lines(app)


def test_a_download_in_a_tab_that_stayed_open_is_refused_after_logging_out(accounts_on, engine):
    """The click on a download runs no page: its session is asked for by itself."""
    naam = somebody(engine, MEMBER)
    accounts_on[door.COOKIE] = token = token_of(engine, naam)
    user, key = presence_of(engine, naam), presence.of_token(token)
    door.check_in(user, key)
    login.log_out(engine, (key,), naam, now=datetime.now(UTC))
    with pytest.raises(PermissionDenied, match="U bent uitgelogd"):
        door.check_in(user, key)
    with pytest.raises(PermissionDenied):
        door.check_in(user, "verzonnen")
    door.check_in(User("bezoeker", Role.BEZOEKER), "")


def test_a_browser_is_known_by_its_token_however_it_is_masked():
    from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string as masked

    token = bytes(range(16))
    first, second = masked(token, 1), masked(token, 2)
    assert first != second
    assert door.browser_of(first) == door.browser_of(second) == door.browser_of(f'"{first}"') == token.hex()
    assert door.browser_of(masked()) != token.hex()
    for odd in ("", "x", "2|||1", "2|zz|zz|1", "||||"):
        assert door.browser_of(odd) == odd


def test_a_made_up_cookie_is_a_visitor(accounts_on, engine):
    accounts_on[door.COOKIE] = "verzonnen"
    app = opened()
    assert "Onze uitkomsten" not in lines(app)
    with engine.connect() as connection:  # the digest that is stored opens nothing
        stored = connection.execute(sa.select(session.c.id)).scalars().first()
    accounts_on[door.COOKIE] = stored or "x"
    assert "Onze uitkomsten" not in lines(opened())
