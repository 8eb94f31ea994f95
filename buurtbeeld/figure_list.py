"""Published figures of one buurt or area as plain rows, for the command line: open figures and, by right, outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from buurtbeeld.answers import Profile
from buurtbeeld.figures import OutcomesQuestion, ProfileQuestion, Reader, SheetQuestion, read
from buurtbeeld.model import Figure
from buurtbeeld.outcomes.answers import OutcomeFigure, OutcomeSeries, Sheet
from buurtbeeld.roles import Action, User, may

Row = dict[str, Any]


def rows(user: User, reader: Reader, sleutel: str, jaar: int | None, vandaag: date) -> list[Row]:
    """Every published figure this user may see of one plek.

    Args:
        jaar: edition of the open figures; the newest when None. Outcomes are given for every period.

    Returns:
        Per figure: indicator, gebied, jaar or periode, waarde (None = absent), eenheid, status, reden, margin, bron and
        publicatie; of an outcome also its verdict per thema, with the period that it is about.

    Raises:
        NotFound: unknown plek, or no figures for that year.
        PermissionDenied: the user may not read open figures.
    """
    profile = read(user, ProfileQuestion(sleutel, jaar), reader=reader)
    made = [_of_profile(figure, profile) for row in profile.rows.values() for figure in (row.own, *row.parts)]
    if not profile.plek.programma or not may(user, Action.UITKOMSTEN, buurt=sleutel):
        return made
    outcomes = read(user, OutcomesQuestion(sleutel, vandaag), reader=reader)
    codes = dict.fromkeys(item.indicator for item in (*outcomes.items, *outcomes.bewaking))
    return made + [row for code in codes for row in _of_outcome(user, reader, sleutel, code, vandaag)]


def _of_outcome(user: User, reader: Reader, sleutel: str, code: str, vandaag: date) -> Iterator[Row]:
    indicator = reader.catalog.indicatoren[code]
    sheets = [
        read(user, SheetQuestion(sleutel, code, thema, vandaag), reader=reader) for thema in indicator.themas or [""]
    ]
    for series in (*sheets[0].reeksen, *sheets[0].uitgesplitst):
        verdicts = _verdicts(sheets, series)
        judged = series.beoordeeld
        for figure in series.figures:
            yield _of_figure(sheets[0], series, figure, indicator.eenheid) | {
                "oordelen": verdicts if judged is not None and figure is judged and not series.uitsplitsing else {}
            }


def _verdicts(sheets: list[Sheet], series: OutcomeSeries) -> dict[str, str]:
    found = {sheet.thema: sheet.beoordelingen.get(series.bron) for sheet in sheets}
    return {thema: str(one.oordeel) for thema, one in found.items() if one is not None and one.oordeel is not None}


def _of_figure(sheet: Sheet, series: OutcomeSeries, figure: OutcomeFigure, eenheid: str) -> Row:
    return {
        "indicator": figure.indicator,
        "gebied": sheet.plek.sleutel if series.niveau == "buurt" else series.naam,
        "gebied_naam": series.naam,
        "niveau": series.niveau,
        "periode": figure.periode.code,
        "uitsplitsing": figure.uitsplitsing,
        "waarde": figure.value,
        "teller": figure.teller,
        "noemer": figure.noemer,
        "eenheid": eenheid,
        "status": figure.status.value,
        "reden": figure.reden,
        "ondergrens": figure.lower,
        "bovengrens": figure.upper,
        "methode": figure.methode,
        "gecorrigeerd": figure.gecorrigeerd,
        "bron": series.bron_naam,
        "meting": series.meting,
        "levering": figure.levering or None,
        "publicatie": sheet.publicatie,
    }


def _of_profile(figure: Figure, profile: Profile) -> Row:
    return {
        "indicator": figure.indicator,
        "gebied": figure.gebied.partition(":")[2] or figure.gebied,
        "gebied_naam": figure.gebied_naam,
        "jaar": figure.jaar or None,
        "waarde": figure.value,
        "eenheid": figure.eenheid,
        "status": figure.status.value,
        "reden": figure.reden,
        "ondergrens": figure.lower,
        "bovengrens": figure.upper,
        "methode": figure.methode,
        "benadering": figure.benadering,
        "lager": figure.lager,
        "vergeleken": figure.vergeleken,
        "bron": "" if figure.origin is None else f"{figure.origin.bron_naam} ({figure.origin.tabel})",
        "publicatie": profile.publicatie,
    }
