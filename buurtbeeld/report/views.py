"""A block of a paper as plain data, for a program that draws it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from buurtbeeld.report import drawing
from buurtbeeld.report.document import Blok, Grafiek, Oordeelregel


def view_of(block: Blok) -> dict[str, Any]:
    """Its fields, its kind, and the drawing that belongs to it."""
    view = {"soort": type(block).__name__, **asdict(block)}
    if isinstance(block, Grafiek):
        view["beeld"] = drawing.chart(block)
        view.pop("punten")
    if isinstance(block, Oordeelregel):
        view["beeld"] = drawing.shape(block.woord)
    return view
