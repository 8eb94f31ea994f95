"""Alle 14.574 buurten van Nederland als één laag, vereenvoudigd met behoud van gedeelde grenzen, op een pagina met
alleen deze kaart. Verstuurd: wat er met gzip over de lijn gaat. Getekend: van het openen van de pagina tot de gebieden
in beeld staan, in Chromium zonder beeldscherm en zonder videokaart.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, Request, sync_playwright

from benchmarks import children
from benchmarks.measured import Measured, Skipped, median
from scripts import browser as browsers
from scripts.app_server import free_port, stopped_after, wait_for

TIMES, JAAR = 5, 2024
SOURCE = "geo/buurt_2024_benaderd_wgs84.geojson.gz"
PAGE = """
import sys
sys.path.insert(0, {root!r})
import streamlit as st
from buurtbeeld import maps
st.pydeck_chart(maps.national("/app/static/buurt.geojson", (), ""), height=700)
"""


def measure() -> Iterator[Measured | Skipped]:
    """Build the layer, then draw it."""
    path = browsers.find()
    if path is None or not children.SHARED.is_dir():
        missing = "er is geen browser" if path is None else "de map ../shared/data met grenzen staat hier niet"
        yield Skipped("kaart van alle buurten", missing)
        return
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        began = time.perf_counter()
        count = _build(Path(folder))
        yield Measured(f"laag maken van {count:,} grenzen".replace(",", "."), time.perf_counter() - began, "s")
        chromium = driver.chromium.launch(executable_path=str(path), args=list(browsers.FLAGS))
        yield from _draw(chromium, Path(folder))
        chromium.close()


def _build(folder: Path) -> int:
    import geopandas as gpd

    from data_sources import map_files

    frame = gpd.read_file(f"/vsigzip/{children.SHARED / SOURCE}")
    frame = frame.rename(columns={"buurtcode": "code", "buurtnaam": "naam"}).assign(niveau="buurt")
    map_files.build_map({"buurt": frame}, folder / "kaart", JAAR)
    (folder / "static").mkdir()
    built = next((folder / "kaart").rglob("buurt.geojson"))
    built.replace(folder / "static" / "buurt.geojson")
    (folder / "app.py").write_text(PAGE.format(root=str(children.ROOT)), encoding="utf-8")
    return len(json.loads((folder / "static" / "buurt.geojson").read_bytes())["features"])


def _draw(chromium: Browser, folder: Path) -> Iterator[Measured]:
    body = (folder / "static" / "buurt.geojson").read_bytes()
    yield Measured("verstuurd, met gzip", len(gzip.compress(body, 6)) / 1e6, "MB", grens=1.5)
    port = free_port()
    options = [
        f"--server.port={port}",
        "--server.headless=true",
        "--server.enableStaticServing=true",
        "--browser.gatherUsageStats=false",
    ]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *options]
    with stopped_after(command, cwd=folder) as server:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", server, seconds=60)
        rounds = [_seconds_until_drawn(chromium, f"http://127.0.0.1:{port}/") for _ in range(TIMES + 1)]
        # The first one is left out: the server is cold then, and its start is another measurement.
        yield median(
            "getekend, vanaf het openen van de pagina (warme server)", [one for one, _ in rounds[1:]], "s", grens=4
        )
    yield median("waarvan ophalen en tekenen van de laag zelf", [all_ - before for all_, before in rounds[1:]], "s")


def _seconds_until_drawn(chromium: Browser, url: str) -> tuple[float, float]:
    """Seconds from opening the page until the areas are on the screen, and until their layer was asked for."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    asked: list[float] = []

    def heard(request: Request) -> None:
        if request.url.endswith(".geojson"):
            asked.append(time.perf_counter())

    page.on("request", heard)
    began = time.perf_counter()
    page.goto(url)
    page.wait_for_selector('[data-testid="stDeckGlJsonChart"] canvas', timeout=60_000)
    while not _is_drawn(page):
        assert time.perf_counter() - began < 240, "na vier minuten is er nog geen kaart"
    seconds = time.perf_counter() - began
    context.close()
    return seconds, asked[0] - began


def _is_drawn(page: Page) -> bool:
    """Whether at least 3% of the drawing has the tint of an area."""
    shot = page.locator('[data-testid="stDeckGlJsonChart"]').screenshot(timeout=120_000, animations="disabled")
    image = Image.open(io.BytesIO(shot)).convert("L")
    return sum(image.histogram()[190:240]) > 0.03 * image.width * image.height
