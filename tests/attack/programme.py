"""The attack on the invented programme: every role, then every network and partner with their own figures."""

from __future__ import annotations

import ast
import logging
import multiprocessing
import os
import random
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from buurtbeeld.catalog import load_catalog
from buurtbeeld.privacy import terms
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS, Action, Role, may
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import open_published, open_vault
from data_sources.refresh import begin
from pages._ui import menu
from tests.attack import figures, known, marks, scene, solve, twins
from tests.attack.crawl import Crawler, Haul
from tests.attack.figures import Seen
from tests.attack.report import Report
from tests.conftest import ROOT

SEES_MOST = "transitieteam"
TWINS = ("kartrekker", "transitieteam")  # together they see every page
OF_A_TWIN = "tweeling "
WITHOUT_FIGURES = {"meldingen"}  # what is wrong with a file: only there after somebody offered one
AT_ONCE = 2
FIGURES = (Action.UITKOMSTEN, Action.ONDERZOEK_EXPORT)  # who may see delivered figures
ALL = 400


def attack(folder, cells):
    """A Report per role of the matrix, of what is stored, of another world, and of everybody inside.

    Args:
        folder: an empty one, for the stores of two worlds.
        cells: for how many cells that hang together with many others bounds are worked out, per role.
    """
    data, other = folder / "data", folder / "anders"
    with opened(data, first=True) as made:
        _say("publicatie 1: wat het transitieteam ziet…")
        DEMONSTRATION_ACCOUNTS.update(made.roles)
        before, truth = _everything(made), made.truth()
        shutil.copytree(data, other)
        rows, used = scene.secrets(made.catalog, truth, made.where)
        _say(f"publicatie 2: {len(used)} geheime getallen en verbeterde cijfers…")
        made.deliver(_together(rows, *_corrected(made, truth)))
        made.write_papers()
        everything = _everything(made)
        hauls = dict(_crawled(made, data, used, folder))
        for haul in hauls.values():  # a file for research shows series that no command does
            for key, what in haul.seen.items():
                everything[key] = everything.get(key, what).with_more(what) or everything[key]
        judge = Judge(made, (truth, before), (made.truth(), everything), cells)
        for name in made.roles:
            yield judge.role(hauls[name])
        yield _stored(data, used, hauls.values())
        others = _other_world(other, folder)
        for name in TWINS:
            yield twins.report(name, others[OF_A_TWIN + name], hauls[OF_A_TWIN + name])
        yield from judge.insiders()


class opened:  # noqa: N801 - used as a context manager
    """The stores of one data folder."""

    def __init__(self, data, *, first=False):
        os.environ |= {"BUURTBEELD_DATA": str(data), "BUURTBEELD_WERKER": "apart"}
        self.first = first

    def __enter__(self):
        settings = Settings.from_environment()
        if self.first:
            begin(settings)
        catalog = load_catalog(settings.config_dir, settings.programmas_dir, verzonnen=settings.verzonnen)
        self.made = scene.Scene(settings, open_vault(settings), open_published(settings), catalog)
        return self.made

    def __exit__(self, *_):
        self.made.vault.dispose()
        self.made.published.dispose()


def _corrected(made, truth):
    return scene.one_sided(made.catalog, truth, made.where), scene.nudged(made.catalog, truth, made.where)


def _together(*rows):
    """Rows by source; of two for the same figure the first counts."""
    made = {}
    for bron in sorted({bron for some in rows for bron in some}):
        there = set()
        for some in rows:
            mine = [row for row in some.get(bron, []) if row[:3] not in there]
            there |= {row[:3] for row in mine}
            made.setdefault(bron, []).extend(mine)
    return made


def _everything(made):
    """What the role that sees most reads of every buurt on the command line."""
    crawler = Crawler(SEES_MOST, frozenset())
    crawler.command(made.reader, made.where.keys)
    return crawler.haul.seen


# ---- looking, in processes of their own: the app keeps what it opened


def _crawled(made, data, used, folder):
    """(role, Haul) of every role, and of one role that looks at everything of the smallest buurt."""
    tasks = [(name, made.where.crawled, ALL if name == SEES_MOST else 20, False) for name in made.roles]
    yield from _visits(data, made, used, [*_twins(made), *tasks], folder / "verslagen")


def _twins(made):
    return [(OF_A_TWIN + name, (made.where.small,), ALL if name == TWINS[0] else 20, True) for name in TWINS]


def _other_world(data, folder):
    """The same of a world in which the secret cells hold other numbers."""
    with opened(data) as made:
        truth = made.truth()
        rows, used = scene.secrets(made.catalog, truth, made.where, variant=1)
        same = scene.secrets(made.catalog, truth, made.where)[0]
        shown = [row for row in same[scene.SHOWN_SOURCE] if row[1] == scene.SHOWN_PERIOD]
        rows[scene.SHOWN_SOURCE] += shown
        _say("een andere wereld, waarin alleen de geheime cellen anders zijn…")
        made.deliver(_together(rows, *_corrected(made, truth)))
        made.write_papers()
        return dict(_visits(data, made, used, _twins(made), folder / "verslagen anders"))


