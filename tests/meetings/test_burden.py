"""How much a network writes down: counted over two months, a guess in minutes, and what a bespreking adds: nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from buurtbeeld import interventions
from buurtbeeld.errors import PermissionDenied
from buurtbeeld.experiences import burden, quotes, teamwork
from buurtbeeld.experiences.burden import Belasting
from buurtbeeld.plan import writing
from buurtbeeld.review import notes
from buurtbeeld.review.parts import OPMERKING
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS, account
from tests.meetings.test_experiences import LID, opened
from tests.meetings.test_meeting_pages import KARTREKKER, MINE, NEAR, READERS, begin, filled, text, village
from tests.meetings.test_plan import GIVEN, THEMA

__all__ = ["filled", "opened", "village"]


def burden_of(village, sleutel=MINE, later=0):
    return burden.of_buurt(village.reader, KARTREKKER, sleutel, datetime.now(UTC) + timedelta(days=later))


def test_files_figures_and_texts_of_two_months(village):
    assert burden_of(village) == Belasting(0, 0, 0)  # what partners and insurers deliver is not ours
    now = datetime.now(UTC)
    rows = [(key, "2026-T4", "gestarte_interventies", "", 3.0) for key in (MINE, NEAR)]
    village.deliver([*rows, (MINE, "2026-T4", "initiatieven", "", 2.0)], bron="buurtnetwerk", at=now)
    village.publish()
    made = writing.add(village.reader, KARTREKKER, MINE, THEMA, GIVEN)
    writing.change(village.reader, KARTREKKER, made, {"wie": "Bert"})
    quotes.add(village.reader, LID, MINE, "Fijn.", "bewoner")
    teamwork.keep(village.reader, LID, MINE, "3 maart 2026", {"kennen": "soms"})
    given = interventions.Invoer(THEMA, "Meeloopdag", now.date(), 12)
    interventions.register(village.published, village.catalog, KARTREKKER, MINE, given)
    notes.add(village.reader, LID, begin(village), OPMERKING, {"tekst": "Dit telt niet."})
    assert burden_of(village) == Belasting(1, 2, 5)
    assert burden_of(village).minuten == 15  # 5 + 2 + 10 = 17
    assert burden_of(village, later=70) == Belasting(0, 0, 0)
    said, how = burden.told(burden_of(village))
    assert said.startswith("Naar schatting 15 minuten in de laatste twee maanden.")
    assert "1 bestand met 2 cijfers, en 5 teksten" in said
    assert "De app meet geen tijd." in how


def test_who_may(village, opened):
    for name in set(DEMONSTRATION_ACCOUNTS) - READERS:
        with pytest.raises(PermissionDenied):
            burden.of_buurt(village.reader, account(name), MINE, datetime.now(UTC))
    assert "niets in" in text(opened("netwerklid"))
