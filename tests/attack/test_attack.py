"""The attacker itself: it finds a secret wherever one leaks, and works out what can be worked out."""

from __future__ import annotations

import io
import logging
import math
import os
import subprocess
import sys
import zipfile
from types import SimpleNamespace

import openpyxl
import pytest
import streamlit as st

from buurtbeeld import __main__ as command_line
from buurtbeeld.access.matrix import Role
from buurtbeeld.privacy import files
from buurtbeeld.report import pdf, word
from buurtbeeld.report.document import Alinea, Document, Tabel
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS, User
from buurtbeeld.settings import Settings
from buurtbeeld.storage import migrate
from buurtbeeld.storage.engine import open_published, open_vault
from pages._ui import html, menu
from tests.attack import crawl, figures, gemeenten, judge, known, marks, pdf_text, programme, solve, twins, unpack
from tests.attack.crawl import PASSING, Crawler, Haul
from tests.attack.figures import Seen
from tests.attack.report import Report
from tests.conftest import ROOT, app_environment
from tests.outcomes.village import CONSULTS, HOURS, START, VISITS, Village, buurt, catalog, quarters, rates
from tests.stores import copied

MINE, LATER = "lindekwartier", "ernaast"
SECRETS = marks.primes(6)
FEW_OF, HOURS_OF, OTHER, PLAIN, CROWD, LOOSE = SECRETS


# ---- a number that leaks is found, whatever it stands in


@pytest.mark.parametrize("form", ["{}", "{},5", "€ {}.", "x={}&y", '{{"noemer": {}.0}}'])
@pytest.mark.parametrize("group", ["", ".", ",", " ", "\u00a0", "\u202f", "\\u00a0", "&nbsp;"])
def test_a_secret_is_found_however_it_is_written(form, group):
    written = form.format(f"{FEW_OF:,}".replace(",", group))
    assert marks.in_text(f"voor {written} na", set(SECRETS)) == {FEW_OF}


def test_what_only_looks_like_one_is_none():
    text = f"1{FEW_OF} {FEW_OF}0 {FEW_OF // 10} 2026-11-26 {FEW_OF + 1}"
    assert marks.in_text(text, set(SECRETS)) == set()
    assert len(set(marks.primes(800))) == 800
    assert all(len(str(one)) == 7 for one in marks.primes(800))


def test_a_secret_is_found_in_every_kind_of_file():
    told = f"{FEW_OF:,}".replace(",", ".")
    paper = Document("Titel", "onder", (Alinea(f"Er zijn {told} mensen."), Tabel("t", ("a",), ((told,),))))
    table = files.Tabel("Blad", ("a",), (files.Rij((float(FEW_OF),)), files.Rij((told,))))
    made = {"x.pdf": pdf.pdf(paper), "x.docx": word.word(paper), "x.csv": files.as_csv(table),
            "x.xlsx": files.as_xlsx(table), "x.html": f"<p>{told}</p>".encode()}  # fmt: skip
    for name, body in made.items():
        assert any(marks.in_text(text, {FEW_OF}) for _, text in unpack.of_file(name, body)), name
    assert "Titel" in pdf_text.text(made["x.pdf"])
    assert f"Er zijn {told} mensen." in pdf_text.text(made["x.pdf"])


def test_a_number_that_a_document_cuts_in_pieces_is_found():
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as book:
        text = str(FEW_OF)
        runs = f"<w:p><w:r><w:t>{text[:3]}</w:t></w:r><w:r><w:t>{text[3:]}</w:t></w:r></w:p>"
        book.writestr("word/document.xml", runs)
    assert any(marks.in_text(text, {FEW_OF}) for _, text in unpack.of_file("x.docx", body.getvalue()))


