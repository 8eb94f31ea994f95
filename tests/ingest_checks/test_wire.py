"""What goes to the parser process comes back the same."""

import pytest

from buurtbeeld.ingest import wire
from buurtbeeld.ingest.parts import BuurtRule, DeliveredRow, IndicatorRule, Melding, Rules

UREN = IndicatorRule(
    "uren_wijkverpleging_per_client", "Uren", "gemiddelde", 1.0, "uur", 1, ("verzekeraars", "alliantiepartners"),
    "uren", "unieke cliënten", False, (False, True), ("copd",), ("jaar", "twaalfmaands"),
)  # fmt: skip
RULES = Rules(
    "2026-11-24", "ecosysteem", 2024, 10, {UREN.code: UREN},
    {"de-vijfhoek": BuurtRule("de-vijfhoek", "De Vijfhoek", "ecosysteem", ("BU03920105",), 2024, None, ("nps",))},
    frozenset({"BU00000001", "BU00000000"}), {"kolommen": {"buurtcode": "Buurt"}},
)  # fmt: skip
ROWS = (
    DeliveredRow(2, "de-vijfhoek", "2026-T3", UREN.code, "verzekeraars", "", 10.5, 3.0, 3.5),
    DeliveredRow(3, "x", "2026", "y", "z", "copd", None, None, None, 4, 8.25, 3, 0.5, "geheim_bron", "één"),
)


def test_rules_come_back_the_same():
    assert wire.rules_from_json(wire.rules_to_json(RULES)) == RULES


def test_rows_come_back_the_same():
    assert wire.rows_from_json(wire.rows_to_json(ROWS)) == ROWS


def test_messages_come_back_the_same():
    said = (Melding("E_GETAL", "Geen getal.", "Verbeter.", 4, "teller", "1.234"), Melding("E_LEEG", "Leeg."))
    assert wire.meldingen_from_json(wire.meldingen_to_json(said)) == said


def test_a_value_that_json_does_not_know_is_not_sent():
    with pytest.raises(ValueError, match="Out of range"):
        wire.rows_to_json([DeliveredRow(2, "a", "2026", "b", "c", "", float("nan"), None, None)])
