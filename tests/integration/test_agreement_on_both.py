"""The agreement is the same on both databases, to the letter; and so is what is frozen of it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from buurtbeeld.agreement import store
from buurtbeeld.figures import AgreementQuestion, read
from buurtbeeld.roles import Role, User
from buurtbeeld.storage.schema_agreement import agreement
from tests.agreement.made import ALLIANCE, HOURS, catalog, others, rows, starters
from tests.outcomes.village import Village

TEAM = User("team", Role.TRANSITIETEAM, frozenset({"dorp"}), demonstratie=True)
SEEN: dict[str, str] = {}


@pytest.fixture
def dorp(settings, vault, published):
    buurten = (*starters(6), *others(8))
    made = Village(settings, vault, published, catalog(*buurten))
    frame = rows(buurten, effect=-0.2)
    made.deliver(
        [(one.buurt, one.periode, HOURS, "", float(one.teller), float(one.noemer)) for one in frame.itertuples()],
        bron=ALLIANCE,
    )
    made.publish()
    return made


def test_the_document_is_the_same(dorp, published):
    with published.connect() as connection:
        text = connection.scalar(sa.select(agreement.c.inhoud))
    assert SEEN.setdefault("first", text) == text
    assert read(TEAM, AgreementQuestion("dorp"), reader=dorp.reader).agreement.contract.schatting_pct < 0


def test_frozen_once_under_a_name(dorp):
    made = store.freeze(dorp.published, dorp.catalog, TEAM, "dorp", "mijlpaal")
    with pytest.raises(store.Frozen):
        store.freeze(dorp.published, dorp.catalog, TEAM, "dorp", "mijlpaal")
    assert read(TEAM, AgreementQuestion("dorp", made.id), reader=dorp.reader).bevroren == made
