"""The measured steps of benchmarks/bespreking.py; see benchmarks/steps.py."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUURT, RUNS, WARM, PEOPLE, PAGES, CHARTS = "lindekwartier", 14, 4, 30, 6, 8


def bespreking() -> None:
    """Re-runs of every step of a meeting; thirty people who write in it; and papers. Prints milliseconds."""
    os.environ["BUURTBEELD_WERKER"] = "apart"
    from buurtbeeld.catalog import load_catalog
    from buurtbeeld.figures import Reader
    from buurtbeeld.review import meetings
    from buurtbeeld.roles import account
    from buurtbeeld.settings import Settings
    from buurtbeeld.storage.engine import open_published

    settings = Settings.from_environment()
    catalog = load_catalog(settings.config_dir, settings.programmas_dir, verzonnen=True)
    reader, user = Reader(open_published(settings), catalog), account("kartrekker")
    meetings.start(reader, user, BUURT)
    one = meetings.meetings(reader, user, BUURT)[0]
    told: dict[str, object] = {"schrijven": _writing(reader, one)}
    steps = []
    for step in range(1, len(one.stappen) + 1):
        meetings.go_to(reader, user, one, step)
        steps.append(_again(one.id))
    print(json.dumps({**told, "stappen": steps, "papier": _papers()}))


def _again(meeting: int) -> list[float]:
    """Milliseconds of the processor for the open step, drawn once more: what else runs does not count."""
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["rol"] = "kartrekker"
    app.query_params["buurt"], app.query_params["bijeenkomst"] = BUURT, str(meeting)
    app.run()
    app.switch_page("pages/bespreking.py")
    found = []
    for _ in range(RUNS):
        began = time.process_time()
        app.run()
        found.append(1000 * (time.process_time() - began))
        assert not app.exception, app.exception
    shown = "".join(element.proto.body for element in app.get("html"))
    assert "bb-stapper" in shown, "this is no meeting"
    return found[WARM:]


def _writing(reader: object, meeting: object) -> float:
    """Milliseconds per person when all of them write a remark at once and change it; every word must be there."""
    from buurtbeeld.figures import Reader
    from buurtbeeld.review import notes
    from buurtbeeld.review.parts import OPMERKING, Bijeenkomst
    from buurtbeeld.roles import account

    assert isinstance(reader, Reader)
    assert isinstance(meeting, Bijeenkomst)
    user, start = account("netwerklid"), threading.Barrier(PEOPLE)

    def one(number: int) -> None:
        start.wait()
        kept = notes.add(reader, user, meeting, OPMERKING, {"tekst": f"Woord{number:02d} begin"})
        notes.change(reader, user, kept.tekst, {"tekst": f"Woord{number:02d} begin en eind"})

    threads = [threading.Thread(target=one, args=(number,)) for number in range(PEOPLE)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = 1000 * (time.perf_counter() - began)
    kept = {text.tekst for text in notes.of(notes.said(reader, user, meeting), OPMERKING, "")}
    assert {f"Woord{number:02d} begin en eind" for number in range(PEOPLE)} <= kept, "a word was lost"
    return took / PEOPLE


def _papers() -> list[float]:
    """Milliseconds of a buurtverslag of six pages with eight charts: the first one, then others with another line."""
    from dataclasses import replace

    from buurtbeeld.report import pdf
    from buurtbeeld.report.document import Alinea, Document, Grafiek, Kop
    from buurtbeeld.review.parts import Punt

    dots = tuple(Punt(f"{2018 + at}", 20.0 + at, f"{20 + at}", 18.0 + at, 22.0 + at) for at in range(8))
    blocks = [
        block
        for at in range(CHARTS)
        for block in (
            Kop(f"Cijfer {at}", 2), Alinea("Een zin. " * 110), Grafiek(f"Cijfer {at}", "Het steeg.", dots, 20.0, "20")
        )
    ]  # fmt: skip
    one = Document(
        "Buurtverslag", "Van mei tot en met november.", (Kop("Wat valt op?"), *blocks), voet="voet", groot=True
    )
    assert len(pdf.pictures(one, ppi=20)) >= PAGES
    found = []
    for at in range(RUNS):
        began = time.perf_counter()
        pdf.pdf(replace(one, onder=f"Versie {at}."))
        found.append(1000 * (time.perf_counter() - began))
    return found[WARM:]
