"""The measured steps of benchmarks/leren.py; see benchmarks/steps.py."""

from __future__ import annotations

import json
import resource
import sys
import time


def naast_elkaar() -> None:
    """Set the buurten of the newest publication beside each other; what they were like at the start is invented."""
    from unittest import mock

    import numpy as np

    from buurtbeeld.catalog import load_catalog
    from buurtbeeld.learning import kenmerken, uitrekenen
    from buurtbeeld.learning.kenmerken import KENMERKEN, Nulkenmerken
    from buurtbeeld.publication import quiet
    from buurtbeeld.settings import Settings
    from buurtbeeld.storage import reading
    from buurtbeeld.storage.engine import open_published

    def invented(_look: object, programma: object) -> Nulkenmerken:
        rng = np.random.default_rng(1)
        keys = tuple(one.sleutel for one in programma.buurten)  # type: ignore[attr-defined]
        values = {(key, name): (float(np.exp(rng.normal())), 2020) for key in keys for name in KENMERKEN}
        return Nulkenmerken(keys, values, 2022)

    settings = Settings.from_environment()
    catalog = load_catalog(settings.config_dir, settings.programmas_dir)
    published = open_published(settings)
    with published.connect() as connection:
        number = reading.current_publication(connection)
    with mock.patch.object(kenmerken, "of_programma", invented):
        began = time.process_time()
        uitrekenen.ensure(published, catalog, number, report=quiet)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 2**20
    print(json.dumps({"seconden": time.process_time() - began, "piek_mb": peak}))
