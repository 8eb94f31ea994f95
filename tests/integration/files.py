"""Inspections and rows of delivered files for tests; no pytest here, so that a child process can use it."""

from __future__ import annotations

from buurtbeeld.ingest.parts import DeliveredRow, Inspection


def row(**overrides):
    fields = {
        "rij": 2,
        "buurt": "sterrenwijk",
        "periode": "2026-T1",
        "indicator": "gestarte_interventies",
        "bron": "buurtnetwerk",
        "uitsplitsing": "",
        "teller": 3.0,
        "noemer": None,
        "waarde": 3.0,
    }
    return DeliveredRow(**(fields | overrides))


def inspection(*rows, naam="levering.csv"):
    return Inspection("ecosysteem", len(rows), tuple(rows), (), "0" * 64, naam)
