"""Signatures below a plan on both databases: six people at once are six signatures below one version."""

from __future__ import annotations

import threading
from datetime import date

import pytest
import sqlalchemy as sa

from buurtbeeld.plan import signing, writing
from buurtbeeld.storage.schema_meetings import plan_handtekening
from tests.meetings.test_review import KARTREKKER, LID, MINE, village

__all__ = ["village"]


def signed(village):
    return signing.signed(village.reader, LID, MINE)


def test_six_people_sign_at_once(village):
    writing.add(village.reader, KARTREKKER, MINE, "preventie", {"wat": "Wandelgroep", "kosten": "1.250,50"})
    seen, start = signed(village).nu, threading.Barrier(6)

    def one(number):
        start.wait()
        given = {"namens": "bewoners", "dag": "3 maart 2026", "gezien": seen}
        signing.sign(village.reader, KARTREKKER, MINE, naam=f"Bewoner {number}", **given)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (version,) = signed(village).versies
    assert (version.versie, version.geldig, version.sha256) == (1, 6, seen)
    first = version.handtekeningen[0]
    assert first.dag == date(2026, 3, 3)
    signing.withdraw(village.reader, KARTREKKER, MINE, first.id, naam="Jan", reden="Te duur.")
    (version,) = signed(village).versies
    assert (version.geldig, len(version.handtekeningen)) == (5, 6)
    again = {"plan_versie_id": version.id, "naam": "x", "namens": "x", "dag": first.dag, "op": version.op, "door": "x"}
    taken_back_twice = {"van": first.id, "reden": "y"}
    without_a_reason = {"van": version.handtekeningen[1].id, "reden": ""}
    for wrong in (taken_back_twice, without_a_reason):
        statement = sa.insert(plan_handtekening).values(**again, **wrong)
        with pytest.raises(sa.exc.IntegrityError), village.reader.engine.begin() as connection:
            connection.execute(statement)
