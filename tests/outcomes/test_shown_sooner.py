"""What was shown before figures hung together is known too: what comes later is hidden instead."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from buurtbeeld.deliveries.round_term import Closings
from tests.integration.incremental import anew, told
from tests.outcomes.test_disclosure import again
from tests.outcomes.test_parts_of_everybody import ADMISSIONS, EMERGENCY, INSURERS, NEW, YEAR, published, remains
from tests.outcomes.test_shared_noemer import SMALL, around, hidden, known_too_well, rows
from tests.outcomes.village import CONSULTS, HOURS, NOW, NPS, VISITS

AT, LATER = datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)
CLIENTS, NEWCOMERS = (HOURS, "", 5000.0, 50.0), (NEW, "", 46.0, 90.0)
EVERYBODY, WITH_COPD = (ADMISSIONS, "", 130.0, 1000.0), (ADMISSIONS, "copd", 127.0, 600.0)
EMERGENCIES = (EMERGENCY, "copd", 90.0, 996.0)
TELLER, NOEMER = 0, 1
__all__ = ["around"]


@pytest.mark.parametrize(
    ("first", "second", "whole", "part"),
    [
        (CLIENTS, NEWCOMERS, (CLIENTS, NOEMER), (NEWCOMERS, TELLER)),
        (NEWCOMERS, CLIENTS, (CLIENTS, NOEMER), (NEWCOMERS, TELLER)),
        (EMERGENCIES, EVERYBODY, (EVERYBODY, NOEMER), (EMERGENCIES, NOEMER)),
        (EVERYBODY, EMERGENCIES, (EVERYBODY, NOEMER), (EMERGENCIES, NOEMER)),
        (WITH_COPD, EVERYBODY, (EVERYBODY, TELLER), (WITH_COPD, TELLER)),
        (EVERYBODY, WITH_COPD, (EVERYBODY, TELLER), (WITH_COPD, TELLER)),
    ],
)
def test_who_is_left_over_does_not_follow_from_two_publications(village, first, second, whole, part):
    seen = []
    for (indicator, *row), at in ((first, AT), (second, LATER)):
        village.deliver([("eigen", YEAR, indicator, *row)], bron=INSURERS, at=at)
        village.publish()
        seen.append(published(village))

    def ever(figure, which):
        found = [one[("eigen", *figure[:2])][which] for one in seen if ("eigen", *figure[:2]) in one]
        return next((count for count in found if count is not None), None)

    assert remains(ever(*whole), ever(*part)) == []
    assert seen[0][("eigen", *first[:2])] == seen[1][("eigen", *first[:2])]
    assert again(village, Closings(NOW, {})) == []
    assert told(village.published) == anew(village.vault, village.published, village.catalog, NOW)


@pytest.mark.parametrize(("one", "other"), [(CONSULTS, CONSULTS), (VISITS, CONSULTS)])
@pytest.mark.parametrize("first", [SMALL, ("groot",)])
def test_nor_who_lives_outside_the_buurten_inside_another(around, first, one, other):
    second = ("groot",) if first == SMALL else SMALL
    numbers = []
    for indicator, only, at in ((one, first, AT), (other, second, LATER)):
        around.deliver(rows(indicator, only=only), at=at)
        numbers.append(around.publish())
    # Who knows the whole itself knew this before the whole was delivered.
    beforehand = {"groot"} if first == SMALL else set()
    assert set(known_too_well(around, publications=numbers)) == beforehand
    assert hidden(around, other) & set(second)
    assert not hidden(around, one) & set(first)
    assert {found.role for found in again(around, Closings(NOW, {}))} == {f"netwerk van {key}" for key in beforehand}
    assert told(around.published) == anew(around.vault, around.published, around.catalog, NOW)


def test_nor_from_a_correction_beside_what_was_shown(village):
    village.deliver([("eigen", YEAR, *CLIENTS), ("eigen", YEAR, NEW, "", 30.0, 90.0)], bron=INSURERS, at=AT)
    village.publish()
    clients = published(village)[("eigen", HOURS, "")]
    village.deliver([("eigen", YEAR, *NEWCOMERS)], bron=INSURERS, at=LATER)
    village.close("eigen")
    village.publish()
    found = published(village)
    assert remains(clients[NOEMER], found[("eigen", NEW, "")][TELLER]) == []
    assert found[("eigen", HOURS, "")] == clients
    assert again(village, Closings(NOW, {})) == []


def test_nor_who_answered_outside_the_buurten_inside_another(around):
    """Four of the hundred and twenty-four who answered live outside the four buurten."""
    for only, counts, at in ((SMALL, (10.0, 10.0, 10.0), AT), (("groot",), (41.0, 41.0, 42.0), LATER)):
        classes = dict(zip(("criticaster", "passief", "promotor"), counts, strict=True))
        around.deliver([(key, "2026-K3", NPS, name, count) for key in only for name, count in classes.items()],
                       bron="nps_vragenlijst", at=at)  # fmt: skip
        around.publish()
    assert not set(SMALL) & hidden(around, NPS)
    assert "groot" in hidden(around, NPS)
    assert {found.role for found in again(around, Closings(NOW, {}))} <= {"netwerk van groot"}


def test_what_was_never_published_without_the_other_is_no_less_safe(village):
    """Two deliveries, one publication: nothing follows, and the remark that something does is not made."""
    village.deliver([("eigen", YEAR, *CLIENTS)], bron=INSURERS, at=AT)
    village.deliver([("eigen", YEAR, *NEWCOMERS)], bron=INSURERS, at=LATER)
    village.publish()
    found = published(village)
    assert remains(found[("eigen", HOURS, "")][NOEMER], found[("eigen", NEW, "")][TELLER]) == []
    assert sum(found[("eigen", one, "")][NOEMER] is not None for one in (HOURS, NEW)) == 1
