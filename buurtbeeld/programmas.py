"""Programmes on the command line: list them, check a file, add one. No code is touched, also for a thousand buurten."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_checks import check_breuken, check_slugs
from buurtbeeld.config_files import Problems
from buurtbeeld.programma_areas import Missing
from buurtbeeld.programma_files import complete, read_programma, slug
from buurtbeeld.programma_schema import Buurt, Programma

Look = Callable[[Iterable[Buurt]], tuple[Missing, ...]]


def lijst(catalog: Catalog) -> str:
    """Every programma with its buurten, one line each."""
    lines: list[str] = []
    for programma in catalog.programmas.values():
        lines.append(f"{programma.code}: {programma.naam}, {telling(programma)}")
        lines += [f"  {_line(buurt)}" for buurt in programma.buurten]
    return "\n".join(lines)


def telling(programma: Programma) -> str:
    """How many buurten, as "1 buurt" or "20 buurten"."""
    return "1 buurt" if len(programma.buurten) == 1 else f"{len(programma.buurten)} buurten"


def controleer(path: Path, catalog: Catalog, missing: Look = lambda _: ()) -> Programma:
    """Check a file (.yaml or .csv) without adding it.

    A programma with the same code as one in `catalog` counts as its new version.

    Args:
        path: the file.
        catalog: what is there now.
        missing: says which areas of buurten are not there (see `programma_areas`); unless given, nobody looks. Those
            that certainly do not exist are problems.

    Raises:
        ConfigError: names every problem at once, each with its line or buurt and the repair.
    """
    problems = Problems()
    if path.suffix.lower() not in (".yaml", ".csv"):
        problems.add(path.name, "", "dit is geen YAML en geen CSV", "Geef een bestand dat eindigt op .yaml of .csv.")
    elif not path.is_file():
        problems.add(path.name, "", "dit bestand bestaat niet", "Kijk of de naam en de map kloppen.")
    problems.raise_if_any()
    found = read_programma(path, problems, root=path.parent)
    if found is not None:
        found = complete(found, catalog.themas, problems, name=path.name)
        check_slugs({**catalog.programmas, found.code: found}, problems)
        check_breuken([found], catalog.bronnen, catalog.indicatoren, problems)
        for one in missing(found.buurten):
            if one.zeker:
                problems.add(path.name, f"buurt {one.buurt}", *_absent(one))
    problems.raise_if_any()
    assert found is not None
    return found


def laad(path: Path, catalog: Catalog, into: Path, missing: Look = lambda _: ()) -> Programma:
    """Check a file and add it to the programmes of this machine.

    Args:
        path: the file (.yaml or .csv).
        catalog: what is there now.
        into: folder of the programmes of this machine; made when it does not exist.
        missing: as in `controleer`.

    Returns:
        The programma as it will be read on the next start. Loading the same file again changes nothing.

    Raises:
        ConfigError: the file is wrong, or its programma is one of the app itself.
    """
    found = controleer(path, catalog, missing)
    target = into / f"{path.stem}{path.suffix.lower()}"
    problems = Problems()
    if found.code in catalog.programmas and not _files_of(found.code, into):
        problems.add(path.name, "code", f"programma '{found.code}' hoort bij de app", "Kies een andere code of naam.")
    problems.raise_if_any()
    into.mkdir(parents=True, exist_ok=True)
    # Whole or not at all: a reader never meets half a file.
    temporary = target.with_name(f".{target.name}.nieuw")
    shutil.copyfile(path, temporary)
    temporary.replace(target)
    for older in _files_of(found.code, into):
        if older != target:
            older.unlink()
    return found


def _absent(one: Missing) -> tuple[str, str]:
    """What is wrong with an area that does not exist, and the repair."""
    wat = f"gebied {one.code} bestaat niet in {one.jaar}"
    if not one.jaren:
        return wat, "Kijk of de code klopt."
    years = ", ".join(map(str, one.jaren))
    return f"{wat}, wel in {years}", "Neem de code van dat jaar, of verander 'codejaar'."


def _files_of(code: str, into: Path) -> list[Path]:
    return [path for path in into.glob("*") if path.suffix in (".yaml", ".csv") and slug(path.stem) == code]


def _line(buurt: Buurt) -> str:
    start = f", gestart {buurt.start.isoformat()}" if buurt.start else ""
    return f"{buurt.sleutel}  {buurt.naam} ({buurt.rol}{start})  {', '.join(buurt.gebieden)} {buurt.codejaar}"
