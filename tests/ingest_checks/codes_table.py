"""The table of messages as it stands in docs/aanleveren.md. `python -m tests.ingest_checks.codes_table` writes it."""

import re
from pathlib import Path

from buurtbeeld.ingest.messages import MELDINGEN

DOC = Path(__file__).parents[2] / "docs" / "aanleveren.md"
BEGIN, END = "<!-- begin meldingen -->\n", "<!-- eind meldingen -->\n"


def table():
    """One line per code; what a check fills in is a dot-dot-dot."""
    lines = ["| code | wat er is | wat u doet |", "| --- | --- | --- |"]
    for code in sorted(MELDINGEN):
        cells = (
            re.sub(r"\{\w+\}", "…", text).removeprefix("…").replace("|", "\\|").strip() for text in MELDINGEN[code]
        )
        lines.append(f"| `{code}` | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def written(text):
    """The document with the table of now in it."""
    before, rest = text.split(BEGIN)
    return before + BEGIN + table() + END + rest.split(END)[1]


if __name__ == "__main__":
    DOC.write_text(written(DOC.read_text(encoding="utf-8")), encoding="utf-8")
