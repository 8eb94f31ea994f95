"""Does every source still answer as we expect? Small questions only: no table is downloaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

import orjson

from buurtbeeld.errors import SourceError
from buurtbeeld.sources import Edition, SourceSpec
from data_sources import registry
from data_sources.cbs_answer import Row
from data_sources.cbs_catalogue import metadata, rows_of, table_infos
from data_sources.cbs_columns import read_topics, resolve
from data_sources.cbs_odata import REGION
from data_sources.web import Web

KnownRelease = Callable[[str, str, int], str | None]
_NO = "–"


@dataclass(frozen=True)
class Finding:
    """What one table answered.

    Attributes:
        release: what the source calls its release, "" when it did not answer.
        changed: whether we hold another release; None when we hold none.
        rows: areas in the table, None when it did not say.
        columns: columns of figures in the table.
        found, missing: variabelen with a column, and those this edition need not have.
        problem: Dutch sentence, "" when all is well.
    """

    bron: str
    jaar: int
    tabel: str
    release: str = ""
    changed: bool | None = None
    rows: int | None = None
    columns: int | None = None
    found: int = 0
    missing: tuple[str, ...] = ()
    problem: str = ""


def probe(
    specs: Iterable[SourceSpec], web: Web, known: KnownRelease, report: Callable[[float, str], None]
) -> list[Finding]:
    """Ask every edition of every source who it is and which columns it has.

    Args:
        known: release we hold of (bron, tabel, jaar), or None.
        report: told how far we are, 0 to 1.
    """
    asked = [(spec, jaar, edition) for spec in specs for jaar, edition in _editions(spec, web)]
    findings = []
    for number, (spec, jaar, edition) in enumerate(asked):
        report(number / len(asked), f"{spec.naam} {jaar}")
        findings.append(_one(spec, jaar, edition, web, known))
    return findings


def as_markdown(findings: Iterable[Finding], addresses: Iterable[str], moment: datetime) -> str:
    """The findings as a short report for people."""
    lines = [
        "# Proef van de bronnen",
        "",
        f"Gemaakt op {moment:%d-%m-%Y om %H:%M} (UTC). Adressen: {', '.join(sorted(set(addresses)))}.",
        "",
        "| bron | jaar | tabel | bereikbaar | uitgave | veranderd | gebieden | kolommen | gevonden | ontbreekt |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        *(_line(finding) for finding in findings),
    ]
    problems = [f"- {one.bron} {one.jaar}: {one.problem}" for one in findings if one.problem]
    return "\n".join([*lines, "", "## Wat er niet goed ging", "", *(problems or ["Niets."]), ""])


def _editions(spec: SourceSpec, web: Web) -> Iterator[tuple[int, Edition]]:
    yield from sorted(registry.editions(spec, web).items(), reverse=True) if spec.zoek else spec.edities.items()


def _one(spec: SourceSpec, jaar: int, edition: Edition, web: Web, known: KnownRelease) -> Finding:
    base = Finding(spec.code, jaar, edition.tabel)
    try:
        if spec.soort == registry.GEOMETRY:
            return _borders(spec, jaar, edition, web)
        return _table(spec, jaar, edition, web, known)
    except SourceError as error:
        return Finding(base.bron, base.jaar, base.tabel, problem=str(error))


def _table(spec: SourceSpec, jaar: int, edition: Edition, web: Web, known: KnownRelease) -> Finding:
    info, _ = table_infos(web, spec, edition.tabel)
    held = known(spec.code, edition.tabel, jaar)
    base = web.addresses.of_catalogue(spec.catalogus)
    properties = [row for body in metadata(web, spec, edition.tabel, "DataProperties") for row in rows_of(body, base)]
    problem, found, missing = "", 0, tuple[str, ...]()
    try:
        resolved = resolve(spec, jaar, properties, f"Adres: {base}, tabel {edition.tabel}")
        found, missing = len(resolved.keys), tuple(sorted(resolved.absent))
    except SourceError as error:
        problem = str(error)
    return Finding(
        bron=spec.code,
        jaar=jaar,
        tabel=edition.tabel,
        release=str(info["Modified"]),
        changed=None if held is None else held != info["Modified"],
        rows=sum(len(rows_of(body, base)) for body in metadata(web, spec, edition.tabel, REGION)),
        columns=len(read_topics(properties)),
        found=found,
        missing=missing,
        problem=problem,
    )


def _borders(spec: SourceSpec, jaar: int, edition: Edition, web: Web) -> Finding:
    query = {
        "service": "WFS", "version": "2.0.0", "request": "GetFeature", "outputFormat": "json", "count": "1",
        "typeNames": "gebiedsindelingen:gemeente_gegeneraliseerd", "srsName": "EPSG:4326",
    }  # fmt: skip
    body = web.get(f"{web.addresses.pdok}/cbs/gebiedsindelingen/{jaar}/wfs/v1_0?{urlencode(query)}")
    answer: Row = orjson.loads(body) if body.lstrip()[:1] == b"{" else {}
    problem = "" if answer.get("features") else "PDOK geeft geen grenzen van dit jaar."
    return Finding(spec.code, jaar, edition.tabel, release=str(jaar), rows=answer.get("numberMatched"), problem=problem)


def _line(one: Finding) -> str:
    changed = {None: "niet geladen", True: "ja", False: "nee"}[one.changed]
    cells = [
        one.bron, str(one.jaar), one.tabel, "ja" if one.release else "nee", one.release or _NO, changed,
        _NO if one.rows is None else str(one.rows), _NO if one.columns is None else str(one.columns), str(one.found),
        ", ".join(one.missing) or _NO,
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"
