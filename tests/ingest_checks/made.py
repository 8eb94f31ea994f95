"""Rules and sheets for the tests of the checks, made from the shipped catalogue."""

from datetime import date
from functools import cache
from pathlib import Path

from buurtbeeld.catalog import load_catalog
from buurtbeeld.ingest.checks import check
from buurtbeeld.ingest.parts import Sheet
from buurtbeeld.ingest.rules import rules_for

CONFIG = Path(__file__).parents[2] / "config"
HEADER = ("buurtcode", "periode", "indicator", "teller", "noemer", "waarde", "toelichting")
ALL = (
    "alliantiepartners", "verzekeraars", "huisartspraktijken", "gemeente", "buurtnetwerk", "educared",
    "kennisplatform", "nps_vragenlijst", "vragenlijst",
)  # fmt: skip
UREN, SEH, NPS, INSTROOM = (
    "uren_wijkverpleging_per_client",
    "seh_bezoeken_per_1000",
    "nps_burgers",
    "instroom_wijkverpleging",
)
ACTIES, SCORE, VERLOOP = "gestarte_interventies", "zelfredzaamheid_score", "verloop_wijkverpleging"


@cache
def catalog():
    return load_catalog(CONFIG)


def rules(*, bronnen=ALL, buurten=None, inwoners=None, verouderd=(), vandaag=date(2026, 11, 24), **more):
    keys = [buurt.sleutel for _, buurt in catalog().buurten()] if buurten is None else buurten
    return rules_for(
        catalog(),
        buurten_bronnen=dict.fromkeys(keys, tuple(bronnen)),
        inwoners=inwoners or {},
        verouderd=frozenset(verouderd),
        vandaag=vandaag,
        **more,
    )


RULES = rules()


def sheet(*rows, header=HEADER):
    """A sheet with these rows, each as short as one likes; the header is line 1."""
    wide = tuple((*row, *(None,) * (len(header) - len(row))) for row in rows)
    return Sheet(tuple(header), wide, tuple(range(2, len(rows) + 2)))


def checked(*rows, header=HEADER, by=RULES):
    """Rows and messages of a sheet."""
    found, meldingen, _ = check(sheet(*rows, header=header), by)
    return found, meldingen


def codes(*rows, header=HEADER, by=RULES):
    """(code, rij, kolom) of every message of a sheet."""
    return [(one.code, one.rij, one.kolom) for one in checked(*rows, header=header, by=by)[1]]
