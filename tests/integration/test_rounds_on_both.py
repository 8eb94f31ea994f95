"""Rounds on both databases: without a screen, by two people at once, and while somebody publishes."""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from buurtbeeld import publication
from buurtbeeld.deliveries import round_commands, rounds
from buurtbeeld.deliveries.commands import Office
from buurtbeeld.deliveries.delivering import Desk
from buurtbeeld.outcomes import delivered_parts
from buurtbeeld.roles import account
from buurtbeeld.storage.schema_plans import ronde, waiting
from tests.outcomes.village import CONSULTS, NOW, START, Village, buurt, catalog

FIRST, LATER = datetime(2026, 10, 1, 9, tzinfo=UTC), datetime(2026, 11, 20, 9, tzinfo=UTC)
MINE = "lindekwartier"  # a buurt of the account that closes


@pytest.fixture
def village(settings, vault, published):
    made = Village(settings, vault, published, catalog(buurt(MINE, start=START)))
    made.deliver([row(900), row(910, "2025-K2")], at=FIRST)
    made.publish()
    made.deliver([row(950), row(910, "2025-K2")], at=LATER)
    made.publish()
    return made


def row(teller, periode="2025-K1"):
    return (MINE, periode, CONSULTS, "", float(teller), 4000.0)


def command(village, *words):
    parser = argparse.ArgumentParser()
    round_commands.add_to(parser.add_subparsers(), lambda run: run)
    chosen = parser.parse_args(words)
    desk = Desk(village.vault, village.published, village.settings.raw_dir, village.catalog)
    return chosen.run(chosen, Office(desk, lambda _: village.publish()))


def test_without_a_screen(village, capsys):
    assert command(village, "sluit-ronde", MINE, "--als", "kartrekker") == 0
    assert "is gesloten op" in (said := capsys.readouterr().out)
    assert "1 verbetering is nu gepubliceerd." in said
    assert command(village, "vergelijk", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["oud"], found["nieuw"], found["aantal"]) == (1, 2, 1)
    (one,) = found["cijfers"]
    assert (one["gebied"], one["periode"], one["oorzaak"], one["was"], one["werd"]) == (
        MINE, "2025-K1", "verbeterde levering", 225, 237.5,
    )  # fmt: skip
    assert command(village, "vergelijk", "2", "1", "--buurt", MINE) == 0
    assert "1 geleverd cijfer is anders." in capsys.readouterr().out
    assert command(village, "sluit-ronde", MINE, "--als", "kartrekker") == 0
    assert "Er wachtte geen verbetering." in capsys.readouterr().out


def test_two_people_at_once_close_one_round(village):
    def close(_):
        return rounds.close(village.published, village.catalog, account("kartrekker"), MINE, na=0)

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(close, range(6)))
    assert [one.nieuw for one in found].count(True) == 1
    assert len({one.nummer for one in found}) == 1
    with village.published.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(ronde)) == 1


def test_a_round_that_closes_while_somebody_publishes_is_in_that_publication(village, monkeypatch):
    real, tries = delivered_parts.ensure, []

    def slow(*given, **how):
        made = real(*given, **how)
        if not tries:
            village.close(MINE, op=NOW + timedelta(minutes=1))
        tries.append(made)
        return made

    monkeypatch.setattr(publication.delivered_parts, "ensure", slow)
    village.publish()
    assert len(tries) == 2
    with village.published.connect() as connection:
        assert connection.execute(sa.select(waiting)).all() == []
