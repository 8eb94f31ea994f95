"""What a file that was found right would do, and what others would see of it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from buurtbeeld.catalog import Catalog
from buurtbeeld.deliveries import waiting as delivery_waiting
from buurtbeeld.ingest import inspection
from buurtbeeld.ingest.parts import DeliveredRow, Inspection
from buurtbeeld.ingest.submissions import Change
from buurtbeeld.model import STATUS_BY_ID, Status

MOST_SHOWN = 12  # figures in the preview of what others will see


@dataclass(frozen=True)
class Shown:
    """One figure as others will see it: rounded, or hidden and then without any number."""

    buurt: str
    periode: str
    indicator: str
    uitsplitsing: str
    value: float | None
    noemer: float | None
    status: Status
    reden: str


@dataclass(frozen=True)
class Preview:
    """What a file found right would do.

    Attributes:
        change: how many figures are new, changed and equal.
        afgeschermd: how many of its figures will be hidden as too small.
        shown: the first few as others will see them, hidden ones first.
        wacht: how many of its figures are published with other numbers, which others see until the round closes.
    """

    change: Change
    afgeschermd: int
    shown: tuple[Shown, ...]
    wacht: int = 0


def preview(rows: Iterable[DeliveredRow], change: Change, catalog: Catalog, *, wacht: int = 0) -> Preview:
    """Compute how these rows would be shown.

    Args:
        rows: of a file found right.
        change: what they would change.
        wacht: how many of them wait for a round, see `delivery_waiting`.
    """
    shown = [one for one in as_shown(rows, catalog) if _stands_alone(one, catalog)]
    hidden = sum(one.status is Status.AFGESCHERMD for one in shown)
    first = sorted(shown, key=lambda one: one.status is not Status.AFGESCHERMD)[:MOST_SHOWN]
    return Preview(change, hidden, tuple(first), wacht)


def as_answer(found: Inspection, preview: Preview | None) -> dict[str, object]:
    """The verdict and the preview for the page, as JSON."""
    told = [
        {"code": one.code, "wat": one.wat, "doe": one.doe, "rij": one.rij, "kolom": one.kolom, "cel": one.cel}
        for one in found.meldingen
    ]
    said = inspection.to_json(found) | {"gemeld": told}
    if preview is None:
        return said
    change = preview.change
    return said | {
        "nieuw": change.nieuw,
        "gewijzigd": change.gewijzigd,
        "gelijk": change.gelijk,
        "verschoven": change.verschoven,
        "basis": change.basis,
        "afgeschermd": preview.afgeschermd,
        "wacht": delivery_waiting.sentence(preview.wacht),
        "getoond": [
            {
                "buurt": one.buurt,
                "periode": one.periode,
                "indicator": one.indicator,
                "uitsplitsing": one.uitsplitsing,
                "value": one.value,
                "status": one.status.value,
                "reden": one.reden,
            }
            for one in preview.shown
        ],
    }


def as_shown(rows: Iterable[DeliveredRow], catalog: Catalog) -> list[Shown]:
    """Delivered rows as they would be published; of an NPS also its three classes."""
    import pandas as pd

    from buurtbeeld.outcomes import delivered_figures

    names = ("buurt", "periode", "indicator", "uitsplitsing", "teller", "noemer", "waarde", "n", "status")
    frame = pd.DataFrame([[getattr(row, name) for name in names] for row in rows], columns=list(names))
    frame = frame.astype(dict.fromkeys(("teller", "noemer", "waarde", "n"), float))
    shown: list[Shown] = []
    for code, some in frame.groupby("indicator", sort=True):
        made = delivered_figures.published(catalog.indicatoren[str(code)], some, drempel=catalog.app.drempel)
        columns = ("buurt", "periode", "uitsplitsing", "value", "noemer", "status", "reden")
        for buurt, periode, part, value, below, number, reden in made[list(columns)].itertuples(index=False):
            status = STATUS_BY_ID[number]
            above, under = (_number(one) if status.has_value else None for one in (value, below))
            shown.append(Shown(buurt, periode, str(code), part, above, under, status, reden))
    return shown


def _number(one: float) -> float | None:
    return one if math.isfinite(one) else None


def _stands_alone(one: Shown, catalog: Catalog) -> bool:
    """Whether it is a figure of its own: the classes of an NPS belong to its score."""
    return not one.uitsplitsing or catalog.indicatoren[one.indicator].soort != "nps"
