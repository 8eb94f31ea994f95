"""The measured steps of benchmarks/leren.py; see benchmarks/steps.py."""

from __future__ import annotations

import json
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS, WARM = 40, 5


def naast_elkaar() -> None:
    """Set the buurten of the newest publication beside each other."""
    from benchmarks.steps import timed
    from buurtbeeld.catalog import load_catalog
    from buurtbeeld.learning import uitrekenen
    from buurtbeeld.publication import quiet
    from buurtbeeld.settings import Settings
    from buurtbeeld.storage import reading
    from buurtbeeld.storage.engine import open_published

    settings = Settings.from_environment()
    catalog = load_catalog(settings.config_dir, settings.programmas_dir)
    published = open_published(settings)
    with published.connect() as connection:
        number = reading.current_publication(connection)
    timed(lambda: uitrekenen.ensure(published, catalog, number, report=quiet))


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
