"""The measured steps of benchmarks/uitkomsten.py; see benchmarks/steps.py."""

from __future__ import annotations

import json
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS, WARM = 40, 5
AGREEMENT, AUDIT = "afspraak", "controle"  # parts of a publication that are not the figures themselves
SHEET = "ha_consulten_per_1000"  # the figure of the cijferblad


def drukte(count: str) -> None:
    """A programma of so many buurten, its rows in the vault."""
    from benchmarks import crowd
    from benchmarks.steps import timed
    from buurtbeeld.catalog import load_catalog
    from buurtbeeld.settings import Settings
    from buurtbeeld.storage import migrate
    from buurtbeeld.storage.engine import open_vault

    settings = Settings.from_environment()
    crowd.write_programma(settings.programmas_dir, int(count))
    migrate.upgrade(settings)
    catalog = load_catalog(settings.config_dir, settings.programmas_dir, verzonnen=settings.verzonnen)
    timed(lambda: crowd.deliver(open_vault(settings), catalog, crowd.periods()))


def publiceren() -> None:
    """Publish what is in the vault."""
    import diff_diff  # noqa: F401  (imported as the worker has it: importing is not counted)

    from benchmarks.steps import timed
    from buurtbeeld import publication
    from buurtbeeld.agreement import parts as agreement_parts
    from buurtbeeld.catalog import load_catalog
    from buurtbeeld.deliveries import carrying
    from buurtbeeld.outcomes import figures, shown_before
    from buurtbeeld.settings import Settings
    from buurtbeeld.storage.engine import open_published, open_vault

    settings = Settings.from_environment()
    catalog = load_catalog(settings.config_dir, settings.programmas_dir, verzonnen=settings.verzonnen)
    vault, published = open_vault(settings), open_published(settings)
    work = publication.Work(vault, published, settings.raw_dir, catalog, {})
    carrying.carry(vault, published)
    parts: dict[str, float] = {}
    clocked(agreement_parts, "ensure", parts, AGREEMENT)
    for module, name in ((figures, "_without_what_gives_away"), (shown_before, "load"), (shown_before, "keep")):
        clocked(module, name, parts, AUDIT)
    timed(lambda: publication.publish(work, by="meting", code_version="meting"), parts)


def clocked(module: object, name: str, seconds: dict[str, float], label: str) -> None:
    """Add up how long a function takes, as a part of what is measured."""
    work = getattr(module, name)

    def counted(*arguments: object, **more: object) -> object:
        began = time.perf_counter()
        try:
            return work(*arguments, **more)
        finally:
            seconds[label] = seconds.get(label, 0.0) + time.perf_counter() - began

    setattr(module, name, counted)


def nieuwe_periode() -> None:
    """Deliver the period after the last one, unmeasured; then publish it."""
    from benchmarks import crowd
    from buurtbeeld.catalog import load_catalog
    from buurtbeeld.settings import Settings
    from buurtbeeld.storage.engine import open_vault

    settings = Settings.from_environment()
    catalog = load_catalog(settings.config_dir, settings.programmas_dir, verzonnen=settings.verzonnen)
    crowd.deliver(open_vault(settings), catalog, crowd.periods(crowd.PERIODS + 1)[-1:])
    publiceren()


def buurtpagina(page: str, count: str) -> None:
    """Re-runs of a page with one buurt, then one run per buurt that was not asked before."""
    from streamlit.testing.v1 import AppTest

    from benchmarks import crowd

    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["rol"] = "kartrekker"
    app.query_params["buurt"], app.query_params["indicator"] = "drukte-0", SHEET
    app.run()
    app.switch_page(f"pages/{page}.py").run()
    same = [_milliseconds(app, "drukte-0") for _ in range(RUNS)]
    new = [_milliseconds(app, f"drukte-{crowd.SHARE * (one + 1)}") for one in range(int(count))]
    print(json.dumps({"zelfde": same[WARM:], "nieuw": new}))


def _milliseconds(app: object, sleutel: str) -> float:
    from streamlit.testing.v1 import AppTest

    assert isinstance(app, AppTest)
    app.query_params["buurt"], app.query_params["indicator"] = sleutel, SHEET
    began = time.perf_counter()
    app.run()
    taken = 1000 * (time.perf_counter() - began)
    assert not app.exception, app.exception
    shown = "".join(element.proto.body for element in app.get("html"))
    assert f"Drukte {sleutel.rpartition('-')[2]}" in shown, "the page is about another buurt"
    return taken


def ter_plekke(page: str) -> None:
    """The figures of a page from the delivered rows, without a publication."""
    from dataclasses import replace
    from datetime import UTC, datetime

    from benchmarks.steps import timed
    from buurtbeeld.catalog import load_catalog
    from buurtbeeld.deliveries.round_term import Closings
    from buurtbeeld.outcomes import figures as outcome_figures
    from buurtbeeld.outcomes import rows as outcome_rows
    from buurtbeeld.settings import Settings
    from buurtbeeld.storage.engine import open_vault

    settings = Settings.from_environment()
    catalog = load_catalog(settings.config_dir, settings.programmas_dir, verzonnen=settings.verzonnen)
    vault, bron = open_vault(settings), catalog.indicatoren[SHEET].bron
    # Of a source that the catalogue does not know nothing is read.
    known = replace(catalog, bronnen={bron: catalog.bronnen[bron]}) if page == "cijferblad" else catalog

    def work() -> None:
        for source in outcome_rows.sources(vault, known, Closings(datetime.now(UTC), {})):
            every = source.rows()
            rows = every[every["indicator"].eq(SHEET)] if page == "cijferblad" else every
            assert len(outcome_figures.figures(rows, catalog, source.block[0], {}))

    timed(work)
