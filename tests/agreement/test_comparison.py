"""A buurt to compare with counts where it has figures, and a partner where there is another one to tell it from."""

from __future__ import annotations

import pytest

from tests.agreement.made import computed, others, reading, rows, starters


def without_2026(frame, count):
    """Rows of which so many comparison buurten have none in 2026."""
    some = frame["buurt"].astype(str).isin([f"v{at:02d}" for at in range(count)]).to_numpy()
    return frame[~(some & frame["jaar"].ge(2026).to_numpy())].reset_index(drop=True)


@pytest.fixture(scope="module")
def few():
    return (*starters(12), *others(8))


def test_buurten_to_compare_with_without_figures_in_the_window_do_not_count(few):
    frame = rows(few, effect=-0.15)
    found = reading(computed(few, without_2026(frame, 4)))
    without = [one for one in few if one.sleutel not in {"v00", "v01", "v02", "v03"}]
    alone = reading(computed(without, frame[frame["buurt"].isin([one.sleutel for one in without])]))
    assert found.n_vergelijking == alone.n_vergelijking == 4
    for name in ("schatting_pct", "onder95", "boven95"):
        assert getattr(found, name) == pytest.approx(getattr(alone, name), abs=0.3)


@pytest.mark.parametrize(("gone", "why"), [
    (6, "Er zijn maar 2 vergelijkingsbuurten met genoeg cijfers voor en na de start. Vanaf 4 geven wij een getal."),
    (7, "Er is maar één vergelijkingsbuurt met genoeg cijfers voor en na de start."),
    (8, "Er is geen vergelijkingsbuurt met genoeg cijfers voor en na de start."),
])  # fmt: skip
def test_with_too_few_left_there_is_no_number_and_the_comparison_is_the_reason(few, gone, why):
    found = computed(few, without_2026(rows(few, effect=-0.15), gone), full=True)
    now = reading(found)
    assert now.schatting_pct is None
    assert now.toelichting.startswith(why)
    assert all(one.schatting is None for one in found.gevoeligheid)
    assert max((one.maand for one in found.sinds_start), default=0) < 13  # those of 2026 rest on too few
    assert not found.ontbinding and not found.anders  # noqa: PT018
    assert reading(found, vergelijking="eigen_start").schatting_pct is not None
