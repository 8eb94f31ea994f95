"""Two publications side by side: what appeared, changed and is gone, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from buurtbeeld import change_words
from buurtbeeld.change_answers import Oorzaak, Soort
from buurtbeeld.errors import NotFound, PermissionDenied
from buurtbeeld.figures import ChangesQuestion, PublicationsQuestion, read
from buurtbeeld.model import Status
from buurtbeeld.roles import account
from buurtbeeld.storage.schema_published import publication as table
from tests.outcomes.village import CONSULTS, HOURS, NOW, VISITS, shipped

FIRST, LATER = datetime(2026, 10, 1, 9, tzinfo=UTC), datetime(2026, 11, 20, 9, tzinfo=UTC)
QUARTERS = ("2025-K1", "2025-K2", "2025-K3")


def rows(teller, *periods, indicator=CONSULTS, sleutel="eigen"):
    return [(sleutel, one, indicator, "", float(teller), 4000.0) for one in periods]


def changes(village, oud=None, nieuw=None, who="kartrekker", **asked):
    return read(account(who), ChangesQuestion(oud, nieuw, **asked), reader=village.reader)


def told(found):
    return [(one.sleutel, one.periode.code, one.soort, one.oorzaak, one.was, one.werd) for one in found.regels]


def test_first_figures_corrections_and_what_was_taken_back(village):
    wrong = village.deliver(rows(500, *QUARTERS, indicator=VISITS), at=FIRST)
    village.deliver(rows(900, *QUARTERS) + rows(700, "2025-K1", sleutel="naast-00"), at=FIRST)
    village.publish()
    village.deliver(rows(950, "2025-K2") + rows(930, "2025-K4"), at=LATER)
    village.retract(wrong, at=LATER)
    village.publish()
    assert told(changes(village)) == [
        ("eigen", "2025-K4", Soort.VERSCHENEN, Oorzaak.LEVERING, None, 232.5),
    ]
    village.close()
    village.publish()
    found = changes(village)
    assert (found.oud.nummer, found.nieuw.nummer, found.aantal) == (2, 3, 4)
    assert told(found) == [
        ("eigen", "2025-K2", Soort.VERANDERD, Oorzaak.CORRECTIE, 225, 237.5),
        *(("eigen", one, Soort.VERDWENEN, Oorzaak.INTREKKING, None, None) for one in QUARTERS),
    ]
    assert len(changes(village, 1).regels) == 5
    mended = village.deliver(rows(777, "2025-K3"), at=NOW + timedelta(days=1))
    village.retract(mended, at=NOW + timedelta(days=3))
    village.close(op=NOW + timedelta(days=2))
    village.publish(nu=NOW + timedelta(days=2))
    village.close(op=NOW + timedelta(days=4))
    village.publish(nu=NOW + timedelta(days=4))
    assert told(changes(village)) == [("eigen", "2025-K3", Soort.VERANDERD, Oorzaak.INTREKKING, None, 225)]
    assert change_words.regel(changes(village).regels[0], village.catalog).was == "een ander cijfer"
    back = changes(village, 3, 1)  # the other way round what was there is there again
    assert {one.soort for one in back.regels} == set(Soort)


def test_a_hidden_figure_is_neither_before_nor_after_a_number(village):
    village.deliver(rows(900, "2025-K1") + rows(4, "2025-K2"), at=FIRST)
    village.publish()
    village.deliver(rows(4, "2025-K1") + rows(900, "2025-K2"), at=LATER)
    village.close()
    village.publish()
    gone, here = changes(village).regels
    assert (gone.soort, gone.was, gone.werd, gone.werd_status) == (Soort.VERDWENEN, None, None, Status.AFGESCHERMD)
    assert (here.soort, here.was, here.was_status, here.werd) == (Soort.VERSCHENEN, None, Status.AFGESCHERMD, 225)
    assert {gone.oorzaak, here.oorzaak} == {Oorzaak.CORRECTIE}
    words = [change_words.regel(one, village.catalog) for one in (gone, here)]
    assert (words[0].was, words[0].werd) == ("er was een cijfer", "afgeschermd (kleine aantallen)")
    assert (words[1].was, words[1].werd) == (
        "afgeschermd (kleine aantallen)",
        "225\u00a0per 1.000 ingeschreven patiënten",
    )


def test_a_definition_or_a_method_that_changes_is_the_reason(village):
    village.deliver(rows(900, *QUARTERS), at=FIRST)
    village.publish()
    changed = shipped().indicatoren[CONSULTS].model_copy(update={"factor": 100})
    village.publish(replace(village.catalog, indicatoren={**shipped().indicatoren, CONSULTS: changed}))
    found = changes(village)
    assert {(one.soort, one.oorzaak, one.was) for one in found.regels} == {(Soort.VERANDERD, Oorzaak.DEFINITIE, 225)}
    assert found.aantal == 3
    for asked, reason in ((("anders", "nieuwer"), Oorzaak.BEIDE), (("", "nieuwer"), Oorzaak.METHODE),
                          (("", ""), Oorzaak.ANDERE)):  # fmt: skip
        made_with(village, *asked)
        assert {one.oorzaak for one in changes(village).regels} == {reason}


def made_with(village, config, code):
    """Say of the newest publication what it was made with; "" = the same as the one before."""
    with village.published.begin() as connection:
        before = connection.execute(sa.select(table.c.config_hash, table.c.code_version).where(table.c.id == 1)).one()
        values = {"config_hash": config or before.config_hash, "code_version": code or before.code_version}
        connection.execute(sa.update(table).where(table.c.id == 2).values(**values))


def test_what_rests_on_other_figures_says_so(village):
    """A publication that is the same but for who else delivered: nothing of its own changed."""
    village.deliver([("eigen", "2023", HOURS, "", 12_345.0, 101.0)], bron="verzekeraars", at=FIRST)
    village.publish()
    village.deliver(rows(900, "2025-K1"), at=LATER)
    village.publish()
    found = changes(village)
    assert {one.bron for one in found.regels} == {"huisartspraktijken"}  # a part they share is not looked at
    assert change_words.kop(found) == (
        f"Publicatie 2 ({_day(found.nieuw)}) naast publicatie 1 ({_day(found.oud)}): 1 geleverd cijfer is anders."
    )
    assert change_words.oorzaken(found) == ["Nieuwe levering: 1 verschenen"]


def _day(one):
    return change_words.date_text(one.gemaakt)


def test_only_of_the_buurt_that_was_asked_and_not_more_than_asked(village):
    village.publish()
    village.deliver(rows(900, *QUARTERS) + rows(800, *QUARTERS, sleutel="naast-00"), at=FIRST)
    village.publish()
    assert {one.sleutel for one in changes(village).regels} == {"eigen", "naast-00"}
    assert {one.sleutel for one in changes(village, buurt="naast-00").regels} == {"naast-00"}
    few = changes(village, limiet=2)
    assert (len(few.regels), few.aantal) == (2, 6)
    with pytest.raises(NotFound):
        changes(village, buurt="nergens")


def test_who_sees_no_outcomes_sees_no_changes_and_what_is_not_there_is_said(village):
    village.deliver(rows(900, *QUARTERS), at=FIRST)
    village.publish()
    for who in ("bezoeker", "verzekeraar", "beheerder"):
        for question in (ChangesQuestion(), PublicationsQuestion()):
            with pytest.raises(PermissionDenied):
                read(account(who), question, reader=village.reader)
    with pytest.raises(NotFound, match="geen publicatie hiervoor"):
        changes(village)
    with pytest.raises(NotFound, match="geen publicatie 9"):
        changes(village, 9)
    village.deliver(rows(930, "2025-K4"), at=FIRST + timedelta(days=1))
    village.publish()
    listed = read(account("kartrekker"), PublicationsQuestion(), reader=village.reader)
    assert [one.nummer for one in listed] == [2, 1]
    assert changes(village, 1, 1).regels == ()
    assert change_words.kop(changes(village, 1, 1)).endswith("geen enkel geleverd cijfer is anders.")
