"""The list of the command line says what the screen says, and only to whom may see it."""

from __future__ import annotations

from buurtbeeld import figure_list
from buurtbeeld.roles import account
from tests.outcomes.village import CONSULTS, TODAY, rates


def listed(village, who):
    return figure_list.rows(account(who), village.reader, "eigen", None, TODAY)


def test_the_list_holds_every_period_with_the_verdicts_of_the_screen(village):
    village.deliver([*rates("eigen", step=0.6), *(row for at in range(14) for row in rates(f"naast-{at:02d}"))])
    village.publish()
    mine = [row for row in listed(village, "coordinator") if row["indicator"] == CONSULTS]
    series = village.sheet(CONSULTS).reeksen[0]
    assert [row["periode"] for row in mine] == [one.periode.code for one in series.figures]
    assert [row["waarde"] for row in mine] == [one.value for one in series.figures]
    judged = next(row for row in mine if row["oordelen"])
    assert judged["periode"] == series.beoordeeld.periode.code
    said = {thema: village.sheet(CONSULTS, thema).beoordelingen[series.bron].oordeel for thema in judged["oordelen"]}
    assert judged["oordelen"] == said
    assert set(said) == {"preventie", "eerstelijn", "dichtbij"}
    assert said["preventie"] == "duidelijk gunstiger"


def test_a_visitor_gets_open_figures_only(village):
    village.deliver(list(rates("eigen")))
    village.publish()
    assert CONSULTS not in {row["indicator"] for row in listed(village, "bezoeker")}
    assert not any("periode" in row for row in listed(village, "bezoeker"))
