"""Baseline figures of the invented areas, as tables of invented sources: the same shape as those of CBS and RIVM.

They go through the same reading, keeping and publishing as any other source; nothing here knows of a store.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache

import numpy as np
import pandas as pd

from buurtbeeld.areas import gemeente_of, wijk_of
from buurtbeeld.errors import SourceError
from buurtbeeld.model import Status, niveau_of
from buurtbeeld.sources import PublicTable, RawAnswer, SourceSpec
from data_sources.voorbeeld import ORIGIN, geography, model, names

KERNCIJFERS, SES, GEZONDHEID = "voorbeeld_kerncijfers", "voorbeeld_ses", "voorbeeld_gezondheid"
REGIOBEELD = "voorbeeld_regiobeeld"
MADE = datetime(2026, 7, 19, tzinfo=UTC)  # of no meaning, but always the same
YEARS, SES_YEARS, HEALTH_YEARS = range(2019, 2027), range(2019, 2025), (2012, 2016, 2020, 2022, 2024)
CARE_YEARS = range(2019, 2024)
SES_CODES, HEALTH_CODES, CARE_CODES = 2025, 2024, 2024  # year of the area codes of those tables
NOTE = "Verzonnen cijfers: ze gaan over niemand."
DOCUMENT, LOWER, UPPER = "cijfers.csv", "_onder", "_boven"
COUNTS_TO_FIVE = 5  # counts of wijken and gebieden are rounded, as those of CBS are
DECIMALS = {
    "gemiddelde_huishoudensgrootte": 1, "personenautos_per_huishouden": 1, "gemiddeld_inkomen_per_inwoner": 1,
    "personen_in_armoede": 1, "huishoudens_laag_inkomen": 1, "mediaan_vermogen": 1, "afstand_huisarts_km": 1,
    "afstand_supermarkt_km": 1, "afstand_school_km": 1, "afstand_kinderdagverblijf_km": 1, "scholen_binnen_3km": 1,
    "percentage_jongeren_met_jeugdzorg": 1,
}  # fmt: skip
ORIGINS = ("herkomst_nederland", "herkomst_europa", "herkomst_buiten_europa")
LATE = (
    "gemiddeld_inkomen_per_inwoner", "personen_in_armoede", "mediaan_vermogen", "netto_arbeidsparticipatie", "bijstand",
    "wmo_clienten_relatief", "percentage_jongeren_met_jeugdzorg", "opleiding_laag", "opleiding_midden",
    "opleiding_hoog", "personenautos_per_huishouden",
)  # fmt: skip
FIRST_AND_LAST = {  # variabele -> years it is there, as in the real series
    **dict.fromkeys(ORIGINS, (2022, 2026)), **dict.fromkeys(LATE, (2019, 2024)), "personen_in_armoede": (2024, 2024),
    "huishoudens_laag_inkomen": (2019, 2023),
}  # fmt: skip
FEWEST = {  # variabele -> smallest number of inhabitants for which it is given
    "gemiddeld_inkomen_per_inwoner": 2500, "mediaan_vermogen": 600, "personen_in_armoede": 600,
    "huishoudens_laag_inkomen": 600, "percentage_jongeren_met_jeugdzorg": 500,
}  # fmt: skip
URBAN = (2500, 1500, 1000, 500)  # addresses per km2 from which an area is of class 1, 2, 3 and 4


def answers(spec: SourceSpec) -> Iterator[RawAnswer]:
    """Every edition of one invented source, oldest first; the same bytes each time.

    Raises:
        SourceError: there is no such invented source.
    """
    if spec.code == KERNCIJFERS:
        yield from (_answer(spec.code, "verzonnen_kerncijfers", jaar, _core(jaar)) for jaar in YEARS)
    elif spec.code == SES:
        yield _answer(spec.code, "verzonnen_ses", SES_CODES, pd.concat([_welfare(jaar) for jaar in SES_YEARS]))
    elif spec.code == GEZONDHEID:
        frames = pd.concat([_health(jaar) for jaar in HEALTH_YEARS])
        yield _answer(spec.code, "verzonnen_gezondheid", HEALTH_CODES, frames)
    elif spec.code == REGIOBEELD:
        yield _answer(spec.code, "verzonnen_zorggebruik", CARE_CODES, pd.concat([_care(jaar) for jaar in CARE_YEARS]))
    else:
        raise SourceError(f"Er is geen verzonnen bron '{spec.code}'.", doe="Kijk in config/bronnen.")


def read(spec: SourceSpec, raw: RawAnswer) -> list[PublicTable]:
    """Tables of one edition: one per year of figures, oldest first."""
    frame = pd.read_csv(io.BytesIO(raw.documents[DOCUMENT]), index_col="code", dtype={"jaar": int})
    groups = frame.groupby("jaar", sort=True)
    return [_table(spec, raw, int(str(jaar)), rows.drop(columns="jaar")) for jaar, rows in groups]


def _table(spec: SourceSpec, raw: RawAnswer, jaar: int, rows: pd.DataFrame) -> PublicTable:
    rows.index.name = None
    values = rows.dropna(axis="columns", how="all").astype(float)
    own = [name for name in values.columns.astype(str) if not name.endswith((LOWER, UPPER))]
    lower, upper = (
        values[[f"{name}{side}" for name in own]].set_axis(own, axis=1) if f"{own[0]}{side}" in values else None
        for side in (LOWER, UPPER)
    )
    return PublicTable(
        bron=raw.bron,
        tabel=raw.tabel,
        jaar=jaar,
        indeling=raw.jaar,
        areas=_areas().loc[rows.index],
        values=values[own],
        status=spec.status,
        lower=lower,
        upper=upper,
        reasons=_reasons(values[own]),
        release_note=NOTE,
    )


def _reasons(values: pd.DataFrame) -> Mapping[tuple[str, str], tuple[Status, str]]:
    found: dict[tuple[str, str], tuple[Status, str]] = {}
    for name in FEWEST.keys() & set(values.columns):
        zin = f"Te weinig inwoners. Dit cijfer is er hier vanaf {FEWEST[name]:,} inwoners.".replace(",", ".")
        found |= {(code, name): (Status.GEHEIM_BRON, zin) for code in values.index[values[name].isna()]}
    return found


def _answer(bron: str, tabel: str, jaar: int, frame: pd.DataFrame) -> RawAnswer:
    body = frame.to_csv(index_label="code", lineterminator="\n").encode()
    return RawAnswer(bron, tabel, jaar, f"seed {geography.SEED}", ORIGIN, MADE, {DOCUMENT: body})


@cache
def _areas() -> pd.DataFrame:
    """Every invented area in order of code, as `PublicTable.areas`."""
    titles = {"VBL00": names.LAND} | {f"VBG{at:02d}": naam for at, naam in enumerate(names.GEMEENTEN, start=1)}
    titles |= {f"VBW{wijk}": naam for wijk, naam in geography.wijk_names().items()}
    titles |= {area.code: area.naam for area in geography.areas()}
    codes = sorted(titles)
    columns = {
        "naam": [titles[code] for code in codes],
        "niveau": [niveau_of(code).value for code in codes],
        "gemeente_code": [gemeente_of(code) for code in codes],
        "wijk_code": [wijk_of(code) for code in codes],
        "indelingswijziging": "1",
    }
    return pd.DataFrame(columns, index=codes)


@cache
def _membership() -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """(areas, gebieden): 1 where a gebied lies in an area."""
    gebieden = [area.code for area in geography.areas()]
    inside = [[code in {one, wijk_of(one), gemeente_of(one), "VBL00"} for one in gebieden] for code in _areas().index]
    return np.asarray(inside, dtype=float)


@cache
def _character() -> model.Character:
    return model.Character.of(geography.areas())


def _core(jaar: int) -> pd.DataFrame:
    """All kerncijfers of one year: index code; jaar and a column per variabele, NaN = not given."""
    inside, own = _membership(), model.people(_character(), jaar)
    small = _areas()["niveau"].isin(["wijk", "buurt"]).to_numpy()
    exact = {name: inside @ column for name, column in own.counts.items()}
    found = {name: _rounded(column, small) for name, column in exact.items()}
    for name, (value, weight) in own.means.items():
        found[name] = np.round((inside @ (value * own.counts[weight])) / exact[weight], DECIMALS.get(name, 0))
    found["oppervlakte_land_ha"] = np.round(exact["oppervlakte_land_ha"])
    found["bevolkingsdichtheid"] = np.round(exact["aantal_inwoners"] / exact["oppervlakte_land_ha"] * 100)
    found["stedelijkheid"] = 1.0 + (found["omgevingsadressendichtheid"][:, None] < np.asarray(URBAN)).sum(axis=1)
    for name, fewest in FEWEST.items():
        found[name] = np.where(small & (exact["aantal_inwoners"] < fewest), np.nan, found[name])
    given = {name: column for name, column in found.items() if _is_given(name, jaar)}
    return pd.DataFrame({"jaar": jaar, **given}, index=_areas().index)


def _is_given(name: str, jaar: int) -> bool:
    first, last = FIRST_AND_LAST.get(name, (YEARS[0], YEARS[-1]))
    return first <= jaar <= last


def _rounded(column: model.Column, small: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> model.Column:
    return np.where(small, np.round(column / COUNTS_TO_FIVE) * COUNTS_TO_FIVE, np.round(column))


def _by_people(column: model.Column) -> model.Column:
    inside, people = _membership(), _character().inwoners
    mean: model.Column = (inside @ (column * people)) / (inside @ people)
    return mean


def _welfare(jaar: int) -> pd.DataFrame:
    score = np.round(_by_people(model.welfare(_character(), jaar)), 3)
    return pd.DataFrame({"jaar": jaar, "ses_woa_score": score}, index=_areas().index)


def _health(jaar: int) -> pd.DataFrame:
    """Estimates with margins; the smaller the area, the wider."""
    margin = 1.2 + 60 / np.sqrt(_membership() @ _character().inwoners)
    columns: dict[str, object] = {"jaar": jaar}
    for name, column in model.health(_character(), jaar).items():
        value = _by_people(column)
        columns |= {name: value.round(1), f"{name}{LOWER}": np.maximum(value - margin, 0).round(1)}
        columns[f"{name}{UPPER}"] = np.minimum(value + margin, 100).round(1)
    return pd.DataFrame(columns, index=_areas().index)


def _care(jaar: int) -> pd.DataFrame:
    found = {name: _by_people(column).round() for name, column in model.care_use(_character(), jaar).items()}
    return pd.DataFrame({"jaar": jaar, **found}, index=_areas().index)
