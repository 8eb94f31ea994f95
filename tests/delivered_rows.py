"""Delivered rows as the frame that `delivered_figures.published` reads, for tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from buurtbeeld.catalog import load_catalog
from buurtbeeld.model import STATUS_BY_ID, Status
from buurtbeeld.outcomes import delivered_figures

ROOT = Path(__file__).parents[1]
NUMBERS = ("teller", "noemer", "waarde", "n")
COLUMNS = ("buurt", "periode", "uitsplitsing", *NUMBERS, "status")


@cache
def catalog():
    return load_catalog(ROOT / "config")


def line(**given):
    base = {"buurt": "sterrenwijk", "periode": "2026-T3", "uitsplitsing": "", "status": Status.OK.value}
    return base | dict.fromkeys(NUMBERS) | given


def shown(indicator, *lines, drempel=10):
    """Figures of some rows, as a list of dicts with the status as a word."""
    frame = pd.DataFrame(list(lines), columns=list(COLUMNS)).astype(dict.fromkeys(NUMBERS, float))
    made = delivered_figures.published(catalog().indicatoren[indicator], frame, drempel=drempel)
    found = made.to_dict("records")
    return [one | {"status": STATUS_BY_ID[one["status"]]} for one in found]


def number(one, name="value"):
    """The number of a figure, None when it has none."""
    return None if pd.isna(one[name]) else one[name]
