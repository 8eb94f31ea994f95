"""What of figures that hang together is hidden beside others, published for real; held against the attacker."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest
import sqlalchemy as sa

from buurtbeeld.deliveries.round_term import Closings
from buurtbeeld.outcomes import reaudit, shown_before
from buurtbeeld.outcomes.keys import PROGRAMMA, partner_key
from buurtbeeld.privacy import secondary
from buurtbeeld.privacy.constraints import Row
from buurtbeeld.storage.schema_delivered import buurt as buurt_table
from buurtbeeld.storage.schema_delivered import outcome, periode
from buurtbeeld.storage.schema_published import indicator, publication, publication_part
from tests.outcomes.village import CONSULTS, NOW, VISITS, buurt, catalog, quarters
from tests.privacy.attacker import Attacker, violations

TURNOVER, CLIENTS = "verloop_wijkverpleging", "geincludeerde_clienten"
START = date(2024, 7, 1)
ZORG = partner_key("Zorg")


def members(*names, partner="Zorg"):
    return [buurt(name, start=START, partner=partner) for name in names]


def turnover(counts, *, staff=60.0, first=2024, last=2025):
    """Rows of people who left, per buurt a count per quarter or the same one in all of them."""
    for key, count in counts.items():
        for at, one in enumerate(quarters(first, last)):
            yield (key, one.code, TURNOVER, "", float(count[at] if isinstance(count, tuple) else count), staff)


def published(village, number=None):
    """(buurt, period, indicator) -> (value, teller, noemer) of a publication, the newest unless given."""
    with village.published.connect() as connection:
        number = number or connection.scalar(sa.select(sa.func.max(publication.c.id)))
        inside = sa.select(publication_part.c.part_id).where(publication_part.c.publication_id == number)
        rows = connection.execute(
            sa.select(buurt_table.c.sleutel, periode.c.code, indicator.c.code, outcome.c.value, outcome.c.teller,
                      outcome.c.noemer)
            .join(buurt_table, buurt_table.c.id == outcome.c.buurt_id)
            .join(periode, periode.c.id == outcome.c.periode_id)
            .join(indicator, indicator.c.id == outcome.c.indicator_id)
            .where(outcome.c.part_id.in_(inside))
        )  # fmt: skip
        return {(key, code, name): (value, teller, noemer) for key, code, name, value, teller, noemer in rows}


def shown_totals(village, key=ZORG, number=None):
    return {code: teller for (where, code, name), (_, teller, _) in published(village, number).items()
            if where == key and name == TURNOVER and teller is not None}  # fmt: skip


def windows(code):
    """The quarters of twelve months that end with a quarter, by hand."""
    year = int(code[:4])
    quarter = {"M03": 1, "T3": 2, "M09": 3, "T6": 4}[code[5:-4]]
    return [f"{year if quarter - back > 0 else year - 1}-K{(quarter - back - 1) % 4 + 1}" for back in range(4)]


def attacked(seen, counts, *, knows=()):
    """The attacker with totals of leavers; `seen`: list of (buurten, window, shown)."""
    found = Attacker()
    for number, (buurten, code, shown) in enumerate(seen):
        found.sums(f"totaal {number}", [f"{one} {part}" for one in buurten for part in windows(code)])
        found.sees(f"totaal {number}", shown)
    for key in counts:
        for code in {code for _, code, _ in seen}:
            found.sums(f"{key} {code}", [f"{key} {part}" for part in windows(code)])
    for key in knows:
        for at, one in enumerate(quarters(2024, 2025)):
            count = counts[key]
            found.knows(f"{key} {one.code}", count[at] if isinstance(count, tuple) else count)
    return found


def year_of(count, code):
    where = {one.code: at for at, one in enumerate(quarters(2024, 2025))}
    return sum(count[where[part]] if isinstance(count, tuple) else count for part in windows(code))


def secrets(counts, seen, known):
    """What may not be known: quarters and twelve months of one buurt of fewer than ten."""
    found = []
    for key, count in counts.items():
        if key in known:
            continue
        for code in {code for _, code, _ in seen}:
            found += [f"{key} {code}"] if year_of(count, code) < 10 else []
        found += [f"{key} {one.code}" for at, one in enumerate(quarters(2024, 2025))
                  if (count[at] if isinstance(count, tuple) else count) < 10]  # fmt: skip
    return found


CASES = {
    "two buurten": {"eigen": 2, "b": 4},
    "one large, one small": {"eigen": 1, "b": 15},
    "three": {"eigen": 2, "b": 3, "c": 4},
    "five": {"eigen": 2, "b": 3, "c": 4, "d": 5, "e": 6},
    "alone and uneven": {"eigen": (9, 1, 1, 1, 12, 1, 9)},
    "alone and growing": {"eigen": (1, 2, 3, 5, 8, 9, 9)},
}


@pytest.mark.parametrize("name", CASES)
def test_totals_of_a_partner_give_no_buurt_away(village, name):
    counts = CASES[name]
    village.catalog = catalog(*members(*(key for key in counts if key != "eigen")))
    village.deliver(list(turnover(counts)), bron="alliantiepartners")
    village.publish()
    keys = sorted(counts)
    seen = [(keys, code, shown) for key in (ZORG, PROGRAMMA) for code, shown in shown_totals(village, key).items()]
    for known in [(), *((key,) for key in keys)]:
        assert violations(attacked(seen, counts, knows=known), secrets(counts, seen, known)) == [], known


def test_a_partner_of_many_is_still_shown(village):
    counts = CASES["five"]
    village.catalog = catalog(*members("b", "c", "d", "e"))
    village.deliver(list(turnover(counts)), bron="alliantiepartners")
    village.publish()
    assert len(shown_totals(village)) == 4
    assert set(shown_totals(village).values()) == {80.0}


def test_a_partner_of_two_is_hidden_for_each_of_the_two(village):
    village.catalog = catalog(*members("b"))
    village.deliver(list(turnover({"eigen": 1, "b": 15})), bron="alliantiepartners")
    village.publish()
    assert shown_totals(village) == {}
    value, teller, noemer = published(village)[(ZORG, "2025-M09-12M", TURNOVER)]
    assert (value, teller, noemer) == (None, None, None)


def test_a_buurt_that_joins_a_total_is_not_the_difference(village):
    """The total was shown; then one small buurt more delivered. Old and new total together may not give it away."""
    counts = {"eigen": 5, "b": 6, "c": 7, "d": 1}
    village.catalog = catalog(*members("b", "c", "d"))
    village.deliver(list(turnover({key: counts[key] for key in "bc"} | {"eigen": 5})), bron="alliantiepartners")
    first = village.publish()
    before = shown_totals(village, number=first)
    assert before
    village.deliver(list(turnover({"d": 1})), bron="alliantiepartners", at=datetime(2026, 11, 3, tzinfo=UTC))
    village.publish()
    seen = [(["b", "c", "eigen"], code, shown) for code, shown in before.items()]
    seen += [(sorted(counts), code, shown) for code, shown in shown_totals(village).items()]
    for known in [(), ("b",), ("c",), ("eigen",)]:
        assert violations(attacked(seen, counts, knows=known), secrets(counts, seen, known)) == [], known
    assert shown_totals(village) == {}


def test_a_total_that_is_delivered_again_with_one_more_is_no_puzzle(village):
    counts = {"eigen": 2, "b": 3, "c": 4}
    village.catalog = catalog(*members("b", "c"))
    village.deliver(list(turnover(counts)), bron="alliantiepartners")
    first = village.publish()
    village.deliver(list(turnover({"c": 5})), bron="alliantiepartners", at=datetime(2026, 11, 3, tzinfo=UTC))
    village.close("c")
    village.publish()
    new = {**counts, "c nieuw": 5}
    seen = [(["b", "c", "eigen"], code, shown) for code, shown in shown_totals(village, number=first).items()]
    seen += [(["b", "c nieuw", "eigen"], code, shown) for code, shown in shown_totals(village).items()]
    for known in [(), ("b",), ("c", "c nieuw"), ("eigen",)]:
        assert violations(attacked(seen, new, knows=known), secrets(new, seen, known)) == [], known


def test_a_year_that_was_shown_does_not_give_away_the_quarter_that_came_later(village):
    counts = {"2024-K1": 31.0, "2024-K2": 8.0, "2024-K3": 29.0, "2024-K4": 30.0}
    rows = [("eigen", code, CONSULTS, "", n, 4000.0) for code, n in counts.items()]
    village.deliver([("eigen", "2024", CONSULTS, "", 98.0, 4000.0)])
    first = village.publish()
    assert published(village, first)[("eigen", "2024", CONSULTS)][1] == 100.0
    village.deliver(rows, at=datetime(2026, 11, 3, tzinfo=UTC))
    village.publish()
    attacker = Attacker()
    attacker.sums("2024", list(counts))
    attacker.sees("2024", 100.0)
    for code in counts:
        attacker.sees(code, published(village)[("eigen", code, CONSULTS)][1])
    assert violations(attacker, ["2024-K2"]) == []
    assert sum(published(village)[("eigen", code, CONSULTS)][1] is not None for code in counts) == 2


def test_a_buurt_inside_another_does_not_give_the_rest_away(village):
    """A gemeente of which a buurt is in the programma too: the gemeente less the buurt is what lies outside it."""
    whole = buurt("gemeente", start=START, gebieden=("GM0344",))
    part = buurt("binnen", start=START, gebieden=("BU03440522",))
    village.catalog = catalog(whole, part)
    village.deliver([("gemeente", "2025-T6", CLIENTS, "", 47.0), ("binnen", "2025-T6", CLIENTS, "", 43.0)],
                    bron="buurtnetwerk")  # fmt: skip
    village.publish()
    found = published(village)
    attacker = Attacker()
    attacker.sums("gemeente", ["binnen", "erbuiten"])
    for key in ("gemeente", "binnen"):
        attacker.sees(key, found[(key, "2025-T6", CLIENTS)][1])
    assert violations(attacker, ["erbuiten"]) == []
    assert {found[(key, "2025-T6", CLIENTS)][1] for key in ("gemeente", "binnen")} in ({None, 45.0}, {None})


def inside_of_a_large_one(village):
    """All but three visits and five people of a buurt are in the one inside it; its network knows its own totals."""
    whole = buurt("groot", start=START, gebieden=("BU99990001", "BU99990002"))
    village.catalog = catalog(whole, buurt("klein", start=START, gebieden=("BU99990001",)))
    village.deliver([("groot", "2026-K3", VISITS, "", 102.0, 1005.0), ("klein", "2026-K3", VISITS, "", 99.0, 1000.0)])


def test_the_network_of_a_buurt_cannot_take_the_one_inside_it_off_its_own_totals(village, caplog):
    inside_of_a_large_one(village)
    with caplog.at_level("WARNING"):
        village.publish()
    attacker = Attacker()
    found = published(village)
    for place, (name, own) in enumerate({"teller": 102, "noemer": 1005}.items(), 1):
        attacker.knows(f"groot {name}", own)
        attacker.sums(f"groot {name}", [f"klein {name}", f"erbuiten {name}"])
        attacker.sees(f"klein {name}", found[("klein", "2026-K3", VISITS)][place])
    assert violations(attacker, ["erbuiten teller", "erbuiten noemer"]) == []
    assert "W_HERLEIDBAAR" not in caplog.text
    assert "E_AFSCHERMING" not in caplog.text
    assert again(village, Closings(NOW, {})) == []


def test_what_can_be_worked_out_without_publications_before_is_not_published(village, monkeypatch, caplog):
    monkeypatch.setattr(secondary, "_candidates", lambda *_: [])
    inside_of_a_large_one(village)
    with caplog.at_level("WARNING"):
        village.publish()
    assert not [key for key in published(village) if key[2] == VISITS]
    assert "E_AFSCHERMING: De cijfers van Huisartspraktijken vanaf 2026 zijn niet gepubliceerd" in caplog.text
    assert f"{VISITS}: te herleiden is groot|2026-K3||buiten|noemer (voor iedereen), groot|2026-K3" in caplog.text
    assert "groot|2026-K3||buiten|teller (voor netwerk van groot)" in caplog.text
    assert not {"102", "1005", "99.0", "1000"} & set(caplog.text.replace(".", " ").replace(",", " ").split())
    assert "W_HERLEIDBAAR" not in caplog.text


def test_hidden_beside_others_looks_like_hidden_for_few(village):
    """No column tells which of the two it was."""
    village.catalog = catalog(*members("b"))
    village.deliver(list(turnover({"eigen": 1, "b": 15})), bron="alliantiepartners")
    village.publish()
    with village.published.connect() as connection:
        rows = connection.execute(sa.select(outcome)).mappings().all()
    kinds = {tuple(str(row[name]) for name in ("status", "reason_id", "methode", "signaal")) for row in rows
             if row["value"] is None}  # fmt: skip
    assert len(kinds) == 1
    assert all(row[name] is None for row in rows if row["value"] is None for name in ("teller", "noemer", "lower"))


def test_the_same_rows_hide_the_same_whatever_the_order(village, empty_stores):
    village.catalog = catalog(*members("b", "c"))
    rows = list(turnover(CASES["three"]))
    village.deliver(rows[::-1], bron="alliantiepartners")
    village.publish()
    first = published(village)
    order = np.random.default_rng(1).permutation(len(rows))
    village.deliver([rows[at] for at in order], bron="alliantiepartners", at=datetime(2026, 11, 3, tzinfo=UTC))
    for key in ("eigen", "b", "c"):
        village.close(key)
    village.publish()
    assert {key: cells for key, cells in published(village).items() if key[2] == TURNOVER} == {
        key: cells for key, cells in first.items() if key[2] == TURNOVER
    }


def test_what_cannot_be_audited_is_not_published_and_the_report_says_so(village, monkeypatch, caplog):
    """What was remembered does not fit the rows any more: the figures of before stay."""
    counts = {"eigen": 5, "b": 6, "c": 7}
    village.catalog = catalog(*members("b", "c"))
    village.deliver(list(turnover(counts)), bron="alliantiepartners")
    first = village.publish()
    before = shown_totals(village, number=first)
    wrong = shown_before.Said((Row({"teller|b||2024-K1|1": 1.0}, 90.0, 95.0),), {"teller|b||2024-K1|1": 6.0})
    monkeypatch.setattr(shown_before, "load", lambda *_: shown_before.Before({TURNOVER: wrong}))
    village.deliver(list(turnover({"c": 9})), bron="alliantiepartners", at=datetime(2026, 11, 3, tzinfo=UTC))
    village.close("c")
    with caplog.at_level("WARNING"):
        village.publish()
    assert shown_totals(village) == before
    assert "E_AFSCHERMING" in caplog.text
    assert f"Het gaat om {TURNOVER}: wat eerder is getoond, klopt niet met de rijen." in caplog.text


def test_what_follows_from_publications_before_is_said_with_its_cell(village, monkeypatch, caplog):
    village.catalog = catalog(*members("b", "c"))
    known = shown_before.Said((Row({"teller|b||2024-K1|1": 1.0}, 4.0, 6.0),), {"teller|b||2024-K1|1": 6.0})
    monkeypatch.setattr(shown_before, "load", lambda *_: shown_before.Before({TURNOVER: known}))
    village.deliver(list(turnover({"eigen": 5, "b": 6, "c": 7})), bron="alliantiepartners")
    with caplog.at_level("WARNING"):
        village.publish()
    assert "W_HERLEIDBAAR" in caplog.text
    assert "b|2024-K1" in caplog.text


def test_the_whole_audit_again_finds_nothing_and_finds_what_was_let_through(village, monkeypatch):
    counts = {"eigen": 1, "b": 15}
    village.catalog = catalog(*members("b"))
    village.deliver(list(turnover(counts)), bron="alliantiepartners")
    everything = Closings(NOW, {})
    village.publish()
    assert again(village, everything) == []
    monkeypatch.setattr(secondary, "protect", lambda _: secondary.Choice({}, (), 0))
    village.deliver(list(turnover({"b": 16})), bron="alliantiepartners", at=datetime(2026, 11, 3, tzinfo=UTC))
    village.close("b")
    village.publish()
    assert {one.role for one in again(village, everything)} >= {"netwerk van b"}


def again(village, closings):
    told = []
    found = reaudit.reaudit(village.vault, village.catalog, closings, report=lambda share, _: told.append(share))
    wrong = [violation for one in found for violation in one.herleidbaar]
    assert all(0 <= share < 1 for share in told)
    return wrong
