"""The agreement as a part of a publication: made once, read by right, frozen; on the way from rows to answer."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from buurtbeeld.access import accounts
from buurtbeeld.agreement import store
from buurtbeeld.agreement.answers import CONTRACT
from buurtbeeld.agreement.parts import NEEDED
from buurtbeeld.errors import NotFound, PermissionDenied
from buurtbeeld.figures import AgreementQuestion, read
from buurtbeeld.roles import Role, User, account
from buurtbeeld.storage.schema_agreement import agreement, agreement_snapshot
from buurtbeeld.storage.schema_published import part, publication_part
from tests.agreement.made import ALLIANCE, HOURS, catalog, others, rows, starters
from tests.outcomes.conftest import village  # noqa: F401  (fixtures)

TEAM = User("team", Role.TRANSITIETEAM, frozenset({"dorp"}), demonstratie=True)


def delivered(buurten, **given):
    frame = rows(buurten, **given)
    for row in frame.itertuples():
        yield (row.buurt, row.periode, HOURS, "", float(row.teller), float(row.noemer))


@pytest.fixture
def dorp(village):  # noqa: F811  (fixture)
    buurten = (*starters(8), *others(10))
    village.deliver(delivered(buurten), bron=ALLIANCE)
    village.publish(catalog(*buurten))
    return village


def asked(one, user=TEAM, **kwargs):
    return read(user, AgreementQuestion("dorp", **kwargs), reader=one.reader)


def parts(one):
    with one.published.connect() as connection:
        query = sa.select(part.c.id).where(part.c.bron == "afspraak")
        inside = query.join(publication_part, publication_part.c.part_id == part.c.id)
        return list(connection.scalars(query)), list(connection.scalars(inside))


def test_it_is_published_and_read(dorp):
    found = asked(dorp)
    assert found.agreement.contract.key == CONTRACT
    assert found.agreement.contract.schatting_pct < 0
    assert found.publicatie == 1
    assert found.bevroren is None


def test_a_part_is_made_once_and_shared(dorp):
    dorp.publish(catalog(*starters(8), *others(10)))
    assert parts(dorp)[0] == [parts(dorp)[0][0]]
    dorp.deliver([("t00", "2026-T6", HOURS, "", 3000.0, 150.0)], bron=ALLIANCE)
    dorp.publish(catalog(*starters(8), *others(10)))
    every, inside = parts(dorp)
    assert len(every) <= 2
    assert set(inside) <= set(every)


def test_a_buurt_that_moves_makes_another_part(dorp):
    before = asked(dorp).agreement
    dorp.publish(catalog(*starters(8), *others(9)))
    after = asked(dorp).agreement
    assert (before.contract.n_vergelijking, after.contract.n_vergelijking) == (10, 9)
    assert len(parts(dorp)[0]) == 2


def test_without_hours_there_is_a_sentence(village):  # noqa: F811  (fixture)
    village.publish(catalog(*starters(8), *others(10)))
    found = asked(village).agreement
    assert found.contract.schatting_pct is None
    assert "geen uren" in found.contract.toelichting


@pytest.mark.parametrize("name", ["bezoeker", "leverancier", "beheerder"])
def test_who_may_not_see_it(dorp, name):
    with pytest.raises(PermissionDenied):
        asked(dorp, account(name))


def test_only_of_the_own_programma(dorp):
    with pytest.raises(PermissionDenied):
        asked(dorp, User("ander", Role.NETWERKLID, frozenset({"elders"}), frozenset({"x"})))


def test_a_programma_that_is_not_there(dorp):
    with pytest.raises(NotFound) as error:
        read(TEAM, AgreementQuestion("elders"), reader=dorp.reader)
    assert "dorp" in str(error.value)


def test_frozen_it_stays_what_it_was(dorp):
    was = asked(dorp).agreement
    made = store.freeze(dorp.published, dorp.catalog, TEAM, "dorp", " Mijlpaal  2026 ")
    assert made.naam == "Mijlpaal 2026"
    dorp.publish(catalog(*starters(8), *others(9)))
    assert asked(dorp).agreement != was
    again = asked(dorp, kopie=made.id)
    assert again.agreement == was
    assert again.bevroren.sha256 == made.sha256
    assert [one.id for one in again.kopieen] == [made.id]


@pytest.mark.parametrize("naam", ["", "  ", "x" * 81])
def test_a_frozen_copy_has_a_name(dorp, naam):
    with pytest.raises(store.Frozen):
        store.freeze(dorp.published, dorp.catalog, TEAM, "dorp", naam)


def test_a_name_is_used_once_and_a_failed_event_freezes_nothing(dorp, monkeypatch):
    store.freeze(dorp.published, dorp.catalog, TEAM, "dorp", "een")
    with pytest.raises(store.Frozen):
        store.freeze(dorp.published, dorp.catalog, TEAM, "dorp", "een")

    def fails(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(store, "record", fails)
    with pytest.raises(RuntimeError):
        store.freeze(dorp.published, dorp.catalog, TEAM, "dorp", "twee")
    with dorp.published.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(agreement_snapshot)) == 1


def test_a_network_member_reads_but_does_not_freeze(dorp):
    member = User("lid", Role.NETWERKLID, frozenset({"dorp"}), demonstratie=True)
    assert asked(dorp, member).agreement.contract
    with pytest.raises(PermissionDenied):
        store.freeze(dorp.published, dorp.catalog, member, "dorp", "een")


def test_no_number_of_one_buurt_is_in_the_document(dorp):
    """Names of buurten stand in sentences; their figures do not: no teller or noemer of the vault is in it."""
    with dorp.published.connect() as connection:
        text = connection.scalar(sa.select(agreement.c.inhoud))
    numbers = set(_numbers(json.loads(text)))
    exact = {value for row in delivered((*starters(8), *others(10))) for value in row[4:] if value > 500}
    assert not numbers & exact


def _numbers(found):
    if isinstance(found, dict | list):
        for one in found.values() if isinstance(found, dict) else found:
            yield from _numbers(one)
    elif isinstance(found, float):
        yield found


def test_every_figure_it_needs_is_in_the_catalogue(dorp):
    assert set(NEEDED) <= set(dorp.catalog.indicatoren)


@pytest.mark.parametrize(("naam", "sees"), [("transitieteam", True), ("netwerklid", True), ("bezoeker", False)])
def test_a_demonstration_account_takes_part_in_a_programma_that_was_loaded(dorp, naam, sees):
    user = accounts.named(dorp.published, dorp.catalog, naam)
    assert ("dorp" in user.programmas) is sees
    if sees:
        assert asked(dorp, user).agreement.contract.schatting_pct < 0
    with pytest.raises(NotFound):
        accounts.named(dorp.published, dorp.catalog, naam, proef=False)
