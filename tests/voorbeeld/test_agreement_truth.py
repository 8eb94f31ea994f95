"""The agreement of the invented programme beside what the generator really changed."""

from __future__ import annotations

import json

import numpy as np
import pytest

from buurtbeeld import __main__ as command
from buurtbeeld.figures import AgreementQuestion, Reader, read
from buurtbeeld.roles import account
from buurtbeeld.storage.engine import open_published
from data_sources.invented import SEED
from data_sources.voorbeeld.geography import places
from data_sources.voorbeeld.truth import write_truth

pytestmark = pytest.mark.uitgebreid
HOURS = "uren_wijkverpleging_per_client"


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    """Complete effect in percent, mean over the transitiebuurten with a known start.

    Weighted by inhabitants, which stand in for the clients that the agreement weighs by.
    """
    path = tmp_path_factory.mktemp("waarheid") / "waarheid.json"
    write_truth(path, SEED)
    buurten = json.loads(path.read_text(encoding="utf-8"))["buurten"]
    size = {one.sleutel: one.inwoners for one in places()}
    known = {key: one["log_effect"][HOURS] for key, one in buurten.items() if one["start"]}
    return 100 * np.expm1(np.average([*known.values()], weights=[size[key] for key in known]))


@pytest.fixture(scope="module")
def found(whole_stores, catalog):
    reader = Reader(open_published(whole_stores), catalog)
    yield read(account("transitieteam"), AgreementQuestion("voorbeeld"), reader=reader).agreement
    reader.engine.dispose()


@pytest.mark.parametrize("venster", ["laatste_12_maanden", "maand_36", "jaar_3"])
def test_the_margin_holds_the_truth(found, truth, venster):
    """All of the effect is there after a year, so that it is the same in every window."""
    one = found.lezing(("per_client", "niet_transitie", "relatief", venster))
    assert one.onder95 <= truth <= one.boven95
    assert one.boven95 - one.onder95 < 26  # six partners, and one buurt with a fifth of all clients


def test_with_every_buurt_alike_the_margin_is_narrower(found):
    even = next(one for one in found.gevoeligheid if one.naam == "Elke buurt telt even zwaar")
    assert even.boven - even.onder < 16


def test_most_of_the_readings_have_a_number_and_all_have_a_word(found):
    assert sum(one.schatting_pct is not None for one in found.lezingen) == 81
    assert {one.vergelijking for one in found.lezingen if one.schatting_pct is None} == {"landelijk"}
    assert found.contract.n_transitie > 15
    assert found.contract.n_vergelijking == 56  # of 60: the others have fewer than ten clients


def test_another_source_and_other_methods_say_about_the_same(found):
    other = next(one for one in found.gevoeligheid if one.naam == "Volgens verzekeraars")
    assert abs(other.schatting - found.contract.schatting_pct) < 5
    assert not any("hangt af van de methode" in zin for zin in found.anders)


def test_on_the_command_line(whole_stores, capsys):
    assert command.main(["kpi", "--programma", "voorbeeld", "--definitie", "volume", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert {one["definitie"] for one in made} == {"volume"}
    assert made[0]["oordeel"] in {"te vroeg", "op koers", "onzeker", "niet op koers"}
    assert command.main(["kpi", "--programma", "bestaat-niet", "--json"]) == 2
    assert "Kies uit" in capsys.readouterr().err
    assert command.main(["kpi", "--programma", "voorbeeld", "--als", "leverancier", "--json"]) == 1
