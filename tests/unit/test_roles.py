"""The rights matrix as a truth table: role x action x whose buurt."""

from __future__ import annotations

import pytest

from buurtbeeld.errors import ConfigError, PermissionDenied
from buurtbeeld.roles import (
    DEMONSTRATION_ACCOUNTS,
    SHIPPED,
    Action,
    Grant,
    Role,
    Rollen,
    User,
    check_may,
    extents,
    load_rollen,
    may,
    scope,
    sources_for,
)

# The truth table of the design (privacy-en-betrouwbaarheid.md 2.1), written out once more by hand: per action how far
# each role reaches. A = everything, P = the buurten of the own programma, E = the own buurten, Z = own actions only,
# . = refused. Columns: bezoeker netwerklid huisarts kartrekker coordinator leverancier transitieteam verzekeraar
# onderzoeker beheerder burgervertegenwoordiger.
MATRIX = {
    Action.OPEN_CIJFERS: "AAAAAAAAAAA",
    Action.OPEN_EXPORT: "AAAAAAAAAAA",
    Action.PAGINA_START: "AAAAAAAAAAA",
    Action.PAGINA_BUURTBEELD: "AAAAAAAAAAA",
    Action.PAGINA_UITLEG: "AAAAAAAAAAA",
    Action.PAGINA_PRIVACY: "AAAAAAAAAAA",
    Action.PAGINA_INLOGGEN: "AAAAAAAAAAA",
    Action.PAGINA_BUURTVERSLAG: "AAAAAAAAAAA",
    Action.BUURTVERSLAG_LEZEN: "AAAAAAAAAAA",
    Action.UITKOMSTEN: ".PPPP.P....",
    Action.UITKOMSTEN_EXPORT: ".PPPP.P....",
    Action.PAGINA_UITKOMSTEN: ".PPPP.P....",
    Action.PAGINA_CIJFERBLAD: ".PPPP.P....",
    Action.PAGINA_BESPREKING: ".PPPP.P....",
    Action.PAGINA_LEREN: ".PPPP.P....",
    Action.PAGINA_MENUKAART: ".PPPP.P....",
    Action.PAGINA_ERVARINGEN: ".PPPP.P....",
    Action.CONTACT_VRAGEN: ".PPPP.P....",
    Action.PAGINA_PLAN: ".PPPP......",
    Action.PAGINA_VOORTGANG: "......P....",
    Action.VOORTGANG: "......P....",
    Action.PODIUM_KIEZEN: "......P....",
    Action.PAGINA_AFSPRAAK: ".PPPP.PPP..",
    Action.AFSPRAAK: ".PPPP.PPP..",
    Action.MIJLPALENOVERZICHT: "......PPP..",
    Action.ONDERZOEK_EXPORT: ".......PP..",
    Action.PAGINA_AANLEVEREN: ".PPPPPP....",
    Action.LEVEREN: ".EEEEPP....",
    Action.LEVERING_TERUGTREKKEN: ".EEEEPP....",
    Action.LEVERING_INZIEN: ".EEEEPP....",
    Action.INTERVENTIES: "...EE......",
    Action.RONDE_SLUITEN: "...EE......",
    Action.BESPREKING_LEZEN: ".EEEE......",
    Action.BESPREKING_REAGEREN: ".EEEE......",
    Action.BESPREKING_SCHRIJVEN: "...E.......",
    Action.BESPREKING_NA_AFLOOP: ".EEEE.P....",
    Action.NULMETING_VASTZETTEN: "...E.......",
    Action.PLAN_LEZEN: ".EEEE......",
    Action.PLAN_SCHRIJVEN: "...E.......",
    Action.PLAN_TEKENEN: "...E.......",
    Action.ERVARINGEN_LEZEN: ".EEEE......",
    Action.CITATEN_KEUREN: "...E.......",
    Action.BUURTVERSLAG_CONCEPT: ".EEEE.....E",
    Action.BUURTVERSLAG_SCHRIJVEN: "...E.......",
    Action.BUURTVERSLAG_VRIJGEVEN: "..........E",
    Action.BRON_VERVERSEN: "...AA.A..A.",
    Action.PAGINA_LOGBOEK: ".PPPP.P..A.",
    Action.LOGBOEK_LEZEN: ".ZZEE.P..A.",
    Action.PAGINA_BEHEER: "...PP.P..A.",
    Action.GEBRUIKERS_BEHEREN: "...EE.P..A.",
    Action.INSTELLINGEN_INZIEN: "......P..A.",
    Action.PERSOON_VERWIJDEREN: ".........A.",
}
REACH = {"A": "alle", "P": "programma", "E": "eigen", "Z": "zelf"}
OWN, OTHER, ELSEWHERE = "eigen-buurt", "andere-buurt", "buurt-van-een-ander-programma"
# Which questions each reach answers with yes: nothing named, the own buurt, another one of the programma, one outside.
ANSWERS = {"A": (1, 1, 1, 1), "P": (1, 1, 1, 0), "E": (0, 1, 0, 0), "Z": (1, 0, 0, 0), ".": (0, 0, 0, 0)}


