"""Embedded default: published figures of the twenty buurten, their gemeenten and the country.

Ships with the code so that a start never waits for the network. It is read through the same two
functions as any other source; README.md in this folder says where the figures come from.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from buurtbeeld.areas import gemeente_of, wijk_of
from buurtbeeld.errors import SourceError
from buurtbeeld.model import Niveau, Status
from buurtbeeld.sources import STARTSET, PublicTable, RawAnswer, SourceSpec

ORIGIN = STARTSET
LOOKED_UP = datetime(2026, 7, 19, tzinfo=UTC)  # state of the copies it was made from, see README.md
INDELING = 2024
FIGURES, SPREAD = "kerncijfers_2024.csv", "verdeling_2024.csv"
BRON_BY_TABLE = {"85984NED": "cbs_kerncijfers", "50150NED": "rivm_gezondheid"}
PROVISIONAL = frozenset({"gemiddelde_woz_waarde", "gemiddeld_inkomen_per_inwoner"})  # see README.md
RELEASE_NOTE = "Startset: een klein deel van de tabel, meegeleverd met de app."
_FOLDER = Path(__file__).parent


def fetch(
    spec: SourceSpec,
    jaar: int = INDELING,
    web: object = None,  # noqa: ARG001  (same shape as every other source)
    *,
    known: str | None = None,
    report: Callable[[float, str], None] | None = None,
) -> RawAnswer | None:
    """The embedded figures of one source, as if the source had answered them.

    Args:
        spec: cbs_kerncijfers or rivm_gezondheid.
        jaar: edition, 2024.
        known: release already held; the answer is None when it is this one.

    Raises:
        SourceError: the startset has nothing of this source or year.
    """
    table = next((table for table, bron in BRON_BY_TABLE.items() if bron == spec.code), None)
    if table is None or jaar != INDELING:
        raise SourceError(
            f"In de startset zit geen {spec.naam} van {jaar}.",
            waar=f"Bron {spec.code}.",
            doe=f"Haal de bron op: python -m data_sources haal {spec.code} {jaar}.",
            code="E_STARTSET",
        )
    if known == ORIGIN:
        return None
    if report is not None:
        report(1.0, "De startset is gelezen.")
    documents = {name: (_FOLDER / name).read_bytes() for name in (FIGURES, SPREAD)}
    return RawAnswer(spec.code, table, jaar, ORIGIN, ORIGIN, LOOKED_UP, documents)


def read(spec: SourceSpec, raw: RawAnswer) -> list[PublicTable]:
    """One table for each year of figures in the startset, oldest first."""
    everything = pd.read_csv(io.BytesIO(raw.documents[FIGURES]), keep_default_na=False, na_values="")
    rows = everything[everything["bron_tabel"] == raw.tabel]
    # RIVM gives no wijken here; they are listed all the same, so that they can say so.
    areas = _areas(everything if raw.bron == "rivm_gezondheid" else rows)
    spread = _spread(raw) if raw.bron == "cbs_kerncijfers" else None
    years = sorted({int(jaar) for jaar in rows["jaar"]})
    tables = [_table(spec, raw, rows[rows["jaar"] == jaar], areas) for jaar in years]
    return [replace(table, distribution=spread) for table in tables]


def outline() -> bytes:
    """Rough outline of the country (GeoJSON, WGS84), our own drawing: a background while no borders are loaded."""
    return (_FOLDER / "omtrek_nederland.geojson").read_bytes()


def _table(spec: SourceSpec, raw: RawAnswer, rows: pd.DataFrame, areas: pd.DataFrame) -> PublicTable:
    values = rows.pivot_table(index="gebied_code", columns="indicator", values="waarde", dropna=False, sort=False)
    values = values.reindex(areas.index)[list(dict.fromkeys(rows["indicator"]))].astype(float)
    values.index.name = values.columns.name = None
    return PublicTable(
        bron=raw.bron,
        tabel=raw.tabel,
        jaar=int(rows["jaar"].iloc[0]),
        indeling=INDELING,
        areas=areas,
        values=values,
        status=spec.status,
        voorlopig=PROVISIONAL & set(values.columns),
        reasons=_not_delivered(areas, values) | _given(rows, spec),
        release_note=RELEASE_NOTE,
    )


def _areas(rows: pd.DataFrame) -> pd.DataFrame:
    areas = rows.drop_duplicates("gebied_code").set_index("gebied_code")[["gebied_naam", "niveau"]].sort_index()
    areas.index.name = None
    areas = areas.rename(columns={"gebied_naam": "naam"})
    return areas.assign(
        gemeente_code=[gemeente_of(code) for code in areas.index],
        wijk_code=[wijk_of(code) for code in areas.index],
        indelingswijziging="",
    )


def _given(rows: pd.DataFrame, spec: SourceSpec) -> dict[tuple[str, str], tuple[Status, str]]:
    """Reasons written beside an empty figure."""
    empty = rows[rows["waarde"].isna()]
    return {
        (code, indicator): (Status.GEHEIM_BRON, f"{spec.houder} geeft dit cijfer niet: {why}.")
        for code, indicator, why in zip(empty["gebied_code"], empty["indicator"], empty["reden"], strict=True)
    }


def _not_delivered(areas: pd.DataFrame, values: pd.DataFrame) -> dict[tuple[str, str], tuple[Status, str]]:
    """Figures the startset simply does not hold: those of RIVM for wijken, most of Bovenkerk."""
    names = areas["naam"].where(areas["niveau"] != Niveau.WIJK, "wijken")
    return {
        (code, indicator): (Status.NIET_GELEVERD, f"Dit cijfer zit voor {names[code]} niet in de startset.")
        for indicator in values.columns
        for code in values.index[values[indicator].isna()]
    }


def _spread(raw: RawAnswer) -> pd.DataFrame:
    """How comparable areas of the whole country are spread: our own calculation, see README.md."""
    rows = pd.read_csv(io.BytesIO(raw.documents[SPREAD]), dtype={"stedelijkheid": str})
    rows = rows.rename(columns={"indicator": "variabele"})
    return rows[["niveau", "stedelijkheid", "variabele", "n", "p10", "p25", "p50", "p75", "p90"]]
