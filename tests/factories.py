"""The common case in one call: indicators, sources and public tables for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import NIVEAU_BY_PREFIX, Status
from buurtbeeld.sources import PublicTable, SourceSpec


def indicator(code: str = "aantal_inwoners", **overrides: object) -> Indicator:
    """A baseline indicator as its source publishes it, unless told otherwise."""
    fields: dict[str, object] = {
        "code": code,
        "naam": code.replace("_", " "),
        "soort": "gepubliceerd",
        "eenheid": "aantal",
        "bron": "cbs_kerncijfers",
        "definitie": "Voor een test.",
        "variabele": code,
        "blok": "wie",
        "samenstellen": {"wijze": "som"},
    }
    fields |= overrides
    if fields["soort"] == "verhouding":
        fields.pop("variabele")
    return Indicator.model_validate(fields)


def share(code: str, teller: str, noemer: str, **overrides: object) -> Indicator:
    """A percentage of two published counts, with one decimal."""
    return indicator(
        code,
        soort="verhouding",
        factor=100,
        decimalen=1,
        eenheid="%",
        teller={"naam": teller, "eenheid": "personen", "variabele": teller},
        noemer={"naam": noemer, "eenheid": "personen", "variabele": noemer},
        samenstellen={"wijze": "verhouding"},
        **overrides,
    )


def spec(code: str = "cbs_kerncijfers", **overrides: object) -> SourceSpec:
    """A source of open data."""
    fields: dict[str, object] = {
        "code": code,
        "naam": "Kerncijfers wijken en buurten",
        "houder": "CBS",
        "soort": "open",
        "licentie": "CC-BY-4.0",
        "naamsvermelding": "CBS",
        "url": "https://example.org/{tabel}",
    }
    return SourceSpec.model_validate(fields | overrides)


def table(values: Mapping[str, Mapping[str, float | None]], **overrides: object) -> PublicTable:
    """A public table from {area code: {variabele: value or None}}.

    The gemeente of every wijk and buurt is read from its code; the name of an area is its code.
    """
    frame = pd.DataFrame.from_dict(values, orient="index").astype(float).sort_index()
    codes: Sequence[str] = list(frame.index)
    areas = pd.DataFrame(
        {
            "naam": codes,
            "niveau": [NIVEAU_BY_PREFIX[code[:2]].value for code in codes],
            "gemeente_code": [f"GM{code[2:6]}" if code[:2] != "NL" else "" for code in codes],
            "wijk_code": [f"WK{code[2:8]}" if code[:2] == "BU" else "" for code in codes],
            "indelingswijziging": ["1" if code[:2] in {"WK", "BU"} else "" for code in codes],
        },
        index=frame.index,
    )
    fields: dict[str, object] = {
        "bron": "cbs_kerncijfers",
        "tabel": "99999NED",
        "jaar": 2024,
        "indeling": 2024,
        "areas": areas,
        "values": frame,
        "status": Status.OK,
    }
    return PublicTable(**(fields | overrides))  # type: ignore[arg-type]
