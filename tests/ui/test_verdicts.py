"""The six verdicts as drawn: told apart by shape and word, never by colour alone."""

from __future__ import annotations

import re
from base64 import b64decode

import pytest

from buurtbeeld.outcomes.oordeel import Oordeel
from pages._ui import verdicts

COLOURS = {"#0072B2", "#D55E00", "#767676", "#9A9A9A", "#4B5863", "#5B2A86", "#fff"}
LOOSE = re.compile(r"#[0-9A-Fa-f]{3,6}\b")


def drawn(oordeel):
    return b64decode(verdicts.MARKS[oordeel].beeld.partition(",")[2]).decode()


def test_every_verdict_has_a_shape_of_its_own_also_without_its_colour():
    shapes = {LOOSE.sub("", drawn(one)) for one in Oordeel}
    assert len(shapes) == len(Oordeel)
    assert len({verdicts.MARKS[one].glyph.partition("[")[2] or verdicts.MARKS[one].glyph for one in Oordeel}) == 6
    assert {found for one in Oordeel for found in LOOSE.findall(drawn(one))} <= COLOURS


@pytest.mark.parametrize("oordeel", Oordeel)
@pytest.mark.parametrize("groot", [True, False])
def test_a_chip_says_the_word_in_full_and_leaves_the_shape_to_the_eye(oordeel, groot):
    shown = verdicts.chip(oordeel, groot=groot)
    assert f">{oordeel.value}</span>" in shown
    assert 'alt=""' in shown
    assert ("bb-chipgroot" in shown) is groot


def test_only_gunstiger_and_ongunstiger_are_bold_and_a_count_has_no_shape():
    strong = [one for one in Oordeel if verdicts.MARKS[one].sterk]
    assert strong == [Oordeel.GUNSTIGER, Oordeel.ONGUNSTIGER]
    assert verdicts.mark(None) is None
