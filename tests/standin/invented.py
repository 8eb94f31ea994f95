"""Small tables of invented areas. Every name says so: nobody may take these for real figures."""

from __future__ import annotations

from tests.standin.layout import GEZONDHEID, KERNCIJFERS, REGIOBEELD, SES, data_properties
from tests.standin.tables import GEO, WIDTH, Table

KERNCIJFERS_TABLES = {
    2019: "84583NED", 2020: "84799NED", 2021: "85039NED", 2022: "85318NED", 2023: "85618NED", 2024: "85984NED",
    2025: "86165NED", 2026: "86358NED",
}  # fmt: skip
SES_TABLES = {2021: "85163NED", 2022: "85539NED", 2023: "85900NED", 2024: "86092NED", 2025: "86296NED"}
RIVM_TABLE, RIVM_YEARS = "50150NED", (2012, 2016, 2020, 2022, 2024)
CARE_TABLE, CARE_YEARS = "50149NED", (2021, 2022, 2023)
CARE_KINDS = {"1": "Aantal", "10": "Per 10 000", "20": "Score"}  # one key begins with another
NAMES = {
    "NL00": "Nederland",
    "GM9001": "Verzonnen gemeente Oost",
    "WK900101": "Wijk 01 Verzonnen Dorp",
    "BU90010101": "Verzonnen Dorp Kern",
    "BU90010102": "Verzonnen Dorp Rand",
    "WK9001AF": "Verzonnen Stad",
    "BU9001AF01": "Verzonnen Stad Centrum",
    "BU9001AF02": "Verzonnen Stad Leeg",
    "GM9002": "Verzonnen gemeente West",
    "WK900200": "Wijk 00 Verzonnen Polder",
    "BU90020000": "Verzonnen Polder Noord",
    "BU90020001": "Verzonnen Polder Zuid",
}
PEOPLE = {
    "NL00": 17_000_000, "GM9001": 7_203, "WK900101": 4_100, "BU90010101": 2_600, "BU90010102": 1_500,
    "WK9001AF": 3_105, "BU9001AF01": 3_105, "BU9001AF02": 0, "GM9002": 2_048, "WK900200": 2_050,
    "BU90020000": 2_045, "BU90020001": 5,
}  # fmt: skip
SHARE = {
    "AantalInwoners": 1, "Mannen": 0.49, "Vrouwen": 0.51, "k_0Tot15Jaar": 0.15, "k_15Tot25Jaar": 0.12,
    "k_25Tot45Jaar": 0.25, "k_45Tot65Jaar": 0.28, "k_65JaarOfOuder": 0.2, "k_65JaarTot80Jaar": 0.15,
    "k_80JaarOfOuder": 0.05, "HuishoudensTotaal": 0.45, "Woningvoorraad": 0.44,
}  # fmt: skip
FIXED = {"MateVanStedelijkheid": 3, "Koopwoningen": 60, "AfstandTotHuisartsenpraktijk": 1.2, "OppervlakteLand": 500}


def kerncijfers(jaar):
    """Kerncijfers of one year, in the layout of that year. Income is empty for areas below 2,500 people."""
    properties = data_properties(KERNCIJFERS, [GEO], jaar)
    codes = list(NAMES)
    columns = {"ID": list(range(len(codes))), GEO: [code.ljust(WIDTH) for code in codes]}
    for row in properties:
        if row["Type"] == "Topic":
            columns[row["Key"]] = [_cell(row["Key"].rsplit("_", 1)[0], code, jaar) for code in codes]
    title = f"Kerncijfers wijken en buurten {jaar}"
    info = _info(KERNCIJFERS_TABLES[jaar], title, str(jaar))
    return Table(info, properties, {GEO: _areas(NAMES)}, columns, len(codes))


def ses(jaar):
    """SES-WOA: two years on one geography, the last provisional."""
    properties = data_properties(SES, [GEO, "Perioden"])
    cells = [(code, year) for code in NAMES for year in (jaar - 2, jaar - 1)]
    columns = {
        "ID": list(range(len(cells))),
        GEO: [code.ljust(WIDTH) for code, _ in cells],
        "Perioden": [f"{year}JJ00" for _, year in cells],
        "ParticuliereHuishoudens_1": [int(PEOPLE[code] * 0.4) for code, _ in cells],
        "GemiddeldeScore_2": [None if PEOPLE[code] < 100 else 0.123 for code, _ in cells],
        "GemiddeldeScore_3": [9.9] * len(cells),
    }
    years = [{"Key": f"{year}JJ00", "Title": f"{year}{mark}"} for year, mark in ((jaar - 2, ""), (jaar - 1, "*"))]
    title = f"Sociaal-economische status; scores per wijk en buurt, regio-indeling {jaar}"
    info = _info(SES_TABLES[jaar], title, f"{jaar - 2}-{jaar - 1}")
    return Table(info, properties, {GEO: _areas(NAMES), "Perioden": years}, columns, len(cells))


