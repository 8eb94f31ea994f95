"""What was shown before a restore is remembered after it, also when another file gets the number of an old one."""

from __future__ import annotations

from datetime import UTC, datetime

from buurtbeeld.backup import making, restoring
from buurtbeeld.deliveries.round_term import Closings
from buurtbeeld.outcomes import shown_before
from buurtbeeld.outcomes.shown_before import Said
from buurtbeeld.privacy.constraints import Row
from buurtbeeld.storage import derived
from buurtbeeld.storage.engine import open_published, open_vault
from tests.integration.answers import settings_in
from tests.outcomes.test_disclosure import CASES, again, members, published, shown_totals, turnover
from tests.outcomes.test_shared_noemer import around, rows
from tests.outcomes.village import CONSULTS, NOW, Village, catalog

LATER = datetime(2026, 11, 10, tzinfo=UTC)
__all__ = ["around"]


def restored(village, empty_stores, folder):
    """The village as a backup of before every delivery gives it back, with what its old vault remembers."""
    settings = settings_in(folder)
    settings.data_dir.mkdir(parents=True)
    for path in empty_stores.data_dir.glob("*.sqlite3*"):
        (settings.data_dir / path.name).write_bytes(path.read_bytes())
    found = Village(settings, open_vault(settings), open_published(settings), village.catalog)
    assert derived.carry(village.vault, found.vault, shown_before.SOORT) > 0
    return found


def test_another_file_under_the_same_number_is_published_all_the_same(village, empty_stores, tmp_path):
    village.catalog = catalog(*members("b", "c", "d", "e"))
    village.deliver(list(turnover(CASES["five"])), bron="alliantiepartners")
    village.publish()
    assert shown_totals(village)
    other = dict.fromkeys(("eigen", "b", "c", "d", "e"), 5)
    found = restored(village, empty_stores, tmp_path / "terug")
    try:
        assert found.deliver(list(turnover(other)), bron="alliantiepartners") == 1, (
            "the number of the file that is gone"
        )
        found.publish()
        assert set(shown_totals(found).values()) == {100.0}, shown_totals(found)
        found.deliver(list(turnover({"eigen": 9})), bron="alliantiepartners", at=LATER)
        found.publish()
        assert len(shown_totals(found)) == 4
    finally:
        found.vault.dispose()
        found.published.dispose()


def test_when_nothing_of_it_can_be_shown_any_more_what_was_said_before_stands_alone(village, empty_stores, tmp_path):
    """More people left in twelve months than there were: no figure is shown, and no cell is left to choose from."""
    village.catalog = catalog(*members("b", "c", "d", "e"))
    village.deliver(list(turnover(CASES["five"])), bron="alliantiepartners")
    village.publish()
    found = restored(village, empty_stores, tmp_path / "terug")
    try:
        found.deliver(list(turnover(dict.fromkeys(("eigen", "b", "c", "d", "e"), 25))), bron="alliantiepartners")
        found.publish()
        assert shown_totals(found) == {}
    finally:
        found.vault.dispose()
        found.published.dispose()


def test_a_source_is_published_after_a_restore_time_and_again(around, tmp_path):
    """The number of a delivery that is gone is given to another, and both are remembered."""
    around.deliver(rows(CONSULTS, "2026-K1"))
    around.publish()
    made = making.make(around.settings, tmp_path / "reserve").path
    gone = around.deliver(rows(CONSULTS, "2026-K2"))
    around.publish()
    around.vault.dispose()
    around.published.dispose()
    restoring.restore(around.settings, made)
    around.vault, around.published = open_vault(around.settings), open_published(around.settings)
    other = [(*place, teller + 40, noemer + (400 if place[0] == "groot" else 100))
             for *place, teller, noemer in rows(CONSULTS, "2026-K2")]  # fmt: skip
    assert around.deliver(other) == gone
    around.publish()
    assert any(code == "2026-K2" for _, code, _ in published(around))
    for code in ("2026-K3", "2026-K4"):
        around.deliver(rows(CONSULTS, code), at=LATER)
        around.publish()
        assert any(value is not None for (_, when, _), (value, *_) in published(around).items() if when == code), code
    assert again(around, Closings(NOW, {})) == []


def test_a_count_that_has_another_value_is_another_count():
    first, second, third = (Said((Row({"a|b||2026-K1|2": 1.0}, count - 2, count + 2),), {"a|b||2026-K1|2": count})
                            for count in (20.0, 30.0, 40.0))  # fmt: skip
    found = shown_before.together([first, second, third, second])
    assert [(found.truth[name], row.lower) for row in found.rows for name in row.parts] == [
        (20.0, 18.0),
        (30.0, 28.0),
        (40.0, 38.0),
    ]
    assert shown_before.together([found, second]) == found
