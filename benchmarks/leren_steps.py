"""The measured steps of benchmarks/leren.py; see benchmarks/steps.py."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS, WARM = 40, 5


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


def leerpagina(page: str, count: str) -> None:
    """Re-runs of a page with one buurt, then one run per buurt that was not asked before."""
    from streamlit.testing.v1 import AppTest

    from benchmarks import crowd

    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["rol"] = "kartrekker"
    app.query_params["buurt"] = "drukte-0"
    app.run()
    app.switch_page(f"pages/{page}.py").run()
    same = [_milliseconds(app, "drukte-0") for _ in range(RUNS)]
    new = [_milliseconds(app, f"drukte-{crowd.SHARE * (one + 1)}") for one in range(int(count))]
    print(json.dumps({"zelfde": same[WARM:], "nieuw": new}))


def _milliseconds(app: object, sleutel: str) -> float:
    from streamlit.testing.v1 import AppTest

    assert isinstance(app, AppTest)
    app.query_params["buurt"] = sleutel
    started = time.perf_counter()
    app.run()
    assert not app.exception, app.exception
    return 1000 * (time.perf_counter() - started)
