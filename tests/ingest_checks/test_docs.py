"""The manual says what the code says."""

import re

import pytest

from buurtbeeld.ingest.formats import shipped
from buurtbeeld.ingest.headers import TEMPLATE
from tests.ingest_checks.codes_table import DOC, written
from tests.ingest_checks.made import HEADER, RULES, checked

TEXT = DOC.read_text(encoding="utf-8")


def test_table_of_messages_is_fresh():
    assert written(TEXT) == TEXT, "run: python -m tests.ingest_checks.codes_table"


@pytest.mark.parametrize("name", [*TEMPLATE, *shipped()])
def test_every_column_and_format_is_explained(name):
    assert f"`{name}`" in TEXT


def test_the_example_is_a_good_file():
    found = re.search(r"```csv\n(.*?)```", TEXT, re.DOTALL)
    assert found is not None
    header, *rows = [line.split(";") for line in found[1].splitlines()]
    assert tuple(header) == HEADER
    good, meldingen = checked(*rows, by=RULES)
    assert (len(good), meldingen) == (len(rows), ())
