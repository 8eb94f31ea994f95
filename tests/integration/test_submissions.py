"""Delivered files in the vault: one version of the same figures, corrections beside what was, and back again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from buurtbeeld.deliveries import carrying
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.ingest import counting, deliveries, submissions
from buurtbeeld.storage.schema_delivered import delivery_log, delivery_scope
from buurtbeeld.storage.schema_vault import delivery, delivery_event, observation
from tests.integration.files import inspection, row

A = (row(), row(periode="2026-T2", teller=5.0, waarde=5.0))
B = (row(teller=4.0, waarde=4.0),)
DATA = b"een"


def keep(vault, settings, *rows, data=DATA, naam="levering.csv", basis=None, by="kartrekker"):
    found = inspection(*rows, naam=naam)
    return submissions.keep(vault, settings.raw_dir, found, data, codejaar=2024, by=by, basis=basis)


def counted(vault):
    return {row.sleutel: row.teller for _, _, row in counting.current(vault)}


def count(engine, table):
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table))


def test_first_file_is_new_and_counts(vault, settings):
    done = keep(vault, settings, *A)
    assert (done.change.nieuw, done.change.gewijzigd, done.change.gelijk) == (2, 0, 0)
    assert len(done.leveringen) == 1
    assert sorted(counted(vault).values()) == [3.0, 5.0]
    assert counting.rows_of(vault, done.leveringen[0])[0].sleutel in {one.sleutel for one in A}


@pytest.mark.parametrize("again", [{"data": DATA}, {"data": b"anders"}, {"naam": "nieuw.csv"}, {"by": "ander"}])
def test_same_figures_again_change_nothing(vault, settings, again):
    keep(vault, settings, *A)
    done = keep(vault, settings, *reversed(A), **again)
    assert done.leveringen == ()
    assert done.change.niets
    assert (count(vault, delivery), count(vault, delivery_event), count(vault, observation)) == (1, 1, 2)


def test_correction_counts_and_what_was_stays(vault, settings):
    first = keep(vault, settings, *A)
    second = keep(vault, settings, *B, data=b"twee")
    assert (second.change.nieuw, second.change.gewijzigd, second.change.verschoven) == (0, 1, 1)
    assert counted(vault)[B[0].sleutel] == 4.0
    assert {one.teller for one in counting.rows_of(vault, first.leveringen[0])} == {3.0, 5.0}


def test_back_to_the_first_file_makes_it_count_again(vault, settings):
    keep(vault, settings, *A)
    keep(vault, settings, *B, data=b"twee")
    keep(vault, settings, *A)
    assert counted(vault)[B[0].sleutel] == 3.0
    assert count(vault, delivery) == 2


def test_retracting_a_correction_brings_back_what_counted_before(vault, settings):
    keep(vault, settings, *A)
    second = keep(vault, settings, *B, data=b"twee")
    submissions.retract(vault, second.leveringen[0], by="kartrekker", reason="verkeerd bestand")
    assert counted(vault)[B[0].sleutel] == 3.0
    with pytest.raises(BuurtbeeldError, match="al teruggetrokken") as refused:
        submissions.retract(vault, second.leveringen[0], by="kartrekker", reason="nog eens")
    assert refused.value.code == "E_LEVERING_ONBEKEND"


def test_retracted_file_can_be_delivered_again(vault, settings):
    first = keep(vault, settings, *A)
    submissions.retract(vault, first.leveringen[0], by="kartrekker", reason="te vroeg")
    assert counted(vault) == {}
    assert keep(vault, settings, *A).leveringen == first.leveringen
    assert len(counted(vault)) == 2


def test_what_a_public_source_gave_cannot_be_retracted_as_a_file(vault, settings):
    from tests.integration.answers import answer

    number = deliveries.accept(vault, settings.raw_dir, answer(), by="test").delivery_id
    with pytest.raises(BuurtbeeldError, match="geen aangeleverd bestand"):
        submissions.retract(vault, number, by="kartrekker", reason="x")
    keep(vault, settings, *A)
    assert [one.bron for one in deliveries.current(vault)[0]] == ["cbs_kerncijfers"]


def test_two_corrections_of_the_same_figure_are_told_not_mixed(vault, settings):
    keep(vault, settings, *A)
    change, _ = submissions.compare(vault, inspection(*B))
    keep(vault, settings, row(teller=9.0, waarde=9.0), data=b"ander")
    with pytest.raises(submissions.Conflict, match="Iemand anders") as refused:
        keep(vault, settings, *B, data=b"twee", basis=change.basis)
    assert refused.value.code == "E_CONFLICT"
    assert counted(vault)[B[0].sleutel] == 9.0


def test_file_of_two_sources_is_one_delivery_each_or_none(vault, settings):
    other = row(indicator="nps_burgers", bron="nps_vragenlijst", teller=None, noemer=40.0, waarde=12.0)
    done = keep(vault, settings, *A, other)
    assert len(done.leveringen) == 2
    with pytest.raises(BuurtbeeldError):
        keep(vault, settings, B[0], row(bron="nps_vragenlijst", toelichting="x" * 201), data=b"twee")
    assert count(vault, delivery) == 2
    assert counted(vault)[B[0].sleutel] == 3.0


def test_log_follows_the_vault_and_carries_nothing_twice(vault, published, settings):
    first = keep(vault, settings, *A)
    keep(vault, settings, *B, data=b"twee")
    assert carrying.carry(vault, published) == 2
    assert carrying.carry(vault, published) == 0
    submissions.retract(vault, first.leveringen[0], by="coordinator", reason="verkeerde maand")
    assert carrying.carry(vault, published) == 1
    with published.connect() as connection:
        rows = connection.execute(sa.select(delivery_log).order_by(delivery_log.c.levering)).mappings().all()
    assert [(one["stand"], one["rijen"], one["nieuw"], one["gewijzigd"]) for one in rows] == [
        ("teruggetrokken", 2, 2, 0),
        ("aanvaard", 1, 0, 1),
    ]
    told = (rows[0]["reden"], rows[0]["stand_door"], rows[0]["door"])
    assert told == ("verkeerde maand", "coordinator", "kartrekker")
    assert count(published, delivery_scope) == 3
    assert rows[0]["ontvangen"] < datetime.now(UTC)
