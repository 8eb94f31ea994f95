"""Look for bytes that break the reading of a delivered file: `python -m scripts.fuzz [--seconden N] [--map MAP]`.

Starts from every file of the corpus and changes it, guided by which lines of our own code are reached. Reads in this
process: the reader of workbooks in Rust may abort, so a damaged workbook goes only as far as our own checks of it, and
a CSV all the way. What breaks is written in the folder; make it a case in tests/ingest/corpus.py.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import sys
import tempfile
from pathlib import Path

atheris = importlib.import_module("atheris")  # without types of its own, and not on every machine
with atheris.instrument_imports(include=["buurtbeeld.ingest"]):
    from buurtbeeld.ingest import container, workbook_ods, workbook_texts, workbook_xlsx, workbook_xml
    from buurtbeeld.ingest.archive import check_archive, unpack
    from buurtbeeld.ingest.container import Kind
    from buurtbeeld.ingest.parser import judge
    from buurtbeeld.ingest.refusal import Refused

corpus, persons, workbooks = (
    importlib.import_module(f"tests.ingest.{name}") for name in ("corpus", "corpus_persons", "corpus_workbooks")
)
LONGEST = 20_000


def read(data: bytes) -> None:
    """Everything that is ours about these bytes; only a refusal may come out as an exception."""
    with contextlib.suppress(Refused):
        container.check_size(data)
        if container.is_zip(data):
            _read_workbook(data)
            return
        container.check_text(data)
    judge(data, Kind.CSV, corpus.RULES)


def _read_workbook(data: bytes) -> None:
    kind = check_archive(data)
    parts = unpack(data)
    workbook_xml.check_xml(parts)
    for _ in workbook_texts.texts_of(parts, kind):
        pass
    (workbook_xlsx if kind is Kind.XLSX else workbook_ods).sheets(parts)


def main() -> None:
    """Fuzz for as long as asked; the exit code says whether something broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconden", type=int, default=15 * 60)
    parser.add_argument("--map", type=Path, default=Path(tempfile.gettempdir()) / "buurtbeeld-fuzz")
    asked = parser.parse_args()
    seeds = asked.map / "begin"
    seeds.mkdir(parents=True, exist_ok=True)
    for number, case in enumerate([*corpus.CASES, *persons.CASES, *workbooks.CASES]):
        if isinstance(case.made, bytes) and len(case.made) < LONGEST:
            (seeds / f"{number}").write_bytes(case.made)
    options = [f"-max_total_time={asked.seconden}", f"-max_len={LONGEST}", "-timeout=5", "-rss_limit_mb=1500"]
    atheris.Setup([sys.argv[0], str(seeds), f"-artifact_prefix={asked.map}/", *options], read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
