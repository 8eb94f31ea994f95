"""A group beside everybody, and people who are among others: who is not in it is not to be worked out."""

from __future__ import annotations

import sqlalchemy as sa

from buurtbeeld.deliveries.round_term import Closings
from buurtbeeld.storage.schema_delivered import buurt, outcome, periode
from buurtbeeld.storage.schema_published import indicator, publication, publication_part
from tests.outcomes.test_disclosure import again
from tests.outcomes.village import HOURS, NOW
from tests.privacy.attacker import Attacker, violations

ADMISSIONS, EMERGENCY, STAY = "opnames_per_1000", "seh_bezoeken_per_1000", "ligduur_dagen"
NEW = "instroom_wijkverpleging"
INSURERS = "verzekeraars"
YEAR = "2023"


def published(village):
    """(buurt, indicator, group) -> (teller, noemer) of the year."""
    with village.published.connect() as connection:
        newest = sa.select(sa.func.max(publication.c.id)).scalar_subquery()
        parts = sa.select(publication_part.c.part_id).where(publication_part.c.publication_id == newest)
        rows = connection.execute(
            sa.select(buurt.c.sleutel, indicator.c.code, outcome.c.uitsplitsing, outcome.c.teller, outcome.c.noemer)
            .join(buurt, buurt.c.id == outcome.c.buurt_id)
            .join(periode, periode.c.id == outcome.c.periode_id)
            .join(indicator, indicator.c.id == outcome.c.indicator_id)
            .where(outcome.c.part_id.in_(parts), periode.c.code == YEAR)
        )
        return {(key, code, group): (teller, noemer) for key, code, group, teller, noemer in rows}


def remains(whole, part):
    """What is known of who is in the whole and not in the part."""
    found = Attacker()
    found.sums("alle", ["deel", "rest"])
    found.sees("deel", part)
    found.sees("alle", whole)
    return violations(found, ["rest"])


def test_nearly_everybody_of_a_buurt_in_a_group_is_not_shown_beside_the_buurt(village):
    village.deliver([("eigen", YEAR, ADMISSIONS, "", 130.0, 1000.0), ("eigen", YEAR, ADMISSIONS, "copd", 127.0, 600.0),
                     ("eigen", YEAR, ADMISSIONS, "kwetsbare_ouderen", 60.0, 300.0)], bron=INSURERS)  # fmt: skip
    village.publish()
    found = {group: published(village)[("eigen", ADMISSIONS, group)] for group in ("", "copd", "kwetsbare_ouderen")}
    assert remains(found[""][0], found["copd"][0]) == []
    assert sum(teller is not None for teller, _ in found.values()) == 2
    assert found["kwetsbare_ouderen"] == (60, 300)
    assert again(village, Closings(NOW, {})) == []


def test_nor_by_way_of_another_indicator_on_the_same_people(village):
    """Of the inhabitants the one says how many there are, the other how many have COPD."""
    village.deliver([("eigen", YEAR, ADMISSIONS, "", 130.0, 1000.0), ("eigen", YEAR, EMERGENCY, "copd", 90.0, 996.0)],
                    bron=INSURERS)  # fmt: skip
    village.publish()
    found = published(village)
    noemers = [found[("eigen", *which)][1] for which in ((ADMISSIONS, ""), (EMERGENCY, "copd"))]
    assert remains(*noemers) == []
    assert sum(one is not None for one in noemers) == 1


def test_the_admissions_of_one_indicator_are_the_noemer_of_another(village):
    """How many admissions there are, stands in both; of whom has no COPD there are four."""
    village.deliver([("eigen", YEAR, ADMISSIONS, "copd", 126.0, 600.0), ("eigen", YEAR, STAY, "", 650.0, 130.0)],
                    bron=INSURERS)  # fmt: skip
    village.publish()
    found = published(village)
    assert remains(found[("eigen", STAY, "")][1], found[("eigen", ADMISSIONS, "copd")][0]) == []


def test_new_clients_are_among_all_clients(village):
    village.deliver([("eigen", YEAR, HOURS, "", 5000.0, 50.0), ("eigen", YEAR, NEW, "", 46.0, 90.0)], bron=INSURERS)
    village.publish()
    found = published(village)
    assert remains(found[("eigen", HOURS, "")][1], found[("eigen", NEW, "")][0]) == []
    assert sum(found[("eigen", one, "")][1] is not None for one in (HOURS, NEW)) == 1


def test_many_who_are_not_in_it_hide_nothing_and_a_part_that_is_larger_neither(village):
    village.deliver([("eigen", YEAR, HOURS, "", 5000.0, 80.0), ("eigen", YEAR, NEW, "", 46.0, 90.0),
                     ("naast-00", YEAR, HOURS, "", 5000.0, 50.0), ("naast-00", YEAR, NEW, "", 55.0, 90.0)],
                    bron=INSURERS)  # fmt: skip
    village.publish()
    found = published(village)
    assert all(found[(key, one, "")][1] is not None for key in ("eigen", "naast-00") for one in (HOURS, NEW))
