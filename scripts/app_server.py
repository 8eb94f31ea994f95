"""Start the real app on a free port with a data folder of its own; for browser tests, pictures and benchmarks."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import requests

ROOT = Path(__file__).resolve().parents[1]
# Port 9 (discard) refuses at once: the app must not need any source to start.
SOURCES = ("CBS_BASE_URL", "CBS_DERDEN_BASE_URL", "CBS_V4_BASE_URL", "PDOK_BASE_URL")
NO_SOURCES = dict.fromkeys(SOURCES, "http://127.0.0.1:9")
OPTIONS = ("--server.headless=true", "--server.address=127.0.0.1", "--server.fileWatcherType=none")


@dataclass(frozen=True)
class App:
    """A running app: its address, the file with everything it printed, and its process."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running_app(data: Path, environment: Mapping[str, str] = NO_SOURCES, *, seconds: float = 60) -> Iterator[App]:
    """Run app.py until the block ends.

    Args:
        data: folder for both stores, made when missing.
        environment: variables on top of those of this process.
        seconds: how long it may take before the server answers.

    Raises:
        RuntimeError: the server stopped, or did not answer in time; carries the end of its log.
    """
    data.mkdir(parents=True, exist_ok=True)
    log, port = data / "app.log", free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", *OPTIONS]
    own = {name: value for name, value in os.environ.items() if name != "BUURTBEELD_WERKER"}  # of tests without one
    variables = own | dict(environment) | {"BUURTBEELD_DATA": str(data)}
    with log.open("wb") as out, stopped_after(command, cwd=ROOT, environment=variables, out=out) as process:
        if not wait_for(f"http://127.0.0.1:{port}/_stcore/health", process, seconds=seconds):
            raise RuntimeError(f"De app start niet:\n{log.read_text(errors='replace')[-2000:]}")
        yield App(url=f"http://127.0.0.1:{port}", log=log, process=process)


@contextlib.contextmanager
def stopped_after(
    command: list[str],
    *,
    cwd: Path,
    environment: Mapping[str, str] = os.environ,
    out: BinaryIO | int = subprocess.DEVNULL,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server beside the block; it is stopped when the block ends, however it ends."""
    process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait(10)


def wait_for(url: str, process: subprocess.Popen[bytes], *, seconds: float) -> bool:
    """Whether an address answers before the time is over and before its process stops."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(requests.RequestException):
            if requests.get(url, timeout=2).status_code < 500:
                return True
        time.sleep(0.05)
    return False
