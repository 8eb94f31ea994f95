"""The rights matrix as a truth table: role x action x whose buurt."""

from __future__ import annotations

import pytest

from buurtbeeld.errors import ConfigError, PermissionDenied
from buurtbeeld.roles import (
    DEMONSTRATION_ACCOUNTS,
    SHIPPED,
    Action,
    Role,
    Rollen,
    User,
    check_may,
    load_rollen,
    may,
    sources_for,
)

EVERYBODY = set(Role)
DELIVERERS = {
    Role.NETWERKLID, Role.HUISARTS, Role.KARTREKKER, Role.COORDINATOR, Role.LEVERANCIER, Role.TRANSITIETEAM,
}  # fmt: skip
NETWORK = {Role.NETWERKLID, Role.HUISARTS, Role.KARTREKKER, Role.COORDINATOR, Role.TRANSITIETEAM}
# Their own buurten only, unless they deliver for all.
OWN = {
    Action.LEVEREN, Action.LEVERING_TERUGTREKKEN, Action.LEVERING_INZIEN, Action.INTERVENTIES, Action.RONDE_SLUITEN,
}  # fmt: skip
FOR_ALL = {Role.LEVERANCIER, Role.TRANSITIETEAM}
MATRIX = {  # every action has its row: a new one makes this test fail
    Action.OPEN_CIJFERS: EVERYBODY,
    Action.UITKOMSTEN: NETWORK,
    Action.PAGINA_UITKOMSTEN: NETWORK,
    Action.PAGINA_CIJFERBLAD: NETWORK,
    Action.PAGINA_START: EVERYBODY,
    Action.PAGINA_BUURTBEELD: EVERYBODY,
    Action.PAGINA_UITLEG: EVERYBODY,
    Action.PAGINA_AANLEVEREN: DELIVERERS,
    Action.LEVEREN: DELIVERERS,
    Action.LEVERING_TERUGTREKKEN: DELIVERERS,
    Action.LEVERING_INZIEN: DELIVERERS,
    Action.INTERVENTIES: {Role.KARTREKKER, Role.COORDINATOR},
    Action.RONDE_SLUITEN: {Role.KARTREKKER, Role.COORDINATOR},
    Action.BRON_VERVERSEN: {Role.KARTREKKER, Role.COORDINATOR, Role.TRANSITIETEAM, Role.BEHEERDER},
}


def test_every_action_is_in_the_truth_table():
    assert set(MATRIX) == set(Action)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("rol", Role)
def test_the_boolean_and_the_refusal_agree(rol, action):
    user = DEMONSTRATION_ACCOUNTS[rol.value]
    buurt = "lindekwartier" if action in OWN else None
    allowed = rol in MATRIX[action]
    assert may(user, action, buurt=buurt) is allowed
    if allowed:
        check_may(user, action, buurt=buurt)
        assert may(user, action, buurt="emmen") is (action not in OWN or rol in FOR_ALL)
        return
    with pytest.raises(PermissionDenied) as caught:
        check_may(user, action, buurt=buurt)
    assert caught.value.wat.startswith("U mag dit niet: ")
    assert caught.value.doe.startswith("Vraag het")
    assert caught.value.code == "E_NIET_BEVOEGD"


def own_only():
    """The shipped matrix, with refreshing for the own buurten only."""
    raw = load_rollen(SHIPPED).model_dump()
    raw["acties"][Action.BRON_VERVERSEN]["rollen"] = {Role.KARTREKKER: "eigen"}
    return Rollen.model_validate(raw)


@pytest.mark.parametrize(
    ("buurten", "buurt", "expected"),
    [({"sterrenwijk"}, "sterrenwijk", True), ({"sterrenwijk"}, "emmen", False), (set(), "emmen", False)],
)
def test_own_means_the_buurten_one_is_assigned_to(buurten, buurt, expected):
    user = User("k", Role.KARTREKKER, frozenset({"ecosysteem"}), frozenset(buurten))
    assert may(user, Action.BRON_VERVERSEN, buurt=buurt, rollen=own_only()) is expected


def test_own_without_a_buurt_is_refused_with_a_sentence():
    user = User("k", Role.KARTREKKER, frozenset({"ecosysteem"}), frozenset({"sterrenwijk"}))
    assert not may(user, Action.BRON_VERVERSEN, rollen=own_only())
    with pytest.raises(PermissionDenied, match="U mag dit voor deze buurt niet"):
        check_may(user, Action.BRON_VERVERSEN, buurt="emmen", rollen=own_only())


def test_there_is_a_demonstration_account_for_every_role():
    assert list(DEMONSTRATION_ACCOUNTS) == [
        "bezoeker", "netwerklid", "huisarts", "kartrekker", "coordinator", "leverancier", "transitieteam",
        "verzekeraar", "onderzoeker", "beheerder",
    ]  # fmt: skip
    assert all(user.demonstratie and user.naam == user.rol for user in DEMONSTRATION_ACCOUNTS.values())


def test_a_role_without_a_row_is_refused(tmp_path):
    text = (SHIPPED / "rollen.yaml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("  onderzoeker: {")]
    (tmp_path / "rollen.yaml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ConfigError, match="in de tabel ontbreekt: onderzoeker"):
        load_rollen(tmp_path)


@pytest.mark.parametrize(
    ("naam", "buurt", "programma", "bronnen"),
    [
        ("huisarts", "sterrenwijk", "ecosysteem", ("huisartspraktijken",)),
        ("huisarts", "emmen", "ecosysteem", ()),
        ("netwerklid", "lindekwartier", "voorbeeld", ("gemeente",)),  # only the source assigned to this person
        ("leverancier", "emmen", "ecosysteem", ("educared", "kennisplatform")),
        ("verzekeraar", "emmen", "ecosysteem", ()),
        ("kartrekker", "sterrenwijk", "elders", ()),
        ("bezoeker", "sterrenwijk", "ecosysteem", ()),
    ],
)
def test_sources_somebody_may_deliver(naam, buurt, programma, bronnen):
    assert sources_for(DEMONSTRATION_ACCOUNTS[naam], buurt, programma) == bronnen


def test_only_the_transitieteam_delivers_for_the_insurers():
    found = {
        naam for naam, user in DEMONSTRATION_ACCOUNTS.items()
        if "verzekeraars" in sources_for(user, "lindekwartier", "voorbeeld")
    }  # fmt: skip
    assert found == {"transitieteam"}
