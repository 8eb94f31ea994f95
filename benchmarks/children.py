"""Run one step of benchmarks/steps.py in a process of its own, and a stand-in of the sources beside it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scripts.app_server import SOURCES, free_port, stopped_after, wait_for

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"


@dataclass(frozen=True)
class Step:
    """What one step cost: seconds without imports, most memory of its process in MB, and seconds of some parts."""

    seconden: float
    piek_mb: float
    delen: Mapping[str, float] = field(default_factory=dict)


def run(step: str, *arguments: str, environment: Mapping[str, str]) -> dict[str, object]:
    """Run one step; return the JSON object it printed."""
    command = [sys.executable, "-m", "benchmarks.steps", step, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | dict(environment), check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def timed(step: str, *arguments: str, environment: Mapping[str, str]) -> Step:
    """Run one step that prints its seconds and peak memory."""
    return Step(**run(step, *arguments, environment=environment))  # type: ignore[arg-type]


@contextlib.contextmanager
def standin() -> Iterator[str]:
    """A stand-in that serves the real rows of ../shared/data; yields host and port."""
    host = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "tests.standin", "--port", host.rpartition(":")[2], "--data", str(SHARED)]
    with stopped_after(command, cwd=ROOT) as process:
        wait_for(f"http://{host}/", process, seconds=120)
        yield host


def environment(data: Path, host: str) -> dict[str, str]:
    """Variables that send every client to the stand-in and every store to `data`."""
    return {"BUURTBEELD_DATA": str(data), **dict.fromkeys(SOURCES, f"http://{host}")}
