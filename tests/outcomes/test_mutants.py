"""Ten ways in which small numbers get out, each put into the code on purpose: the checks find every one of them.

The same checks pass on the code as it is, so each of them can fail and does not.
"""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import numpy as np
import pytest
import sqlalchemy as sa

from buurtbeeld.outcomes import disclosure, part_rows, shown_before
from buurtbeeld.outcomes.keys import PROGRAMMA
from buurtbeeld.outcomes.lines import lines_of
from buurtbeeld.privacy import files, outcome_exports, primary, rounding, secondary
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS
from buurtbeeld.storage.schema_delivered import buurt as buurt_table
from pages._ui import cached
from tests.outcomes.test_disclosure import (
    START,
    ZORG,
    attacked,
    members,
    published,
    secrets,
    shown_totals,
    turnover,
)
from tests.outcomes.village import CONSULTS, TODAY, buurt, catalog
from tests.privacy.attacker import violations

CLIENTS = "geincludeerde_clienten"
COUNTS = {"eigen": 2, "b": 3, "c": 4, "d": 1}
PERIOD = "2026-T4"


def small_numbers(village):
    """Nine and nobody are hidden, ten is shown."""
    village.catalog = catalog(*(buurt(name, start=START) for name in ("negen", "niemand", "tien")))
    counts = {"negen": 9.0, "niemand": 0.0, "tien": 10.0}
    village.deliver([(key, PERIOD, CLIENTS, "", count) for key, count in counts.items()], bron="buurtnetwerk")
    village.publish()
    found = {key: published(village)[(key, PERIOD, CLIENTS)] for key in counts}
    assert found == {"negen": (None, None, None), "niemand": (None, None, None), "tien": (10, 10, None)}


def a_rate_follows_from_what_is_shown(village):
    village.deliver([("eigen", "2026-K3", CONSULTS, "", 903.0, 4011.0)])
    village.publish()
    value, teller, noemer = published(village)[("eigen", "2026-K3", CONSULTS)]
    assert (teller, noemer) == (905, 4010)
    assert value == round(905 * 1000 / 4010, 1)


def a_total_is_rounded_and_hides_its_parts(village):
    """Of three, as everybody inside sees it."""
    counts = {key: COUNTS[key] for key in ("eigen", "b", "c")}
    village.catalog = catalog(*members("b", "c"))
    village.deliver(list(turnover(counts)), bron="alliantiepartners")
    village.publish()
    seen = [(sorted(counts), code, shown) for key in (ZORG, PROGRAMMA) for code, shown in
            shown_totals(village, key).items()]  # fmt: skip
    assert all(shown % 5 == 0 for _, _, shown in seen)
    assert violations(attacked(seen, counts), secrets(counts, seen, ())) == []


def nobody_inside_works_a_buurt_out(village):
    counts = {"eigen": 1, "b": 15}
    village.catalog = catalog(*members("b"))
    village.deliver(list(turnover(counts)), bron="alliantiepartners")
    village.publish()
    seen = [(sorted(counts), code, shown) for code, shown in shown_totals(village).items()]
    for known in (("b",), ("eigen",)):
        assert violations(attacked(seen, counts, knows=known), secrets(counts, seen, known)) == []


def two_versions_do_not_differ_by_a_buurt(village):
    counts = {"eigen": 5, "b": 6, "c": 7, "d": 1}
    village.catalog = catalog(*members("b", "c", "d"))
    village.deliver(list(turnover({key: counts[key] for key in ("eigen", "b", "c")})), bron="alliantiepartners")
    first = village.publish()
    village.deliver(list(turnover({"d": 1})), bron="alliantiepartners", at=datetime(2026, 11, 3, tzinfo=UTC))
    village.publish()
    before = shown_totals(village, number=first)
    assert before
    seen = [(["b", "c", "eigen"], code, shown) for code, shown in before.items()]
    seen += [(sorted(counts), code, shown) for code, shown in shown_totals(village).items()]
    assert violations(attacked(seen, counts), secrets(counts, seen, ())) == []


