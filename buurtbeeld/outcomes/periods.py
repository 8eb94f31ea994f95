"""Periods of delivered figures by their code."""

from __future__ import annotations

from functools import lru_cache

from buurtbeeld.periods import Periode


@lru_cache(maxsize=4000)
def period(code: str) -> Periode:
    """The period of a code, parsed once."""
    return Periode.parse(code)


@lru_cache(maxsize=4000)
def year(code: str) -> int:
    """The year in which the period of a code ends."""
    return period(code).last_day.year
