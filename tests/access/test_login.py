"""Logging in with a password, and the sessions it makes, on both databases and by a clock of our own."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from buurtbeeld.access import accounts, attempts, granting, login, passwords, presence, sessions, totp
from buurtbeeld.access.granting import COMMAND_LINE
from buurtbeeld.access.matrix import Action, Role
from buurtbeeld.access.presence import State
from buurtbeeld.access.sessions import Ended
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.roles import may
from buurtbeeld.storage.schema_access import login_attempt, session
from buurtbeeld.storage.schema_audit import audit_event
from buurtbeeld.storage.schema_published import account
from tests.access.conftest import PASSWORD, Given, kartrekker

MEMBER = Given(Role.NETWERKLID, "ecosysteem", "sterrenwijk")


def seen(house, token, identity=None):
    return presence.who(house.engine, house.catalog, token=token, identity=identity, now=house.now, watch=house.watch)


WRONG = [("anna", "iets heel anders dan dat"), ("niemand", PASSWORD), ("anna", ""), ("anna", "x" * 5000)]


def events(house):
    with house.engine.connect() as connection:
        return connection.execute(sa.select(audit_event.c.gebeurtenis, audit_event.c.uitkomst)).all()


def test_a_right_password_opens_a_session_with_the_roles_of_now(house):
    house.somebody("anna", MEMBER)
    found = seen(house, house.enter("anna"))
    assert (found.state, found.user.naam, found.user.rol) == (State.INGELOGD, "anna", Role.NETWERKLID)
    assert may(found.user, Action.UITKOMSTEN, buurt="emmen")
    assert not may(found.user, Action.UITKOMSTEN, buurt="lindekwartier"), "of another programma"
    assert not may(found.user, Action.BESPREKING_LEZEN, buurt="emmen"), "of another buurt"


def test_nothing_that_opens_anything_is_stored(house):
    house.somebody("anna", MEMBER)
    token = house.enter("anna")
    with house.engine.connect() as connection:
        stored = [str(row) for table in (session, account) for row in connection.execute(sa.select(table))]
    assert not any(token in text or PASSWORD in text for text in stored)
    assert any("$argon2id$" in text for text in stored)


@pytest.mark.parametrize("token", ["organisatie\nx", "x" * 42, "x" * 44, "é" * 43, "x" * 42 + "\n", " " * 43, "\ud800"])
def test_only_what_we_can_have_given_out_names_a_session(house, token):
    """Else whoever chooses the text could choose the key, as of the login of somebody at an organisation."""
    house.somebody("anna", MEMBER)
    with house.engine.begin() as connection:
        number = accounts.by_naam(connection, "anna").id
        key = sessions.digest(token) if token.isascii() else "x"
        sessions.start(connection, number, key=key, way="organisatie", second_factor=True, now=house.now)
    assert presence.of_token(token) == ""
    assert seen(house, token).state is State.BEZOEKER


def test_a_cookie_never_has_the_key_of_a_link_or_a_login_at_an_organisation():
    token = sessions.new_token()
    assert presence.of_token(token) not in {"", sessions.digest(token), sessions.digest(f"organisatie\n{token}")}


@pytest.mark.parametrize(
    ("naam", "password"),
    WRONG,
)
def test_what_is_wrong_is_not_said(house, naam, password):
    house.somebody("anna", MEMBER)
    with pytest.raises(BuurtbeeldError, match="De naam, het wachtwoord of de code klopt niet") as caught:
        house.enter(naam, password)
    assert caught.value.code == "E_INLOGGEN"
    assert ("inloggen_mislukt", "mislukt") in [tuple(row) for row in events(house)]


def test_an_account_that_was_invited_only_cannot_log_in(house):
    house.somebody("anna", MEMBER, password=None)
    with pytest.raises(BuurtbeeldError) as caught:
        house.enter("anna")
    assert caught.value.code == "E_INLOGGEN"


def test_after_five_failures_every_try_waits_longer_also_with_the_right_password(house):
    house.somebody("anna", MEMBER)
    waits = []
    for failure in range(1, 9):
        with pytest.raises(BuurtbeeldError, match="klopt niet"):
            house.enter("anna", "verkeerd wachtwoord")
        if failure < attempts.FREE:
            continue
        with pytest.raises(BuurtbeeldError, match=r"Wacht \d+") as caught:
            house.enter("anna")
        assert caught.value.code == "E_INLOGGEN_WACHT"
        waits.append(attempts.delay(failure))
        house.wait(seconds=waits[-1].total_seconds())
    assert waits == [timedelta(seconds=30 * 2**n) for n in range(4)]
    assert seen(house, house.enter("anna")).state is State.INGELOGD
    with house.engine.connect() as connection:  # the failures of the account are forgotten, those of the address not
        assert connection.scalar(sa.select(sa.func.count()).select_from(login_attempt)) == 1


def test_an_address_that_tries_many_names_has_to_wait_too(house):
    house.somebody("anna", MEMBER)
    for number in range(attempts.FREE):
        with pytest.raises(BuurtbeeldError, match="klopt niet"):
            house.enter(f"gok{number}", "verkeerd wachtwoord")
    with pytest.raises(BuurtbeeldError, match="Wacht"):
        house.enter("anna")
    typed = login.Typed("anna", PASSWORD, "", "10.9.9.9", "b")
    assert login.with_password(house.engine, typed, now=house.now), "from elsewhere it goes"


def test_the_longest_wait_is_an_hour_and_a_clock_that_goes_back_locks_nobody_out(house):
    assert attempts.delay(4) == timedelta(0)
    assert attempts.delay(500) == attempts.LONGEST == timedelta(hours=1)
    for _ in range(attempts.FREE):
        with pytest.raises(BuurtbeeldError, match="klopt niet"):
            house.enter("anna", "verkeerd")
    house.now -= timedelta(hours=30)
    with pytest.raises(BuurtbeeldError, match="klopt niet"):
        house.enter("anna", "verkeerd")
    with pytest.raises(BuurtbeeldError, match="Wacht 61 seconden"):
        house.enter("anna", "verkeerd")


def test_the_code_of_a_page_works_once_in_the_same_browser_and_for_a_minute(house):
    house.somebody("anna", MEMBER)

    def handed():
        return login.with_password(house.engine, login.Typed("anna", PASSWORD, "", "", "mijn"), now=house.now)

    code = handed()
    assert login.exchange(house.engine, code, browser="andere", now=house.now) is None
    assert login.exchange(house.engine, code, browser="mijn", now=house.now)
    assert login.exchange(house.engine, code, browser="mijn", now=house.now) is None
    assert login.exchange(house.engine, "verzonnen", browser="mijn", now=house.now) is None
    late = handed()
    house.wait(seconds=61)
    assert login.exchange(house.engine, late, browser="mijn", now=house.now) is None


def test_thirty_minutes_without_a_click_and_it_is_over(house):
    house.somebody("anna", MEMBER)
    token = house.enter("anna")
    for _ in range(5):
        house.wait(minutes=29)
        assert seen(house, token).state is State.INGELOGD
    house.wait(minutes=31)
    assert (seen(house, token).einde, seen(house, token).user.rol) == (Ended.STIL, Role.BEZOEKER)
    house.now -= timedelta(minutes=20)  # and it stays over, whatever the clock says later
    assert seen(house, token).einde is Ended.STIL


def test_what_runs_by_itself_does_not_keep_a_session_alive(house):
    house.somebody("anna", MEMBER)
    token = house.enter("anna")
    for state in (State.INGELOGD, State.INGELOGD, State.OVER):
        house.wait(minutes=14)
        found = presence.who(
            house.engine, house.catalog, token=token, identity=None, now=house.now, watch=house.watch, touch=False
        )
        assert found.state is state


def test_twelve_hours_and_it_is_over_however_busy_one_is(house):
    house.somebody("anna", MEMBER)
    token = house.enter("anna")
    for _ in range(48):
        house.wait(minutes=15)
        assert seen(house, token).state is State.INGELOGD
    house.wait(minutes=1)
    assert seen(house, token).einde is Ended.VERLOPEN


@pytest.mark.parametrize("real_minutes", [40, 65, 80, 95])
def test_a_clock_that_goes_back_an_hour_makes_no_session_younger(house, real_minutes):
    house.somebody("anna", MEMBER)
    token = house.enter("anna")
    assert seen(house, token).state is State.INGELOGD
    house.wait(minutes=real_minutes)
    house.now -= timedelta(hours=1)
    assert seen(house, token).user.rol is Role.BEZOEKER


def test_a_clock_that_goes_back_keeps_the_twelve_hours(house):
    house.somebody("anna", MEMBER)
    token = house.enter("anna")
    for step in range(49):
        house.wait(minutes=15)
        if step == 20:
            house.now -= timedelta(minutes=4)  # less than two servers may differ
        found = seen(house, token)
    assert found.einde is Ended.VERLOPEN


def test_a_session_of_a_process_that_never_saw_it_is_judged_by_its_own_start(house):
    house.somebody("anna", MEMBER)
    token = house.enter("anna")
    house.watch = sessions.Watch(monotonic=lambda: house.mono)
    house.wait(hours=12, minutes=1)
    with house.engine.begin() as connection:
        connection.execute(sa.update(session).values(seen_at=house.now))
    assert seen(house, token).einde is Ended.VERLOPEN


def test_logging_out_ends_it_in_every_tab(house):
    house.somebody("anna", MEMBER)
    token, other = house.enter("anna"), house.enter("anna")
    first_tab, second_tab = seen(house, token), seen(house, token)
    assert first_tab.user == second_tab.user
    login.log_out(house.engine, (first_tab.sessie,), "anna", now=house.now)
    assert seen(house, token).einde is Ended.UITGELOGD
    assert seen(house, other).state is State.INGELOGD, "another browser stays in"


def test_a_role_that_is_given_or_taken_counts_at_the_next_click(house):
    house.somebody("anna", MEMBER)
    token = house.enter("anna")
    assert not may(seen(house, token).user, Action.BESPREKING_LEZEN, buurt="emmen")
    more = Given(Role.NETWERKLID, "ecosysteem", "emmen")
    with house.engine.begin() as connection:
        granting.give(connection, COMMAND_LINE, "anna", more, catalog=house.catalog, now=house.now)
    assert may(seen(house, token).user, Action.BESPREKING_LEZEN, buurt="emmen")
    with house.engine.begin() as connection:
        granting.take(connection, COMMAND_LINE, "anna", more, catalog=house.catalog)
        granting.take(connection, COMMAND_LINE, "anna", MEMBER, catalog=house.catalog)
    found = seen(house, token)
    assert (found.state, found.user.rol) == (State.ZONDER_ROL, Role.BEZOEKER)
    assert not may(found.user, Action.UITKOMSTEN)


def test_who_is_stopped_is_out_at_the_next_click(house):
    house.somebody("anna", MEMBER)
    token = house.enter("anna")
    with house.engine.begin() as connection:
        granting.stop(connection, COMMAND_LINE, "anna", catalog=house.catalog, now=house.now)
    assert seen(house, token).user.rol is Role.BEZOEKER
    with pytest.raises(BuurtbeeldError, match="klopt niet"):
        house.enter("anna")


def test_a_role_that_asks_for_a_second_step_is_left_out_without_one(house):
    house.somebody("anna", kartrekker(), MEMBER)
    token = house.enter("anna")
    found = seen(house, token)
    assert (found.user.rol, found.tweede_stap_mist) == (Role.NETWERKLID, True)
    assert not may(found.user, Action.INTERVENTIES, buurt="sterrenwijk")
    key = totp.new_key()
    with pytest.raises(BuurtbeeldError, match="Deze code klopt niet"):
        login.set_up_telephone(house.engine, "anna", key, "000000x", session_key=found.sessie, now=house.now)
    right = totp.code(key, int(house.now.timestamp()) // 30)
    login.set_up_telephone(house.engine, "anna", key, right, session_key=found.sessie, now=house.now)
    found = seen(house, token)
    assert (found.user.rol, found.tweede_stap_mist) == (Role.KARTREKKER, False)

    assert login.with_password(house.engine, login.Typed("anna", PASSWORD), now=house.now) is None, "asks for the code"
    with pytest.raises(BuurtbeeldError, match="klopt niet"):
        house.enter("anna", code=right)  # was used already
    house.wait(seconds=30)
    with pytest.raises(BuurtbeeldError, match="klopt niet"):
        house.enter("anna", code="123456")
    token = house.enter("anna", code=totp.code(key, int(house.now.timestamp()) // 30))
    assert seen(house, token).user.rol is Role.KARTREKKER


def test_a_source_that_is_assigned_asks_for_a_second_step(house):
    assigned = Given(Role.NETWERKLID, "ecosysteem", "sterrenwijk", "gemeente")
    house.somebody("anna", MEMBER, assigned)
    found = seen(house, house.enter("anna"))
    assert found.tweede_stap_mist
    assert may(found.user, Action.UITKOMSTEN, buurt="emmen")
    assert found.user.bronnen == frozenset()


def test_the_codes_are_those_of_the_standard():
    """RFC 6238, appendix B, SHA-1: eight digits there, of which we use the last six."""
    key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, eight in ((59, "94287082"), (1111111109, "07081804"), (20000000000, "65353130")):
        assert totp.code(key, seconds // 30) == eight[2:]


@pytest.mark.parametrize(
    ("password", "said"),
    [("kort", "te kort"), ("x" * 300, "te lang"), ("wachtwoordwachtwoord", "makkelijk"), ("annajansen123", "makkelijk"),
     ("aaaaaaaaaaaaaa", "makkelijk"), ("vier woorden op een rij", "")],
)  # fmt: skip
def test_passwords_that_are_refused(password, said):
    assert said in passwords.problem_of(password, "annajansen@zorg.nl")
    assert bool(said) == bool(passwords.problem_of(password, "annajansen@zorg.nl"))


def test_the_real_parameters_are_those_of_rfc_9106(monkeypatch):
    monkeypatch.undo()
    stored = passwords.hashed(PASSWORD)
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.fits(stored, PASSWORD)
    assert not passwords.fits(stored, f"{PASSWORD} ")


def test_a_hash_of_weaker_parameters_is_made_anew_at_the_next_login(house):
    from argon2 import PasswordHasher

    house.somebody("anna", MEMBER)
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, hash_len=16).hash(PASSWORD)
    with house.engine.begin() as connection:
        connection.execute(sa.update(account).values(password_hash=weak))
    house.enter("anna")
    with house.engine.connect() as connection:
        assert connection.scalar(sa.select(account.c.password_hash)) != weak


def test_everything_that_happened_is_in_the_log_and_no_name_that_was_typed(house):
    house.somebody("anna", MEMBER)
    token = house.enter("anna")
    login.log_out(house.engine, (seen(house, token).sessie,), "anna", now=house.now)
    with pytest.raises(BuurtbeeldError):
        house.enter("geheime-naam", "geheim-wachtwoord")
    found = {row.gebeurtenis for row in events(house)}
    assert {"account_gemaakt", "rol_gewijzigd", "ingelogd", "uitgelogd", "inloggen_mislukt"} <= found
    with house.engine.connect() as connection:
        everything = str(connection.execute(sa.select(audit_event)).all())
        everything += str(connection.execute(sa.select(login_attempt)).all())
    assert "geheim" not in everything
    assert accounts.named(house.engine, house.catalog, "anna").naam == "anna"
