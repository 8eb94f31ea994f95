"""Acties on both databases: every version is kept, two people cannot overwrite each other, nothing small stays."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from buurtbeeld import interventions
from buurtbeeld.catalog import load_catalog
from buurtbeeld.errors import NotFound, PermissionDenied, StorageError
from buurtbeeld.intervention_list import of_buurt, status_on
from buurtbeeld.interventions import Conflict, Invoer, Onjuist
from buurtbeeld.model import Status
from buurtbeeld.outcomes import own_counts
from buurtbeeld.periods import Periode, today
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS
from buurtbeeld.storage.schema_plans import intervention, ronde

CATALOG = load_catalog(Path(__file__).parents[2] / "config", verzonnen=True)
KARTREKKER = DEMONSTRATION_ACCOUNTS["kartrekker"]
BUURT = "lindekwartier"
GIVEN = Invoer("preventie", "Wandelgroep", date(2025, 3, 3), 12, None, 47)


def register(published, given=GIVEN, **more):
    return interventions.register(published, CATALOG, KARTREKKER, BUURT, given, **more)


def now_in(published, vandaag=None):
    with published.connect() as connection:
        return of_buurt(connection, BUURT, vandaag=vandaag)


def rows(published):
    with published.connect() as connection:
        return connection.execute(sa.select(intervention).order_by(intervention.c.id)).mappings().all()


def test_register_change_stop_and_remove_keep_every_version(published):
    first = register(published)
    second = interventions.change(published, CATALOG, KARTREKKER, first, replace(GIVEN, titel="Wandelclub"))
    third = interventions.stop(published, CATALOG, KARTREKKER, second, date(2026, 1, 31))
    (one,) = now_in(published, date(2026, 2, 1))
    assert (one.nummer, one.titel, one.eind, one.bereik, one.status) == (
        third, "Wandelclub", date(2026, 1, 31), 45, "gestopt",
    )  # fmt: skip
    assert one.effect_vanaf == date(2026, 3, 3)
    assert now_in(published, date(2026, 1, 31))[0].status == "loopt"
    interventions.remove(published, CATALOG, KARTREKKER, third)
    assert now_in(published) == ()
    kept = rows(published)
    assert [row["vervangt"] for row in kept] == [None, first, second, third]
    assert [row["titel"] for row in kept] == ["Wandelgroep", "Wandelclub", "Wandelclub", "Wandelclub"]
    assert {row["door"] for row in kept} == {"kartrekker"}


def test_in_order_of_their_start_and_only_of_this_buurt(published):
    register(published)
    register(published, replace(GIVEN, titel="Eerder", start=date(2024, 9, 1)))
    register(published, replace(GIVEN, titel="Later", start=date(today().year + 1, 1, 1)))
    interventions.take_in(
        published, CATALOG, [("vliegerbuurt", GIVEN, datetime(2025, 3, 3, tzinfo=UTC))], by="voorbeeld", vandaag=today()
    )
    assert [(one.titel, one.status) for one in now_in(published)] == [
        ("Eerder", "loopt"), ("Wandelgroep", "loopt"), ("Later", "gepland"),
    ]  # fmt: skip


@pytest.mark.parametrize(("bereik", "stored"), [(None, None), (0, None), (9, None), (10, 10), (47, 45), (48, 50)])
def test_a_small_reach_is_never_stored(published, bereik, stored):
    register(published, replace(GIVEN, bereik=bereik))
    assert rows(published)[0]["bereik"] == stored


def test_two_people_change_the_same_version(published):
    number = register(published)
    interventions.change(published, CATALOG, KARTREKKER, number, replace(GIVEN, titel="Een"))
    for late in (
        lambda: interventions.change(published, CATALOG, KARTREKKER, number, replace(GIVEN, titel="Twee")),
        lambda: interventions.stop(published, CATALOG, KARTREKKER, number, date(2026, 1, 1)),
        lambda: interventions.remove(published, CATALOG, KARTREKKER, number),
    ):
        with pytest.raises(Conflict) as told:
            late()
        assert told.value.code == "E_ACTIE_CONFLICT"
    assert [one.titel for one in now_in(published)] == ["Een"]


def test_of_many_writers_at_once_exactly_one_wins(published):
    """Eight people change the same version at the same moment."""
    number, start, became = register(published), threading.Barrier(8), []

    def write(name):
        start.wait()
        try:
            interventions.change(published, CATALOG, KARTREKKER, number, replace(GIVEN, titel=name))
            became.append(name)
        except Conflict:
            became.append("")

    threads = [threading.Thread(target=write, args=(f"Naam {at}",)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [name for name in became if name]
    assert len(became) == 8
    assert [one.titel for one in now_in(published)] == winners
    assert len(winners) == 1
    assert len(rows(published)) == 2


def test_a_second_successor_is_refused_by_the_database_too(published, monkeypatch):
    """Without our own look first, the constraint of the table still says no."""
    number = register(published)
    interventions.change(published, CATALOG, KARTREKKER, number, replace(GIVEN, titel="Een"))
    monkeypatch.setattr(interventions, "_refuse_conflict", lambda *_: None)
    with pytest.raises(Conflict):
        interventions.change(published, CATALOG, KARTREKKER, number, replace(GIVEN, titel="Twee"))
    assert len(rows(published)) == 2


def test_the_same_actie_twice(published):
    register(published)
    with pytest.raises(Onjuist) as told:
        register(published, replace(GIVEN, titel=" wandelGROEP  "))
    assert told.value.code == "E_ACTIE_BESTAAT"
    register(published, replace(GIVEN, start=date(2025, 3, 4)))


def test_a_failure_half_way_leaves_nothing(published, monkeypatch):
    """The store gives up after the insert: then there is no new version, and the old one still counts."""
    number = register(published)
    monkeypatch.setattr(interventions, "_add", _broken(interventions._add))
    with pytest.raises(StorageError):
        interventions.change(published, CATALOG, KARTREKKER, number, replace(GIVEN, titel="Half"))
    assert [one.titel for one in now_in(published)] == ["Wandelgroep"]


def _broken(add):
    def failing(*args):
        add(*args)
        raise OSError(28, "No space left on device")

    return failing


@pytest.mark.parametrize("rol", ["bezoeker", "netwerklid", "huisarts", "leverancier", "transitieteam", "beheerder"])
def test_who_may_not_write(published, rol):
    with pytest.raises(PermissionDenied, match="Vraag het de kartrekker"):
        interventions.register(published, CATALOG, DEMONSTRATION_ACCOUNTS[rol], BUURT, GIVEN)
    assert rows(published) == []


def test_another_buurt_is_not_ones_own(published):
    with pytest.raises(PermissionDenied, match="voor deze buurt"):
        interventions.register(published, CATALOG, KARTREKKER, "emmen", GIVEN)
    theirs = ("emmen", replace(GIVEN, thema="preventie"), datetime(2025, 3, 3, tzinfo=UTC))
    interventions.take_in(published, CATALOG, [theirs], by="voorbeeld", vandaag=today())
    number = rows(published)[0]["id"]
    with pytest.raises(PermissionDenied):
        interventions.change(published, CATALOG, KARTREKKER, number, GIVEN)
    with pytest.raises(PermissionDenied):
        interventions.remove(published, CATALOG, KARTREKKER, number)
    with pytest.raises(PermissionDenied):
        interventions.list_of(published, CATALOG, DEMONSTRATION_ACCOUNTS["bezoeker"], "emmen")
    seen = interventions.list_of(published, CATALOG, DEMONSTRATION_ACCOUNTS["netwerklid"], "emmen")
    assert [one.titel for one in seen] == ["Wandelgroep"]


def test_what_does_not_exist(published):
    with pytest.raises(NotFound):
        interventions.change(published, CATALOG, KARTREKKER, 99, GIVEN)
    with pytest.raises(NotFound):
        interventions.list_of(published, CATALOG, KARTREKKER, "nergens")


def test_what_a_programme_brings_is_passed_over_the_second_time(published):
    brought = [(BUURT, replace(GIVEN, titel=name), datetime(2025, 3, 3, 9, tzinfo=UTC)) for name in ("Een", "Twee")]
    again = {"by": "voorbeeld", "vandaag": today()}
    assert interventions.take_in(published, CATALOG, brought, **again) == 2
    one = now_in(published)[0]
    changed = interventions.change(published, CATALOG, KARTREKKER, one.nummer, replace(GIVEN, titel="Anders"))
    assert interventions.take_in(published, CATALOG, brought, **again) == 0
    interventions.remove(published, CATALOG, KARTREKKER, changed)
    assert interventions.take_in(published, CATALOG, brought, **again) == 0
    assert [one.titel for one in now_in(published)] == ["Twee"]


@pytest.mark.parametrize(
    ("start", "eind", "expected"),
    [
        (date(2026, 3, 2), None, "gepland"), (date(2026, 3, 1), None, "loopt"),
        (date(2026, 1, 1), date(2026, 3, 1), "loopt"),
        (date(2026, 1, 1), date(2026, 2, 28), "gestopt"),
    ],
)  # fmt: skip
def test_status_on_a_day(start, eind, expected):
    assert status_on(start, eind, date(2026, 3, 1)) == expected


def test_months_later_keeps_to_the_month():
    assert interventions.months_later(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert interventions.months_later(date(2025, 11, 30), 3) == date(2026, 2, 28)
    assert interventions.months_later(date(2025, 3, 3), 0) == date(2025, 3, 3)


TODAY = date(2026, 11, 20)


def counts(published, sleutel=BUURT):
    with published.connect() as connection:
        return own_counts.own_counts(connection, CATALOG, sleutel, TODAY)


def close(published, *moments):
    with published.begin() as connection:
        for moment in moments:
            row = {"programma": "voorbeeld", "buurt": BUURT, "gesloten_op": moment, "door": "kartrekker"}
            connection.execute(sa.insert(ronde).values(**row))


def test_what_the_app_has_not_seen_is_not_zero(published):
    found = counts(published)
    assert set(found) == {"buurtbeelden", "tweemaandelijkse_sessies", "best_practices", "gestarte_interventies"}
    for code, (one,) in found.items():
        assert (one.value, one.status, one.periode.code, one.bron) == (None, Status.NIET_GELEVERD, "2026-T6", "app")
        assert one.reden, code


def test_closed_rounds_are_counted_per_tweemaand(published):
    """The last one closed on 30 June at 23:30 in UTC: in the Netherlands that is 1 July."""
    close(
        published, datetime(2026, 3, 10, 15, tzinfo=UTC), datetime(2026, 4, 30, 15, tzinfo=UTC),
        datetime(2026, 6, 30, 23, 30, tzinfo=UTC),
    )  # fmt: skip
    found = counts(published)["tweemaandelijkse_sessies"]
    assert [(one.periode.code, one.value, one.status.value) for one in found] == [
        ("2026-T2", 2, "ok"), ("2026-T3", 0, "ok"), ("2026-T4", 1, "ok"), ("2026-T5", 0, "ok"),
        ("2026-T6", 0, "voorlopig"),
    ]  # fmt: skip
    assert {one.ontvangen for one in found} == {datetime(2026, 6, 30, 23, 30, tzinfo=UTC)}
    assert counts(published, "vliegerbuurt")["tweemaandelijkse_sessies"][0].value is None


def test_acties_count_from_the_day_they_begin(published):
    register(published, replace(GIVEN, start=date(2026, 7, 1)))
    gone = register(published, replace(GIVEN, titel="Weg", start=date(2026, 1, 1)))
    interventions.remove(published, CATALOG, KARTREKKER, gone)
    register(published, replace(GIVEN, titel="Straks", start=date(2026, 12, 1)))
    found = counts(published)["gestarte_interventies"]
    assert [(one.periode.code, one.value) for one in found] == [("2026-T4", 1), ("2026-T5", 0), ("2026-T6", 0)]
    assert found[0].periode == Periode.parse("2026-T4")
