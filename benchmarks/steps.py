"""The measured steps, each in a fresh process so that memory and caches of one do not help another.

`python -m benchmarks.steps STEP ARGUMENT…` prints one JSON object with seconds and peak memory. Starting Python
and importing is not counted.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[1]
JAAR = 2024
Result = TypeVar("Result")


def laden() -> None:
    """Fetch a whole year from the source and publish it; the stores exist already."""
    from buurtbeeld.settings import Settings
    from data_sources import refresh

    settings = Settings.from_environment()
    outcomes = timed(lambda: refresh.refresh(settings, [("cbs_kerncijfers", JAAR)], by="meting"))
    assert all(outcome.ok for outcome in outcomes), outcomes


def opnieuw() -> None:
    """Publish again from the raw answers kept on disk, into an empty published store."""
    from buurtbeeld.settings import Settings
    from data_sources import refresh

    settings = Settings.from_environment()
    timed(lambda: refresh.publish(settings, by="meting"))


def voorbereiden() -> None:
    """Make both stores."""
    from buurtbeeld.settings import Settings
    from buurtbeeld.storage import migrate

    timed(lambda: migrate.upgrade(Settings.from_environment()))


def startset() -> None:
    """Make the stores, load and publish the embedded default."""
    from buurtbeeld.settings import Settings
    from data_sources import refresh

    timed(lambda: refresh.begin(Settings.from_environment(), verzonnen=False))


def voorbeeld() -> None:
    """Make the invented programme in stores that hold the embedded default already, and publish it."""
    from buurtbeeld.settings import Settings
    from data_sources import refresh

    timed(lambda: refresh.load_startset(Settings.from_environment()))


def cbsodata_alleen(host: str, tabel: str) -> None:
    """What a script without this project does: cbsodata and a DataFrame, nothing kept, nothing checked."""
    import cbsodata
    import pandas as pd

    cbsodata.options.catalog_url, cbsodata.options.use_https = host, False
    frame = timed(lambda: pd.DataFrame(cbsodata.get_data(tabel)))
    assert len(frame) > 10_000


def pagina(*sleutels: str) -> None:
    """Re-runs of Ons buurtbeeld with one buurt, then one run per buurt that was not asked before."""
    from streamlit.testing.v1 import AppTest

    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    page.query_params["buurt"] = "sterrenwijk"
    page.run()
    page.switch_page("pages/ons_buurtbeeld.py").run()
    same = [_milliseconds(page, "sterrenwijk") for _ in range(40)]
    new = [_milliseconds(page, key) for key in sleutels]
    print(json.dumps({"zelfde": same[5:], "nieuw": new}))


def _milliseconds(page: AppTest, sleutel: str) -> float:
    page.query_params["buurt"] = sleutel
    began = time.perf_counter()
    page.run()
    assert not page.exception, page.exception
    return 1000 * (time.perf_counter() - began)


def jaren(count: str) -> None:
    """Copy the newest edition to earlier years until there are `count`."""
    from benchmarks import years
    from buurtbeeld.settings import Settings
    from buurtbeeld.storage.engine import open_published

    timed(lambda: years.replicate(open_published(Settings.from_environment()), JAAR, int(count)))


def timed(work: Callable[[], Result], delen: Mapping[str, float] | None = None) -> Result:
    """Do the work and print what it cost; `delen`: seconds of parts of it, filled meanwhile."""
    began = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - began
    scale = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 2**20
    print(json.dumps({"seconden": seconds, "piek_mb": peak, "delen": delen or {}}))
    return result


if __name__ == "__main__":
    from benchmarks import bespreking_steps as meeting
    from benchmarks import leren_steps as learning
    from benchmarks import uitkomsten_steps as more

    many = (
        meeting.bespreking,
        learning.naast_elkaar,
        learning.programmapagina,
        more.drukte,
        more.publiceren,
        more.nieuwe_periode,
        more.buurtpagina,
        more.ter_plekke,
    )
    {
        step.__name__: step
        for step in (laden, opnieuw, voorbereiden, startset, voorbeeld, jaren, pagina, cbsodata_alleen, *many)
    }[sys.argv[1]](*sys.argv[2:])
