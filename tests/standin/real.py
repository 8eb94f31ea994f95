"""Tables with the real rows of ../shared/data. What that folder lacks is null; what we made up says so."""

from __future__ import annotations

import csv
import gzip
import json
import math

import pandas as pd

from tests.standin.invented import RIVM_TABLE, RIVM_YEARS
from tests.standin.layout import GEZONDHEID, SES, data_properties
from tests.standin.tables import GEO, WIDTH, Table

MARGINS = {"MW00000": 0.0, "MOG0095": -2.0, "MBG0095": 2.0}
SYNTHETIC = "Status van de cijfers:\nDe marges in deze proeftabel zijn verzonnen (2 punten naar beide kanten).\n\n"


def tables(folder):
    """Every table the folder can give, by identifier; made when first asked for."""
    makers = {
        "84799NED": (folder / "kwb/2020_84799NED", _kerncijfers_2020),
        "85984NED": (folder / "kwb/2024_85984NED", _kerncijfers_2024),
        "85163NED": (folder / "ses/85163NED_ses_woa_2019_amsterdam.csv", _ses),
        RIVM_TABLE: (folder / "rivm/50150NED_goed_ervaren_gezondheid_2012_2024.csv.gz", _gezondheid),
    }
    return {table: (lambda make=make: make(folder)) for table, (path, make) in makers.items() if path.exists()}


def _kerncijfers_2020(folder):
    source = folder / "kwb/2020_84799NED"
    info = json.loads((source / "Metadata.json").read_text(encoding="utf-8"))
    properties = _clean(pd.read_parquet(source / "DataProperties.parquet")).rename(columns={"odata_type": "odata.type"})
    rows = properties.to_dict("records")
    data = pd.read_parquet(source / "TypedDataSet.parquet")
    areas = _clean(pd.read_parquet(source / "WijkenEnBuurten.parquet")).to_dict("records")
    for row in rows:
        for key in ("ID", "Position", "ParentID", "Decimals"):
            row[key] = None if row[key] is None else int(row[key])
    return Table(info, rows, {GEO: areas}, _typed(data, rows), len(data))


def _kerncijfers_2024(folder):
    source = folder / "odata/v3_85984NED_kwb2024"
    info = json.loads((source / "TableInfos.json").read_text(encoding="utf-8"))[0]
    properties = json.loads((source / "DataProperties.json").read_text(encoding="utf-8"))
    texts = {"WijkenEnBuurten": str, "Gemeentenaam_1": str, "SoortRegio_2": str, "Codering_3": str}
    texts |= {"IndelingswijzigingGemeenteWijkBuurt_4": str, "MeestVoorkomendePostcode_125": str}
    data = pd.read_csv(folder / "kwb/2024_85984NED/TypedDataSet_selectie.csv.gz", dtype=texts)
    postcode = data["MeestVoorkomendePostcode_125"].str.removesuffix(".0").fillna(".")
    data["MeestVoorkomendePostcode_125"] = postcode.str.rjust(10)
    names = _names(folder)
    areas = [_area(code, names.get(code.strip(), code.strip())) for code in data[GEO]]
    return Table(info, properties, {GEO: areas}, _typed(data, properties), len(data))


def _ses(folder):
    path = folder / "ses/85163NED_ses_woa_2019_amsterdam.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    code, score = "Regiocode (gemeente, wijk, buurt) (code)", "SES-WOA/Totaalscore/Gemiddelde score (Getal)"
    columns = {
        "ID": list(range(len(rows))),
        GEO: [row[code].ljust(WIDTH) for row in rows],
        "Perioden": ["2019JJ00"] * len(rows),
        "ParticuliereHuishoudens_1": [int(row["Particuliere huishoudens (Aantal)"]) for row in rows],
        "GemiddeldeScore_2": [None if row[score].strip() == "." else float(row[score]) for row in rows],
    }
    areas = [_area(row[code], row["Wijken en buurten"]) for row in rows]
    years = [{"Key": "2019JJ00", "Title": "2019"}]
    properties = data_properties(SES, [GEO, "Perioden"])
    title = "Sociaal-economische status; scores per wijk en buurt, regio-indeling 2021"
    info = {"ID": 0, "Title": title, "ShortTitle": title, "Identifier": "85163NED", "Modified": "2023-03-01T02:00:00"}
    note = {"ShortDescription": "Alleen Amsterdam en alleen 2019.", "Period": "2019"}
    return Table(info | note, properties, {GEO: areas, "Perioden": years}, columns, len(rows))


