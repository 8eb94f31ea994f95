"""Whatever happened since the last publication, the next one is what publishing everything anew would give."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import numpy as np
import pytest
import sqlalchemy as sa

from buurtbeeld.agreement import parts as agreement_parts
from buurtbeeld.outcomes import delivered_parts, kept_rows
from buurtbeeld.storage.schema_vault import derived
from tests.integration.incremental import (
    INSURERS,
    KEYS,
    STAFF,
    SURVEY,
    TURNOVER,
    anew,
    answers,
    hours,
    nothing_kept,
    parts_of,
    told,
    world,
)
from tests.outcomes.village import CONSULTS, HOURS, NOW, PRACTICES, Village, catalog, quarters, rates

NEW = [one for one in quarters() if one.last_day.year == 2026]
LATER = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def village(settings, vault, published):
    """A village of which three years were published."""
    found = Village(settings, vault, published, catalog())
    world(found)
    found.publish()
    return found


def check(village, nu=NOW):
    """Publish, and hold it against a publication from nothing; gives what it says."""
    village.publish(nu=nu)
    found = told(village.published)
    assert len(found[0]) > 500
    assert found == from_nothing(village, nu)
    return found


def from_nothing(village, nu=NOW):
    return anew(village.vault, village.published, village.catalog, nu)


@contextmanager
def reading(monkeypatch):
    """The years of which rows are read meanwhile, per source."""
    real, years = kept_rows.load, set()

    def load(vault, block, jaar, pieces):
        years.add((block[1], jaar))
        return real(vault, block, jaar, pieces)

    with monkeypatch.context() as patch:
        patch.setattr(kept_rows, "load", load)
        yield years


def test_a_new_period_reads_what_is_new_and_leaves_older_years(village, monkeypatch):
    monkeypatch.setattr(agreement_parts, "NEEDED", ())  # the agreement looks at everything from the start
    before = parts_of(village.published)
    for one in NEW[:1]:
        village.deliver([row for key in KEYS for row in rates(key, periods=[one], step=0.7)])
        village.deliver(hours(one.code), bron=INSURERS)
        village.deliver(answers(one.code), bron=SURVEY)
        village.deliver([(key, one.code, TURNOVER, "", 4.0, 60.0) for key in KEYS], bron=STAFF)
    with reading(monkeypatch) as years:
        village.publish()
    # Staff is shown over twelve months, so of that source the year before is read too.
    sources = (PRACTICES, INSURERS, SURVEY, STAFF)
    assert years == {(STAFF, 2025), *((bron, 2026) for bron in sources)}
    after = parts_of(village.published)
    assert {key: after[key] for key in before} == before
    assert set(after) - set(before) == {(bron, 2026) for bron in sources}
    assert told(village.published) == from_nothing(village)


def test_nothing_new_reads_nothing(village, monkeypatch):
    with reading(monkeypatch) as years:
        village.publish()
    assert years == set()


def test_period_after_period(village):
    for one in NEW:
        village.deliver([row for key in KEYS for row in rates(key, periods=[one], step=0.7)])
        village.deliver(hours(one.code), bron=INSURERS)
        before = told(village.published)
        assert check(village) != before


def test_a_correction_waits_for_its_round_and_is_then_the_same(village):
    village.deliver([row for key in KEYS for row in rates(key, periods=NEW[:2], step=0.7)])
    village.publish()
    corrected = quarters()[6].code  # of an older year
    village.deliver([("eigen", corrected, CONSULTS, "", 4000.0, 8000.0)], at=LATER)
    village.deliver([("naast-03", corrected, CONSULTS, "", 5000.0, 8000.0)], at=LATER)
    waits = check(village)
    assert len(waits[1]) == 2
    village.close("eigen", op=NOW)
    closed = check(village)
    assert len(closed[1]) == 1
    assert closed[0] != waits[0]
    much_later = NOW + timedelta(days=90)
    assert not check(village, much_later)[1]


@pytest.mark.uitgebreid
def test_what_is_taken_back(village):
    number = village.deliver([row for key in KEYS for row in rates(key, periods=NEW[:1], base=1200, seed=3)])
    shown = check(village)
    village.retract(number, at=LATER)
    waits = check(village)
    assert waits[0] == shown[0]
    assert waits[1]
    village.close("eigen", op=NOW)
    gone = check(village)
    assert gone[0] != shown[0]
    village.retract(1, at=LATER + timedelta(hours=1))  # the whole first delivery, years back
    check(village)
    assert check(village, NOW + timedelta(days=100))[0] != gone[0]


@pytest.mark.uitgebreid
@pytest.mark.parametrize(("code", "bron"), [(CONSULTS, PRACTICES), (HOURS, INSURERS), (TURNOVER, STAFF)])
def test_a_rule_that_changed(village, code, bron):
    before, parts = told(village.published), parts_of(village.published)
    rule = village.catalog.indicatoren[code]
    changed = {code: rule.model_copy(update={"factor": 2 * rule.factor})}
    indicatoren = MappingProxyType(dict(village.catalog.indicatoren) | changed)
    village.catalog = replace(village.catalog, indicatoren=indicatoren)
    assert check(village)[0] != before[0]
    others = {key: number for key, number in parts.items() if key[0] != bron}
    assert {key: parts_of(village.published)[key] for key in others} == others
    village.deliver([row for key in KEYS for row in rates(key, periods=NEW[:1], step=0.7)])
    check(village)


def test_a_start_or_a_group_that_changed(village):
    before = told(village.published)
    village.catalog = catalog(group=11)
    fewer = check(village)
    assert fewer[0] != before[0]


def test_a_method_that_changed(village, monkeypatch):
    parts = parts_of(village.published)
    monkeypatch.setattr(delivered_parts, "METHOD_VERSION", "anders")
    check(village)
    assert not set(parts.values()) & set(parts_of(village.published).values())


def kept(vault):
    with vault.connect() as connection:
        return connection.execute(sa.select(derived)).mappings().all()


def changed(vault, row, **values):
    place = [derived.c[column.name] == row[column.name] for column in derived.primary_key]
    with vault.begin() as connection:
        if values:
            connection.execute(sa.update(derived).where(*place).values(**values))
        else:
            connection.execute(sa.delete(derived).where(*place))


@pytest.mark.uitgebreid
@pytest.mark.parametrize("soort", ["rijen", "keuze", "panelen"])
@pytest.mark.parametrize(
    "damage", ["other", *(pytest.param(one, marks=pytest.mark.uitgebreid) for one in ("gone", "cut", "another key"))]
)
def test_what_is_kept_may_be_damaged_or_gone(village, soort, damage):
    """In any place, one at a time: then all of it."""
    some = [row for row in kept(village.vault) if row["soort"] == soort]
    assert len(some) > 10
    rng = np.random.default_rng(7)
    new = iter(NEW)
    for number in [*rng.choice(len(some), 2, replace=False), None]:
        for row in some if number is None else [some[number]]:
            content = row["inhoud"]
            how = {
                "gone": {},
                "cut": {"inhoud": content[: len(content) // 2]},
                "other": {"inhoud": content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]},
                "another key": {"sleutel": "x"},
            }
            changed(village.vault, row, **how[damage])
        when = [next(new)]
        village.deliver([row for key in KEYS for row in rates(key, periods=when, step=0.7)])
        check(village)


def test_a_derived_row_of_before_the_last_method_is_not_believed(village, monkeypatch):
    """The panels of a part that was made in another way are under another fingerprint."""
    old = [row for row in kept(village.vault) if row["soort"] == "panelen"]
    monkeypatch.setattr(delivered_parts, "METHOD_VERSION", "anders")
    village.publish()
    new = [row for row in kept(village.vault) if row["soort"] == "panelen"]
    assert len(new) == len(old)
    assert not {row["sleutel"] for row in old} & {row["sleutel"] for row in new}


def test_a_vault_from_before_this_was_kept(settings, vault, published):
    """Parts that are there and panels that are not: years from the first gap are computed again, to the same parts."""
    village = Village(settings, vault, published, catalog())
    world(village)
    village.publish()
    before = parts_of(published)
    with nothing_kept(vault):
        village.deliver(hours(NEW[0].code), bron=INSURERS)
        check(village)
    after = parts_of(published)
    assert {key: after[key] for key in before} == before
    check(village)


@pytest.mark.uitgebreid
def test_rows_that_come_in_another_order(village):
    rows = [row for key in KEYS for row in rates(key, periods=NEW[:1], step=0.7)]
    village.deliver(rows[::-1])
    village.deliver(hours(NEW[0].code)[::-1], bron=INSURERS)
    check(village)


def test_a_source_that_went_from_years_to_quarters_keeps_its_years(village):
    """What became of an older year hangs on that year only."""
    years = [(key, year, TURNOVER, "", 6.0, 60.0) for key in KEYS for year in ("2021", "2022")]
    village.deliver(years, bron=STAFF)
    found = check(village)[0]
    assert any(f"'{TURNOVER}', '2022'" in line for line in found)
    assert not any(f"'{TURNOVER}', '2023'" in line for line in found)


@pytest.mark.uitgebreid
def test_time_goes_by(village):
    """What was provisional is complete when its term is over, and only those years are made again."""
    village.deliver([row for key in KEYS for row in rates(key, periods=NEW[:3], step=0.7)], at=LATER)
    before = check(village)
    parts = parts_of(village.published)
    after = check(village, NOW + timedelta(days=400))
    assert after[0] != before[0]
    assert {key: number for key, number in parts_of(village.published).items() if key[1] < 2025} == {
        key: number for key, number in parts.items() if key[1] < 2025
    }


@pytest.mark.uitgebreid
@pytest.mark.parametrize("seed", [1, *(pytest.param(one, marks=pytest.mark.uitgebreid) for one in (2, 3, 4, 5, 6))])
def test_whatever_happens(village, seed):
    """A walk of things that happen to deliveries, rounds and what is kept, in any order."""
    rng = np.random.default_rng(seed)
    now, numbers = NOW, [1, 2, 3, 4, 5]
    codes = [one.code for one in quarters() if one.last_day.year >= 2023]

    def deliver():
        code, more = rng.choice(codes), float(rng.integers(0, 900))
        rows = [row for row in hours(str(code), more) if rng.random() < 0.7]
        numbers.append(village.deliver(rows or hours(str(code)), bron=INSURERS, at=now))

    def lose():
        rows = kept(village.vault)
        changed(village.vault, rows[rng.integers(len(rows))])

    def retract():
        village.retract(numbers.pop(rng.integers(len(numbers))), at=now)

    def close():
        village.close("eigen", op=now)

    for _ in range(8):
        now += timedelta(days=int(rng.integers(0, 40)), hours=1)
        rng.choice(np.array([deliver, deliver, lose, retract, close], dtype=object))()
        village.publish(nu=now)
        assert told(village.published) == from_nothing(village, now)