def gezondheid():
    """RIVM: two ages, three margins; the country is NL01; wijk Polder was not estimated before 2020."""
    properties = data_properties(GEZONDHEID, [GEO, "Leeftijd", "Marges", "Perioden"])
    names = {"NL01" if code == "NL00" else code: name for code, name in NAMES.items()}
    cells = [
        (age, margin, code, year)
        for age in ("20300", "80200")
        for margin in ("MW00000", "MOG0095", "MBG0095")
        for code in names
        for year in RIVM_YEARS
    ]
    columns = {
        "ID": list(range(len(cells))),
        GEO: [code.ljust(WIDTH) for _, _, code, _ in cells],
        "Leeftijd": [age for age, *_ in cells],
        "Marges": [margin for _, margin, *_ in cells],
        "Perioden": [f"{year}JJ00" for *_, year in cells],
    }
    for row in properties:
        if row["Type"] == "Topic":
            columns[row["Key"]] = [_estimate(row, *cell) for cell in cells]
    dimensions = {
        GEO: _areas(names),
        "Leeftijd": [{"Key": "20300", "Title": "18 jaar of ouder"}, {"Key": "80200", "Title": "65 jaar of ouder"}],
        "Marges": [
            {"Key": "MW00000", "Title": "Waarde"},
            {"Key": "MOG0095", "Title": "Ondergrens 95%-interval"},
            {"Key": "MBG0095", "Title": "Bovengrens 95%-interval"},
        ],
        "Perioden": [{"Key": f"{year}JJ00", "Title": str(year)} for year in RIVM_YEARS],
    }
    title = "Gezondheid per wijk en buurt; 2012/2016/2020/2022/2024 (indeling 2024)"
    return Table(_info(RIVM_TABLE, title, "2012-2024"), properties, dimensions, columns, len(cells))


def regiobeeld():
    """RIVM: three kinds of every figure, 123 patients per 10,000 for each kind of care; nothing below 100 people."""
    properties = data_properties(REGIOBEELD, [GEO, "Perioden", "Cijfersoort"])
    cells = [(code, year, kind) for kind in CARE_KINDS for code in NAMES for year in CARE_YEARS]
    value = {"1": 7.0, "10": 123.0, "20": 0.5}
    columns = {
        "ID": list(range(len(cells))),
        GEO: [code.ljust(WIDTH) for code, *_ in cells],
        "Perioden": [f"{year}JJ00" for _, year, _ in cells],
        "Cijfersoort": [kind.ljust(4) for *_, kind in cells],
    }
    for row in properties:
        if row["Type"] == "Topic":
            patients = properties[row["ParentID"]]["Title"] == "Patiënten"
            columns[row["Key"]] = [
                None if PEOPLE[code] < 100 else value[kind] + (year - 2023 if patients else 9000)
                for code, year, kind in cells
            ]
    dimensions = {
        GEO: _areas(NAMES),
        "Perioden": [{"Key": f"{year}JJ00", "Title": str(year)} for year in CARE_YEARS],
        "Cijfersoort": [{"Key": key.ljust(4), "Title": title} for key, title in CARE_KINDS.items()],
    }
    title = "Regiobeeld wijk en buurt; 2021-2023 (indeling 2024)"
    return Table(_info(CARE_TABLE, title, "2021-2023"), properties, dimensions, columns, len(cells))


def tables():
    """Every invented table, by identifier."""
    made = [*map(kerncijfers, KERNCIJFERS_TABLES), *map(ses, SES_TABLES), gezondheid(), regiobeeld()]
    return {table.identifier: table for table in made}


def _cell(stem, code, jaar):
    texts = {
        "Gemeentenaam": NAMES.get(f"GM{code[2:6]}", "Nederland").ljust(40),
        "SoortRegio": {"NL": "Land", "GM": "Gemeente", "WK": "Wijk", "BU": "Buurt"}[code[:2]].ljust(10),
        "Codering": code.ljust(WIDTH),
        "MeestVoorkomendePostcode": ".".rjust(10),
    }
    if stem in texts:
        return texts[stem]
    if stem.startswith("Indelingswijziging"):
        return "." if code[:2] in {"NL", "GM"} else "1"
    people = PEOPLE[code] + (jaar - 2024 if PEOPLE[code] else 0)
    if stem in SHARE:
        return round(people * SHARE[stem])
    if stem == "GemiddeldInkomenPerInwoner":
        return 31.5 if people >= 2500 else None
    return FIXED.get(stem) if people else None


def _estimate(row, age, margin, code, year):
    if row["Datatype"] == "String":
        return code.ljust(WIDTH)
    if row["Key"].startswith("GoedErvaren") and not (code.startswith("WK9002") and year < 2020):
        return (
            70.0 + (year - 2012) / 4 + {"MW00000": 0, "MOG0095": -2.5, "MBG0095": 2.5}[margin] - (age == "80200") * 20
        )
    return None


def _areas(names):
    rows = []
    for code, name in names.items():
        gemeente = "" if code.startswith("NL") else f"GM{code[2:6]}"
        known = "" if code.startswith("NL") else code
        rows.append(
            {"Key": code.ljust(WIDTH), "Title": name, "Description": "Verzonnen gebied", "Municipality": gemeente,
             "DetailRegionCode": known}
        )  # fmt: skip
    return rows


def _info(identifier, title, period):
    status = "Status van de cijfers:\nVerzonnen, alleen om te testen.\n\nWanneer komen er nieuwe cijfers?\nNooit."
    return {
        "ID": 0, "Title": title, "ShortTitle": title, "Identifier": identifier, "Summary": "Verzonnen gebieden",
        "Modified": "2026-10-01T02:00:00", "Language": "nl", "Catalog": "CBS", "Period": period,
        "ShortDescription": status, "OutputStatus": "Regulier",
    }  # fmt: skip