# ---- the crawl: every page, every file, and a leak in each of them


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A buurt of which the newest figures are secret, among fourteen others, and the app on top of it."""
    folder = tmp_path_factory.mktemp("aanval")
    with app_environment(folder, BUURTBEELD_WERKER="apart"), pytest.MonkeyPatch.context() as patch:
        settings = Settings.from_environment()
        migrate.upgrade(settings)
        vault, published = open_vault(settings), open_published(settings)
        out = dict.fromkeys(catalog().themas, "Later.")
        buurten = buurt(MINE, start=START), buurt(LATER, start=START, weggelaten=out, themas=())
        made = Village(settings, vault, published, catalog(*buurten))
        last = quarters()[-3].code
        made.deliver(row for at in range(14) for row in rates(f"naast-{at:02d}"))
        made.deliver([*rates(MINE, step=1.4, periods=quarters()[:-3]), (MINE, last, CONSULTS, "", 7.0, float(FEW_OF))])
        made.deliver(rates(LATER))
        made.deliver([(MINE, last, VISITS, "", float(PLAIN), float(CROWD))])
        made.deliver([(MINE, "2024", HOURS, "", float(HOURS_OF), 9.0)], bron="verzekeraars")
        made.publish()
        patch.setattr("pages._ui.services.reader", lambda *_: made.reader)
        patch.setattr("pages._ui.services.catalog", lambda: made.catalog)
        yield made
        vault.dispose()
        published.dispose()


def crawled(made, role="kartrekker", most=2, pages=menu.PAGES):
    crawler = Crawler(role, frozenset(SECRETS), most=most, pages=pages)
    haul = crawler.look([MINE])
    crawler.command(made.reader, [MINE])
    return haul


def test_nothing_leaks_and_everything_is_looked_at(small):
    haul = crawled(small)
    assert haul.pages.keys() == {entry.file for entry in menu.PAGES}
    assert {("uitkomsten", "csv"), ("uitkomsten", "xlsx"), ("cijferblad", "csv")} <= haul.files.keys()
    assert (haul.leaks, haul.broken, haul.differs) == ([], [], [])
    shown = haul.seen["lindekwartier", "Huisartspraktijken", VISITS, quarters()[-3].code, ""]
    assert (shown.teller, shown.noemer) == ((PLAIN + 2) // 5 * 5, (CROWD + 2) // 5 * 5)  # it did see figures


def in_page(patch):
    real = html.show
    patch.setattr(
        html, "show", lambda name, **more: real(name, **({**more, "tekst": f"{FEW_OF}"} if name == "klein" else more))
    )


def in_file(patch):
    patch.setattr(files, "HIDDEN", f"{HOURS_OF}")


def in_chart(patch):
    from buurtbeeld.charts import outcome_axis

    patch.setitem(outcome_axis.CALM, "padding", FEW_OF)


def in_log(patch):
    real = html.stylesheet
    patch.setattr(html, "stylesheet", lambda: (logging.getLogger("buurtbeeld").warning("rij %s", OTHER), real()))


def in_address(patch):
    from pages._ui import pickers

    real = pickers.remember
    patch.setattr(pickers, "remember", lambda plek: (real(plek), st.query_params.update({"n": LOOSE})))


@pytest.mark.parametrize("leak", [in_page, in_file, in_chart, in_log, in_address])
def test_a_leak_is_found(small, monkeypatch, leak):
    st.cache_resource.clear()
    leak(monkeypatch)
    assert crawled(small, pages=(menu.UITKOMSTEN,), most=6).leaks
    st.cache_resource.clear()


def test_a_secret_in_the_published_store_is_found(small, tmp_path):
    store = small.settings.data_dir / "buurtbeeld.sqlite3"
    assert marks.in_store(store, set(SECRETS)) == {}
    shut = small.settings.data_dir / "kluis.sqlite3"
    assert set(SECRETS) - {OTHER, LOOSE} <= set().union(*marks.in_store(shut, set(SECRETS)).values())


def test_every_command_of_the_crawl_is_one(tmp_path):
    for one in crawl.commands_of(MINE, "voorbeeld", tmp_path):
        assert command_line._parser().parse_args(one).run, one
    code, told = crawl.ran(("logboek", "toon"))
    assert code == 2
    assert "usage" in told


@pytest.mark.parametrize("end", [1, 2, SystemExit(2), SystemExit("weg")])
def test_a_command_that_stops_with_an_error_is_broken(tmp_path, monkeypatch, end):
    """The text of a usage holds no secret, so nobody would see that nothing was looked at."""

    def stops(one):
        print("E_KEUZE: zo niet")
        if isinstance(end, SystemExit):
            raise end
        return end

    monkeypatch.setattr(command_line, "main", stops)
    crawler = Crawler("x", frozenset())
    crawler.commands(MINE, "voorbeeld", tmp_path)
    assert [one for one, _ in crawler.haul.broken] == [
        " ".join(one) for one in crawl.commands_of(MINE, "voorbeeld", tmp_path)
    ]
    assert all("E_KEUZE: zo niet" in what for _, what in crawler.haul.broken)


@pytest.mark.uitgebreid
def test_every_command_of_the_crawl_works(whole_stores, tmp_path, monkeypatch):
    monkeypatch.setenv("BUURTBEELD_DATA", str(copied(whole_stores, tmp_path / "data").data_dir))
    (tmp_path / "verslagen").mkdir()
    crawler = Crawler("x", frozenset(SECRETS))
    crawler.commands(MINE, "voorbeeld", tmp_path / "verslagen")
    assert (crawler.haul.broken, crawler.haul.leaks) == ([], [])


def test_every_kind_of_file_of_the_pages_is_known():
    kinds = programme.kinds_of_files()
    assert {"buurtbeeld", "uitkomsten", "cijferblad", "afspraak", "buurtverslag", "bespreking"} <= kinds
    assert kinds >= programme.WITHOUT_FIGURES


def test_two_worlds_are_laid_side_by_side():
    one, two = Haul("x", told={"a": "1\n2", "b": "3"}), Haul("x", told={"a": "1\n4", "c": "3"})
    assert len(twins.report("x", two, one).found) == 3
    same = "Om 8.38 uur, $$ID-1a2b-csv, <x:InstanceID>Uq7V==</x>, 42 regels, er is 77,8 GB vrij"
    other = "Om 8.42 uur, $$ID-9a2b-csv, <x:InstanceID>Zz7V==</x>, 40 regels, er is 75,7 GB vrij"
    assert PASSING.sub("", same) == PASSING.sub("", other)
    clock = "timer</span>nog <b>{}</b> van 15 minuten, <b>{}</b> mensen"
    assert PASSING.sub("", clock.format(14, 7)) == PASSING.sub("", clock.format(15, 7))
    assert PASSING.sub("", "timer</span>de 15 minuten zijn om, <b>7</b> mensen") == PASSING.sub("", clock.format(1, 7))
    assert PASSING.sub("", clock.format(14, 7)) != PASSING.sub("", clock.format(14, 8))
    assert PASSING.sub("", "20,8 uur, 24.55, 1.043 per 1.000") == "20,8 uur, 24.55, 1.043 per 1.000"
    assert twins.report("x", one, one).found == []


# ---- working out: small programmas of which the answer is known by hand


class Programme:
    """Rows of an invented source, as `known.Rows` wants them."""

    def __init__(self, *indicatoren):
        self.indicatoren = {one.code: one for one in indicatoren}

    def rows(self, *given):
        import pandas as pd

        names = ["indicator", "buurt", "periode", "uitsplitsing", "teller", "noemer"]
        frame = pd.DataFrame(given, columns=names).assign(n=math.nan, levering=1, status="ok")
        return known.Rows(self, {("dorp", "bron"): frame}, "dorp")


def indicator(code, soort="verhouding", bundel=None, toon_vanaf="buurt", noemer="mensen"):
    teller = SimpleNamespace(naam="mensen", eenheid="personen")
    below = SimpleNamespace(naam=noemer, eenheid="personen") if soort != "aantal" else None
    return SimpleNamespace(code=code, soort=soort, bundel=bundel, toon_vanaf=toon_vanaf, teller=teller, noemer=below)


def bounds(rows, seen, members=None, mine=()):
    made = solve.puzzle([rows], [seen], members or {}, {})
    solver = solve.Solver(made)
    knows = frozenset(name for name, buurt in made.owner.items() if buurt in mine)
    return {key: solver.bounds(secret, knows) for key, secret in made.secrets.items()}


YEAR = [f"2025-K{number}" for number in (1, 2, 3, 4)]


def test_a_total_of_two_with_one_of_them_known_gives_the_other_away():
    made = Programme(indicator("verloop", bundel="12 maanden", toon_vanaf="partner"))
    rows = made.rows(
        *[
            (code, key, one, "", count, 40.0)
            for code in ("verloop",)
            for key, count in (("a", 1.0), ("b", 8.0))
            for one in YEAR
        ]
    )
    seen = {("Zorg", "bron", "verloop", "2025-K4-12M", ""): Seen(None, 35.0, 80.0)}
    outside, inside = (bounds(rows, seen, {"Zorg": ("a", "b")}, mine) for mine in ((), ("b",)))
    cell = "verloop teller a 2025-K4-12M"
    assert outside[cell] == (0, 37)
    assert inside[cell] == (1, 5)  # 33 to 37, less the 32 of b
    assert solve.is_known(solve.Secret(cell, "", {}), *inside[cell])


def test_a_group_gives_away_who_is_outside_it():
    made = Programme(indicator("seh", "rate"))
    rows = made.rows(("seh", "a", "2024", "", 25.0, 900.0), ("seh", "a", "2024", "copd", 21.0, 300.0))
    seen = {
        ("a", "bron", "seh", "2024", part): Seen(1.0, count, 900.0 if not part else 300.0)
        for part, count in (("", 25.0), ("copd", 20.0))
    }
    (found,) = bounds(rows, seen).values()
    assert found == (1, 9)


def test_two_figures_share_a_noemer():
    made = Programme(indicator("een"), indicator("twee"))
    keys = [f"buurt-{at}" for at in range(25)]
    rows = made.rows(
        *[
            (code, key, "2024", "", count, 30.0 + at)
            for at, key in enumerate(keys)
            for code, count in (("een", 12.0), ("twee", 25.0 + at))
        ]
    )
    seen = {
        ("buurt-0", "bron", "een", "2024", ""): Seen(40.0, 10.0, 30.0),
        ("buurt-0", "bron", "twee", "2024", ""): Seen(None, 25.0, None),
    }
    rest = next(
        found
        for cell, found in bounds(rows, seen).items()
        if "buurt-0|" in cell and "twee" in cell.partition("buiten")[2]
    )
    assert rest == (1, 9)  # of the same 28 to 32 people, 23 to 27


def test_an_earlier_figure_of_a_row_that_changed_is_of_another_count():
    made = Programme(indicator("clienten", "aantal"))
    before, after = (
        made.rows(("clienten", "a", "2024", "", 12.0, math.nan)),
        made.rows(("clienten", "a", "2024", "", 8.0, math.nan)),
    )
    key = ("a", "bron", "clienten", "2024", "")
    made_of_both = solve.puzzle([before, after], [{key: Seen(10.0, 10.0)}, {}], {}, {})
    (secret,) = made_of_both.secrets.values()
    assert solve.Solver(made_of_both).bounds(secret) == (0, math.inf)


def test_twelve_months_are_the_periods_that_end_with_them():
    there = {f"{year}-K{number}" for year in (2024, 2025) for number in (1, 2, 3, 4)}
    assert known.tiles("2025-K2-12M", there) == ("2025-K2", "2025-K1", "2024-K4", "2024-K3")
    assert known.tiles("2025", there) == ("2025-K4", "2025-K3", "2025-K2", "2025-K1")
    assert known.tiles("2025-M05-12M", there) == ()
    assert known.tiles("2025-T3-12M", there) == ("2025-K2", "2025-K1", "2024-K4", "2024-K3")


def test_what_two_outputs_say_of_a_figure_is_the_same_or_told():
    assert Seen(12.3, 10.0).with_more(Seen(12.0, None, 80.0)) == Seen(12.3, 10.0, 80.0)
    assert Seen(12.3).with_more(Seen(14.0)) is None
    head = ["buurt", "indicator", "bron", "periode", "uitsplitsing", "gaat_over", "waarde", "teller", "noemer"]
    book = openpyxl.Workbook()
    book.active.append(head)
    book.active.append(["A", "x", "Bron", "2024", None, "heel Zorg", "·", "·", 85])
    body = io.BytesIO()
    book.save(body)
    key = ("Zorg", "Bron", "x", "2024", "")
    assert list(figures.of_file("cijferblad", body.getvalue(), "xlsx", "a")) == [(key, Seen(None, None, 85.0))]
    assert list(figures.of_file("uitkomsten", body.getvalue(), "xlsx", "a")) == []


KEY = ("a", "Bron", "x", "2024", "")
ONE_DECIMAL = SimpleNamespace(indicatoren={"x": SimpleNamespace(decimalen=1)})
SHOWN = Seen(12.3, 10.0, 80.0)


@pytest.mark.parametrize(
    ("seen", "there", "wrong"),
    [
        (SHOWN, Seen(12.34, 10.0, 80.0), False),  # rounded by the one, not by the other
        (SHOWN, Seen(12.0, 10.0, 80.0), True),
        (SHOWN, Seen(12.3, 15.0, 80.0), True),
        (Seen(12.3), SHOWN, True),  # hidden for one role
        (SHOWN, Seen(None, 10.0, 80.0), True),  # hidden for all others
        (SHOWN, None, True),
        (Seen(), None, False),  # a line without a figure
    ],
)
def test_a_role_that_sees_another_figure_is_told(seen, there, wrong):
    """The same figure is the same for every role: another number, or only one that sees it, is no matter of rights."""
    everything = {} if there is None else {KEY: there}
    assert len(list(judge.compared({KEY: seen}, everything, ONE_DECIMAL))) == wrong


def test_what_is_published_holds_what_a_buurt_leaves_out(small, monkeypatch):
    """The command line shows the themas a buurt takes part in; a Cijferblad and the file for research show all."""
    crawler = Crawler("transitieteam", frozenset())
    crawler.command(small.reader, [LATER])
    assert not any(place == LATER for place, *_ in crawler.haul.seen)
    monkeypatch.setitem(
        DEMONSTRATION_ACCOUNTS, crawl.RESEARCHER, User("onderzoeker", Role.ONDERZOEKER, frozenset({"dorp"}))
    )
    crawler.research(small.reader, "dorp")
    assert any(key[0] == LATER and key[2] == CONSULTS and what != Seen() for key, what in crawler.haul.seen.items())
    assert crawler.haul.differs == []


def test_what_a_role_got_elsewhere_counts_too():
    mine = Haul("x", pages={"start": 1}, seen={KEY: Seen(12.3)}, broken=[("a", "stuk")])
    mine.takes(
        Haul("x", {"start": 2, "plan": 1}, {("u", "csv"): 3}, [("b", 7)], {KEY: Seen(14.1)}, broken=[("b", "stuk")])
    )
    assert mine.pages == {"start": 3, "plan": 1}
    assert mine.files == {("u", "csv"): 3}
    assert (mine.leaks, mine.broken) == ([("b", 7)], [("a", "stuk"), ("b", "stuk")])
    assert [where for where, _ in mine.differs] == ["elders"]


# ---- the command


def test_without_hiding_beside_others_the_attack_finds_something(monkeypatch):
    from buurtbeeld.privacy import secondary

    monkeypatch.setattr(secondary, "protect", secondary.protect)  # is put back after this test
    safe = gemeenten.place("gemeente 1")[0]
    gemeenten.switch_off()
    leaking = gemeenten.place("gemeente 1")[0]
    told = [Report("veilig"), Report("lek")]
    for report, found in zip(told, (safe, leaking), strict=True):
        for _, *one in found:
            report.add(*one)
    assert told[0].protected
    assert not told[0].found
    assert all("ligt tussen" in one for one in told[1].wrong())
    assert told[1].found


def test_a_line_is_told_as_soon_as_it_is_there(monkeypatch, capsys):
    from tests.attack import __main__ as command

    def stops(_):
        raise RuntimeError
        yield

    monkeypatch.setattr(gemeenten, "attack", lambda *_, **__: [Report("eerst")])
    monkeypatch.setattr(command, "_programme", stops)
    monkeypatch.setattr(logging, "disable", lambda _: None)
    monkeypatch.setattr(sys, "argv", ["attack"])
    with pytest.raises(RuntimeError):
        command.main()
    assert "eerst" in capsys.readouterr().out


def attack(folder, *more):
    """The command, as `make attack` runs it."""
    return subprocess.run([sys.executable, "-m", "tests.attack", "--gemeenten", "5", *more], cwd=ROOT, check=False,
                          capture_output=True, text=True, env=os.environ | {"TMPDIR": str(folder)})  # fmt: skip


@pytest.mark.uitgebreid
def test_the_whole_attack_finds_nothing(tmp_path):
    """Everything `make attack` does: nothing to work out, nothing that leaks, every page and file looked at."""
    done = attack(tmp_path)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert sum(line.startswith("rol ") for line in done.stdout.splitlines()) == len(Role)
    assert "Niets te herleiden." in done.stdout


@pytest.mark.uitgebreid
def test_the_whole_attack_finds_what_is_not_hidden_beside_others(tmp_path):
    done = attack(tmp_path, "--zonder-bijkomend")
    assert done.returncode == 1
    told = [line for line in done.stdout.splitlines() if line.startswith(("rol transitieteam", "netwerk van"))]
    assert any(" te herleiden    0 " not in line for line in told), "ook in het programma zelf"
