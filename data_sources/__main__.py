"""Command line of the sources: python -m data_sources lijst | haal BRON [JAAR…] | ververs | proef."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import sqlalchemy as sa
from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from buurtbeeld.answers import SourceState
from buurtbeeld.catalog import Catalog, load_catalog
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.figures import Reader, SourcesQuestion, read
from buurtbeeld.ingest import deliveries
from buurtbeeld.publication import Report
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import open_published, open_vault
from data_sources import probe, refresh, registry
from data_sources.outcome import Outcome
from data_sources.web import Web

BY = "opdrachtregel"
REPORT = "proef.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0 when all went well, 1 when a source or our own side failed."""
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s %(message)s")
    chosen = _parser().parse_args(arguments)
    try:
        with logging_redirect_tqdm():
            return int(chosen.run(chosen, Settings.from_environment()))
    except BuurtbeeldError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Gestopt. Wat al binnen was, is bewaard; er staat niets half in.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data_sources", description="Open cijfers en grenzen ophalen.")
    commands = parser.add_subparsers(required=True, metavar="opdracht")
    commands.add_parser("lijst", help="welke bronnen en jaren er zijn, en wat geladen is").set_defaults(run=_list)
    fetch = commands.add_parser("haal", help="haal een bron op")
    fetch.add_argument("bron", help="code van de bron, bijvoorbeeld cbs_kerncijfers")
    fetch.add_argument("jaar", type=int, nargs="*", help="een of meer jaren; zonder jaar het nieuwste")
    fetch.add_argument("--opnieuw", action="store_true", help="ook als de bron niets nieuws heeft")
    fetch.set_defaults(run=_fetch)
    commands.add_parser("ververs", help="haal van elke bron het nieuwste op").set_defaults(run=_refresh)
    commands.add_parser("proef", help="probeer elk adres en schrijf een verslag").set_defaults(run=_probe)
    return parser


def _list(_: argparse.Namespace, settings: Settings) -> int:
    catalog = _catalog(settings)
    if not refresh.has_begun(settings):
        refresh.begin(settings)
    reader = Reader(open_published(settings), catalog)
    for state in read(DEMONSTRATION_ACCOUNTS["coordinator"], SourcesQuestion(), reader=reader):
        spec = catalog.bronnen[state.bron]
        print(f"{state.bron}: {state.bron_naam} ({spec.houder}, {spec.licentie})")
        print(f"  te halen: {_years(spec.edities)}")
        print(f"  geladen:  {_loaded(state)}")
        if state.laatste_fout and state.fout_sinds is not None:
            print(f"  mislukt sinds {state.fout_sinds:%d-%m-%Y %H:%M}: {state.laatste_fout}")
    return 0


def _fetch(chosen: argparse.Namespace, settings: Settings) -> int:
    spec = registry.find(_catalog(settings).bronnen, chosen.bron)
    years = chosen.jaar or [max(registry.editions(spec, Web()))]
    with _bar() as report:
        wanted = [(spec.code, jaar) for jaar in years]
        outcomes = refresh.refresh(settings, wanted, by=BY, report=report, again=chosen.opnieuw)
    return _told(outcomes)


def _refresh(_: argparse.Namespace, settings: Settings) -> int:
    with _bar() as report:
        outcomes = refresh.refresh(settings, by=BY, report=report)
    return _told(outcomes)


def _probe(_: argparse.Namespace, settings: Settings) -> int:
    web, catalog = Web(), _catalog(settings)
    specs = [spec for spec in catalog.bronnen.values() if spec.module]
    with _bar() as report:
        vault = open_vault(settings) if refresh.has_begun(settings) else None
        findings = probe.probe(specs, web, lambda *table: _known(vault, *table), report)
    target = settings.data_dir / REPORT
    target.parent.mkdir(parents=True, exist_ok=True)
    text = probe.as_markdown(findings, vars(web.addresses).values(), datetime.now(UTC))
    target.write_text(text, encoding="utf-8")
    problems = [one for one in findings if one.problem]
    for one in problems:
        print(f"{one.bron} {one.jaar}: {one.problem}", file=sys.stderr)
    print(f"{len(findings) - len(problems)} van de {len(findings)} tabellen zijn in orde. Verslag: {target}")
    return 1 if problems else 0


def _known(vault: sa.Engine | None, bron: str, tabel: str, jaar: int) -> str | None:
    return None if vault is None else deliveries.known_release(vault, bron, tabel, jaar)


def _told(outcomes: Sequence[Outcome]) -> int:
    """Say what became of every edition."""
    for one in outcomes:
        if not one.ok:
            print(f"{one.code}: {one.zin} {one.waar}".rstrip(), file=sys.stderr)
        elif one.new:
            print(f"{one.bron} {one.jaar}: {_thousands(one.gebieden)} gebieden geladen.")
        else:
            print(f"{one.bron} {one.jaar}: niets nieuws.")
    return 0 if all(one.ok for one in outcomes) else 1


def _loaded(state: SourceState) -> str:
    if not state.edities:
        return "nog niets"
    where = "meegeleverd" if state.startset else f"opgehaald op {state.fetched_at:%d-%m-%Y}"
    return f"{_years(state.edities)} ({where}, {_thousands(state.gebieden)} gebieden)"


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _years(years: Iterable[int]) -> str:
    return ", ".join(str(jaar) for jaar in sorted(years, reverse=True))


def _catalog(settings: Settings) -> Catalog:
    return load_catalog(settings.config_dir, settings.programmas_dir)


@contextmanager
def _bar() -> Iterator[Report]:
    """A progress bar that hears a share (0 to 1) and a sentence."""
    look = "{percentage:3.0f}%|{bar:30}| {desc}"
    with tqdm(total=100, bar_format=look, file=sys.stderr, leave=False) as bar:

        def report(share: float, text: str) -> None:
            bar.set_description_str(text, refresh=False)
            bar.n = round(100 * share)
            bar.refresh()

        yield report


if __name__ == "__main__":
    sys.exit(main())
