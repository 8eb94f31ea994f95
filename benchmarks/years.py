"""Copy the newest edition of the published store to earlier years, so that ten years of the country can be measured."""

from __future__ import annotations

import sqlalchemy as sa

from buurtbeeld.storage.schema_published import area, coverage, figure, part, publication_part, spread

FIGURE = ("indicator_id", "value", "lower", "upper", "status", "reason_id", "methode", "lager", "vergeleken")


def replicate(engine: sa.Engine, jaar: int, count: int) -> None:
    """Give the newest publication `count` editions: `jaar` and copies of it for the years before.

    The copies are the same figures under another year: enough to measure with, of no other use.
    """
    newest = sa.select(sa.func.max(publication_part.c.publication_id)).scalar_subquery()
    wanted = sa.select(part).join(publication_part).where(
        publication_part.c.publication_id == newest, part.c.jaar == jaar, part.c.bron == "cbs_kerncijfers"
    )  # fmt: skip
    with engine.begin() as connection:
        for row in connection.execute(wanted).mappings().all():
            for back in range(1, count):
                _copy_areas(connection, row["indeling"], row["indeling"] - back)
                _copy_part(connection, dict(row), back, newest)


def _copy_areas(connection: sa.Connection, of: int, to: int) -> None:
    columns = [column for column in area.c if column.name not in {"id", "jaar"}]
    known = sa.select(area.c.code).where(area.c.jaar == to)
    rows = sa.select(sa.literal(to), *columns).where(area.c.jaar == of, area.c.code.not_in(known))
    connection.execute(sa.insert(area).from_select(["jaar", *(column.name for column in columns)], rows))


def _copy_part(connection: sa.Connection, row: dict[str, object], back: int, newest: sa.ScalarSelect[int]) -> None:
    old, indeling = row.pop("id"), int(str(row["indeling"]))
    new = row | {"fingerprint": f"{row['fingerprint']}-{back}", "jaar": int(str(row["jaar"])) - back}
    new["indeling"] = indeling - back
    number = connection.execute(sa.insert(part).values(new)).inserted_primary_key
    assert number is not None
    number_id = number[0]
    there = area.alias()
    values = sa.select(sa.literal(number_id), there.c.id, *(figure.c[name] for name in FIGURE)).select_from(
        figure.join(area, area.c.id == figure.c.area_id).join(
            there, sa.and_(there.c.code == area.c.code, there.c.jaar == indeling - back)
        )
    )
    connection.execute(
        sa.insert(figure).from_select(["part_id", "area_id", *FIGURE], values.where(figure.c.part_id == old))
    )
    for table in (spread, coverage):
        rest = [column for column in table.c if column.name != "part_id"]
        copy = sa.select(sa.literal(number_id), *rest).where(table.c.part_id == old)
        connection.execute(sa.insert(table).from_select(["part_id", *(column.name for column in rest)], copy))
    connection.execute(
        sa.insert(publication_part).from_select(["publication_id", "part_id"], sa.select(newest, sa.literal(number_id)))
    )
