"""Everything a role gets out of the app: every page in the menu, what its pages link to, every file, the command line.

A page or a file that is new is crawled by itself: pages come from the menu, files from the one kind of button there is.
"""

from __future__ import annotations

import contextlib
import io
import logging
import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl

import streamlit as st
from streamlit.testing.v1 import AppTest

from buurtbeeld import __main__ as command_line
from buurtbeeld import figure_list
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.figures import ResearchQuestion, read
from buurtbeeld.periods import today
from buurtbeeld.privacy import research_exports
from buurtbeeld.privacy.files import as_csv
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS
from pages._ui import menu
from tests.attack import figures, marks, unpack
from tests.conftest import ROOT

LINK = re.compile(r'href="/?([a-z_]+)\?([^"]*)"')
# What is other in two runs of the same: moments, keys of widgets and sessions, checksums, lines of the log, the disk,
# and the clock of a meeting.
PASSING = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?[\w.:+-]*|\b\d{1,2}\.\d\d uur\b|\b\d\d:\d\d\b|\$\$ID-\S+|\b[0-9a-f-]{12,64}\b"
    r"|InstanceID>[^<]+|\b\d+ regels\b|[\d,]+ GB vrij"
    r"|timer</span>(nog <b>\d+</b> van \d+ minuten|de \d+ minuten zijn om)"
)
RESEARCHER = "onderzoeker"
BROKEN = "Dit lukt nu niet."  # a page with an error that nobody foresaw
Address = tuple[str, tuple[tuple[str, str], ...]]


REFUSED: frozenset[tuple[str, int]] = frozenset()  # (command, code) that is expected to end so, none today


@dataclass
class Haul:
    """What one role got.

    Attributes:
        pages: file of a page -> how often it was opened.
        files: (what it is, its form) -> how often it was handed out.
        leaks: (where, secret number that stands there).
        seen: figures: key -> what is shown of it.
        differs: (where, figure) where two outputs say something else of the same figure.
        told: where -> what stood there, without what passes; only when it is asked.
        broken: (where, message) of what did not work.
    """

    role: str
    pages: dict[str, int] = field(default_factory=dict)
    files: dict[tuple[str, str], int] = field(default_factory=dict)
    leaks: list[tuple[str, int]] = field(default_factory=list)
    seen: dict[figures.Key, figures.Seen] = field(default_factory=dict)
    differs: list[tuple[str, str]] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    broken: list[tuple[str, str]] = field(default_factory=list)

    def adds(self, where, found):
        """Put figures to what was seen before."""
        for key, what in found:
            merged = self.seen.setdefault(key, what).with_more(what)
            if merged is None:
                self.differs.append((where, f"{key}: {what}, eerder {self.seen[key]}"))
            else:
                self.seen[key] = merged

    def takes(self, other):
        """Put what the same role got elsewhere to it; what was kept to lay beside another world stays there."""
        for name, times in other.pages.items():
            self.pages[name] = self.pages.get(name, 0) + times
        for name, times in other.files.items():
            self.files[name] = self.files.get(name, 0) + times
        self.adds("elders", other.seen.items())
        self.leaks += other.leaks
        self.differs += other.differs
        self.broken += other.broken