def _visits(data, made, used, tasks, papers):
    papers.mkdir()
    given = (str(data), dict(made.roles), used, str(papers), list(made.addresses()))
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(AT_ONCE, mp_context=spawned, initializer=_prepare, initargs=given) as pool:
        for (name, *_), haul in zip(tasks, pool.map(_visit, tasks), strict=True):
            _say(f"{name}: {sum(haul.pages.values())} pagina's, {sum(haul.files.values())} bestanden")
            yield name, haul


def _prepare(data, roles, used, papers, more):
    """In each process: where the stores are, who the roles are, and as many downloads as it takes."""
    os.environ |= {"BUURTBEELD_DATA": data, "BUURTBEELD_WERKER": "apart"}
    DEMONSTRATION_ACCOUNTS.update(roles)
    known_terms = terms.shipped()
    many = known_terms.per_uur.model_copy(update={"downloads": 10_000})
    terms.shipped = lambda: known_terms.model_copy(update={"per_uur": many})
    for name in [one for one in logging.root.manager.loggerDict if one.startswith("streamlit")]:
        logging.getLogger(name).disabled = True  # says at every step that there is no browser
    globals()["_given"] = (used, Path(papers), more)


def _visit(task):
    name, buurten, most, keep = task
    used, papers, more = globals()["_given"]
    crawler = Crawler(name.removeprefix(OF_A_TWIN), used, most=most, keep=keep)
    haul = crawler.look(buurten, more)
    with opened(os.environ["BUURTBEELD_DATA"]) as made:
        crawler.command(made.reader, buurten)
        if name == OF_A_TWIN + TWINS[0]:
            crawler.commands(buurten[0], scene.PROGRAMMA, papers)
    return haul


# ---- judging


