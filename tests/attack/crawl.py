"""Everything a role gets out of the app about delivered figures: command line, pages, files. Nothing else is used."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from streamlit.testing.v1 import AppTest

from buurtbeeld import figure_list
from buurtbeeld.errors import PermissionDenied
from buurtbeeld.figures import OutcomesQuestion, read
from buurtbeeld.outcomes import lines as outcome_lines
from buurtbeeld.periods import today
from buurtbeeld.privacy import files, outcome_exports
from buurtbeeld.roles import account
from tests.conftest import ROOT

PAGES = ("start", "ons_buurtbeeld", "uitkomsten", "cijferblad", "uitleg")
Key = tuple[str, str, str, str, str]  # place, source, indicator, period, breakdown


@dataclass(frozen=True)
class Seen:
    """What one figure says: value, teller, noemer; None = not shown."""

    value: float | None
    teller: float | None
    noemer: float | None


def of_role(name, reader, buurten):
    """Figures that a role sees of some buurten on the command line: key -> Seen."""
    found = {}
    user = account(name)
    for sleutel in buurten:
        for row in figure_list.rows(user, reader, sleutel, None, today()):
            if "periode" in row:
                key = (row["gebied"], row["bron"], row["indicator"], row["periode"], row["uitsplitsing"])
                found[key] = Seen(row["waarde"], row["teller"], row["noemer"])
    return found


def of_files(name, reader, sleutel):
    """Values in the file of Onze uitkomsten: (indicator, period in words) -> text; {} for who may not have it."""
    user = account(name)
    try:
        outcomes = read(user, OutcomesQuestion(sleutel, today()), reader=reader)
    except PermissionDenied:
        return {}
    lines = outcome_lines.lines_of(outcomes, reader.catalog, today())
    content = files.as_csv(outcome_exports.table(outcomes, lines)).decode("utf-8-sig")
    return {
        (row["indicator"], row["periode"]): row["waarde"] for row in csv.DictReader(io.StringIO(content), delimiter=";")
    }


def of_pages(name, sleutel):
    """Text of every page a role can open about a buurt: page -> text of the whole tree, charts and tables in it."""
    found = {}
    for page in PAGES:
        app = AppTest.from_file(ROOT / "app.py", default_timeout=120)
        app.session_state["rol"] = name
        app.query_params["buurt"] = sleutel
        app.run()
        app.switch_page(f"pages/{page}.py").run()
        found[page] = repr(app.main) + repr(app.sidebar)
    return found


def numbers(text):
    """Every number in a text, as a reader would type it over."""
    return {one.replace(".", "") for one in re.findall(r"\d[\d.]*\d|\d", text)}
