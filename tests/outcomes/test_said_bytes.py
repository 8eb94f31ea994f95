"""What was said of figures is read back as it was kept; also what was kept in the form of before."""

from __future__ import annotations

import json
import zlib

import numpy as np

from buurtbeeld.outcomes import said_bytes, shown_before
from buurtbeeld.outcomes.shown_before import Said
from buurtbeeld.privacy.constraints import Row

SAID = {
    "nps": Said(
        (Row({"promotor|a||2025-K1|3": 71.5, "passief|a||2025-K1|3": -28.5}, -np.inf, 0.0), Row({}, 10.0, np.inf)),
        {"promotor|a||2025-K1|3": 40.0, "passief|a||2025-K1|3": 9.25},
        {("partner:é", "2025-K1", ""): ("x", "y"), ("a", "2025-K1", "copd"): ()},
    ),
    "leeg": Said(),
}


def plain(said):
    return [dict(row.parts) | {"": (row.lower, row.upper)} for row in said.rows], said.truth, said.hidden


def test_what_is_kept_is_what_was_said():
    found = shown_before._unpacked(shown_before._packed(SAID))
    assert {name: plain(one) for name, one in found.items()} == {name: plain(one) for name, one in SAID.items()}


def test_what_was_kept_as_json_is_read():
    rows = [[{"teller|a||2025|1": 1.0}, None, 12.0], [{"teller|a||2025|1": 1.0}, 8.0, None]]
    content = {"aantal": {"rows": rows, "truth": {"teller|a||2025|1": 10.0}, "hidden": [["a", "2025", "", ["n"]]]}}
    found = shown_before._unpacked(zlib.compress(json.dumps(content).encode()))["aantal"]
    assert [(row.lower, row.upper) for row in found.rows] == [(-np.inf, 12.0), (8.0, np.inf)]
    assert found.truth == {"teller|a||2025|1": 10.0}
    assert found.hidden == {("a", "2025", ""): ("n",)}


def test_the_same_is_the_same_bytes():
    assert said_bytes.to_bytes({}) == said_bytes.to_bytes({})
    turned = dict(reversed(SAID.items()))
    assert shown_before._packed(turned) == shown_before._packed(SAID)
