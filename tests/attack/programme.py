"""The attack on the invented programme: as every role, then as every network and partner with their own figures."""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass

from buurtbeeld.catalog import load_catalog
from buurtbeeld.figures import Reader
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS, Action, account, may
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import open_published, open_vault
from data_sources.refresh import begin
from tests.attack import crawl, known
from tests.attack.report import Report
from tests.privacy.attacker import Attacker

PROGRAMMA = "voorbeeld"
COUNTS = ("aantal", "verhouding", "rate")
PERSONS = ("personen", "deelnames", "contacten", "bezoeken", "opnames")
SEES_MOST = "transitieteam"
SAMPLE = 3  # buurten crawled for a role that sees what others see


@dataclass
class Scene:
    """What the attack on one role is judged by.

    Attributes:
        truth: (programma, source) -> exact rows, to know what is protected.
        everything: what the role that sees most was shown.
        cells: for how many cells per role bounds are worked out.
    """

    reader: Reader
    truth: dict
    everything: dict
    turnover: _Turnover
    cells: int
    rng: random.Random


def attack(cells, rng):
    """A Report per role: the roles of the app, then everybody inside."""
    settings = Settings.from_environment()
    begin(settings)
    catalog = load_catalog(settings.config_dir, settings.programmas_dir, verzonnen=settings.verzonnen)
    vault, published = open_vault(settings), open_published(settings)
    reader = Reader(published, catalog)
    truth = known.delivered(vault, published, catalog)
    buurten = [one for one in catalog.programmas[PROGRAMMA].buurten if one.rol == "transitie"]
    keys = [one.sleutel for one in buurten]
    print("alles wat het transitieteam ziet…", file=sys.stderr)
    everything = crawl.of_role(SEES_MOST, reader, keys)
    scene = Scene(reader, truth, everything, _Turnover(catalog, truth, everything, buurten), cells, rng)
    for name in DEMONSTRATION_ACCOUNTS:
        yield _as_role(name, scene, keys if name == SEES_MOST else rng.sample(keys, SAMPLE))
    for who, mine in scene.turnover.insiders():
        print(f"{who}…", file=sys.stderr)
        report = Report(who)
        scene.turnover.measure(report, mine, cells, rng)
        yield report
    vault.dispose()
    published.dispose()


def _as_role(name, scene, buurten):
    """What a role reads on the command line, on the pages and in the files; it may know no more than who sees most."""
    report = Report(f"rol {name}")
    print(f"rol {name}…", file=sys.stderr)
    seen = scene.everything if name == SEES_MOST else crawl.of_role(name, scene.reader, buurten)
    for key, what in seen.items():
        if scene.everything.get(key) != what:
            report.add(f"{key}: anders dan bij het transitieteam", 1, 1)
    outcomes = may(account(name), Action.UITKOMSTEN, buurt=buurten[0])
    _hidden_cells(report, scene.reader.catalog, scene.truth, seen)
    for page, text in crawl.of_pages(name, buurten[0]).items():
        for secret in scene.turnover.marks & crawl.numbers(text):
            report.add(f"{page}: {secret}", 1, 1)
    if not outcomes:
        return report
    shown = {str(what.value) for what in seen.values() if what.value is not None}
    for (indicator, periode), value in crawl.of_files(name, scene.reader, buurten[0]).items():
        number = value.replace(".", "").replace(",", ".")
        if number and number != "·" and not _among(number, shown):
            report.add(f"bestand: {indicator} {periode} {value}", 1, 1)
    scene.turnover.measure(report, (), scene.cells, scene.rng)
    return report


def _among(number, shown):
    """Whether a number in a file is one that was shown, as precise as the file writes it."""
    step = 0.5 if float(number).is_integer() else 0.05
    return any(abs(float(number) - float(one)) <= step + 1e-9 for one in shown)


def _hidden_cells(report, catalog, truth, seen):
    """Delivered rows of too few people: nothing of the figure itself may be shown. And how much stays visible."""
    names = {spec.naam: code for code, spec in catalog.bronnen.items()}
    few = {block[1]: known.few(rows, catalog.app.drempel) for block, rows in truth.items() if block[0] == PROGRAMMA}
    for (place, bron, code, periode, part), what in seen.items():
        indicator = catalog.indicatoren[code]
        if indicator.soort not in COUNTS or indicator.teller is None or indicator.teller.eenheid not in PERSONS:
            continue
        if (place, code, periode, part) in few.get(names.get(bron, bron), set()):
            report.add(f"{place} {code} {periode}", *((0, float("inf")) if what.value is None else (1, 1)))
        elif place not in {""}:
            report.passed += 1
            report.visible += what.value is not None


class _Turnover:
    """Totals of people who left, per partner and programma, over twelve months: where sums hang together."""

    def __init__(self, catalog, truth, everything, buurten):
        self.left = known.leavers(truth[(PROGRAMMA, "alliantiepartners")])
        self.partners = {}
        for one in buurten:
            self.partners.setdefault(one.partner, []).append(one.sleutel)
        names = {f"{partner}": keys for partner, keys in self.partners.items()}
        names |= {catalog.programmas[PROGRAMMA].naam: [one.sleutel for one in buurten]}
        self.totals = []
        for (place, _, code, periode, part), what in everything.items():
            quarters = known.quarters(periode) if code == known.TURNOVER and not part else ()
            if quarters and what.teller is not None:
                whose = names.get(place) or names[catalog.programmas[PROGRAMMA].naam]
                members = [key for key in whose if all((key, one) in self.left for one in quarters)]
                self.totals.append(([(key, one) for key in members for one in quarters], what.teller))
        self.marks = {str(count) for count in self.left.values() if count > 999}

    def insiders(self):
        for key in sorted({key for key, _ in self.left}):
            yield f"netwerk van {key}", (key,)
        for partner, keys in sorted(self.partners.items()):
            yield f"partner {partner}", tuple(keys)

    def attacker(self, mine):
        found = Attacker()
        for number, (parts, shown) in enumerate(self.totals):
            found.sums(f"totaal {number}", [" ".join(part) for part in parts])
            found.sees(f"totaal {number}", shown)
        for (key, code), count in self.left.items():
            if key in mine:
                found.knows(f"{key} {code}", count)
        return found

    def measure(self, report, mine, cells, rng):
        """Least and greatest of some protected counts; first those in the totals of fewest counts."""
        attacker = self.attacker(mine)
        size = {}
        for parts, _ in self.totals:
            for part in parts:
                size[part] = min(size.get(part, len(parts)), len(parts))
        secret = [part for part, count in self.left.items() if count < 10 and part[0] not in mine and part in size]
        rng.shuffle(secret)
        for key, code in sorted(secret, key=lambda part: size[part])[:cells]:
            report.add(f"{key} {code}", *attacker.range_of(f"{key} {code}"))
