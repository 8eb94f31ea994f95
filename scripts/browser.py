"""Find a Chromium, Chrome or Edge for the browser tests, or install Chromium where that is allowed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
# Without these a Chromium keeps calling its maker's hosts, which a closed network refuses many at a time.
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> Path | None:
    """Path of a browser that Playwright can drive, or None. BUURTBEELD_BROWSER names one yourself."""
    wanted = os.environ.get("BUURTBEELD_BROWSER")
    candidates = [wanted] if wanted else [*(shutil.which(name) for name in NAMES), *PLACES]
    found = next((Path(path) for path in candidates if path and Path(path).exists()), None)
    return found if found or wanted else _of_playwright()


def _of_playwright() -> Path | None:
    """The Chromium that `playwright install` fetched, when it did."""
    from playwright.sync_api import sync_playwright  # the app itself runs without it

    with sync_playwright() as driver:
        path = Path(driver.chromium.executable_path)
    return path if path.exists() else None


def install() -> None:
    """Try to install Chromium: with apt as root, else by Playwright. Failing is not an error."""
    if shutil.which("apt-get") and _is_root():
        _try(["apt-get", "update", "-q"], seconds=300)
        _try(["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"], seconds=600)
    if find() is None:
        _try([sys.executable, "-m", "playwright", "install", "chromium"], seconds=300)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _try(command: list[str], *, seconds: int) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, check=False, capture_output=True, timeout=seconds, env=environment, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        print(f"{command[0]}: {problem}", file=sys.stderr)
        return False
    return done.returncode == 0


if __name__ == "__main__":
    if find() is None:
        print("Geen browser gevonden; Chromium wordt geplaatst.", flush=True)
        install()
    print(f"Browser voor de tests: {find() or 'geen; de browsertests worden overgeslagen'}")