def a_file_says_what_the_screen_says(village):
    """Nothing of what was delivered that the answer itself does not hold."""
    village.deliver([("eigen", PERIOD, CLIENTS, "", 9.0)], bron="buurtnetwerk")
    village.publish()
    outcomes = village.outcomes()
    tabel = outcome_exports.table(outcomes, lines_of(outcomes, village.catalog, TODAY))
    content = files.as_csv(tabel).decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(content), delimiter=";") if row["indicator"] == CLIENTS]
    assert rows
    assert {row["waarde"] for row in rows} <= {"", "·"}


def whoever_may_see_something_else_has_another_key(_):
    scopes = {name: cached.scope(user) for name, user in DEMONSTRATION_ACCOUNTS.items()}
    assert len(set(scopes.values())) == len(scopes)


def the_order_says_nothing(village):
    keys = ["a", "b", "c"]
    village.catalog = catalog(*(buurt(name, start=START) for name in keys))
    village.deliver([(key, PERIOD, CLIENTS, "", count) for key, count in zip(keys, (7.0, 2.0, 5.0), strict=True)],
                    bron="buurtnetwerk")  # fmt: skip
    village.publish()
    with village.published.connect() as connection:
        known = connection.scalars(sa.select(buurt_table.c.sleutel).order_by(buurt_table.c.id)).all()
    assert known == sorted(known)


def _less(count, drempel):
    return np.isfinite(count) & (count < drempel - 1)


def _not_zero(count, drempel):
    return np.isfinite(count) & (count < drempel) & (count > 0)


def _raw_rate(teller, noemer, factor):
    return np.round((teller - 2) * factor / (noemer + 1), 1)  # 903 of 4011


def _raw_total(patch):
    """Totals as they are, whatever is hidden in them."""
    patch.setattr(rounding, "to_five", lambda count: count)
    patch.setattr(disclosure, "audited", lambda *given, **_: disclosure.Audited(given[2]))


def _bypass(_):
    made = io.StringIO()
    csv.writer(made, delimiter=";").writerows([["indicator", "waarde"], [CLIENTS, "9"]])
    return made.getvalue().encode("utf-8-sig")


def _by_size(names):
    return sorted(names, key=lambda name: {"a": 7, "b": 2, "c": 5}.get(name, 0))


NOTHING = secondary.Choice({}, (), 0)
MUTANTS = {
    "nine is shown": (small_numbers, lambda patch: patch.setattr(primary, "too_few", _less)),
    "a rate of the raw counts": (
        a_rate_follows_from_what_is_shown, lambda patch: patch.setattr(rounding, "share", _raw_rate)),
    "a raw total beside a hidden part": (a_total_is_rounded_and_hides_its_parts, _raw_total),
    "a file around the masks": (
        a_file_says_what_the_screen_says, lambda patch: patch.setattr(files, "as_csv", _bypass)),
    "a cache without the role": (
        whoever_may_see_something_else_has_another_key, lambda patch: patch.setattr(cached, "scope", lambda _: "")),
    "nothing hidden beside others": (
        nobody_inside_works_a_buurt_out, lambda patch: patch.setattr(secondary, "protect", lambda _: NOTHING)),
    "nobody is inside": (
        nobody_inside_works_a_buurt_out, lambda patch: patch.setattr(disclosure, "_roles", lambda *_: {})),
    "no memory of publications before": (
        two_versions_do_not_differ_by_a_buurt,
        lambda patch: patch.setattr(shown_before, "load", lambda *_: shown_before.Before())),
    "nobody is shown as zero": (small_numbers, lambda patch: patch.setattr(primary, "too_few", _not_zero)),
    "an order by what is hidden": (
        the_order_says_nothing, lambda patch: patch.setattr(part_rows, "sorted", _by_size, raising=False)),
}  # fmt: skip
CHECKS = sorted({check for check, _ in MUTANTS.values()}, key=lambda check: check.__name__)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_code_as_it_is_passes(village, check):
    check(village)


@pytest.mark.parametrize("name", MUTANTS)
def test_every_mutant_is_caught(village, monkeypatch, name):
    check, mutate = MUTANTS[name]
    mutate(monkeypatch)
    with pytest.raises(AssertionError):
        check(village)


def test_there_are_ten():
    assert len(MUTANTS) == 10
