"""The process that reads a file may hang, crash or fail: the caller always gets a verdict."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from buurtbeeld.ingest import inspection, parser, wire
from buurtbeeld.ingest.container import Kind
from buurtbeeld.ingest.inspection import inspect, to_json
from buurtbeeld.ingest.limits import OWN_MEMORY
from tests.ingest.corpus import BSNS, ROWS, RULES, csv, with_cell, with_column
from tests.ingest.made_workbooks import far, rezipped, xlsx

SHEET = "xl/worksheets/sheet1.xml"


def instead(monkeypatch, code):
    """Another program in the place of the parser."""
    monkeypatch.setattr(inspection, "COMMAND", [sys.executable, "-c", code])


def codes(found):
    return [one.code for one in found.meldingen]


def test_good_file_comes_through_whole():
    found = inspect(csv(), "levering.csv", RULES)
    assert (found.programma, found.gelezen, found.meldingen, found.naam) == ("ecosysteem", 4, (), "levering.csv")
    assert [(row.rij, row.buurt, row.teller, row.noemer, row.waarde) for row in found.rows][:2] == [
        (2, "goirle", 420, 4000, 105),
        (3, "emmen", 421, 4000, 105.25),
    ]
    assert len(found.sha256) == 64


def test_workbook_and_csv_say_the_same():
    rows = with_cell("toelichting", "één")
    from_csv, from_book = inspect(csv(rows), "a.csv", RULES), inspect(xlsx(rows=rows), "a.xlsx", RULES)
    assert from_csv.rows == from_book.rows
    assert len(from_book.rows) == 4


def test_every_problem_is_told_at_once_by_row():
    rows = with_cell("teller", "veel", rows=with_cell("periode", "ooit", at=2))
    found = inspect(csv(rows) + b"kort;1\n", "levering.csv", RULES)
    assert [(one.code, one.rij) for one in found.meldingen] == [("E_GETAL", 2), ("E_PERIODE", 4), ("E_RIJLENGTE", 6)]
    assert found.rows == ()
    assert found.gelezen == 5


def test_row_numbers_are_those_of_a_spreadsheet():
    text = b"sep=;\r\n" + csv([], end="\r\n") + b'\r\n\r\ngoirle;2025;x;1;2;;"twee\r\nregels"\r\nemmen;2025;x;1;2;;\r\n'
    found = inspect(text, "levering.csv", RULES)
    assert [one.rij for one in found.meldingen if one.code == "E_INDICATOR_ONBEKEND"] == [4, 5]


def test_the_verdict_for_a_program():
    header, rows = with_column("bsn", BSNS)
    told = to_json(inspect(csv(rows, header), "levering.csv", RULES))
    assert told["oordeel"] == "geweigerd"
    assert [set(one) for one in told["meldingen"]] == [{"code", "rij", "kolom", "tekst"}]
    assert (told["meldingen"][0]["code"], told["meldingen"][0]["kolom"]) == ("E_BSN", "bsn")
    assert to_json(inspect(csv(), "levering.csv", RULES)) == {"oordeel": "aanvaard", "rijen": 4, "meldingen": []}


def test_a_process_that_hangs_is_stopped(monkeypatch):
    monkeypatch.setattr(inspection, "WALL_SECONDS", 0.2)
    instead(monkeypatch, "import time; time.sleep(60)")
    assert codes(inspect(csv(), "levering.csv", RULES)) == ["E_TE_LANG_BEZIG"]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "E_TE_LANG_BEZIG"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "E_TE_LANG_BEZIG"),
        ("import os; os.abort()", "E_TE_GROOT"),
        ("raise SystemExit(4)", "E_TE_GROOT"),
        ("raise SystemExit(9)", "E_ONBEKEND"),
        ("print('geen antwoord')", "E_ONBEKEND"),
        ("", "E_ONBEKEND"),
        (r"print('{\"programma\": \"\", \"gelezen\": 1}\n[[1]]\n[]')", "E_ONBEKEND"),
        (r"print('{\"sha256\": 1}\n[]\n[]')", "E_ONBEKEND"),
    ],
)
def test_a_process_that_dies_gives_a_verdict(monkeypatch, code, told):
    instead(monkeypatch, code)
    assert codes(inspect(csv(), "levering.csv", RULES)) == [told]


def test_a_program_that_cannot_start_gives_a_verdict(monkeypatch):
    monkeypatch.setattr(inspection, "COMMAND", ["/bestaat/niet"])
    assert codes(inspect(csv(), "levering.csv", RULES)) == ["E_ONBEKEND"]


def test_something_unforeseen_has_a_number_that_the_log_knows(monkeypatch, caplog):
    code = (
        "import sys\nfrom buurtbeeld.ingest import checks, parser\n"
        "def check(sheet, rules): raise ValueError(sheet.rows[0][0])\n"
        "checks.check = check\nsys.exit(parser.main())"
    )
    instead(monkeypatch, code)
    found = inspect(csv(), "levering.csv", RULES)
    assert codes(found) == ["E_ONBEKEND"]
    number = found.meldingen[0].wat.rpartition(" ")[2].rstrip(".")
    assert number in caplog.text
    assert "ValueError" in caplog.text
    assert "parser.py" in caplog.text
    assert "goirle" not in caplog.text + repr(found)


def test_the_process_gets_nothing_of_ours(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://ergens")
    code = (
        "import json, os, sys\n"
        "from buurtbeeld.ingest.messages import melding\nfrom buurtbeeld.ingest.wire import meldingen_to_json\n"
        "known = melding('E_ONBEKEND', nummer=' '.join(sorted(os.environ)))\n"
        "print(json.dumps({'programma': '', 'gelezen': 0}), '[]', meldingen_to_json([known]), sep='\\n', end='')"
    )
    instead(monkeypatch, code)
    told = inspect(csv(), "levering.csv", RULES).meldingen[0].wat
    assert "DATABASE_URL" not in told
    assert "HOME" not in told


def test_the_limits_hold_in_the_process(monkeypatch):
    code = (
        "import sys\nfrom buurtbeeld.ingest import checks, parser\n"
        f"def check(sheet, rules): return bytearray({OWN_MEMORY})\n"
        "checks.check = check\nsys.exit(parser.main())"
    )
    instead(monkeypatch, code)
    assert codes(inspect(csv(), "levering.csv", RULES)) == ["E_TE_GROOT"]


def test_a_busy_process_runs_out_of_time(monkeypatch):
    code = (
        "import sys\nfrom buurtbeeld.ingest import checks, limits, parser\n"
        "limits.CPU_SECONDS = 1\n"
        "def check(sheet, rules):\n    while True: pass\n"
        "checks.check = check\nsys.exit(parser.main())"
    )
    instead(monkeypatch, code)
    assert codes(inspect(csv(), "levering.csv", RULES)) == ["E_TE_LANG_BEZIG"]


def test_the_process_writes_no_files(monkeypatch, tmp_path):
    target = tmp_path / "rest"
    code = (
        "import sys\nfrom buurtbeeld.ingest import checks, parser\n"
        f"def check(sheet, rules): open({str(target)!r}, 'w').write('x' * 10)\n"
        "checks.check = check\nsys.exit(parser.main())"
    )
    instead(monkeypatch, code)
    assert codes(inspect(csv(), "levering.csv", RULES)) == ["E_ONBEKEND"]
    assert not target.exists() or target.stat().st_size == 0


def test_a_sheet_too_wide_for_memory_is_refused():
    """In a large sheet nobody looks for far cells first: the reader aborts, and the caller lives."""
    filler = f"<!--{'x' * 9 * 1024 * 1024}--></worksheet>".encode()
    data = rezipped(far("XFD1048576"), replace={SHEET: lambda xml: xml.replace(b"</worksheet>", filler)}, compression=0)
    assert codes(inspect(data, "levering.xlsx", RULES)) == ["E_UITGEPAKT_TE_GROOT"]


def test_more_messages_than_anyone_reads_are_cut(monkeypatch):
    monkeypatch.setattr(parser, "MAX_MELDINGEN", 3)
    rows = [(*row[:3], "veel", *row[4:]) for row in ROWS]
    _, _, _, told = parser.judge(csv([*rows, ROWS[0], ROWS[0]]), Kind.CSV, RULES)
    assert [(one.code, one.rij) for one in told] == [("W_MEER_MELDINGEN", None), *(("E_GETAL", at) for at in (2, 3, 4))]


def test_only_light_modules_are_loaded():
    """It starts for every file."""
    code = "import sys; import buurtbeeld.ingest.parser; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "python_calamine" in loaded
    assert not {"pandas", "numpy", "pydantic", "sqlalchemy", "yaml", "streamlit", "babel"} & set(loaded)


def test_rules_reach_the_process(monkeypatch):
    asked = []

    def run(command, **how):
        asked.append(how["input"])
        raise OSError(12, "vol")

    monkeypatch.setattr(inspection.subprocess, "run", run)
    assert codes(inspect(csv(), "levering.csv", replace(RULES, programma="ecosysteem"))) == ["E_ONBEKEND"]
    head, rules, data = asked[0].split(b"\n", 2)
    assert json.loads(head) == {"kind": "csv"}
    assert wire.rules_from_json(rules) == replace(RULES, programma="ecosysteem")
    assert data == csv()
