"""Care in the base year: the nulmeting of the Cijferblad, beside the gemeente and the buurten to compare with."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from buurtbeeld.errors import PermissionDenied
from buurtbeeld.figures import CareQuestion, read
from buurtbeeld.model import Niveau, Status
from buurtbeeld.outcomes import care_use
from buurtbeeld.privacy import care_exports, exports, files
from buurtbeeld.roles import DEMONSTRATION_ROLES, account
from tests.outcomes.village import CONSULTS, PRACTICES, TODAY, VISITS, buurt, catalog, rates

GROUP = [f"naast-{at:02d}" for at in range(14)]


def everybody(*more, **given):
    return [row for key in ("eigen", *GROUP, *more) for row in rates(key, **given)]


def asked(village, sleutel="eigen", who="kartrekker"):
    return read(account(who), CareQuestion(sleutel, TODAY), reader=village.reader)


def figure(care, indicator=CONSULTS, bron=PRACTICES):
    (found,) = [one for one in care.figures if (one.indicator, one.bron) == (indicator, bron)]
    return found


def test_the_base_year_is_the_nulmeting_of_the_sheet(village):
    village.deliver(everybody(step=0.7))
    village.publish()
    found, series = figure(asked(village)), village.sheet(CONSULTS).reeksen[0]
    zero = series.nulmeting
    assert (found.value, found.van, found.tot, found.metingen) == (zero.value, zero.van, zero.tot, zero.metingen)
    assert found.groep == pytest.approx(zero.groep)
    assert found.tot.eind <= date(2024, 7, 1)
    assert 850 < found.value < 950  # before the step
    assert found.spread.n == 14
    assert found.spread.p10 < found.spread.p25 < found.spread.p50 < found.spread.p75 < found.spread.p90
    assert found.spread.p10 < found.groep < found.spread.p90
    assert (found.nulmeting, found.meting, found.gemeente) == (True, "gemeten", None)


def test_a_buurt_without_a_start_shows_its_newest_complete_year(village):
    """Of a buurt to compare with; it does not stand in its own group."""
    late = [row for row in everybody() if (row[0], row[1]) != ("naast-03", "2026-K1")]
    village.deliver(late)
    village.publish()
    found = figure(asked(village, "naast-03"))
    assert (found.nulmeting, found.metingen) == (False, 4)
    assert (found.van.code, found.tot.code) == ("2025-K1", "2025-K4")  # one is missing of every later year
    assert found.spread.n == 13


def test_too_few_buurten_to_compare_with_are_no_group(village):
    village.deliver([row for key in ("eigen", *GROUP[:9]) for row in rates(key)])
    village.publish()
    found = figure(asked(village))
    assert found.value is not None
    assert (found.groep, found.spread) == (None, None)


def test_a_figure_that_is_not_there_says_why(village):
    small = [(*row[:4], 3.0, row[5]) for row in rates("eigen")]
    after = [row for row in rates("eigen", indicator=VISITS) if row[1] >= "2024-K3"]
    village.deliver([*small, *after, *(row for key in GROUP for row in rates(key))])
    village.publish()
    care = asked(village)
    hidden, later = figure(care), figure(care, VISITS)
    assert (hidden.value, hidden.status, hidden.van) == (None, Status.AFGESCHERMD, None)
    assert "te weinig mensen" in hidden.reden
    assert hidden.groep is hidden.spread is None  # nothing stands beside what is not there
    assert (later.value, later.reden) == (None, care_use.NOTHING_BEFORE)
    nothing = figure(care, "opnames_per_1000", "verzekeraars")
    assert (nothing.status, nothing.reden) == (Status.NIET_GELEVERD, "Niet geleverd.")
    assert nothing.verwacht is not None
    assert [one.indicator for one in care.figures] == list(village.catalog.app.zorggebruik)


def test_the_gemeente_is_the_buurt_that_is_the_whole_gemeente(village, monkeypatch):
    whole = buurt("hele-stad", gebieden=("GM0344",))
    village.deliver([*everybody(), *rates("hele-stad", base=600.0)])
    village.publish(catalog(whole))
    resolve = care_use.resolve
    monkeypatch.setattr(care_use, "resolve", lambda *asked: replace(resolve(*asked), gemeente_code="GM0344"))
    assert figure(asked(village)).gemeente == pytest.approx(600, rel=0.03)
    assert figure(asked(village, "hele-stad")).gemeente is None  # not beside itself
    with village.published.connect() as connection:
        look = village.reader.look(connection)
        unseen = care_use.of(look, "eigen", TODAY, sees=lambda key: key != "hele-stad")
    assert figure(unseen).gemeente is None
    assert figure(unseen).spread == figure(asked(village)).spread


@pytest.mark.parametrize(
    "who", sorted(set(DEMONSTRATION_ROLES) - {"netwerklid", "huisarts", "kartrekker", "coordinator", "transitieteam"})
)
def test_only_who_may_see_outcomes_gets_them(village, who):
    with pytest.raises(PermissionDenied):
        asked(village, who=who)


def test_the_file_has_the_same_figures_and_no_number_of_what_is_hidden(village):
    village.deliver([*everybody(), *((*row[:4], 3.0, row[5]) for row in rates("eigen", indicator=VISITS))])
    village.publish()
    care = asked(village)
    text = files.as_csv(exports.table(care_exports.lines_of(care, village.catalog))).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    mine = [one for one in lines if one["indicator"] == CONSULTS]
    assert [one["gebied"] for one in mine] == ["eigen", care_exports.GROUP]
    shown = figure(care)
    assert float(mine[0]["waarde"].replace(",", ".")) == round(shown.value)
    assert mine[0]["periode"] == f"{shown.van.code} t/m {shown.tot.code}"
    assert (mine[0]["bron"], mine[0]["opgehaald"]) == ("Huisartspraktijken (gemeten)", "2026-11-02")
    assert mine[0]["methode"] == f"nulmeting, {shown.metingen} metingen"
    (hidden,) = [one for one in lines if one["indicator"] == VISITS]
    assert (hidden["waarde"], hidden["status"], hidden["ondergrens"]) == ("·", "afgeschermd", "·")


def test_percentiles_are_worked_out_by_hand():
    found = care_use._spread([float(one) for one in range(1, 22)], Niveau.BUURT)
    assert (found.p10, found.p25, found.p50, found.p75, found.p90) == (3.0, 6.0, 11.0, 16.0, 19.0)
    assert (found.n, found.low, found.high) == (21, None, None)
