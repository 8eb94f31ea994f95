"""The measured steps, each in a fresh process so that memory and caches of one do not help another.

`python -m benchmarks.steps STEP ARGUMENT…` prints one JSON object with seconds and peak memory. Starting Python
and importing is not counted.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import TypeVar

JAAR = 2024
Result = TypeVar("Result")


def laden() -> None:
    """Fetch a whole year from the source and publish it; the stores exist already."""
    from buurtbeeld.settings import Settings
    from data_sources import refresh

    settings = Settings.from_environment()
    outcomes = _timed(lambda: refresh.refresh(settings, [("cbs_kerncijfers", JAAR)], by="meting"))
    assert all(outcome.ok for outcome in outcomes), outcomes


def opnieuw() -> None:
    """Publish again from the raw answers kept on disk, into an empty published store."""
    from buurtbeeld.settings import Settings
    from data_sources import refresh

    settings = Settings.from_environment()
    _timed(lambda: refresh.republish(settings, by="meting"))


def voorbereiden() -> None:
    """Make both stores."""
    from buurtbeeld.settings import Settings
    from buurtbeeld.storage import migrate

    _timed(lambda: migrate.upgrade(Settings.from_environment()))


def cbsodata_alleen(host: str, tabel: str) -> None:
    """What a script without this project does: cbsodata and a DataFrame, nothing kept, nothing checked."""
    import cbsodata
    import pandas as pd

    cbsodata.options.catalog_url, cbsodata.options.use_https = host, False
    frame = _timed(lambda: pd.DataFrame(cbsodata.get_data(tabel)))
    assert len(frame) > 10_000


def _timed(work: Callable[[], Result]) -> Result:
    began = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - began
    scale = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 2**20
    print(json.dumps({"seconden": seconds, "piek_mb": peak}))
    return result


if __name__ == "__main__":
    {step.__name__: step for step in (laden, opnieuw, voorbereiden, cbsodata_alleen)}[sys.argv[1]](*sys.argv[2:])
