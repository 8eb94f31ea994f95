"""What somebody may see of a delivery afterwards: the own rows for thirty days, and two deliveries compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from buurtbeeld import figures, worker
from buurtbeeld.deliveries import comparison as delivery_comparison
from buurtbeeld.deliveries import rows as delivery_rows
from buurtbeeld.deliveries.jobs import KEEP, RETRACT
from buurtbeeld.errors import BuurtbeeldError, PermissionDenied
from buurtbeeld.ingest import inbox
from buurtbeeld.ingest.parts import DeliveredRow
from buurtbeeld.roles import Role, account
from buurtbeeld.storage.engine import open_published
from data_sources import refresh
from data_sources.stores import Stores
from tests.integration import delivered
from tests.stores import copied

WHO = account("transitieteam")  # delivers figures of the gemeente for every buurt
SAME_SOURCE = account("kartrekker")  # and so does this one, for its own
REMARK = "zonder de week van de kikkerproef"
SMALL, LARGE = 7, 104_729  # below the threshold, and one that rounding changes
WMO = "{};wmo_clienten_per_1000;{};{};;"
FILE = delivered.csv(
    WMO.format("sterrenwijk;2021", SMALL, LARGE) + REMARK,
    WMO.format("sterrenwijk;2022", "*", LARGE),
    WMO.format("sterrenwijk;2023", 43, 900),
    WMO.format("goirle;2023", 43, 9000),
)
LATER = timedelta(days=30, seconds=5)


class Counter:
    """Where somebody delivers and asks, with the worker behind it."""

    def __init__(self, settings):
        self.settings, self.published = settings, open_published(settings)

    def ask(self, kind, by=WHO.naam, data=b"", **arguments):
        """Ask the worker; returns the job as it ended and the answer, which is dropped as the page does."""
        token = inbox.put(self.settings.inbox_dir, data)
        number = worker.ask(self.published, kind, {"token": token, **arguments}, by)
        worker.run_until_empty(self.published, refresh.handlers(self.settings))
        said = inbox.answered(self.settings.inbox_dir, token)
        inbox.drop(self.settings.inbox_dir, token)
        return worker.state_of(self.published, number), said

    def keep(self, data=FILE, by=WHO.naam):
        job, said = self.ask(KEEP, by, data, naam="levering.csv")
        assert job.state == worker.DONE, job.message
        return said["leveringen"]

    def look_in(self, number=1, buurt="sterrenwijk", user=WHO, after=timedelta()):
        with Stores(self.settings) as stores:
            return delivery_rows.look_in(stores.desk(), user, number, buurt, now=datetime.now(UTC) + after)


@pytest.fixture
def counter(sqlite_settings):
    opened = Counter(sqlite_settings)
    yield opened
    opened.published.dispose()


@pytest.fixture(scope="module")
def kept(empty_stores, tmp_path_factory):
    """As `counter`, with FILE delivered once; for tests that only look."""
    opened = Counter(copied(empty_stores, tmp_path_factory.mktemp("geleverd")))
    assert opened.keep() == [1]
    yield opened
    opened.published.dispose()


def test_who_delivered_sees_the_rows_as_they_were(kept):
    job, said = kept.ask(delivery_rows.LOOK_IN, levering=1, buurt="sterrenwijk")
    assert job.state == worker.DONE
    assert said["aantal"] == 3, "niet die van de andere buurt"
    small, withheld, whole = said["rijen"]
    assert [one["periode"] for one in said["rijen"]] == ["2021", "2022", "2023"]
    assert (small["teller"], small["noemer"], small["toelichting"]) == (SMALL, LARGE, REMARK)
    assert (withheld["teller"], withheld["waarde"], withheld["status"]) == (None, None, "geheim_bron")
    assert (whole["teller"], whole["noemer"]) == (43, 900)


def test_a_long_delivery_shows_its_first_rows_and_tells_how_many_there_are():
    row = DeliveredRow(0, "sterrenwijk", "2024-T1", "initiatieven", "buurtnetwerk", "", 1.0, None, None)
    said = delivery_rows.as_answer([row] * 250)
    assert (said["aantal"], len(said["rijen"])) == (250, delivery_rows.MOST_LINES)


@pytest.mark.parametrize(
    "user",
    [
        SAME_SOURCE,
        account("netwerklid"),
        account("coordinator"),
        account("beheerder"),
        account("bezoeker"),
        replace(WHO, bronnen=frozenset({"verzekeraars"})),  # the same account, after rights were taken away
        replace(WHO, programmas=frozenset()),
        replace(WHO, rol=Role.KARTREKKER, buurten=frozenset({"goirle"})),
        replace(WHO, rol=Role.ONDERZOEKER),
    ],
)
def test_nobody_else_sees_them(kept, user):
    with pytest.raises(PermissionDenied) as caught:
        kept.look_in(user=user)
    assert str(caught.value).startswith("U mag d")
    assert str(SMALL) not in str(caught.value)


def test_after_thirty_days_they_are_closed(kept):
    assert len(kept.look_in(after=timedelta(days=30) - timedelta(minutes=1))) == 3
    with pytest.raises(BuurtbeeldError, match=r"30 dagen bekijken\. Kijk in uw eigen bestand") as caught:
        kept.look_in(after=LATER)
    assert caught.value.code == "E_INZAGE_VERLOPEN"


def test_refusal_reaches_who_asked_through_the_queue_without_a_row(kept):
    job, said = kept.ask(delivery_rows.LOOK_IN, by=SAME_SOURCE.naam, levering=1, buurt="sterrenwijk")
    assert (job.state, said) == (worker.FAILED, None)
    assert job.message.startswith("U mag de rijen van deze levering niet zien.")
    job, said = kept.ask(delivery_rows.LOOK_IN, levering=99, buurt="sterrenwijk")
    assert (job.state, said) == (worker.FAILED, None)
    assert "Er is geen aangeleverd bestand met nummer 99." in job.message


def test_taken_back_and_delivered_again_by_somebody_else(counter):
    """Who delivered it, is who delivered it: each for thirty days of the own delivering."""
    file = delivered.csv(WMO.format("sterrenwijk;2023", 43, 900))
    counter.keep(file)
    counter.ask(RETRACT, levering=1, reden="verkeerd jaar")
    assert len(counter.look_in()) == 1, "ook na terugtrekken"
    with pytest.raises(PermissionDenied):
        counter.look_in(user=SAME_SOURCE)
    assert counter.keep(file, by=SAME_SOURCE.naam) == [1]
    assert len(counter.look_in(user=SAME_SOURCE)) == 1


def test_page_offers_what_the_domain_allows(kept):
    reader = figures.Reader(kept.published, delivered.catalog())
    one = figures.read(WHO, figures.DeliveriesQuestion(), reader=reader)[0]
    now = datetime.now(UTC)
    assert delivery_rows.is_open(WHO, one, "sterrenwijk")
    assert not delivery_rows.is_open(WHO, one, "sterrenwijk", now=now + LATER)
    assert not delivery_rows.is_open(WHO, one, "oude-dorp")
    assert not delivery_rows.is_open(SAME_SOURCE, one, "sterrenwijk")
    assert not delivery_rows.is_open(replace(WHO, bronnen=frozenset({"verzekeraars"})), one, "sterrenwijk")


def test_looking_leaves_nothing_behind(kept, caplog):
    """Outside the vault and its raw files there is no trace of a row, neither before nor after looking."""
    _, said = kept.ask(delivery_rows.LOOK_IN, levering=1, buurt="sterrenwijk")
    assert REMARK in str(said)
    assert list(kept.settings.inbox_dir.iterdir()) == []
    assert REMARK not in caplog.text
    assert str(LARGE) not in caplog.text
    with kept.published.connect() as connection:
        cells = [
            cell
            for name in sa.inspect(connection).get_table_names()
            for row in connection.execute(sa.select(sa.text("*")).select_from(sa.table(name)))
            for cell in row
        ]
    assert 900.0 in cells, "het afgeronde cijfer staat er wel"
    assert not [cell for cell in cells if isinstance(cell, float) and cell in {SMALL, LARGE}]
    assert not [cell for cell in cells if isinstance(cell, str) and (REMARK in cell or str(LARGE) in cell)]
    files = [path for path in kept.settings.data_dir.rglob("*") if path.is_file()]
    holding = {path.name.partition("-")[0] for path in files if REMARK.encode() in path.read_bytes()}
    assert holding == {"kluis.sqlite3"}, "in de kluis hoort het te staan, en nergens anders"


def test_two_own_deliveries_differ_in_exact_numbers(counter):
    first = [WMO.format("sterrenwijk;2022", 57, 900), WMO.format("sterrenwijk;2023", 4, 900)]
    counter.keep(delivered.csv(*first))
    counter.keep(delivered.csv(first[0], first[1].replace(";4;", ";6;"), WMO.format("goirle;2023", 3, 9000)))
    _, said = counter.ask(delivery_comparison.COMPARE, was=1, werd=2)
    assert (said["precies"], said["aantal"], said["gelijk"], said["verborgen_anders"]) == (True, 2, 1, 0)
    new, moved = said["verschillen"]
    assert (new["was"], new["werd"]["noemer"]) == (None, 9000)
    assert moved["werd"]["value"] == pytest.approx(1.5 * moved["was"]["value"])


def test_of_a_delivery_of_somebody_else_only_the_safe_figures_are_compared(counter):
    counter.keep(delivered.csv(WMO.format("sterrenwijk;2022", 7, 900), WMO.format("sterrenwijk;2023", 42, 900)))
    changed = [WMO.format("sterrenwijk;2022", 8, 900), WMO.format("sterrenwijk;2023", 57, 900)]
    counter.keep(delivered.csv(*changed), by=SAME_SOURCE.naam)
    _, said = counter.ask(delivery_comparison.COMPARE, by=SAME_SOURCE.naam, was=1, werd=2)
    assert (said["precies"], said["aantal"], said["verborgen_anders"]) == (False, 1, 1)
    (only,) = said["verschillen"]
    assert only["periode"] == "2023"
    assert round(only["was"]["value"] * 0.9) == 40, "uit de afgeronde teller"
    assert round(only["werd"]["value"] * 0.9) == 55


def test_who_does_not_deliver_a_source_compares_nothing_of_it(kept):
    for by in ("huisarts", "beheerder", "bezoeker"):
        job, said = kept.ask(delivery_comparison.COMPARE, by=by, was=1, werd=1)
        assert (job.state, said) == (worker.FAILED, None)
        assert job.message.startswith("U mag")