def somebody(rol):
    """An account with one role, in one buurt of a programma of two."""
    grant = Grant(rol, frozenset({"p"}), frozenset({OWN}), frozenset({OWN, OTHER}))
    return User("iemand", rol, toekenningen=(grant,))


def test_every_action_is_in_the_truth_table():
    assert set(MATRIX) == set(Action)
    assert {len(row) for row in MATRIX.values()} == {len(Role)}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("rol", Role)
def test_the_matrix_is_the_one_of_the_design(rol, action):
    """And the boolean and the refusal agree."""
    user, letter = somebody(rol), MATRIX[action][list(Role).index(rol)]
    for buurt, expected in zip((None, OWN, OTHER, ELSEWHERE), ANSWERS[letter], strict=True):
        assert may(user, action, buurt=buurt) is bool(expected), (buurt, letter)
        if expected:
            check_may(user, action, buurt=buurt)
            continue
        with pytest.raises(PermissionDenied) as caught:
            check_may(user, action, buurt=buurt)
        assert caught.value.wat.startswith("U mag dit ")
        assert ("voor deze buurt" in caught.value.wat) is (buurt is not None and letter != ".")
        assert caught.value.doe.startswith("Vraag het")
        assert caught.value.code == "E_NIET_BEVOEGD"


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("rol", Role)
def test_another_programma_is_refused_unless_the_matrix_says_everything(rol, action):
    user, letter = somebody(rol), MATRIX[action][list(Role).index(rol)]
    assert may(user, action, programma="p") is (letter in "APZ")
    assert may(user, action, programma="q") is (letter == "A")
    assert may(user, action, buurt=OWN, programma="q") is (letter == "A")


@pytest.mark.parametrize("action", Action)
def test_extents_say_how_far_each_role_reaches(action):
    grants = tuple(somebody(rol).toekenningen[0] for rol in Role)
    found = extents(User("alles", Role.BEZOEKER, toekenningen=grants), action)
    row = dict(zip(Role, MATRIX[action], strict=True))
    assert {grant.rol: reach for reach, grant in found} == {rol: REACH[at] for rol, at in row.items() if at != "."}


def test_two_roles_do_not_add_up_to_a_third():
    """Who leads one buurt and is a member of another leads only the first."""
    both = User("k", Role.KARTREKKER, toekenningen=(
        Grant(Role.KARTREKKER, frozenset({"p"}), frozenset({"a"}), frozenset({"a", "b"})),
        Grant(Role.NETWERKLID, frozenset({"p"}), frozenset({"b"}), frozenset({"a", "b"})),
    ))  # fmt: skip
    assert may(both, Action.BESPREKING_SCHRIJVEN, buurt="a")
    assert not may(both, Action.BESPREKING_SCHRIJVEN, buurt="b")
    assert may(both, Action.BESPREKING_REAGEREN, buurt="b")


def test_a_role_without_a_programma_sees_no_outcomes():
    assert not may(User("n", Role.NETWERKLID), Action.UITKOMSTEN)
    assert not may(User("n", Role.NETWERKLID), Action.PAGINA_UITKOMSTEN)


def test_somebody_outside_the_laptop_without_resolved_buurten_reaches_the_own_ones_only():
    user = User("k", Role.KARTREKKER, frozenset({"ecosysteem"}), frozenset({"sterrenwijk"}))
    assert may(user, Action.UITKOMSTEN, buurt="sterrenwijk")
    assert not may(user, Action.UITKOMSTEN, buurt="emmen")


def test_two_users_share_what_is_cached_only_when_they_may_see_the_same():
    """Two roles that look like one in the fields of a user: the cache keeps them apart."""
    reach = frozenset({"a", "b"})

    def user(naam, *grants):
        return User(naam, Role.KARTREKKER, frozenset({"p"}), frozenset({"a", "b"}), toekenningen=grants)

    leads_a = Grant(Role.KARTREKKER, frozenset({"p"}), frozenset({"a"}), reach)
    member_b = Grant(Role.NETWERKLID, frozenset({"p"}), frozenset({"b"}), reach)
    leads_b = Grant(Role.KARTREKKER, frozenset({"p"}), frozenset({"b"}), reach)
    member_a = Grant(Role.NETWERKLID, frozenset({"p"}), frozenset({"a"}), reach)
    assert scope(user("x", leads_a, member_b)) == scope(user("y", member_b, leads_a))
    assert scope(user("x", leads_a, member_b)) != scope(user("y", leads_b, member_a))
    elsewhere = Grant(Role.KARTREKKER, frozenset({"q"}), frozenset({"a"}), reach)
    assert len({scope(user("x", one)) for one in (leads_a, leads_b, member_a, elsewhere)}) == 4


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
        "verzekeraar", "onderzoeker", "beheerder", "burgervertegenwoordiger",
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
