"""Rounds: a first figure is published at once, a correction or retraction when the round of its buurt closes."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from buurtbeeld.deliveries import rounds
from buurtbeeld.deliveries.round_term import Closings, closed_by_itself, end_of, visible_by
from buurtbeeld.errors import BuurtbeeldError, NotFound, PermissionDenied
from buurtbeeld.ingest.counting import NUMBERS, ROW
from buurtbeeld.model import Status
from buurtbeeld.outcomes import lines as outcome_lines
from buurtbeeld.outcomes import wording as outcome_wording
from buurtbeeld.outcomes.chosen import choose
from buurtbeeld.periods import date_in_nl
from buurtbeeld.roles import account
from buurtbeeld.storage.schema_plans import ronde, waiting
from tests.outcomes.village import CONSULTS, NOW, TODAY, VISITS, buurt, catalog

FIRST, LATER = datetime(2026, 10, 1, 9, tzinfo=UTC), datetime(2026, 11, 20, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def row(teller, periode="2025-K1", indicator=CONSULTS, sleutel="eigen"):
    return (sleutel, periode, indicator, "", float(teller), 4000.0)


def shown(village, periode="2025-K1", sleutel="eigen"):
    """Teller and mark of the published figure; None when it is not there."""
    for one in village.sheet(sleutel=sleutel).reeksen[0].figures:
        if one.periode.code == periode and one.status is not Status.NIET_GELEVERD:
            return one.teller, one.gecorrigeerd
    return None


def line(village):
    return outcome_lines.line_of(village.item(thema="preventie"), village.catalog, TODAY)


def waits(village, sleutel="eigen"):
    return rounds.state_of(village.published, village.catalog, account("kartrekker"), sleutel)


def test_a_correction_is_published_when_the_round_closes_and_says_so(village):
    village.deliver([row(900), row(910, "2025-K2")], at=FIRST)
    village.publish()
    first = shown(village)
    village.deliver([row(950), row(910, "2025-K2"), row(930, "2025-K3")], at=LATER)
    number = village.publish()
    assert first == shown(village) == (900, False)
    assert shown(village, "2025-K3") == (930, False)  # a first figure waits for nobody
    assert (waits(village).wacht, waits(village).uiterlijk) == (1, date(2027, 1, 20))
    village.close()
    assert (waits(village).wacht, waits(village).onderweg) == (0, True)
    assert village.publish() == number + 1
    assert shown(village) == (950, True)
    assert "gecorrigeerd" not in line(village).status  # the newest figure is another one
    assert shown(village, "2025-K2") == (910, False)  # delivered again, with the same numbers
    assert waits(village) == rounds.RoundState(rounds.Ronde(1, NOW))
    assert village.publish() == number + 1  # nothing new


def test_nobody_closes_and_after_two_months_it_is_there(village):
    village.deliver([row(900)], at=FIRST)
    village.deliver([row(950)], at=LATER)
    for day, seen in ((date(2027, 1, 19), (900, False)), (date(2027, 1, 20), (950, True))):
        moment = datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC)
        with village.published.connect() as connection:
            assert rounds.is_due(connection, moment) == seen[1]  # then the worker publishes, without being asked
        village.publish(nu=moment)
        assert shown(village) == seen
    with village.published.connect() as connection:
        assert not rounds.is_due(connection, moment)


def test_a_retraction_waits_too_and_a_new_figure_in_its_place_with_it(village):
    number = village.deliver([row(900), row(500, indicator=VISITS)], at=FIRST)
    village.publish()
    village.retract(number, at=LATER)
    village.deliver([row(950)], at=LATER + DAY)  # "new" for who delivers, not for who looks
    village.publish()
    assert shown(village) == (900, False)
    assert waits(village).wacht == 2
    village.close()
    village.publish()
    assert shown(village) == (950, True)
    assert village.sheet(VISITS).reeksen[0].figures == ()


def test_the_round_of_one_buurt_is_not_that_of_another(village):
    village.deliver([row(900), row(900, sleutel="naast-00")], at=FIRST)
    village.deliver([row(950), row(950, sleutel="naast-00")], at=LATER)
    village.close()
    village.publish()
    assert shown(village) == (950, True)
    assert shown(village, sleutel="naast-00") == (900, False)
    assert waits(village, "naast-00").wacht == 1


def test_what_came_and_went_within_a_round_was_never_there(village):
    village.deliver([row(900)], at=FIRST)
    village.deliver([row(5000)], at=LATER)
    village.deliver([row(900)], at=LATER + DAY)
    village.close()
    village.publish()
    assert shown(village) == (900, False)


def test_a_correction_of_a_correction_keeps_its_mark_when_the_first_number_returns(village):
    village.deliver([row(900)], at=FIRST)
    village.deliver([row(950)], at=FIRST + DAY)
    village.close(op=FIRST + 2 * DAY)
    village.deliver([row(900)], at=FIRST + 3 * DAY)
    village.publish()
    assert shown(village) == (950, True)
    village.close()
    village.publish()
    assert shown(village) == (900, True)


def test_a_figure_of_all_buurten_says_that_one_of_them_was_corrected(village):
    partners = catalog(buurt("tweede", start=date(2024, 7, 1), partner="Zorg"))
    village.catalog = partners
    turnover = [(key, f"2025-K{at}", "verloop_wijkverpleging", "", 3.0, 20.0)
                for key in ("eigen", "tweede") for at in (1, 2, 3, 4)]  # fmt: skip
    village.deliver(turnover, bron="alliantiepartners", at=FIRST)
    village.deliver(
        [("tweede", "2025-K4", "verloop_wijkverpleging", "", 9.0, 20.0)], bron="alliantiepartners", at=LATER
    )
    village.close("tweede")
    village.publish(partners)
    newest = village.sheet("verloop_wijkverpleging").reeksen[0].nieuwste
    assert (newest.teller, newest.gecorrigeerd) == (30, True)


# Who closes, and how often.


def test_two_clicks_close_one_round(village):
    one = village.close(na=0)
    two = village.close(na=0, op=NOW + timedelta(seconds=1))
    assert (one.nieuw, two.nieuw, one.nummer) == (True, False, two.nummer)
    assert village.close(na=one.nummer, op=NOW + DAY).nieuw  # who saw it closed may close the next
    with village.published.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(ronde)) == 2


@pytest.mark.parametrize("who", ["netwerklid", "huisarts", "transitieteam", "bezoeker", "kartrekker"])
def test_only_who_leads_the_buurt_closes_its_round(village, who):
    with pytest.raises(PermissionDenied):  # this kartrekker leads other buurten
        rounds.close(village.published, village.catalog, account(who), "eigen")


def test_there_is_no_round_of_a_buurt_to_compare_with_or_of_none(village):
    with pytest.raises(BuurtbeeldError, match="mee te vergelijken") as refused:
        village.close("naast-00")
    assert refused.value.code == "E_GEEN_RONDE"
    with pytest.raises(NotFound):
        village.close("nergens")
    with pytest.raises(PermissionDenied):
        rounds.state_of(village.published, village.catalog, account("bezoeker"), "eigen")


def test_a_closed_round_is_a_session_once_a_day_and_what_comes_after_it_is_new(village):
    village.deliver([row(900, "2026-K2")], at=FIRST)
    village.close(op=FIRST + DAY)
    village.close(op=FIRST + DAY + timedelta(hours=1))  # closed again, to let a correction through
    village.publish()
    sessions = village.sheet("tweemaandelijkse_sessies").reeksen[0].figures
    assert {one.periode.code: one.value for one in sessions} == {"2026-T5": 1, "2026-T6": 0}
    assert not village.item(thema="preventie").nieuw
    village.deliver([row(910, "2026-K3")], at=LATER)
    village.publish()
    assert village.item(thema="preventie").nieuw


def test_a_correction_that_came_in_before_the_close_is_new_after_it(village):
    village.deliver([row(900, "2026-K2")], at=FIRST)
    village.close(op=FIRST + DAY)
    village.deliver([row(950, "2026-K2")], at=LATER)
    village.publish()
    assert not village.item(thema="preventie").nieuw  # it waits
    village.close()
    village.publish()
    assert village.item(thema="preventie").nieuw
    assert line(village).status.endswith("gecorrigeerd")
    answer = "".join(span.tekst for span in outcome_wording.antwoord(village.sheet(), village.catalog))
    assert answer.endswith("Dit cijfer is gecorrigeerd: eerder stond er een ander.")


# The term, and the rule against one that looks at every moment there ever was.


def test_the_term_of_every_day_of_six_years():
    """What a correction of a day is promised is kept on that day, and not before."""
    released = date(2023, 10, 31)
    for at in range(6 * 366):
        day = date(2024, 1, 1) + at * DAY
        until = date_in_nl(closed_by_itself(day))
        assert until >= released
        while released < until:
            released += DAY
            assert visible_by(released) <= day
        assert visible_by(until + DAY) > day
    assert end_of(date(2026, 7, 1)) == datetime(2026, 7, 1, 21, 59, 59, 999999, tzinfo=UTC)


class Looking:
    """The rule, one figure and one moment at a time: slow, and without anything of what is tested but the term."""

    def __init__(self, rows, events, closed):
        self.rows, self.events, self.closed = rows, events, closed

    def counts(self, key, until, at=lambda event: event[3]):
        """The delivery whose row counts at a moment."""
        last = {event[0]: event for event in self.events if at(event) <= until}
        mine = [event for event in last.values() if event[2] and event[0] in self.rows[key]]
        return max(mine, key=lambda event: event[1])[0] if mine else None

    def published(self, key, moment):
        closed = [one for one in self.closed[key[0]] if one <= moment]
        until = max([closed_by_itself(date_in_nl(moment)), *closed])
        found = self.counts(key, until)
        later = (event[0] for event in self.events if until < event[3] <= moment and event[2])
        return found if found is not None else next((one for one in later if one in self.rows[key]), None)

    def waits_since(self, key, until):
        """The first thing that happened to a figure after a cut-off and did not publish it first."""
        later = [event for event in self.events if event[3] > until and event[0] in self.rows[key]]
        if self.counts(key, until) is None:
            later = later[next(at for at, event in enumerate(later) if event[2]) + 1 :]
        return later[0][3]

    def ever(self, key, now):
        """Everything that was published at some moment up to now, at midnight and at each event."""
        days = ((now - self.events[0][3]).days + 2) if self.events else 0
        moments = [end_of(date_in_nl(self.events[0][3]) + at * DAY) + timedelta(seconds=1) for at in range(days)]
        moments += [event[3] for event in self.events] + self.closed[key[0]] + [now]
        found = {self.published(key, one) for one in moments if one <= now}
        return {self.rows[key][one] for one in found if one is not None}


def invented(seed):
    """A random history: deliveries that overlap, corrections, retractions, the same again, and closed rounds."""
    rng = np.random.default_rng(seed)
    keys = [(sleutel, f"2025-K{at}") for sleutel in ("a", "b") for at in (1, 2, 3, 4)]
    rows, events, moment = defaultdict(dict), [], datetime(2026, 1, 1, 9, tzinfo=UTC)
    for _ in range(14):
        moment += timedelta(hours=int(rng.integers(1, 250)))
        old = [event[0] for event in events]
        again = int(rng.choice(old)) if old and rng.random() < 0.45 else len(set(old)) + 1
        counts = [event[2] for event in events if event[0] == again][-1:] == [True]
        events.append((again, len(events) + 1, not (counts and rng.random() < 0.7), moment))
        for key in keys if again not in old else ():
            if rng.random() < 0.6:
                rows[key][again] = float(rng.integers(1, 4))
    span = int((moment - events[0][3]) / timedelta(hours=1))

    def some():
        return sorted(
            events[0][3] + timedelta(hours=int(at), minutes=7) for at in rng.integers(0, span, rng.integers(4))
        )

    closed = {"a": some(), "b": some()}
    return rows, events, closed, moment + timedelta(days=int(rng.integers(90)))


@pytest.mark.parametrize(
    "seed", [*range(24), *(pytest.param(at, marks=pytest.mark.uitgebreid) for at in range(24, 300))]
)
def test_the_rule_at_once_is_the_rule_at_every_moment(seed):
    rows, events, closed, now = invented(seed)
    closed = {one: [moment for moment in some if moment <= now] for one, some in closed.items()}
    slow = Looking(rows, events, closed)
    given = [(*key, CONSULTS, "", value, *[None] * (len(NUMBERS) - 1), "ok", number)
             for key, some in rows.items() for number, value in some.items()]  # fmt: skip
    frame = pd.DataFrame(given, columns=list(ROW)).astype(dict.fromkeys(NUMBERS, float))
    chosen = choose(frame.sample(frac=1, random_state=seed), events, Closings(now, closed))
    found = {(one.buurt, one.periode): (one.delivery_id, one.gecorrigeerd) for one in chosen.rows.itertuples()}
    wanted, late = {}, defaultdict(list)
    for key, some in rows.items():
        number, counting = slow.published(key, now), slow.counts(key, now)
        if number is not None:
            wanted[key] = (number, bool(slow.ever(key, now) - {some[number]}))
            if counting is None or some[counting] != some[number]:
                late[key[0]].append(slow.waits_since(key, Closings(now, closed).cutoff(key[0])))
    assert found == wanted
    assert sorted(chosen.waiting) == [(one, len(some), min(some)) for one, some in sorted(late.items())]


def test_what_waits_is_a_count_and_a_moment(village):
    village.deliver([row(7919)], at=FIRST)
    village.deliver([row(7907)], at=LATER)
    village.publish()
    with village.published.connect() as connection:
        found = connection.execute(sa.select(waiting)).mappings().one()
    assert dict(found) == {"programma": "dorp", "bron": "huisartspraktijken", "buurt": "eigen", "aantal": 1,
                           "sinds": LATER}  # fmt: skip