class Judge:
    """What was collected, laid beside the truth.

    Args:
        before, after: (truth, everything that was shown) of two publications.
        cells: how many cells in large groups are worked out per role.
    """

    def __init__(self, made, before, after, cells):
        self.catalog, self.where, self.roles, self.cells = made.catalog, made.where, made.roles, cells
        self.rows = [known.Rows(made.catalog, truth, scene.PROGRAMMA) for truth, _ in (before, after)]
        self.before, self.everything = before[1], after[1]
        self.members, self.partners = {}, {}
        programma = made.catalog.programmas[scene.PROGRAMMA]
        for one in programma.buurten:
            if one.rol == "transitie":
                for naam in (one.partner, figures.PROGRAMMA):
                    self.members[naam] = (*self.members.get(naam, ()), one.sleutel)
        self.partners = {naam: keys for naam, keys in self.members.items() if naam != figures.PROGRAMMA}
        self.sources = {spec.naam: code for code, spec in made.catalog.bronnen.items()}
        self.public = dict(_inhabitants(made))

    def solver(self, before, after):
        made = solve.puzzle(self.rows, [before, after], self.members, self.sources, self.public)
        false = [rule for rule in made.rules if not _is_true(made, rule)]
        assert not false, f"de aanvaller denkt iets dat niet waar is: {false[:3]}"
        return solve.Solver(made)

    def role(self, haul: Haul):
        """One role: what stands somewhere, what it sees more than who sees most, and what it can work out."""
        report = Report(
            f"rol {haul.role}", looked=f"{sum(haul.pages.values())} pagina's, {len(haul.files)} soorten bestand"
        )
        for where, number in haul.leaks:
            report.says(f"{where}: het geheime getal {number} staat er")
        for where, what in (*haul.broken, *haul.differs):
            report.says(f"{where}: {what}")
        for page in {entry.file for entry in menu.PAGES} - haul.pages.keys():
            report.says(f"de pagina {page} is niet bekeken")
        for key, what in haul.seen.items():
            ours = key[0] in self.where.keys or key[0] in self.members
            if ours and what != Seen() and (key not in self.everything or self.everything[key].with_more(what) is None):
                report.says(f"{key}: anders dan bij het transitieteam")
        outcomes = any(may(self.roles[haul.role], one, buurt=self.where.small) for one in FIGURES)
        if not outcomes and haul.seen:
            report.says("ziet uitkomsten en mag dat niet")
        self._shown(report, haul.seen)
        after = self.everything if haul.role == SEES_MOST else haul.seen
        self._work_out(report, self.solver(self.before if outcomes else {}, after))
        return report

    def insiders(self):
        """Every network and partner: they know what they delivered themselves, besides all that was ever shown."""
        solver = self.solver(self.before, self.everything)
        for key in self.where.keys:
            yield self._inside(f"netwerk van {key}", {key}, solver)
        for partner, keys in sorted(self.partners.items()):
            yield self._inside(f"partner {partner}", set(keys), solver)

    def _inside(self, name, keys, solver):
        _say(f"{name}…")
        report = Report(name)
        self._work_out(report, solver, mine=frozenset(one for one, buurt in solver.made.owner.items() if buurt in keys))
        return report

    def _work_out(self, report, solver, mine=frozenset()):
        """Least and most of every secret; of those in large groups a few of every indicator."""
        alone, together = [], {}
        for secret in solver.made.secrets.values():
            insider = mine and self.catalog.indicatoren[secret.indicator].bundel and not secret.strict
            if insider or mine & secret.parts.keys():
                continue  # one's own, or a class of an NPS over twelve months: protected from outsiders only
            large = solver.size(secret) > 60
            (together.setdefault(secret.indicator, []) if large else alone).append(secret)
        for some in together.values():
            alone += self._some(some, solver.made.owner, mine, random.Random(report.role))
        for secret in alone:
            report.add(secret.cell, *solver.bounds(secret, mine), strict=secret.strict)

    def _some(self, secrets, owner, mine, chance):
        """Half of them the newest twelve months of who shares a partner with whoever asks; the others by chance."""
        keys = {owner[name] for name in mine}
        near = {key for theirs in self.partners.values() if keys & set(theirs) for key in theirs}

        def rank(secret):
            return (owner[next(iter(secret.parts))] in near, len(secret.parts) > 1, secret.cell.split()[-1])

        first = sorted(secrets, key=rank, reverse=True)[: self.cells // 2]
        rest = [one for one in secrets if one not in first]
        return first + chance.sample(rest, min(self.cells - len(first), len(rest)))

    def _shown(self, report, seen):
        """How much of what may be shown is, and whether something is that may not be."""
        for (place, bron, code, periode, part), what in seen.items():
            indicator, source = self.catalog.indicatoren[code], self.sources.get(bron, bron)
            if place in self.members or indicator.soort == "nps" or indicator.bundel:
                continue
            counts = [
                self.rows[1].of(code, quantity, (source, place, part, periode)) for quantity in ("teller", "noemer")
            ]
            numbers = [one.truth for one in counts if one is not None]
            if indicator.soort == "verhouding" and len(numbers) == 2:
                numbers.append(numbers[1] - numbers[0])
            if any(number < solve.LEAST for number in numbers):
                if what.value is not None or what.teller is not None or what.noemer is not None:
                    report.says(f"{place} {code} {periode} {part}: getoond, en het gaat over minder dan tien mensen")
            elif numbers:
                report.passed += 1
                report.visible += what.value is not None


def _is_true(made, rule):
    parts, least, most = rule
    total = sum(made.truth[name] * times for name, times in parts.items())
    return least - 1e-6 <= total <= most + 1e-6


def _inhabitants(made):
    """((buurt, year), inhabitants) of open figures, as they are published."""
    from buurtbeeld.figures import ProfileQuestion, read

    visitor = made.roles[Role.BEZOEKER.value]
    for key in made.where.keys:
        for jaar in read(visitor, ProfileQuestion(key), reader=made.reader).jaren:
            row = read(visitor, ProfileQuestion(key, jaar), reader=made.reader).rows.get("aantal_inwoners")
            if row is not None and row.own.value is not None:
                yield (key, str(row.own.jaar)), row.own.value


def _stored(data, used, hauls):
    """What anybody could find who gets at the disk of the web server; and whether every kind of file was taken."""
    report = Report("opslag, logboek en cache van de webserver", protected=len(used))
    for table, numbers in marks.in_store(data / "buurtbeeld.sqlite3", used).items():
        report.says(f"tabel {table}: {sorted(numbers)}")
    shut = {path for path in data.rglob("*") if "kluis" in path.name or "ruw" in path.parts}
    for path in sorted(set(data.rglob("*")) - shut):
        if path.is_file() and path.name != "buurtbeeld.sqlite3" and (hits := marks.in_bytes(path.read_bytes(), used)):
            report.says(f"{path.name}: {sorted(hits)}")
    taken = {wat for haul in hauls for wat, _ in haul.files}
    for wat in sorted(kinds_of_files() - taken - WITHOUT_FIGURES):
        report.says(f"het bestand '{wat}' is door niemand gehaald")
    return report


def kinds_of_files():
    """What the pages hand out: the first argument of every Uitvoer and Over."""
    found = set()
    for path in sorted((ROOT / "pages").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
            if name in ("Uitvoer", "Over") and isinstance(node.args[0], ast.Constant):
                found.add(node.args[0].value)
    return found


def _say(text):
    print(text, file=sys.stderr, flush=True)
