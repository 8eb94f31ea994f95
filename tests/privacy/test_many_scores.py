"""Scores of an NPS judged together say the same as each by itself."""

from __future__ import annotations

import numpy as np

from buurtbeeld.privacy import nps_classes


def test_many_together_are_each_alone():
    rng = np.random.default_rng(2)
    counts = rng.integers(0, 40, (600, 3)).astype(float)
    people = counts.sum(axis=1)
    counts, people = counts[people >= 10], people[people >= 10]
    score = np.round(100 * (counts[:, 2] - counts[:, 0]) / people)
    shown = 5 * np.round(people / 5)
    together = nps_classes.safe_with_number(score, shown, counts, 10)
    alone = [nps_classes.safe_with_number(*(part[[at]] for part in (score, shown, counts)), 10)[0]
             for at in range(len(score))]  # fmt: skip
    assert together.tolist() == alone
    assert set(alone) == {True, False}
