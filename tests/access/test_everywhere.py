"""The matrix holds for every page, question, export and domain function.

They are found, not listed: a new one without a row makes a test here fail.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections import defaultdict
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from buurtbeeld import figures, questions
from buurtbeeld.access.accounts import Account, Given, resolve
from buurtbeeld.access.granting import PER_BUURT
from buurtbeeld.access.matrix import Action, Role
from buurtbeeld.catalog import load_catalog
from buurtbeeld.errors import BuurtbeeldError, PermissionDenied
from buurtbeeld.figures import Reader
from buurtbeeld.learning import vragen
from buurtbeeld.roles import DEMONSTRATION_ROLES, User, may
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import open_published
from pages._ui import menu
from tests.conftest import ROOT
from tests.stores import copied
from tests.ui.conftest import markup

CATALOG = load_catalog(ROOT / "config", verzonnen=True)
OWN, OTHER, ELSEWHERE = "sterrenwijk", "emmen", "lindekwartier"
TODAY = date(2026, 11, 24)
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py") if path.stem != "__init__")


@pytest.fixture(scope="module")
def reader(embedded_stores, data_dir):
    copied(embedded_stores, data_dir)
    settings = Settings.from_environment()
    engine = open_published(settings)
    yield Reader(engine, CATALOG)
    engine.dispose()


def somebody(rol):
    """An account with one role of the real programma, as the database gives it; a visitor has none."""
    given = () if rol is Role.BEZOEKER else (
        Given(rol) if rol is Role.BEHEERDER else Given(rol, "ecosysteem", OWN if rol in PER_BUURT else ""),
    )  # fmt: skip
    found = Account(1, "iemand", "iemand", "", actief=True, ingericht=True, tweede_stap=True, laatst=None,
                    toekenningen=given)  # fmt: skip
    return resolve(found, CATALOG, CATALOG.rollen, second_factor=True)[0]


# ---- pages


def action_of(page):
    """The action that the first statement of a page asks for."""
    found = re.search(r"^user = require\(Action\.(\w+)\)$", (ROOT / "pages" / f"{page}.py").read_text(), re.MULTILINE)
    assert found, f"{page} does not begin with its guard"
    return Action[found[1]]


def test_every_page_has_a_row_and_a_place_in_the_menu():
    assert {entry.file: entry.action for entry in menu.PAGES} == {page: action_of(page) for page in PAGES}
    assert all(action_of(page).value.startswith("pagina_") for page in PAGES)
    assert len({action_of(page) for page in PAGES}) == len(PAGES), "every page has a row of its own"


REFUSED = [(page, rol) for page in PAGES for rol in DEMONSTRATION_ROLES if not may(somebody(rol), action_of(page))]


@pytest.mark.parametrize(("page", "rol"), REFUSED)
def test_a_page_that_is_opened_without_app_refuses_by_itself(reader, monkeypatch, page, rol):
    """As Streamlit serves a file in pages/ before st.navigation has run; as somebody from the database."""
    monkeypatch.setattr("pages._ui.session.presence", lambda: present(rol))
    app = AppTest.from_file(ROOT / "pages" / f"{page}.py", default_timeout=60).run()
    assert not app.exception
    shown = markup(app)
    assert "U mag dit niet: de pagina" in shown
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", shown) == ["Geen toegang"]
    assert len(shown) < 2_000, "nothing but the refusal"


def present(rol):
    from buurtbeeld.access.presence import Presence, State

    return Presence(somebody(rol), State.INGELOGD, "iemand", "sessie")


# ---- questions: everything that can be read of figures


def found_questions():
    """Every class of a question, in both modules that have them."""
    found = {}
    for module in (questions, vragen):
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if name.endswith("Question") and kind.__module__ == module.__name__ and kind is not vragen.LearningQuestion:
                found[name] = kind
    return found


IND = "uren_wijkverpleging_per_client"
# Question -> the action it falls under, and how to ask it about a buurt; None = open to everybody.
ROWS = {
    "ProfileQuestion": (Action.OPEN_CIJFERS, lambda kind, _: kind(OWN)),
    "SeriesQuestion": (Action.OPEN_CIJFERS, lambda kind, _: kind(OWN, "aantal_inwoners")),
    "SearchQuestion": (Action.OPEN_CIJFERS, lambda kind, _: kind("sterren")),
    "NeighboursQuestion": (Action.OPEN_CIJFERS, lambda kind, _: kind(OWN)),
    "PlekQuestion": (Action.OPEN_CIJFERS, lambda kind, _: kind(OWN)),
    "SourcesQuestion": (Action.OPEN_CIJFERS, lambda kind, _: kind()),
    "VersionQuestion": (Action.OPEN_CIJFERS, lambda kind, _: kind()),
    "PlansVersionQuestion": (Action.OPEN_CIJFERS, lambda kind, _: kind()),
    "LearningVersionQuestion": (Action.OPEN_CIJFERS, lambda kind, _: kind()),
    "OutcomesQuestion": (Action.UITKOMSTEN, lambda kind, buurt: kind(buurt, TODAY)),
    "SheetQuestion": (Action.UITKOMSTEN, lambda kind, buurt: kind(buurt, IND, "", TODAY)),
    "ComparisonQuestion": (Action.UITKOMSTEN, lambda kind, buurt: kind(OWN, IND, "", (buurt,), "", TODAY)),
    "CareQuestion": (Action.UITKOMSTEN, lambda kind, buurt: kind(buurt, TODAY)),
    "ChangesQuestion": (Action.UITKOMSTEN, lambda kind, buurt: kind(buurt=buurt)),
    "PublicationsQuestion": (Action.UITKOMSTEN, lambda kind, _: kind()),
    "DeliveriesQuestion": (Action.PAGINA_AANLEVEREN, lambda kind, _: kind()),
    "CalendarQuestion": (Action.PAGINA_AANLEVEREN, lambda kind, _: kind((OWN,), TODAY)),
    "AgreementQuestion": (Action.AFSPRAAK, lambda kind, buurt: kind(CATALOG.buurt(buurt)[0].code)),
    "ResearchQuestion": (Action.ONDERZOEK_EXPORT, lambda kind, buurt: kind(CATALOG.buurt(buurt)[0].code, TODAY)),
    "LearnQuestion": (Action.PAGINA_LEREN, lambda kind, buurt: kind(buurt, TODAY)),
    "LikenessQuestion": (Action.PAGINA_LEREN, lambda kind, buurt: kind(buurt)),
    "ProgressQuestion": (Action.VOORTGANG, lambda kind, buurt: kind(CATALOG.buurt(buurt)[0].code, TODAY)),
    "MenuQuestion": (Action.PAGINA_MENUKAART, lambda kind, buurt: kind(buurt, TODAY)),
}
OF_A_PROGRAMMA = {"AgreementQuestion", "ProgressQuestion", "ResearchQuestion"}
NOT_OF_A_BUURT = {"PublicationsQuestion", "DeliveriesQuestion", "CalendarQuestion"}


def test_every_question_has_a_row():
    assert set(found_questions()) == set(ROWS)


def expected(name, user, buurt):
    action = ROWS[name][0]
    if name in OF_A_PROGRAMMA:
        return may(user, action, programma=CATALOG.buurt(buurt)[0].code)
    return may(user, action, buurt=None if name in NOT_OF_A_BUURT or action is Action.OPEN_CIJFERS else buurt)


@pytest.mark.parametrize("rol", Role)
@pytest.mark.parametrize("name", ROWS)
def test_a_question_is_answered_or_refused_as_the_matrix_says(reader, name, rol):
    user, make = somebody(rol), ROWS[name][1]
    for buurt in (OWN, OTHER, ELSEWHERE):
        answer = outcome(
            lambda question: figures.read(user, question, reader=reader), make(found_questions()[name], buurt)
        )
        assert (answer == "geweigerd") is not expected(name, user, buurt), (name, rol, buurt)


def outcome(act, *given):
    """How something ended; that there are no such figures in this small store is no refusal."""
    try:
        act(*given)
    except PermissionDenied:
        return "geweigerd"
    except BuurtbeeldError:
        return "niet gevonden"
    return "antwoord"


# ---- domain functions


DECIDE = {"check_may", "may", "extents", "sources_for"}
# They use the name of the user only: to write it down, and to count.
NAME_ONLY = {("buurtbeeld/deliveries/written.py", "told_of"), ("buurtbeeld/privacy/rates.py", "check_rate")}


def domain_functions():
    """Every function of the domain that is told who asks: (path, name) -> its syntax and the name of that argument."""
    found = {}
    for path in sorted((ROOT / "buurtbeeld").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
                if one.annotation is not None and re.fullmatch(
                    r"(roles\.)?User( \| None)?", ast.unparse(one.annotation)
                ):
                    found[path.relative_to(ROOT).as_posix(), node.name] = (node, one.arg)
    return found


def calls(node):
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            name = one.func.attr if isinstance(one.func, ast.Attribute) else getattr(one.func, "id", "")
            yield name, [*one.args, *(word.value for word in one.keywords)]


def asking(functions):
    """Those that ask whether it may be: themselves, or by handing the user to one that does."""
    names = defaultdict(set)
    for key, (node, _) in functions.items():
        for name, _ in calls(node):
            names[key].add(name)
    found = {key for key in functions if names[key] & DECIDE}
    while True:
        known = {name for _, name in found}
        more = {
            key for key, (node, user) in functions.items()
            if key not in found
            and any(name in known and any(isinstance(given, ast.Name) and given.id == user for given in values)
                    for name, values in calls(node))
        }  # fmt: skip
        if not more:
            return found
        found |= more


def test_every_domain_function_that_is_told_who_asks_checks_it():
    functions = domain_functions()
    assert len(functions) > 90
    public = {key for key in functions if not key[1].startswith("_") and key[0] != "buurtbeeld/roles.py"}
    assert sorted(public - asking(functions) - NAME_ONLY) == []


def test_a_function_that_forgets_to_ask_is_found():
    node = ast.parse("def open_door(user: User, key: str) -> str:\n    return key").body[0]
    forgot = domain_functions() | {("buurtbeeld/x.py", "open_door"): (node, "user")}
    assert ("buurtbeeld/x.py", "open_door") not in asking(forgot)
    node = ast.parse("def open_door(user: User, key: str) -> str:\n    check_may(user, key)\n    return key").body[0]
    assert ("buurtbeeld/x.py", "open_door") in asking(
        domain_functions() | {("buurtbeeld/x.py", "open_door"): (node, "user")}
    )


# ---- every row of the matrix


def asked_about(trees):
    """Actions that code hands to one of DECIDE, by name or by position; also in a tuple or a choice between two."""
    found = set()
    for tree in trees:
        for name, given in calls(tree):
            if name == "sources_for":  # what somebody may deliver: it asks for LEVEREN itself
                found.add("LEVEREN")
            elif name in DECIDE:
                found |= {one.attr for value in given for one in ast.walk(value)
                          if isinstance(one, ast.Attribute) and getattr(one.value, "id", "") == "Action"}  # fmt: skip
    return {Action[name] for name in found if name in Action.__members__}


def domain():
    """Syntax of every file of the domain that names an action, and of the composition root that asks the worker."""
    paths = [*(ROOT / "buurtbeeld").rglob("*.py"), ROOT / "pages" / "_ui" / "services.py"]
    texts = (path.read_text(encoding="utf-8") for path in paths if path.name != "roles.py")
    return [ast.parse(text) for text in texts if "Action." in text or "sources_for(" in text]


# Asked by way of what a file needs: `gateway.hand_out` asks each of its `acties`.
BY_THE_GATEWAY = {Action.OPEN_EXPORT, Action.UITKOMSTEN_EXPORT}


def test_every_row_of_the_matrix_is_asked_about_where_it_is_decided():
    """A row that nobody asks for promises, or refuses, what does not exist. Pages may leave a button out; that is no
    asking: of everything but a page itself the domain has to ask."""
    pages = {action for action in Action if action.value.startswith("pagina_")}
    by_pages = {action_of(page) for page in PAGES}
    named = {Action[name] for actions in dict(exports()).values() for name in actions}
    assert pages <= by_pages
    assert set(Action) - pages - asked_about(domain()) == BY_THE_GATEWAY
    assert named >= BY_THE_GATEWAY


def test_a_row_that_nobody_asks_for_is_found():
    forgotten = [ast.parse("check_may(user, Action.LEVEREN)\nknown = {Action.VOORTGANG}\nshow(Action.AFSPRAAK)")]
    assert asked_about(forgotten) == {Action.LEVEREN}


# ---- files that go out


def exports():
    """Every place in the pages that says what a file needs: its place, and the actions it names.

    A file is an `Uitvoer`; a paper says the same of itself in an `Over`.
    """
    for path in sorted((ROOT / "pages").rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                kinds = {name for name, _ in calls(function)} & {"Uitvoer", "Over"}
                takes_over = any(one.arg == "over" for one in function.args.args)
                if kinds and not takes_over:
                    yield f"{path.name}:{function.name}", re.findall(r"Action\.(\w+)", ast.unparse(function))


def test_every_file_that_goes_out_names_what_one_must_be_allowed_to_do():
    found = dict(exports())
    assert len(found) >= 6
    for place, actions in found.items():
        assert actions, f"{place} asks for no right"
        assert {Action[name] for name in actions} <= set(CATALOG.rollen.acties), place


def test_a_visitor_and_somebody_without_a_role_are_the_same():
    nobody = resolve(
        Account(1, "x", "x", "", actief=True, ingericht=True, tweede_stap=True, laatst=None), CATALOG, CATALOG.rollen,
        second_factor=True,
    )[0]  # fmt: skip
    for action in Action:
        for buurt in (None, OWN, ELSEWHERE):
            assert may(nobody, action, buurt=buurt) == may(User("b", Role.BEZOEKER), action, buurt=buurt)