def _gezondheid(folder):
    path = folder / "rivm/50150NED_goed_ervaren_gezondheid_2012_2024.csv.gz"
    known = pd.read_csv(path).set_index("code")
    names = {code: name for code, name in _names(folder).items() if name}
    names_of_years = [f"goedErvarenGezondheid_{year}" for year in RIVM_YEARS]
    country = _country(folder.parent / "startset/kerncijfers_2024.csv")
    codes = [code for code in names if code != "NL00"]
    per_year = known[names_of_years].reindex(codes)
    columns = {GEO: [], "Leeftijd": [], "Marges": [], "Perioden": [], "GoedErvarenGezondheid_4": []}
    for margin, shift in MARGINS.items():
        for year, name in zip(RIVM_YEARS, names_of_years, strict=True):
            shares = [_shifted(value, shift) for value in per_year[name]]
            columns[GEO] += ["NL01".ljust(WIDTH), *(code.ljust(WIDTH) for code in codes)]
            columns["Leeftijd"] += ["20300"] * (len(codes) + 1)
            columns["Marges"] += [margin] * (len(codes) + 1)
            columns["Perioden"] += [f"{year}JJ00"] * (len(codes) + 1)
            columns["GoedErvarenGezondheid_4"] += [_shifted(country.get(str(year)), shift), *shares]
    columns["ID"] = range(len(columns[GEO]))
    columns["Codering_3"] = columns[GEO]
    dimensions = {
        GEO: [_area("NL01", "Nederland"), *(_area(code, names[code]) for code in codes)],
        "Leeftijd": [{"Key": "20300", "Title": "18 jaar of ouder"}],
        "Marges": [{"Key": margin, "Title": margin} for margin in MARGINS],
        "Perioden": [{"Key": f"{year}JJ00", "Title": str(year)} for year in RIVM_YEARS],
    }
    properties = data_properties(GEZONDHEID, list(dimensions))
    title = "Gezondheid per wijk en buurt; 2012/2016/2020/2022/2024 (indeling 2024)"
    info = {"ID": 0, "Title": title, "ShortTitle": title, "Identifier": RIVM_TABLE, "Modified": "2025-10-01T02:00:00"}
    return Table(info | {"ShortDescription": SYNTHETIC}, properties, dimensions, columns, len(columns[GEO]))


def _shifted(share, shift):
    return None if share is None or math.isnan(share) else round(share + shift, 1)


def _country(path):
    """Published share of the whole country by year, which the other file does not have."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["gebied_code"] == "NL00" and row["bron_tabel"] == RIVM_TABLE]
    return {row["jaar"]: float(row["waarde"]) for row in rows}


def _names(folder):
    with gzip.open(folder / "crosswalk/codes_namen_2017_2020_2024.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return {row["code"]: row["naam_2024"] for row in csv.DictReader(file) if row["naam_2024"]}


def _area(code, name):
    code = code.strip()
    gemeente = "" if code.startswith("NL") else f"GM{code[2:6]}"
    return {"Key": code.ljust(WIDTH), "Title": name, "Description": None, "Municipality": gemeente,
            "DetailRegionCode": "" if code.startswith("NL") else code}  # fmt: skip


def _clean(frame):
    return frame.astype(object).where(frame.notna(), None)


def _typed(data, properties):
    """Columns as CBS types them: whole numbers for Long, fractions for Double, null for missing."""
    kinds = {row["Key"]: row.get("Datatype") for row in properties}
    columns = {}
    for key in data.columns:
        cells = [None if cell != cell else cell for cell in data[key].tolist()]  # noqa: PLR0124
        long = kinds.get(key) == "Long"
        columns[key] = [int(cell) if long and cell is not None else cell for cell in cells]
    return columns
