"""Deliver secret primes, publish, open every page for every role and take every file; write down every byte of it.

Run as `python -m tests.privacy.canary_child FOLDER`, in a process of its own: what pages remember must not reach other
tests. The folder gets one file per page, role and download; both stores lie in its `data`.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
import zipfile
import zlib
from datetime import timedelta
from pathlib import Path

import streamlit as st
from streamlit.testing.v1 import AppTest

from buurtbeeld.periods import now
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS
from buurtbeeld.settings import ROOT, Settings
from buurtbeeld.storage.engine import open_published, open_vault
from data_sources import refresh
from tests.outcomes.village import CONSULTS, HOURS, Village, quarters

# Primes above 10 to the power 12: no date, no number of a row and no piece of a hash looks like them.
PRIMES = (
    1000000000039, 1000000000061, 1000000000063, 1000000000091, 1000000000121, 1000000000163, 1000000000169,
    1000000000177,
)  # fmt: skip
PLAIN, CROWD, FEW_OF, SPENT, HOURS_OF, FEW_HOURS, SECRET, OTHER = PRIMES
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py") if path.stem != "__init__")


def deliver(settings: Settings) -> None:
    """Raw cells with primes: some are shown (rounded), some are hidden, one is withheld by its source."""
    vault, published = open_vault(settings), open_published(settings)
    village = Village(settings, vault, published, None)
    last = [one.code for one in quarters(2024, 2026) if one.eind <= now().date()][-3:]
    when = now() - timedelta(hours=1)
    rows = [
        ("sterrenwijk", last[0], CONSULTS, "", float(PLAIN), float(CROWD)),  # shown: rounded to five
        ("sterrenwijk", last[1], CONSULTS, "", 7.0, float(FEW_OF)),  # hidden: seven
        ("sterrenwijk", last[2], CONSULTS, "", float(SECRET), float(OTHER)),
    ]
    village.deliver(rows, programma="ecosysteem", at=when)
    hours = [
        ("sterrenwijk", last[0], HOURS, "", float(SPENT), float(HOURS_OF)),
        ("sterrenwijk", last[1], HOURS, "", float(FEW_HOURS), 6.0),  # hidden: six people
    ]
    village.deliver(hours, programma="ecosysteem", bron="alliantiepartners", at=when)
    vault.dispose()
    published.dispose()
    refresh.publish(settings, by="test")


def look(folder: Path) -> None:
    """Open every page for every role; keep every message to the browser and what the session remembers."""
    handed: list[tuple[str, bytes]] = []
    real = st.download_button

    def taken(label, data, name, *rest, **more):
        handed.append((name, data() if callable(data) else data))
        return real(label, data, name, *rest, **more)

    st.download_button = taken
    for role in DEMONSTRATION_ACCOUNTS:
        for page, out in opened(role):
            (folder / f"{role}_{page}.bytes").write_text(out, encoding="latin-1", errors="replace")
    for number, (name, body) in enumerate(handed):
        (folder / f"bestand_{number}_{name}").write_bytes(body)
        for part, inside in unpacked(name, body):
            (folder / f"bestand_{number}_{part}").write_bytes(inside)


def unpacked(name: str, body: bytes):
    """What is packed in a file: the parts of a workbook or a document, the streams of a PDF."""
    if name.endswith((".xlsx", ".docx")):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            yield from ((part.replace("/", "_"), book.read(part)) for part in book.namelist())
    for number, packed in enumerate(re.findall(rb"stream\r?\n(.*?)endstream", body, re.DOTALL)):
        with contextlib.suppress(zlib.error):
            yield f"stroom{number}.pdfdeel", zlib.decompressobj().decompress(packed)


def opened(role: str):
    """Every byte of every page for a role, in one session: messages to the browser, session state, address."""
    app = AppTest.from_file(ROOT / "app.py", default_timeout=120)
    app.session_state["rol"] = role
    app.query_params |= {"buurt": "sterrenwijk", "indicator": CONSULTS}
    app.run()
    for page in PAGES:
        with contextlib.suppress(ValueError):  # not in the menu of this role
            app.switch_page(f"pages/{page}.py").run()
            out = [repr(app.session_state._state.filtered_state), repr(dict(app.query_params))]
            for block in (app.main, app.sidebar):
                out += [element.proto.SerializeToString().decode("latin-1") for element in _leaves(block)]
            yield page, "\n".join(out)


def _leaves(block):
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from _leaves(child)
        elif hasattr(child, "proto"):
            yield child


def main(folder: Path) -> None:
    """Everything, in this process."""
    os.environ |= {"BUURTBEELD_DATA": str(folder / "data"), "BUURTBEELD_WERKER": "apart"}
    settings = Settings.from_environment()
    refresh.begin(settings, verzonnen=False)
    deliver(settings)
    seen = folder / "gezien"
    seen.mkdir()
    look(seen)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
