"""Many rows at once: all of them arrive as they were, or none."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from buurtbeeld.errors import StorageError
from buurtbeeld.storage.bulk import ROWS_PER_STATEMENT, insert_rows
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_published import area, figure, reason

COLUMNS = ("part_id", "area_id", "indicator_id", "value", "lower", "status", "reason_id", "methode")


def rows_like(count):
    return [
        (1, number, 2, None, None, 4, 1, 1) if number % 3 else (1, number, 2, number / 7, 0.1, 1, None, 1)
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, ROWS_PER_STATEMENT, ROWS_PER_STATEMENT + 1, 3 * ROWS_PER_STATEMENT - 1])
def test_every_row_arrives_as_it_was(published, count):
    with published.begin() as connection:
        assert insert_rows(connection, figure, COLUMNS, iter(rows_like(count))) == count
    with published.connect() as connection:
        query = sa.select(*(figure.c[name] for name in COLUMNS)).order_by(figure.c.area_id)
        assert [tuple(row) for row in connection.execute(query)] == rows_like(count)


def test_text_arrives_as_it_was(published):
    texts = [
        "",
        "Bergen (L.)",
        "'s-Gravenhage",
        "tab\tnieuwe\nregel\\N",
        "Sûdwest-Fryslân",
        '"; DROP TABLE reason; --',
        "\\.",
    ]
    with published.begin() as connection:
        insert_rows(connection, reason, ("id", "zin"), enumerate(texts))
    with published.connect() as connection:
        assert connection.scalars(sa.select(reason.c.zin).order_by(reason.c.id)).all() == texts


@pytest.mark.parametrize("wrong", [(1, 0, 2, 1.0, None, 4, None, 1), (1, 0, 2, None, None, 4, None, 1)])
def test_one_wrong_row_leaves_nothing(published, wrong):
    rows = [*rows_like(250)[1:], wrong]
    with pytest.raises(StorageError), translated(), published.begin() as connection:
        insert_rows(connection, figure, COLUMNS, rows)
    with published.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(figure)) == 0


def test_rows_that_stop_half_way_leave_nothing(published):
    def failing():
        yield from rows_like(250)
        raise RuntimeError("bron hield op")

    with pytest.raises(RuntimeError), published.begin() as connection:
        insert_rows(connection, figure, COLUMNS, failing())
    with published.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(figure)) == 0


@pytest.mark.parametrize("ragged", [(1,), (1, "x", "y")])
def test_row_with_too_many_or_too_few_values_is_refused(published, ragged):
    with pytest.raises(ValueError, match="2 values"), published.begin() as connection:
        insert_rows(connection, reason, ("id", "zin"), [(7, "a"), ragged])
    with published.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(reason)) == 0


def test_rows_outside_a_transaction_are_refused(published):
    with published.connect() as connection, pytest.raises(AssertionError, match="commit"):
        insert_rows(connection, reason, ("id", "zin"), [(1, "a")])


def test_unknown_column_is_refused(published):
    with pytest.raises(KeyError), published.begin() as connection:
        insert_rows(connection, area, ("id", "bestaat_niet"), [(1, 2)])
