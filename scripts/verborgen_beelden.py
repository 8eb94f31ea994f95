"""Pictures of a figure that is hidden: in a table, a chart, on the map, on paper and in a workbook.

`make schermafbeeldingen` makes them after the others. The programme is invented; so that there is one on paper too, one
figure of one buurt is delivered again, about few people.
"""

from __future__ import annotations

import html
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from buurtbeeld.catalog import load_catalog
from buurtbeeld.figures import Reader
from buurtbeeld.report import commands, pdf
from buurtbeeld.roles import account
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import open_published

ROOT = Path(__file__).resolve().parents[1]
BUURT, PERIODE = "lindekwartier", "2026-T1-12M"
HEADER = "buurtcode;periode;indicator;teller;noemer;waarde;toelichting"
FEW = f"{BUURT};{PERIODE};uren_wijkverpleging_per_client;310;7;;"
SHEET = "/cijferblad?buurt=stempelveld&indicator=geincludeerde_clienten"
TABLE, CHART = "table:has(.bb-streepcel)", ".st-key-reeks"
OPEN = "/ons_buurtbeeld?buurt=sterrenwijk"
MAP = ".st-key-kaart"
ROWS = 16
STYLE = (
    "body{margin:0;background:#fff;font:15px 'Source Sans','Source Sans 3','Liberation Sans',sans-serif;color:#1A2530}"
    "table{border-collapse:collapse}td,th{border:1px solid #C3CBD2;padding:3px 9px;white-space:nowrap}"
    "th{background:#F3F5F6;font-weight:600}td.g{text-align:right}td.v{background:#F8F3E9;font-weight:700;text-align:center}"
)


def hide_one(data: Path) -> None:
    """Deliver one figure again, about seven people, and close the round so that it counts at once."""
    file = data / "hersteld.csv"
    file.write_text(f"{HEADER}\n{FEW}\n", encoding="utf-8")
    for command in (
        ("lever-in", str(file), "--bron", "alliantiepartners", "--programma", "voorbeeld", "--als", "transitieteam"),
        ("sluit-ronde", BUURT, "--als", "kartrekker"),
        ("publiceer",),
    ):
        subprocess.run([sys.executable, "-m", "buurtbeeld", *command], cwd=ROOT, check=True,
                       env=os.environ | {"BUURTBEELD_DATA": str(data)}, stdout=subprocess.DEVNULL)  # fmt: skip


def take(browser: Browser, url: str, data: Path, target: Path, settle: Callable[[Page], None]) -> None:
    """All five, as afgeschermd_*.png.

    Args:
        data: folder of the running app.
        settle: waits until a page is there.
    """
    page = browser.new_page(locale="nl-NL", viewport={"width": 1280, "height": 1600})
    page.goto(url + SHEET)
    settle(page)
    for name, part in (("tabel", TABLE), ("grafiek", CHART)):
        page.locator(part).first.screenshot(path=str(target / f"afgeschermd_{name}.png"), animations="disabled")
    book = _workbook(page)
    page.goto(url + OPEN)
    settle(page)
    page.wait_for_timeout(1500)  # WebGL draws the map a moment after everything else stands still
    page.locator(MAP).screenshot(path=str(target / "afgeschermd_kaart.png"), animations="disabled")
    page.set_content(_as_html(book))
    page.locator("table").screenshot(path=str(target / "afgeschermd_xlsx.png"))
    page.close()
    (target / "afgeschermd_pdf.png").write_bytes(_paper(data))


def _workbook(page: Page) -> bytes:
    """The file that the button for a workbook hands out."""
    page.get_by_role("button", name="Download").first.click()
    with page.expect_download() as given:
        page.get_by_text("Cijfers als Excel (XLSX)").click()
    return Path(given.value.path()).read_bytes()


def _as_html(book: bytes) -> str:
    """The first rows of a workbook as a spreadsheet shows them: the columns with a figure, and those that say which."""
    import openpyxl  # type: ignore[import-untyped]  # comes with the development packages

    head, *rows = openpyxl.load_workbook(io.BytesIO(book), read_only=True).worksheets[0].iter_rows(values_only=True)
    wanted = ("periodenaam", "waarde", "eenheid", "ondergrens_95", "bovengrens_95", "teller", "noemer", "status")
    at = [head.index(name) for name in wanted]
    lines = ["".join(f"<th>{name}</th>" for name in wanted)]
    lines += ["".join(_cell(row[column]) for column in at) for row in rows[:ROWS]]
    table = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<!doctype html><html lang='nl'><style>{STYLE}</style><table>{table}</table></html>"


def _cell(value: object) -> str:
    kind = "v" if value == "·" else "g" if isinstance(value, int | float) else ""
    return (
        f"<td class='{kind}'>{html.escape('' if value is None else f'{value:g}' if kind == 'g' else str(value))}</td>"
    )


def _paper(data: Path) -> bytes:
    """The second page of the buurtverslag, with the hidden figure on it, drawn by what draws the PDF."""
    settings = Settings.from_environment(os.environ | {"BUURTBEELD_DATA": str(data)})
    catalog = load_catalog(settings.config_dir, settings.programmas_dir, verzonnen=True)
    engine = open_published(settings)
    one, _ = commands.paper(Reader(engine, catalog), account("kartrekker"), BUURT)
    engine.dispose()
    return pdf.pictures(one, ppi=110)[1]
