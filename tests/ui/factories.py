"""Profiles with the real figures of the embedded default, without a store: for tests of what is shown."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from buurtbeeld.answers import PlekRef, Profile, Row, Series, SeriesPoint, Spread
from buurtbeeld.catalog import Catalog, load_catalog
from buurtbeeld.model import NIVEAU_BY_PREFIX, Figure, Gebied, Niveau, Origin, Plek, Status

ROOT = Path(__file__).parents[2]
STARTSET = ROOT / "data_sources" / "startset"
FETCHED = datetime(2026, 7, 19, 12, tzinfo=UTC)
SHARES = {"aandeel_0_tot_15": "inwoners_0_tot_15", "aandeel_65_plus": "inwoners_65_plus"}


@cache
def catalog() -> Catalog:
    """The catalogue that ships with the app."""
    return load_catalog(ROOT / "config")


@cache
def _values() -> dict[tuple[str, str, int], tuple[float | None, str]]:
    """(area, variabele, year) -> value and reason, shares included."""
    found = {}
    with (STARTSET / "kerncijfers_2024.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            value = float(line["waarde"]) if line["waarde"] else None
            found[line["gebied_code"], line["indicator"], int(line["jaar"])] = (value, line["reden"])
    for code, _, year in list(found):
        total = found.get((code, "aantal_inwoners", year), (None, ""))[0]
        for share, count in SHARES.items():
            part = found.get((code, count, year), (None, ""))[0]
            if total and part is not None:
                found[code, share, year] = (round(100 * part / total, 1), "")
    return found


@cache
def _names() -> dict[str, str]:
    with (STARTSET / "kerncijfers_2024.csv").open(encoding="utf-8", newline="") as file:
        return {line["gebied_code"]: line["gebied_naam"] for line in csv.DictReader(file)}


@cache
def _spreads() -> dict[tuple[str, str, str], Spread]:
    found = {}
    with (STARTSET / "verdeling_2024.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            numbers = {name: float(line[name]) for name in ("p10", "p25", "p50", "p75", "p90")}
            niveau, klass = Niveau(line["niveau"]), line["stedelijkheid"]
            found[niveau.value, klass, line["indicator"]] = Spread(niveau, klass, int(line["n"]), **numbers)
    return found


def origin(bron: str = "cbs_kerncijfers", jaar: int = 2024) -> Origin:
    """Where a figure of the embedded default comes from."""
    tabel = "85984NED" if bron == "cbs_kerncijfers" else "50150NED"
    return Origin(
        bron=bron,
        bron_naam=catalog().bronnen[bron].naam,
        tabel=tabel,
        licentie="CC BY 4.0",
        url=f"https://opendata.cbs.nl/{tabel}",
        peiljaar=jaar,
        source_version="2026-07-01",
        fetched_at=FETCHED,
        sha256="ab" * 32,
        raw_file=f"{bron}/{tabel}_{jaar}.zip",
        levering=7,
        publicatie=3,
    )


def figure(code: str, indicator: str, jaar: int = 2024, **overrides: object) -> Figure:
    """The published figure of one area, or the reason why there is none."""
    one = catalog().indicatoren[indicator]
    value, reason = _values().get((code, indicator, jaar), (None, "Dit cijfer zit niet in de startset."))
    estimate = one.bron == "rivm_gezondheid"
    status = Status.NIET_GELEVERD if value is None else Status.GESCHAT if estimate else Status.OK
    if value is None and one.ontbreekt and code == "BU03440522":
        status, reason = Status.GEHEIM_BRON, one.ontbreekt.zin
    made = Figure(
        indicator=indicator,
        gebied=code,
        gebied_naam=_names().get(code, code),
        jaar=jaar,
        value=value,
        status=status,
        eenheid=one.eenheid,
        reden="" if value is not None else reason,
        origin=origin(one.bron, jaar) if one.bron in ("cbs_kerncijfers", "rivm_gezondheid") else None,
    )
    return replace(made, **overrides)  # type: ignore[arg-type]


def plek(code: str = "BU03440522", **overrides: object) -> Plek:
    """A programme buurt of one area."""
    gemeente = f"GM{code[2:6]}" if code != "NL00" else ""
    naam = _names().get(code, code)
    niveau = NIVEAU_BY_PREFIX[code[:2]]
    gebied = Gebied(code, 2024, naam, niveau, gemeente, _names().get(gemeente, naam))
    found = Plek(naam.lower(), naam, "ecosysteem", niveau, (gebied,), zekerheid="hoog", punt=(52.081, 5.131))
    return replace(found, **overrides)  # type: ignore[arg-type]


def profile(code: str = "BU03440522", **overrides: object) -> Profile:
    """Every baseline indicator of one area, beside its gemeente and the country."""
    about = plek(code)
    found = Profile(
        plek=about,
        jaar=2024,
        jaren=(2024,),
        rows={one.code: _row(about, one.code) for one in catalog().baseline()},
        bijgewerkt=FETCHED,
        publicatie=3,
        land_geladen=False,
    )
    return replace(found, **overrides)  # type: ignore[arg-type]


def _row(about: Plek, indicator: str) -> Row:
    code = about.gebieden[0].code
    klass = _values().get((code, "stedelijkheid", 2024), (None, ""))[0]
    key = f"{klass:.0f}" if klass else "alle"
    below_gemeente = about.niveau in {Niveau.WIJK, Niveau.BUURT}
    return Row(
        indicator=indicator,
        own=figure(code, indicator),
        gemeente=figure(about.gebieden[0].gemeente_code, indicator) if below_gemeente else None,
        land=figure("NL00", indicator) if about.niveau is not Niveau.LAND else None,
        spread=_spreads().get((about.niveau.value, key, indicator)),
    )


def series(code: str = "BU03440522", indicator: str = "goede_ervaren_gezondheid") -> Series:
    """Five years of a published series."""
    years = (2012, 2016, 2020, 2022, 2024)

    def points(area: str) -> tuple[SeriesPoint, ...]:
        found = [(year, figure(area, indicator, year)) for year in years]
        return tuple(SeriesPoint(year, one, verbonden=year != years[0]) for year, one in found)

    return Series(indicator, points(code), points(f"GM{code[2:6]}"), points("NL00"))


def codes() -> list[str]:
    """Every area of the embedded default."""
    return sorted(_names())


def ref(sleutel: str, naam: str, punt: tuple[float, float] | None = (52.0, 5.0)) -> PlekRef:
    """A place to link to."""
    return PlekRef(sleutel, naam, Niveau.BUURT, "buurt", "ecosysteem", punt)
