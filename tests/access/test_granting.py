"""Who may let in whom, and what becomes of an invitation; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from buurtbeeld.access import accounts, granting, identity, invitations, login, overview, presence
from buurtbeeld.access.accounts import Given
from buurtbeeld.access.granting import COMMAND_LINE, NewAccount
from buurtbeeld.access.matrix import Role
from buurtbeeld.access.presence import State
from buurtbeeld.errors import BuurtbeeldError, NotFound, PermissionDenied
from buurtbeeld.outcomes.keys import partner_key
from buurtbeeld.roles import User
from buurtbeeld.storage.schema_audit import audit_event
from buurtbeeld.storage.schema_published import account
from tests.access.conftest import CATALOG, NOW, PASSWORD

MEMBER = Given(Role.NETWERKLID, "ecosysteem", "gorinchem")
RIVAS = Given(Role.COORDINATOR, "ecosysteem", partner_key("Rivas"))
# Role that is given -> what for, inside and outside the reach of each manager below.
INSIDE = {rol: Given(rol, "ecosysteem", "gorinchem" if rol in granting.PER_BUURT else "") for rol in Role}
INSIDE[Role.BEHEERDER] = Given(Role.BEHEERDER)
OTHER = {rol: Given(rol, "ecosysteem", "sterrenwijk" if rol in granting.PER_BUURT else "") for rol in Role}
ELSEWHERE = {rol: Given(rol, "voorbeeld", "lindekwartier" if rol in granting.PER_BUURT else "") for rol in Role}
MANAGERS = {
    Role.KARTREKKER: Given(Role.KARTREKKER, "ecosysteem", "gorinchem"),
    Role.COORDINATOR: RIVAS,
    Role.TRANSITIETEAM: Given(Role.TRANSITIETEAM, "ecosysteem"),
    Role.BEHEERDER: Given(Role.BEHEERDER),
}
MAY_GIVE = {  # the table of the design: invite burger/lid of the own buurt; own partner; everything
    Role.KARTREKKER: {Role.NETWERKLID},
    Role.COORDINATOR: {Role.NETWERKLID, Role.HUISARTS, Role.KARTREKKER, Role.BURGERVERTEGENWOORDIGER},
    Role.TRANSITIETEAM: set(Role) - {Role.BEZOEKER, Role.BEHEERDER},
    Role.BEHEERDER: set(Role) - {Role.BEZOEKER},
}


def user_of(given, naam="baas"):
    found = accounts.Account(1, naam, naam, "", actief=True, ingericht=True, tweede_stap=True, laatst=None,
                             toekenningen=(given,))  # fmt: skip
    return accounts.resolve(found, CATALOG, CATALOG.rollen, second_factor=True)[0]


@pytest.mark.parametrize("rol", [rol for rol in Role if rol is not Role.BEZOEKER])
@pytest.mark.parametrize("manager", [None, *Role])
def test_the_table_of_who_may_let_in_whom(manager, rol):
    """Every role as a manager; somebody without a role too."""
    given = MANAGERS.get(manager) or (INSIDE[manager] if manager not in (None, Role.BEZOEKER) else None)
    user = User("x", Role.BEZOEKER) if given is None else user_of(given)
    able = rol in MAY_GIVE.get(manager, set())
    everywhere = manager is Role.BEHEERDER
    assert granting.may_grant(user, INSIDE[rol], CATALOG) is able
    if rol is Role.BEHEERDER:
        return
    assert granting.may_grant(user, OTHER[rol], CATALOG) is (able and manager in {Role.TRANSITIETEAM, Role.BEHEERDER})
    assert granting.may_grant(user, ELSEWHERE[rol], CATALOG) is (able and everywhere)
    assert (rol in granting.grantable(user, CATALOG)) is able


def test_a_coordinator_reaches_the_buurten_of_the_own_partner():
    mine = user_of(RIVAS).buurten
    assert mine == {one.sleutel for one in CATALOG.programmas["ecosysteem"].buurten if one.partner == "Rivas"}
    assert {"gorinchem", "papendrecht"} <= mine
    assert "sterrenwijk" not in mine


@pytest.mark.parametrize(
    "one",
    [
        Given(Role.BEZOEKER, "ecosysteem"),
        Given(Role.BEHEERDER, "ecosysteem"),
        Given(Role.NETWERKLID, "ecosysteem"),
        Given(Role.NETWERKLID, "ecosysteem", "lindekwartier"),
        Given(Role.NETWERKLID, "bestaat-niet", "sterrenwijk"),
        Given(Role.COORDINATOR, "ecosysteem", "partner:Niemand"),
        Given(Role.TRANSITIETEAM, "ecosysteem", "sterrenwijk"),
        Given(Role.NETWERKLID, "ecosysteem", "sterrenwijk", "verzekeraars"),
        Given(Role.ONDERZOEKER, "ecosysteem", "", "gemeente"),
    ],
)
def test_a_role_that_makes_no_sense_is_refused(house, one):
    house.somebody("anna")
    with house.engine.begin() as connection, pytest.raises(BuurtbeeldError) as caught:
        granting.give(connection, COMMAND_LINE, "anna", one, catalog=CATALOG, now=NOW)
    assert caught.value.code == "E_TOEKENNING"


@pytest.mark.parametrize("naam", ["a", "Met Spatie", "kartrekker", "werker", "<script>", "x" * 80, ""])
def test_a_name_that_cannot_be_one(house, naam):
    with house.engine.begin() as connection, pytest.raises(BuurtbeeldError) as caught:
        granting.make(connection, COMMAND_LINE, NewAccount(naam))
    assert caught.value.code == "E_ACCOUNT"


def test_two_accounts_of_one_name_cannot_be(house):
    house.somebody("anna")
    with house.engine.begin() as connection, pytest.raises(BuurtbeeldError, match="Er is al een account 'anna'"):
        granting.make(connection, COMMAND_LINE, NewAccount("Anna "))


def test_a_kartrekker_invites_a_member_and_takes_the_role_again_and_nothing_more(house):
    leader = user_of(MANAGERS[Role.KARTREKKER], "joke")
    with house.engine.begin() as connection:
        code = invitations.invite(connection, leader, NewAccount("burger"), MEMBER, catalog=CATALOG, now=NOW)
        assert invitations.look(connection, code, NOW).naam == "burger"
    elsewhere = Given(Role.NETWERKLID, "ecosysteem", "sterrenwijk")
    with house.engine.begin() as connection, pytest.raises(PermissionDenied):
        invitations.invite(connection, leader, NewAccount("ander"), elsewhere, catalog=CATALOG, now=NOW)
    with house.engine.connect() as connection:
        assert accounts.by_naam(connection, "ander") is None, "nothing half"
        assert [line.account.naam for line in overview.lines(connection, leader, CATALOG, NOW)] == ["burger"]
    with house.engine.begin() as connection:
        granting.take(connection, leader, "burger", MEMBER, catalog=CATALOG)
    with house.engine.begin() as connection, pytest.raises(NotFound):
        granting.take(connection, COMMAND_LINE, "burger", MEMBER, catalog=CATALOG)


@pytest.mark.parametrize("act", ["give", "take", "stop", "renew", "revoke_sessions", "start_again"])
def test_a_manager_cannot_touch_who_has_a_role_out_of_reach(house, act):
    """Else a kartrekker could take over a beheerder who is also a member, with a new link."""
    house.somebody("baas", MEMBER, Given(Role.BEHEERDER))
    house.somebody("ver", Given(Role.NETWERKLID, "ecosysteem", "sterrenwijk"))
    leader = user_of(MANAGERS[Role.KARTREKKER], "joke")
    calls = {
        "give": lambda c: granting.give(c, leader, "baas", Given(Role.BEHEERDER), catalog=CATALOG, now=NOW),
        "take": lambda c: granting.take(c, leader, "baas", Given(Role.BEHEERDER), catalog=CATALOG),
        "stop": lambda c: granting.stop(c, leader, "baas", catalog=CATALOG, now=NOW),
        "start_again": lambda c: granting.start_again(c, leader, "baas", catalog=CATALOG),
        "renew": lambda c: invitations.renew(c, leader, "baas", catalog=CATALOG, now=NOW),
        "revoke_sessions": lambda c: granting.revoke_sessions(c, leader, "baas", catalog=CATALOG, now=NOW),
    }
    with house.engine.begin() as connection, pytest.raises(PermissionDenied):
        calls[act](connection)


def test_nobody_gets_a_code_for_an_account_without_roles_that_they_do_not_look_after(house):
    """Else a member could set its password now and wait until somebody gives it a role."""
    house.somebody("leeg")
    for visitor in (user_of(MEMBER, "lid"), user_of(MANAGERS[Role.KARTREKKER], "joke")):
        with house.engine.begin() as connection, pytest.raises(PermissionDenied):
            invitations.renew(connection, visitor, "leeg", catalog=CATALOG, now=NOW)


def test_giving_oneself_a_role_is_marked_in_the_log(house):
    house.somebody("baas", Given(Role.BEHEERDER))
    with house.engine.begin() as connection:
        boss = user_of(Given(Role.BEHEERDER), "baas")
        granting.give(connection, boss, "baas", Given(Role.TRANSITIETEAM, "ecosysteem"), catalog=CATALOG, now=NOW)
    with house.engine.connect() as connection:
        rows = connection.execute(sa.select(audit_event.c.details).order_by(audit_event.c.id)).scalars().all()
    assert '"zelf":"ja"' in rows[-1]
    assert not any('"zelf"' in row for row in rows[:-1])


def test_an_invitation_works_once_for_a_week_and_a_new_one_ends_the_old(house):
    code = house.somebody("anna", MEMBER, password=None)
    with house.engine.begin() as connection:
        newer = invitations.renew(connection, COMMAND_LINE, "anna", catalog=CATALOG, now=NOW)
        for old in (code, "verzonnen", ""):
            with pytest.raises(BuurtbeeldError) as caught:
                invitations.look(connection, old, NOW)
            assert caught.value.code == "E_UITNODIGING"
        with pytest.raises(BuurtbeeldError):
            invitations.look(connection, newer, NOW + timedelta(days=7))
        invitations.accept_with_password(connection, newer, PASSWORD, NOW)
        with pytest.raises(BuurtbeeldError):
            invitations.accept_with_password(connection, newer, PASSWORD, NOW)


def test_a_new_password_throws_out_who_was_in(house):
    house.somebody("anna", MEMBER)
    token = house.enter("anna")
    with house.engine.begin() as connection:
        code = invitations.renew(connection, COMMAND_LINE, "anna", catalog=CATALOG, now=house.now)
        invitations.accept_with_password(connection, code, "heel andere woorden nu", house.now)
    found = presence.who(house.engine, CATALOG, token=token, identity=None, now=house.now, watch=house.watch)
    assert found.user.rol is Role.BEZOEKER
    with pytest.raises(BuurtbeeldError):
        house.enter("anna")


CLAIMS = {
    "iss": "https://zorg.example", "sub": "1", "email": "Anna@zorg.example", "email_verified": True, "name": "Anna",
    "iat": NOW.timestamp(), "nonce": "n1",
}  # fmt: skip


def who(house, **claims):
    return presence.who(
        house.engine,
        CATALOG,
        token="",
        identity=identity.from_claims(CLAIMS | claims),
        now=house.now,
        watch=house.watch,
    )


def invited(house, naam="anna", email="anna@zorg.example"):
    with house.engine.begin() as connection:
        return invitations.invite(
            connection, COMMAND_LINE, NewAccount(naam, "", email), MEMBER, catalog=CATALOG, now=house.now
        )


def test_issuer_and_subject_are_who_somebody_is_whatever_the_address(house):
    invited(house)
    assert who(house).state is State.INGELOGD
    assert who(house, nonce="n2", email="nieuw@zorg.example").user.naam == "anna", "the address changed, the person not"
    assert who(house, nonce="n3", sub="2").state is State.ONBEKEND, "the address went to somebody else"
    assert who(house, nonce="n4", iss="https://elders.example").state is State.ONBEKEND


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_was_not_verified_matches_nothing(house, verified):
    invited(house)
    assert who(house, email_verified=verified).state is State.ONBEKEND


def test_an_address_without_an_open_invitation_matches_nothing(house):
    invited(house)
    house.now += timedelta(days=8)
    assert who(house, iat=house.now.timestamp()).state is State.ONBEKEND
    house.somebody("bas", MEMBER)
    with house.engine.begin() as connection:
        connection.execute(sa.update(account).where(account.c.naam == "bas").values(email="bas@zorg.example"))
        invitations.renew(connection, COMMAND_LINE, "bas", catalog=CATALOG, now=house.now)
    claims = {"sub": "9", "nonce": "n9", "email": "bas@zorg.example", "iat": house.now.timestamp()}
    assert who(house, **claims).state is State.ONBEKEND, "an account with a password is not taken over by an address"


def test_two_invitations_of_one_address_match_neither(house):
    invited(house)
    invited(house, "anna2")
    assert who(house).state is State.ONBEKEND


def test_an_old_cookie_of_streamlit_is_no_new_session(house):
    """It lives for thirty days; what it says of when somebody logged in does not change."""
    invited(house)
    assert who(house).state is State.INGELOGD
    house.wait(hours=13)
    assert who(house).einde is not None
    with house.engine.begin() as connection:  # also when the row of the session was cleared
        connection.execute(sa.text("DELETE FROM session"))
    assert who(house).user.rol is Role.BEZOEKER
    assert who(house, iat=house.now.timestamp(), nonce="n2").state is State.INGELOGD


def test_logging_out_ends_what_the_organisation_said_too(house):
    invited(house)
    found = who(house)
    login.log_out(house.engine, (found.sessie,), "anna", now=house.now)
    assert who(house).einde is not None
    assert who(house, nonce="n2").state is State.INGELOGD, "logging in again is another session"


def test_a_stranger_is_written_down_once(house):
    for _ in range(3):
        assert who(house, sub="vreemd").state is State.ONBEKEND
    with house.engine.connect() as connection:
        found = connection.execute(sa.select(audit_event.c.gebeurtenis)).scalars().all()
    assert found == ["inloggen_mislukt"]


@pytest.mark.parametrize(
    ("claims", "two"),
    [
        ({"amr": ["mfa"]}, True),
        ({"amr": ["pwd", "otp"]}, True),
        ({"amr": ["pin", "hwk"]}, True),
        ({"amr": "mfa"}, True),
        ({"acr": "urn:zorg:sterk"}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": ["otp", "sms"]}, False),
        ({"amr": ["hwk"]}, False),
        ({"acr": "1"}, False),
        ({"amr": {"mfa": 1}}, False),
        ({}, False),
    ],
)
def test_what_counts_as_a_second_step(claims, two):
    assert identity.has_second_factor(claims, ["urn:zorg:sterk"]) is two


@pytest.mark.parametrize("change", [{"iss": ""}, {"sub": None}, {"iat": "gisteren"}, {"iat": True}, {"iss": 3}])
def test_claims_without_a_person_are_nobody(change):
    assert identity.from_claims(CLAIMS | change) is None
