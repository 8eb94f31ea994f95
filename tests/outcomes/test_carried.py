"""What was shown before a restore is remembered after it, also when another file gets the number of an old one."""

from __future__ import annotations

from datetime import UTC, datetime

from buurtbeeld.outcomes import shown_before
from buurtbeeld.storage import derived
from buurtbeeld.storage.engine import open_published, open_vault
from tests.integration.answers import settings_in
from tests.outcomes.test_disclosure import CASES, members, shown_totals, turnover
from tests.outcomes.village import Village, catalog

LATER = datetime(2026, 11, 10, tzinfo=UTC)


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
