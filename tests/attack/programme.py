"""The attack on the invented programme: every role, then every network and partner with their own figures."""

from __future__ import annotations

import ast
import logging
import multiprocessing
import os
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from buurtbeeld.catalog import load_catalog
from buurtbeeld.privacy import terms
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import open_published, open_vault
from data_sources.refresh import begin
from tests.attack import judge, marks, scene, twins
from tests.attack.crawl import Crawler
from tests.attack.judge import SEES_MOST
from tests.attack.report import Report
from tests.conftest import ROOT

TWINS = ("kartrekker", "transitieteam")  # together they see every page
OF_A_TWIN = "tweeling "
WITHOUT_FIGURES = {"meldingen"}  # what is wrong with a file: only there after somebody offered one
AT_ONCE = 2
ALL, SOME_LINKS, FEW_LINKS = 400, 20, 4


def attack(folder, cells, chosen=()):
    """A Report per role of the matrix, of what is stored, of another world, and of everybody inside.

    Args:
        folder: an empty one, for the stores of two worlds.
        cells: for how many cells that hang together with many others bounds are worked out, per role.
        chosen: only these roles, and nothing else; () = everything.
    """
    data, other = folder / "data", folder / "anders"
    with opened(data, first=True) as made:
        _say("publicatie 1: wat het transitieteam ziet…")
        DEMONSTRATION_ACCOUNTS.update(made.roles)
        before, truth = _everything(made).seen, made.truth()
        shutil.copytree(data, other)
        rows, used = scene.secrets(made.catalog, truth, made.where)
        _say(f"publicatie 2: {len(used)} geheime getallen en verbeterde cijfers…")
        made.deliver(_together(rows, *_corrected(made, truth)))
        made.write_papers()
        everything = _everything(made)
        hauls = _crawled(made, data, used, folder, chosen)
        yield published(everything)
        known_of = (truth, before), (made.truth(), everything.seen), cells
        with _processes(judge.prepare, str(data), dict(made.roles), *known_of) as pool:
            yield from pool.map(judge.role, [hauls[name] for name in chosen or made.roles])
            if chosen:
                return
            yield _stored(data, used, hauls.values())
            yield from pool.map(judge.inside, judge.insiders(made))
        others = _other_world(other, folder)
        for name in TWINS:
            yield twins.report(name, others[OF_A_TWIN + name], hauls[OF_A_TWIN + name])


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
    """What is published, as outputs say it: every buurt on the command line, and the file for research."""
    crawler = Crawler(SEES_MOST, frozenset())
    crawler.command(made.reader, made.where.keys)
    crawler.research(made.reader, scene.PROGRAMMA)
    return crawler.haul


def published(haul):
    """Whether the command line and the file for research say the same."""
    report = Report("opdrachten en bestand voor onderzoek", looked=f"{len(haul.seen)} cijfers vergeleken")
    for where, what in haul.differs:
        report.says(f"{where}: {what}")
    return report


# ---- looking, in processes of their own: the app keeps what it opened


def _crawled(made, data, used, folder, chosen=()):
    """(role, Haul) of every role, and of two roles that look at everything of the smallest buurt.

    What those two saw there counts for their role too: it looks at the other buurten only.
    """
    hauls = {} if chosen else _twins(made, data, used, folder / "verslagen")
    tasks = []
    for name in chosen or made.roles:
        elsewhere = OF_A_TWIN + name in hauls
        tasks.append((name, made.where.crawled[elsewhere:], _links(name, elsewhere), False, data))
    for name, haul in _visits(made, used, tasks, folder / "verslagen"):
        if OF_A_TWIN + name in hauls:
            haul.takes(hauls[OF_A_TWIN + name])
        hauls[name] = haul
    return hauls


def _links(name, elsewhere):
    """How many links are followed in the first buurt, and in every other."""
    if name == SEES_MOST:
        return ALL, ALL
    return (FEW_LINKS, FEW_LINKS) if elsewhere else (SOME_LINKS, FEW_LINKS)


def _twins(made, data, used, papers):
    """(name, Haul) of two roles in stores of their own: what somebody else does at that time stands in the log."""
    tasks = []
    for name in TWINS:
        own = data.with_name(f"{data.name} {name}")
        shutil.copytree(data, own)
        tasks.append((OF_A_TWIN + name, (made.where.small,), (ALL, 0), True, own))
    return dict(_visits(made, used, tasks, papers, most_of_a_process=1))


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
        return _twins(made, data, used, folder / "verslagen anders")


def _visits(made, used, tasks, papers, most_of_a_process=None):
    """(name, Haul) of every task. `most_of_a_process`: tasks of one process, as the app keeps the stores it opened."""
    papers.mkdir(exist_ok=True)
    given = (dict(made.roles), used, str(papers), list(made.addresses()))
    with _processes(_prepare, *given, max_tasks_per_child=most_of_a_process) as pool:
        for (name, *_), haul in zip(tasks, pool.map(_visit, tasks), strict=True):
            _say(f"{name}: {sum(haul.pages.values())} pagina's, {sum(haul.files.values())} bestanden")
            yield name, haul


def _processes(prepare, *given, **more):
    """A pool that starts anew: the app keeps what it opened, in every process."""
    spawned = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(AT_ONCE, mp_context=spawned, initializer=prepare, initargs=given, **more)


def _prepare(roles, used, papers, more):
    """In each process: who the roles are, and as many downloads as it takes."""
    DEMONSTRATION_ACCOUNTS.update(roles)
    known_terms = terms.shipped()
    many = known_terms.per_uur.model_copy(update={"downloads": 10_000})
    terms.shipped = lambda: known_terms.model_copy(update={"per_uur": many})
    for name in [one for one in logging.root.manager.loggerDict if one.startswith("streamlit")]:
        logging.getLogger(name).disabled = True  # says at every step that there is no browser
    globals()["_given"] = (used, Path(papers), more)


def _visit(task):
    name, buurten, (most, elsewhere), keep, data = task
    used, papers, more = globals()["_given"]
    os.environ |= {"BUURTBEELD_DATA": str(data), "BUURTBEELD_WERKER": "apart"}
    crawler = Crawler(name.removeprefix(OF_A_TWIN), used, most=most, elsewhere=elsewhere, keep=keep)
    haul = crawler.look(buurten, more)
    with opened(data) as made:
        crawler.command(made.reader, buurten)
        if name == OF_A_TWIN + TWINS[0]:
            crawler.commands(buurten[0], scene.PROGRAMMA, papers)
    return haul


def _stored(data, used, hauls):
    """What anybody could find who gets at the disk of the web server; and whether every kind of file was taken."""
    report = Report("opslag, logboek en cache van de webserver", protected=len(used))
    for own in sorted(data.parent.glob(f"{data.name}*")):  # and the copies that two of them looked at
        for table, numbers in marks.in_store(own / "buurtbeeld.sqlite3", used).items():
            report.says(f"tabel {table}: {sorted(numbers)}")
        shut = {path for path in own.rglob("*") if "kluis" in path.name or "ruw" in path.parts}
        for path in sorted(set(own.rglob("*")) - shut):
            store = path.name == "buurtbeeld.sqlite3"
            if path.is_file() and not store and (hits := marks.in_bytes(path.read_bytes(), used)):
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
