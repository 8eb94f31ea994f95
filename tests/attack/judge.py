"""Lays what was collected beside the truth: what each role sees, and what it or an insider can work out."""

from __future__ import annotations

import logging
import random

from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS, Action, Role, may
from pages._ui import menu
from tests.attack import figures, known, scene, solve
from tests.attack.crawl import Haul
from tests.attack.figures import Seen
from tests.attack.report import Report

SEES_MOST = "transitieteam"
FIGURES = (Action.UITKOMSTEN, Action.ONDERZOEK_EXPORT)  # who may see delivered figures


# ---- in a process of its own: the truth is put together once in each


def prepare(data, roles, before, after, cells):
    """In each process: the stores, who the roles are, and what was published twice."""
    from tests.attack.programme import opened

    logging.disable(logging.WARNING)
    DEMONSTRATION_ACCOUNTS.update(roles)
    with opened(data) as made:
        globals()["_judge"] = Judge(made, roles, before, after, cells)


def role(haul):
    return globals()["_judge"].role(haul)


def inside(asked):
    return globals()["_judge"].inside(*asked)


def insiders(made):
    """(name, buurten) of every network and partner."""
    for key in made.where.keys:
        yield f"netwerk van {key}", (key,)
    for partner, keys in sorted(members(made.catalog).items()):
        if partner != figures.PROGRAMMA:
            yield f"partner {partner}", keys


def members(catalog):
    """Place that is no buurt -> its transitiebuurten."""
    found = {}
    for one in catalog.programmas[scene.PROGRAMMA].buurten:
        if one.rol == "transitie":
            for naam in (one.partner, figures.PROGRAMMA):
                found[naam] = (*found.get(naam, ()), one.sleutel)
    return found


class Judge:
    """What was collected, laid beside the truth.

    Args:
        before, after: (truth, everything that was shown) of two publications.
        cells: how many cells in large groups are worked out per role.
    """

    def __init__(self, made, roles, before, after, cells):
        self.catalog, self.where, self.roles, self.cells = made.catalog, made.where, roles, cells
        self.rows = [known.Rows(made.catalog, truth, scene.PROGRAMMA) for truth, _ in (before, after)]
        self.before, self.everything = before[1], after[1]
        self.members = members(made.catalog)
        self.partners = {naam: keys for naam, keys in self.members.items() if naam != figures.PROGRAMMA}
        self.sources = {spec.naam: code for code, spec in made.catalog.bronnen.items()}
        self.public = dict(_inhabitants(made, roles))
        self._of_all = None

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
        for told in compared(haul.seen, self.everything, self.catalog):
            report.says(told)
        outcomes = any(may(self.roles[haul.role], one, buurt=self.where.small) for one in FIGURES)
        if not outcomes and haul.seen:
            report.says("ziet uitkomsten en mag dat niet")
        self._shown(report, haul.seen)
        after = self.everything if haul.role == SEES_MOST else haul.seen
        self._work_out(report, self.solver(self.before if outcomes else {}, after))
        return report

    def inside(self, name, keys):
        """A network or a partner: it knows what it delivered itself, besides all that was ever shown."""
        if self._of_all is None:
            self._of_all = self.solver(self.before, self.everything)
        solver, report = self._of_all, Report(name)
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


def compared(seen, everything, catalog):
    """Figures of a role that are not what is published: another number, or one that is shown to some only."""
    for key, what in seen.items():
        theirs = everything.get(key)
        if theirs is None:
            if what != Seen():
                yield f"{key}: {what} staat in geen opdracht en niet in het bestand voor onderzoek"
        elif not what.is_as(theirs, catalog.indicatoren[key[2]].decimalen):
            yield f"{key}: {what}, en anderen zien {theirs}"


def _is_true(made, rule):
    parts, least, most = rule
    total = sum(made.truth[name] * times for name, times in parts.items())
    return least - 1e-6 <= total <= most + 1e-6


def _inhabitants(made, roles):
    """((buurt, year), inhabitants) of open figures, as they are published."""
    from buurtbeeld.figures import ProfileQuestion, read

    visitor = roles[Role.BEZOEKER.value]
    for key in made.where.keys:
        for jaar in read(visitor, ProfileQuestion(key), reader=made.reader).jaren:
            row = read(visitor, ProfileQuestion(key, jaar), reader=made.reader).rows.get("aantal_inwoners")
            if row is not None and row.own.value is not None:
                yield (key, str(row.own.jaar)), row.own.value
