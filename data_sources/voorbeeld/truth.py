"""What really changed in the invented buurten. For tests only: no page and no calculation of the app reads it."""

from __future__ import annotations

import json
from pathlib import Path

from data_sources.voorbeeld.outcomes import INSURERS, TARIFF, TARIFF_YEAR
from data_sources.voorbeeld.world import EFFECTS, NO_CHANGE, POINTS, RAMP, World


def write_truth(path: Path, seed: int) -> None:
    """Write the effect in every transitiebuurt as JSON.

    Per buurt: start, and per indicator the natural logarithm of what its value is multiplied with once the effect is
    complete, `maanden` after the start; it grows evenly until then. Of scores: by how many points of one answer, 0 to
    10, they move. Comparison buurten have no effect.
    """
    world = World(seed)
    effects = world.effects()
    buurten = {
        place.sleutel: {
            "start": place.start.isoformat() if place.start else None,
            "log_effect": {code: float(effects[code][at]) for code in EFFECTS},
            "punten": {code: float(effects[code][at]) for code in POINTS},
        }
        for at, place in enumerate(world.places[: len(next(iter(effects.values())))])
    }
    what = {
        "seed": seed,
        "maanden": RAMP,
        "zonder_effect": [world.places[at].sleutel for at in NO_CHANGE],
        "tariefbreuk": {"bron": INSURERS, "vanaf": TARIFF_YEAR, "factor": TARIFF},
        "buurten": buurten,
    }
    path.write_text(json.dumps(what, indent=1, sort_keys=True) + "\n", encoding="utf-8")
