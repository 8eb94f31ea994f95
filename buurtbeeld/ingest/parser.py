"""The process that reads a delivered file: `python -m buurtbeeld.ingest.parser`, within hard limits.

In: a line with the name as JSON, a line with the rules, then the bytes. Out: a line with the outcome, a line with the
rows, a line with the messages. It starts for every file, so it imports only the standard library, the workbook
reader and our own light modules. What stands in a file never goes to a log.
"""

from __future__ import annotations

import gc
import json
import sys
import traceback
from pathlib import Path

from buurtbeeld.ingest import checks, delimited, persons, workbook
from buurtbeeld.ingest.container import Kind
from buurtbeeld.ingest.content import Content, sheet_of
from buurtbeeld.ingest.limits import keep_within_limits
from buurtbeeld.ingest.messages import melding
from buurtbeeld.ingest.parts import DeliveredRow, Melding, Rules
from buurtbeeld.ingest.refusal import Refused
from buurtbeeld.ingest.wire import meldingen_to_json, rows_to_json, rules_from_json

MAX_MELDINGEN = 5000
Outcome = tuple[str, int, tuple[DeliveredRow, ...], tuple[Melding, ...]]  # programma, rows read, rows, messages


def main() -> int:
    """Read one file from standard input and write the answer; 3 when something happened that we did not foresee."""
    keep_within_limits()
    gc.disable()  # one file and gone; looking for cycles costs a fifth of the time
    source = sys.stdin.buffer
    head, rules = json.loads(source.readline()), rules_from_json(source.readline())
    try:
        programma, gelezen, rows, meldingen = judge(source.read(), Kind(head["kind"]), rules)
        answer = [json.dumps({"programma": programma, "gelezen": gelezen}), rows_to_json(rows)]
        answer.append(meldingen_to_json(meldingen))
    except MemoryError:
        return 4
    except BaseException as error:  # noqa: BLE001 - the reader in Rust panics with one; nobody may see its text
        sys.stdout.write(json.dumps({"fout": type(error).__name__, "waar": _where(error)}))
        return 3
    sys.stdout.write("\n".join(answer))
    return 0


def judge(data: bytes, kind: Kind, rules: Rules) -> Outcome:
    """Read and check the bytes of a file whose outside was found right.

    Returns:
        Programme, number of rows read, the figures (none when the file is refused), and the messages.
    """
    try:
        content = delimited.read(data) if kind is Kind.CSV else workbook.read(data, kind)
    except Refused as refused:
        return "", 0, (), (refused.melding,)
    programma, gelezen, rows, found = _checked(content, rules)
    meldingen = _sorted([*content.meldingen, *found])
    refuses = any(one.weigert for one in meldingen)
    return "" if refuses else programma, gelezen, () if refuses else rows, _bounded(meldingen)


def _checked(content: Content, rules: Rules) -> Outcome:
    """Persons first: when there are any, nothing else of the file is looked at."""
    about_persons = persons.check(content, rules)
    gelezen = 0
    if content.data is None or any(one.weigert for one in about_persons):
        return "", gelezen, (), about_persons
    try:
        sheet, told = sheet_of(content.data.rows)
    except Refused as refused:
        return "", gelezen, (), (*about_persons, refused.melding)
    gelezen = len(sheet.rows) + len({one.rij for one in told if one.rij is not None})
    if gelezen and not sheet.rows:
        return "", gelezen, (), (*about_persons, *told)
    rows, meldingen, programma = checks.check(sheet, rules)
    return programma, gelezen, rows, (*about_persons, *told, *meldingen)


def _sorted(meldingen: list[Melding]) -> list[Melding]:
    """Those of the whole file first, then by row; each once."""
    return sorted(dict.fromkeys(meldingen), key=lambda one: one.rij or 0)


def _bounded(meldingen: list[Melding]) -> tuple[Melding, ...]:
    if len(meldingen) <= MAX_MELDINGEN:
        return tuple(meldingen)
    kept = sorted(meldingen, key=lambda one: not one.weigert)[:MAX_MELDINGEN]  # what refuses is never left out first
    return (melding("W_MEER_MELDINGEN", aantal=len(meldingen) - len(kept)), *_sorted(kept))


def _where(error: BaseException) -> str:
    """Places in the source, without any value."""
    return " < ".join(
        f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(traceback.extract_tb(error.__traceback__))
    )


if __name__ == "__main__":
    sys.exit(main())