class Crawler:
    """One role that looks at everything.

    Args:
        secrets: numbers that may stand nowhere.
        most: how many addresses that pages link to are followed in the first buurt; the others are left to chance.
        elsewhere: the same in every other buurt.
        pages: to begin with; every page of the menu unless a test wants less.
        keep: keep what stood everywhere, to lay it beside another world.
    """

    def __init__(self, role, secrets, *, most=25, elsewhere=0, keep=False, pages=menu.PAGES):
        self.haul, self.secrets, self.keep, self.pages = Haul(role), secrets, keep, pages
        self.most, self.elsewhere = most, elsewhere
        self._handed = []

    def look(self, buurten, more=()):
        """Every page of every buurt, with its files; then what was written to the log.

        Args:
            more: addresses that no link leads to, as of one meeting: (page, parameters).
        """
        written = io.StringIO()
        handler = logging.StreamHandler(written)
        logging.getLogger().addHandler(handler)
        real, st.download_button = st.download_button, self._taken
        try:
            for at, buurt in enumerate(buurten):
                here = [one for one in more if dict(one[1])["buurt"] == buurt]
                self._buurt(buurt, here, self.elsewhere if at else self.most)
        finally:
            st.download_button = real
            logging.getLogger().removeHandler(handler)
        self._tell("logregels", written.getvalue(), passing=True)
        return self.haul

    def command(self, reader, buurten):
        """Figures on the command line."""
        user = DEMONSTRATION_ACCOUNTS[self.haul.role]
        for buurt in buurten:
            rows = figure_list.rows(user, reader, buurt, None, today())
            self._tell(f"cijfers {buurt}", repr(rows))
            self.haul.adds(f"cijfers {buurt}", figures.of_rows(rows))

    def research(self, reader, programma):
        """The file for research: every figure that is published, also of a thema that a buurt leaves out."""
        asked = ResearchQuestion(programma, today())
        table = research_exports.table(read(DEMONSTRATION_ACCOUNTS[RESEARCHER], asked, reader=reader), reader.catalog)
        self.haul.adds("onderzoek.csv", figures.of_file("onderzoek", as_csv(table), "csv", ""))

    def commands(self, buurt, programma, folder):
        """The other commands that show figures, and the papers they write; one that stops with an error is told."""
        for one in commands_of(buurt, programma, folder):
            code, told = ran(one)
            self._tell(" ".join(one), told, passing=True)
            if code and (one[0], code) not in REFUSED:
                last = (told.strip().splitlines() or [""])[-1]
                self.haul.broken.append((" ".join(one), f"eindigde met {code}: {last}"))
        for path in sorted(Path(folder).iterdir()):
            self.haul.files[path.stem.partition("_")[0], path.suffix[1:]] = 1
            self._file(f"verslag {path.suffix}", path.name, path.read_bytes())

    def _buurt(self, buurt, more, most):
        app = AppTest.from_file(ROOT / "app.py", default_timeout=180)
        app.session_state["rol"] = self.haul.role
        app.query_params["buurt"] = buurt
        app.run()
        here = (("buurt", buurt),)
        known = {(entry.file, here) for entry in self.pages}
        found = set()
        for entry in self.pages:
            found |= self._page(app, (entry.file, here))
        for one in more:
            self._page(app, one)
        chance = random.Random(f"{self.haul.role} {buurt}")
        fresh = sorted(one for one in found - known if dict(one[1]).get("buurt", buurt) == buurt)
        for one in chance.sample(fresh, min(most, len(fresh))):
            self._page(app, one)

    def _page(self, app, address: Address):
        """Open a page, take what it shows and hands out; addresses it links to."""
        page, parameters = address
        where = f"{page}?{'&'.join(f'{name}={value}' for name, value in parameters)}"
        app.query_params.clear()
        app.query_params.update(dict(parameters))
        self._handed.clear()
        app.switch_page(f"pages/{page}.py").run()
        self.haul.pages[page] = self.haul.pages.get(page, 0) + 1
        for error in app.exception:
            self.haul.broken.append((where, error.message))
        shown = [*unpack.of_tree(app.main), *unpack.of_tree(app.sidebar)]
        self.haul.broken += [(where, BROKEN) for _, text in shown if BROKEN in text]
        self._tell(where, "\n".join(text for _, text in shown))
        self._tell(f"{where} adres", unpack.of_address(app.query_params))
        self._tell(f"{where} sessie", repr(app.session_state._state.filtered_state), passing=True)
        for asked, name, body in self._handed:
            self._file(f"{where} {asked.wat}.{asked.vorm}", name, body)
            found = figures.of_file(asked.wat, body, asked.vorm, dict(parameters)["buurt"])
            self.haul.adds(f"{where} {asked.wat}.{asked.vorm}", found)
        return set(_links(app, shown))

    def _taken(self, label, data, name, *rest, **more):
        """In place of the button for a download: press it at once."""
        asked = data.args[1]
        try:
            body = data()
        except BuurtbeeldError as refused:
            self.haul.broken.append((asked.wat, refused.code))
        else:
            self.haul.files[asked.wat, asked.vorm] = self.haul.files.get((asked.wat, asked.vorm), 0) + 1
            self._handed.append((asked, name, body))
        return st.button(label, key=more.get("key"))

    def _file(self, where, name, body):
        for part, text in unpack.of_file(name, body):
            passing = part in ("bytes", "docProps/core.xml")
            self._tell(f"{where} {part}", text, passing=passing)
        self.haul.leaks += [(f"{where} bytes", one) for one in sorted(marks.in_bytes(body, self.secrets))]

    def _tell(self, where, text, *, passing=False):
        """Look for secrets; `passing`: it is never the same twice."""
        self.haul.leaks += [(where, one) for one in sorted(marks.in_text(text, self.secrets))]
        if self.keep and not passing:
            self.haul.told[where] = PASSING.sub("…", text)


def commands_of(buurt, programma, folder):
    """Every command that shows figures or who did what."""
    return (
        ("kpi", "--programma", programma, "--json"), ("vergelijk", "--buurt", buurt, "--json"),
        ("lijkt-op", buurt, "--json"), ("verslag", buurt, "--uit", str(folder), "--als", "kartrekker"),
        ("afscherming",), ("audit", "toon"), ("audit", "toon", "--json"),
    )  # fmt: skip


def ran(one):
    """(code it ended with, what it told) of a command; usage that is explained ends with a code too."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            code = command_line.main(list(one))
        except SystemExit as stopped:
            code = stopped.code or 0
    return code, out.getvalue()


def _links(app, shown):
    """Addresses of our own pages in what a page shows."""
    files = {entry.file for entry in menu.PAGES}
    for _, text in shown:
        for page, query in LINK.findall(text):
            if page in files:
                yield page, tuple(sorted(parse_qsl(query)))
    for block in (app.main, app.sidebar):
        for one in unpack.leaves(block):
            if one.type == "page_link" and one.proto.page in files:
                yield one.proto.page, tuple(sorted(parse_qsl(one.proto.query_string)))
