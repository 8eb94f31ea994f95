"""Every field that somebody can write in, wherever it is: what it keeps as it was written, and what it refuses."""

from __future__ import annotations

import ast

import pytest

from buurtbeeld.experiences import quotes, teamwork
from buurtbeeld.nulmeting import locking
from buurtbeeld.nulmeting import parts as nulmeting
from buurtbeeld.plan import parts as plan
from buurtbeeld.plan import signing
from buurtbeeld.report import drafting
from buurtbeeld.review import parts as review
from buurtbeeld.review import planned
from buurtbeeld.writing.rules import Ongeschikt, Veld, checked
from tests.conftest import ROOT

YEAR = 2026
SHORT = "👍🏽 #let *x* $y$ <b> {{ 7 }}"  # fits in the shortest field with words
NASTY = (
    SHORT,
    "\u202etfarts\u202c é ☃",
    "\u05e9\u05dc\u05d5\u05dd مرحبا",
    "[a](b) _c_ `d`",
    "@bron \\n ~ % &",
    "= Kop #eval",
)
PERSONS = ("Bel 06-12345678", "BSN 111222333", "a.jansen@mail.nl")


def groups(found, path=""):
    """Every mapping of a name to a Veld in a module, with where it stands."""
    for name, value in vars(found).items():
        if isinstance(value, dict) and value:
            inside = value if all(isinstance(one, dict) for one in value.values()) else {"": value}
            for kind, fields in inside.items():
                if fields and all(isinstance(one, Veld) for one in fields.values()):
                    yield f"{found.__name__}.{name}{'/' if kind else ''}{kind}", fields


MODULES = (drafting, locking, nulmeting, plan, planned, quotes, review, signing, teamwork)
FIELDS = {
    f"{where}.{name}": rule
    for module in MODULES
    for where, fields in groups(module)
    for name, rule in fields.items()
    if rule.meest >= len(SHORT)  # a choice, a day or a number: checked against a list of its own
}


def test_every_module_with_fields_is_looked_at():
    """A module that makes a Veld and is not in MODULES would escape these tests."""
    made = set()
    for path in (ROOT / "buurtbeeld").rglob("*.py"):
        calls = (one for one in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(one, ast.Call))
        if any(isinstance(one.func, ast.Name) and one.func.id == "Veld" for one in calls):
            made.add(".".join(path.relative_to(ROOT).with_suffix("").parts))
    assert made == {module.__name__ for module in MODULES}


@pytest.mark.parametrize("field", FIELDS)
def test_signs_come_back_as_they_were_written(field):
    rule = FIELDS[field]
    for text in NASTY:
        plain = text.replace("\u202e", "").replace("\u202c", "")
        assert checked({"x": text}, {"x": rule}, jaar=YEAR) == {"x": plain}


@pytest.mark.parametrize("field", FIELDS)
def test_persons_and_ten_thousand_letters_are_refused(field):
    rule = FIELDS[field]
    for text in (*PERSONS, "x" * 10_000, *(() if rule.wie else ("Zij heet Fatima el Amrani",))):
        with pytest.raises(Ongeschikt) as told:
            checked({"x": text}, {"x": rule}, jaar=YEAR)
        assert text not in str(told.value)
    if not rule.mag_leeg:
        with pytest.raises(Ongeschikt, match="leeg"):
            checked({"x": " \u200b\n"}, {"x": rule}, jaar=YEAR)


def test_there_are_many_fields():
    assert len(FIELDS) > 30, sorted(FIELDS)
