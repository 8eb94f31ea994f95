"""Van `git clone` in een lege map tot het eerste cijfer in de browser, met uv en met pip, en daarna nog een keer
starten. De pakketten komen van internet of uit de voorraad van uv en pip op deze machine.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as BrowserError

from benchmarks import children
from benchmarks.measured import Measured, Skipped
from scripts import browser as browsers
from scripts.app_server import NO_SOURCES, free_port, stopped_after

LIMITS = {"uv": 30, "pip": 90}


def measure() -> Iterator[Measured | Skipped]:
    """A fresh clone per installer."""
    path = browsers.find()
    if path is None:
        yield Skipped("van lege map naar eerste cijfer", "er is geen browser")
        return
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(path), args=list(browsers.FLAGS))
        for installer in LIMITS:
            yield from _fresh(chromium, installer)
        chromium.close()


def _fresh(chromium: Browser, installer: str) -> Iterator[Measured | Skipped]:
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "buurtbeeld"
        began = time.perf_counter()
        subprocess.run(["git", "clone", "-q", str(children.ROOT), str(clone)], check=True)
        command = [sys.executable, "scripts/setup_venv.py"]
        variables = os.environ | {"BUURTBEELD_INSTALLER": installer}
        if subprocess.run(command, cwd=clone, env=variables, stdout=subprocess.DEVNULL, check=False).returncode:
            yield Skipped(f"lege map, met {installer}", "de pakketten zijn hier niet te krijgen")
            return
        placed = time.perf_counter() - began
        yield Measured(f"{installer}: pakketten geplaatst", placed, "s")
        first = placed + _until_figure(chromium, clone)
        yield Measured(f"{installer}: lege map tot eerste cijfer", first, "s", LIMITS[installer])
        yield Measured(f"{installer}: tweede keer starten", _until_figure(chromium, clone), "s", 5)


def _until_figure(chromium: Browser, clone: Path) -> float:
    """Seconds from starting streamlit until the number of inhabitants stands on the page."""
    port = free_port()
    options = [f"--server.port={port}", "--server.headless=true", "--server.address=127.0.0.1"]
    command = [str(clone / ".venv" / "bin" / "python"), "-m", "streamlit", "run", "app.py", *options]
    began = time.perf_counter()
    with stopped_after(command, cwd=clone, environment=os.environ | NO_SOURCES) as server:
        page = chromium.new_page()
        address = f"http://127.0.0.1:{port}/ons_buurtbeeld?buurt=sterrenwijk"
        while time.perf_counter() - began < 120 and server.poll() is None:
            with contextlib.suppress(BrowserError):  # refused until the server listens
                page.goto(address)
                break
            time.sleep(0.05)
        page.get_by_text("900", exact=False).first.wait_for(timeout=120_000)
        seconds = time.perf_counter() - began
        page.context.close()
    return seconds
