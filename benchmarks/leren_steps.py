"""The measured steps of benchmarks/leren.py; see benchmarks/steps.py."""

from __future__ import annotations

import json
import resource
import sys
import time

VOORTGANG = ("seh_bezoeken_per_1000", "hap_contacten_per_1000", "opnames_per_1000", "ligduur_dagen")
AFSPRAAK = ("volume", "per_1000_65plus")
MENUKAART = 25  # buurten that were not asked before


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
    catalog = load_catalog(settings.config_dir, settings.programmas_dir, verzonnen=settings.verzonnen)
    published = open_published(settings)
    with published.connect() as connection:
        number = reading.current_publication(connection)
    with mock.patch.object(kenmerken, "of_programma", invented):
        began = time.process_time()
        uitrekenen.ensure(published, catalog, number, report=quiet)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 2**20
    print(json.dumps({"seconden": time.process_time() - began, "piek_mb": peak}))


def programmapagina(page: str) -> None:
    """Re-runs of a page about a whole programma, then runs with a choice that was not asked before."""
    from streamlit.testing.v1 import AppTest

    from benchmarks import crowd
    from benchmarks.uitkomsten_steps import ROOT, RUNS, WARM

    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["rol"] = "transitieteam"
    app.query_params["buurt"], app.query_params["programma"] = "drukte-0", "drukte"
    app.run()
    app.switch_page(f"pages/{page}.py").run()

    def again(**chosen: str) -> float:
        for name, value in chosen.items():
            app.query_params[name] = value
        began = time.perf_counter()
        app.run()
        taken = 1000 * (time.perf_counter() - began)
        assert not app.exception, app.exception
        return taken

    same = [again() for _ in range(RUNS)]
    choices = {
        "voortgang": ("cijfer", VOORTGANG),
        "afspraak": ("definitie", AFSPRAAK),
        "menukaart": ("buurt", [f"drukte-{crowd.SHARE * (one + 1)}" for one in range(MENUKAART)]),
    }[page]
    new = [again(**{choices[0]: one}) for one in choices[1]]
    print(json.dumps({"zelfde": same[WARM:], "nieuw": new}))
