"""python -m buurtbeeld lijkt-op BUURT: as text and as JSON."""

from __future__ import annotations

import argparse
import json

import pytest

from buurtbeeld.learning import opdrachten
from buurtbeeld.roles import account


def run(reader, **more):
    chosen = argparse.Namespace(**({"buurt": "lindekwartier", "rol": "", "json": False} | more))
    opdrachten.show(chosen, account("transitieteam"), reader)


def test_json_has_distance_and_shares(reader, capsys):
    run(reader, json=True)
    found = json.loads(capsys.readouterr().out)
    assert [one["rang"] for one in found] == [1, 2, 3, 4, 5]
    for one in found:
        assert one["afstand"] > 0
        assert sum(one["aandelen"].values()) == pytest.approx(1, abs=1e-4)
        assert one["sterkte"] in opdrachten.WORDS.values()
        assert {part["kenmerk"] for part in one["kenmerken"]} == set(one["aandelen"])


def test_text_says_why(reader, capsys):
    run(reader, rol="transitie")
    said = capsys.readouterr().out
    assert "afstand" in said
    assert "% van de afstand" in said
    assert "door: " in said


def test_the_command_is_there(reader, capsys):
    parser = argparse.ArgumentParser()
    opdrachten.add_to(parser.add_subparsers(), lambda _settings, naam: (account(naam), reader))
    chosen = parser.parse_args(["lijkt-op", "sterrenwijk", "--json"])
    chosen.run(chosen, None)
    assert json.loads(capsys.readouterr().out) == []  # no open figures of it in this store
