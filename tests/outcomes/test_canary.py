"""Primes that were delivered and may not be shown are in no byte that leaves: stores, answers, files, charts."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import pytest
import sqlalchemy as sa

from buurtbeeld.figure_list import rows as figure_rows
from buurtbeeld.figures import ResearchQuestion, read
from buurtbeeld.outcomes.lines import lines_of
from buurtbeeld.privacy import files, outcome_exports, research_exports, sheet_exports
from buurtbeeld.roles import Role, User, account
from buurtbeeld.storage.schema_vault import observation
from tests.outcomes.village import CONSULTS, HOURS, NPS, TODAY, rates
from tests.ui.test_sheet_charts import chart

CLIENTS = "geincludeerde_clienten"
PRIMES = (7_919, 104_729, 15_485_863)  # a noemer, a sum of hours, and one of euros


def forms(number):
    """A number as a program or a reader would write it."""
    plain = str(number)
    dotted = f"{number:,}".replace(",", ".")
    return [form.encode() for form in (plain, dotted, dotted.replace(".", " "), f"{number:,}")]


@pytest.fixture
def delivered(village):
    """A buurt whose figures are all hidden, among figures that are not."""
    village.deliver(
        [*rates("naast-00"), *[("eigen", f"2025-K{at}", CONSULTS, "", 9.0, 7_919.0) for at in (1, 2, 3, 4)]]
    )
    village.deliver(
        [("eigen", "2024", HOURS, "", 104_729.0, 19.0),
         ("eigen", "2024", "kosten_zvw_per_verzekerde", "", 15_485_863.0, 9.0)],
        bron="verzekeraars",
    )  # fmt: skip
    village.deliver([("eigen", "2026-T4", CLIENTS, "", 7.0)], bron="buurtnetwerk")
    counts = {"criticaster": 3.0, "passief": 2.0, "promotor": 4.0}
    village.deliver([("eigen", "2026-H1", NPS, name, n) for name, n in counts.items()], bron="nps_vragenlijst")
    village.publish()
    return village


def unzipped(content):
    with zipfile.ZipFile(BytesIO(content)) as book:
        return b"".join(book.read(name) for name in book.namelist())


def outputs(village):
    """Every way out for one buurt: name -> bytes."""
    outcomes = village.outcomes()
    lines = lines_of(outcomes, village.catalog, TODAY)
    yield "matrix", repr(outcomes).encode()
    yield "matrix.csv", files.as_csv(outcome_exports.table(outcomes, lines))
    yield "matrix.xlsx", unzipped(files.as_xlsx(outcome_exports.table(outcomes, lines)))
    for code in (CONSULTS, HOURS, CLIENTS, NPS, "kosten_zvw_per_verzekerde"):
        sheet = village.sheet(code)
        yield f"{code}", repr(sheet).encode()
        yield f"{code}.csv", files.as_csv(sheet_exports.table(sheet, village.catalog))
        yield f"{code}.xlsx", unzipped(files.as_xlsx(sheet_exports.table(sheet, village.catalog)))
    yield "grafiek", json.dumps(chart(village.sheet(CONSULTS)), default=str).encode()
    path = village.settings.data_dir
    for file in sorted(path.glob("buurtbeeld.sqlite3*")):
        yield file.name, file.read_bytes()
    found = figure_rows(account("transitieteam"), village.reader, "eigen", None, TODAY)
    yield "cijfers --json", json.dumps(found, default=str).encode()
    researcher = User("onderzoeker", Role.ONDERZOEKER, frozenset({"dorp"}))
    everything = read(researcher, ResearchQuestion("dorp", TODAY), reader=village.reader)
    yield "onderzoek", repr(everything).encode()
    yield "onderzoek.csv", files.as_csv(research_exports.table(everything, village.catalog))
    yield "onderzoek.xlsx", unzipped(files.as_xlsx(research_exports.table(everything, village.catalog)))


def test_no_prime_leaves(delivered):
    found = dict(outputs(delivered))
    assert len(found) > 20
    for name, content in found.items():
        for prime in PRIMES:
            assert not [form for form in forms(prime) if form in content], (name, prime)


def test_the_search_finds_a_number_however_it_is_written(delivered):
    with delivered.vault.connect() as connection:
        known = {int(one) for name in ("teller", "noemer") for one in
                 connection.scalars(sa.select(observation.c[name])) if one is not None}  # fmt: skip
    assert known.issuperset(PRIMES)
    for text in (b"uit 7.919 patienten", b'{"noemer": 7919.0}', b"7 919"):
        assert [form for form in forms(7_919) if form in text]
