"""Reads a programma from YAML or from a CSV with one line per buurt. Every problem is reported at once."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from buurtbeeld.catalog_schema import Thema
from buurtbeeld.config_files import Problems, check, read_model
from buurtbeeld.model import VERZONNEN
from buurtbeeld.programma_schema import Buurt, Programma

COLUMNS = ("buurtcode", "naam", "gebieden", "codejaar", "rol", "start", "partner")
HEADER = ";".join(COLUMNS)
YEAR_UNKNOWN = 1995  # no line has a good one; the file is refused for that


def slug(naam: str) -> str:
    """Programme buurt code of a name: lower case, no accents, other characters one "-"."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", naam) if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def read_programma(path: Path, problems: Problems, *, root: Path) -> Programma | None:
    """Read one file, by its extension (.yaml or .csv). Of a CSV with wrong lines the other buurten are still read,
    so that whatever is wrong with those is found in the same round; `problems` says that it is not to be used.

    The code of a CSV programma is its file name; that of a YAML stands in the file and equals the name.
    """
    if path.suffix.lower() == ".csv":
        return _read_csv(path, problems)
    found = read_model(path, Programma, problems, root=root)
    if found is not None and found.code != path.stem:
        wat = f"de code is '{found.code}', maar het bestand heet '{path.stem}'"
        problems.add(path.name, "code", wat, "Maak ze gelijk.")
    return found


def complete(programma: Programma, themas: Mapping[str, Thema], problems: Problems, *, name: str) -> Programma:
    """Fill in the themas of every buurt, and note what does not fit.

    A buurt takes part in all themas, except those it leaves out with a reason; an obligatory thema
    cannot be left out.
    """
    buurten = []
    seen: set[str] = set()
    for buurt in programma.buurten:
        where = f"buurt {buurt.sleutel}"
        if buurt.sleutel in seen:
            problems.add(name, where, "deze buurtcode staat er twee keer in", "Geef elke buurt een eigen code.")
        seen.add(buurt.sleutel)
        for wat, doe in _theme_problems(buurt.themas, buurt.weggelaten, themas):
            problems.add(name, where, wat, doe)
        if any(code.startswith(VERZONNEN) != programma.verzonnen for code in buurt.gebieden):
            wat = "gebieden met VB horen bij een programma met 'verzonnen: true', en alleen daarbij"
            problems.add(name, where, wat, "Kies andere gebieden, of verander 'verzonnen'.")
        chosen = tuple(code for code in themas if code not in buurt.weggelaten)
        buurten.append(buurt.model_copy(update={"themas": chosen, "codejaar": buurt.codejaar or programma.codejaar}))
    return programma.model_copy(update={"buurten": tuple(buurten)})


def _theme_problems(
    chosen: tuple[str, ...], left_out: Mapping[str, str], themas: Mapping[str, Thema]
) -> Iterator[tuple[str, str]]:
    for code in (*chosen, *left_out):
        if code not in themas:
            yield f"thema '{code}' bestaat niet", f"Kies uit: {', '.join(themas)}."
    for code, reason in left_out.items():
        if code in themas and themas[code].verplicht:
            yield f"thema '{code}' is voor elke buurt verplicht", "Haal het weg bij 'weggelaten'."
        if not reason.strip():
            yield f"thema '{code}' is weggelaten zonder reden", "Schrijf de reden erbij."
        if code in chosen:
            yield f"thema '{code}' staat bij 'themas' en bij 'weggelaten'", "Haal het op een plek weg."
    for code in themas if chosen else ():
        if code not in chosen and code not in left_out:
            yield f"thema '{code}' ontbreekt", "Zet het bij 'themas', of met een reden bij 'weggelaten'."


def _read_csv(path: Path, problems: Problems) -> Programma | None:
    try:
        text = path.read_text(encoding="utf-8-sig")
        lines = csv.reader(io.StringIO(text), delimiter=";", strict=True)
        rows = [(lines.line_num, cells) for cells in lines if any(cell.strip() for cell in cells)]
    except UnicodeDecodeError:
        problems.add(path.name, "", "dit bestand is niet te lezen als tekst", "Bewaar het als CSV met UTF-8.")
        return None
    except csv.Error:
        problems.add(path.name, "", "een aanhalingsteken is niet gesloten", "Sluit het, of haal het weg.")
        return None
    if not rows or tuple(cell.strip() for cell in rows[0][1]) != COLUMNS:
        problems.add(path.name, "", "de eerste regel heeft niet de goede kolommen", f"Maak er van: {HEADER}", 1)
        return None
    if len(rows) == 1:
        problems.add(path.name, "", "er staan geen buurten in", "Zet elke buurt op een eigen regel.")
    found = {line: (cells, _buurt(cells, line, path.name, problems)) for line, cells in rows[1:]}
    buurten = tuple(buurt for _, buurt in found.values() if buurt is not None)
    wrong = {line: cells for line, (cells, buurt) in found.items() if buurt is None and len(cells) == len(COLUMNS)}
    for line, sleutel in _twice(wrong, {buurt.sleutel for buurt in buurten}):
        wat = f"buurtcode '{sleutel}' staat er twee keer in"
        problems.add(path.name, "buurtcode", wat, "Geef elke buurt een eigen code.", line)
    if not buurten:
        return None
    return Programma(
        code=slug(path.stem) or "programma",
        naam=path.stem,
        codejaar=next((buurt.codejaar for buurt in buurten if buurt.codejaar), YEAR_UNKNOWN),
        buurten=buurten,
    )


def _twice(wrong: Mapping[int, Sequence[str]], known: Collection[str]) -> Iterator[tuple[int, str]]:
    """Lines that became no buurt and repeat a buurtcode: `complete` only sees buurten."""
    seen = set(known)
    for line, cells in wrong.items():
        if (sleutel := cells[COLUMNS.index("buurtcode")].strip()) in seen:
            yield line, sleutel
        seen.add(sleutel)


def _buurt(cells: list[str], line: int, name: str, problems: Problems) -> Buurt | None:
    """One line of a CSV; None when something is wrong with it."""
    if len(cells) != len(COLUMNS):
        wat = f"deze regel heeft {len(cells)} kolommen, er horen er {len(COLUMNS)}"
        problems.add(name, "", wat, "Kijk naar de puntkomma's.", line)
        return None
    row = {column: cell.strip() for column, cell in zip(COLUMNS, cells, strict=True)}
    sleutel = slug(row["buurtcode"]) or slug(row["naam"]) or "buurt"
    if row["buurtcode"] != sleutel:
        wat = f"'{row['buurtcode']}' is geen goede buurtcode"
        problems.add(name, "buurtcode", wat, f"Gebruik kleine letters, cijfers en streepjes: '{sleutel}'.", line)
    raw = {
        "sleutel": sleutel,
        "naam": row["naam"],
        "gebieden": [code.strip() for code in row["gebieden"].split(",") if code.strip()],
        "codejaar": _year(row["codejaar"], name, line, problems),
        "rol": row["rol"] or "transitie",
        "start": _date(row["start"], name, line, problems),
        "partner": row["partner"],
    }
    return check(raw, Buurt, problems, name=name, line=line)


def _year(text: str, name: str, line: int, problems: Problems) -> int | None:
    if re.fullmatch(r"[0-9]{4}", text):
        return int(text)
    problems.add(name, "codejaar", f"'{text}' is geen jaar", "Schrijf een jaar met vier cijfers, zoals 2024.", line)
    return None


def _date(text: str, name: str, line: int, problems: Problems) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.add(name, "start", f"'{text}' is geen datum", "Schrijf jjjj-mm-dd, of laat het leeg.", line)
        return None
