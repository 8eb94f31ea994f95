"""All caching. Keys: publication, who may see it, and what was asked; entries are immutable.

Only published figures are cached, since the cache is shared by all users of this process.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import streamlit as st

from buurtbeeld import figures, roles
from buurtbeeld.agreement.store import Shown
from buurtbeeld.answers import Delivered, PlekRef, Profile, Series, SourceState
from buurtbeeld.deliveries.calendar import Due
from buurtbeeld.errors import NotFound
from buurtbeeld.learning.vragen import LearningVersionQuestion
from buurtbeeld.model import Plek
from buurtbeeld.outcomes.answers import CareUse, Comparison, Outcomes, Sheet
from buurtbeeld.periods import today
from buurtbeeld.roles import Action, User, may
from pages._ui import services

Made = TypeVar("Made")
VERSION_KEY = "publicatie"
SEARCH_HITS = 24
FRESH_SECONDS = 10  # how long a page may lag behind a failing source


def look_for_news(user: User) -> None:
    """At the start of a run: which publication is the newest. The whole run reads from that one."""
    st.session_state[VERSION_KEY] = _newest(user)


def version(user: User) -> int:
    """Number of the publication this run reads from."""
    known: int | None = st.session_state.get(VERSION_KEY)
    return _newest(user) if known is None else known


def _newest(user: User) -> int:
    return figures.read(user, figures.VersionQuestion(), reader=services.reader())


def scope(user: User) -> str:
    """What decides which figures a user may see; part of every key."""
    return roles.scope(user)


def key(user: User) -> tuple[int, str]:
    """The start of every key: publication and scope."""
    return version(user), scope(user)


def profile(user: User, sleutel: str, jaar: int | None = None) -> Profile:
    """Everything Ons buurtbeeld shows of a plek.

    Raises:
        NotFound: unknown plek, or no figures for that year.
    """
    answer: Profile = _answer((*key(user), figures.ProfileQuestion(sleutel, jaar)), _user=user)
    return answer


def plek(user: User, sleutel: str) -> Plek | None:
    """What a key stands for; None when it is unknown."""
    try:
        answer: Plek = _answer((*key(user), figures.PlekQuestion(sleutel)), _user=user)
    except NotFound:
        return None
    return answer


def series(user: User, sleutel: str, indicator: str) -> Series:
    """A trend."""
    answer: Series = _answer((*key(user), figures.SeriesQuestion(sleutel, indicator)), _user=user)
    return answer


def neighbours(user: User, sleutel: str) -> tuple[PlekRef, ...]:
    """What the plek lies in, and its parts."""
    answer: tuple[PlekRef, ...] = _answer((*key(user), figures.NeighboursQuestion(sleutel)), _user=user)
    return answer


def found(user: User, tekst: str) -> tuple[PlekRef, ...]:
    """Search hits, the best first."""
    question = figures.SearchQuestion(tekst.strip().casefold(), limiet=SEARCH_HITS)
    answer: tuple[PlekRef, ...] = _answer((*key(user), question), _user=user)
    return answer


def sources(user: User) -> tuple[SourceState, ...]:
    """How fresh each source is, at most a few seconds old: a failing source makes no new publication."""
    answer: tuple[SourceState, ...] = _fresh_answer((*key(user), figures.SourcesQuestion()), _user=user)
    return answer


def outcomes(user: User, sleutel: str) -> Outcomes:
    """The matrix of a programme buurt.

    Raises:
        NotFound: this plek is no buurt of a programma.
        PermissionDenied: this role sees no outcomes.
    """
    answer: Outcomes = _outcome_answer((*outcome_key(user), figures.OutcomesQuestion(sleutel, today())), _user=user)
    return answer


def sheet(user: User, sleutel: str, indicator: str, thema: str = "") -> Sheet:
    """Everything of one outcome of a programme buurt.

    Raises:
        NotFound: unknown buurt or indicator.
        PermissionDenied: this role sees no outcomes.
    """
    question = figures.SheetQuestion(sleutel, indicator, thema, today())
    answer: Sheet = _outcome_answer((*outcome_key(user), question), _user=user)
    return answer


def comparison(
    user: User, sleutel: str, indicator: str, thema: str = "", *, met: tuple[str, ...] = (), bron: str = ""
) -> Comparison:
    """One outcome of several buurten side by side.

    Raises:
        NotFound: unknown buurt or indicator.
        PermissionDenied: this role sees no outcomes.
    """
    question = figures.ComparisonQuestion(sleutel, indicator, thema, met, bron, today())
    # Who is alike is worked out just after a publication is there.
    learned = figures.read(user, LearningVersionQuestion(), reader=services.reader())
    asked = (*outcome_key(user), learned, question)
    return made("vergelijking", asked, lambda: figures.read(user, question, reader=services.reader()))


def sees_outcomes(user: User, sleutel: str) -> bool:
    """Whether there can be outcomes of this plek, and this user may see them."""
    return services.catalog().buurt(sleutel) is not None and may(user, Action.UITKOMSTEN, buurt=sleutel)


def care_use(user: User, sleutel: str) -> CareUse | None:
    """What was delivered about care in the base year; None when there are no outcomes this user may see."""
    if not sees_outcomes(user, sleutel):
        return None
    answer: CareUse = _outcome_answer((*outcome_key(user), figures.CareQuestion(sleutel, today())), _user=user)
    return answer


def outcome_key(user: User) -> tuple[int, int, str]:
    """The start of the key of an answer about outcomes: it also changes with what a network writes down."""
    plans = figures.read(user, figures.PlansVersionQuestion(), reader=services.reader())
    return version(user), plans, scope(user)


def agreement(user: User, programma: str, kopie: int | None = None) -> Shown:
    """The agreement of a programma; its list of frozen copies is as new as the last click.

    Raises:
        NotFound: unknown programma or copy.
        PermissionDenied: this user sees no agreement of it.
    """
    return figures.read(user, figures.AgreementQuestion(programma, kopie), reader=services.reader())


def deliveries(user: User, buurt: str) -> tuple[Delivered, ...]:
    """Files delivered about one of the user's own buurten; never cached: a retraction shows at once."""
    return figures.read(user, figures.DeliveriesQuestion(buurt=buurt), reader=services.reader())


def calendar(user: User, buurten: tuple[str, ...]) -> tuple[Due, ...]:
    """What is due today for some buurten."""
    return figures.read(user, figures.CalendarQuestion(buurten, today()), reader=services.reader())


def made(what: str, asked: tuple[Hashable, ...], make: Callable[[], Made]) -> Made:
    """What a part of a page makes of published figures, made once for everybody who may see the same.

    Args:
        what: name of what is made; part of the key.
        asked: the rest of the key; starts with `key(user)` where figures are in it.
        make: makes it; called when it is not there yet.
    """
    answer: Made = _made((what, *asked), _make=make)
    return answer


@st.cache_resource(max_entries=1500, show_spinner=False)
def _made(asked: tuple[Hashable, ...], *, _make: Callable[[], Any]) -> Any:  # noqa: ARG001 - the key
    return _make()


@st.cache_resource(max_entries=3000, show_spinner=False)
def _answer(asked: tuple[int, str, figures.Question], *, _user: User) -> Any:
    return figures.read(_user, asked[-1], reader=services.reader())


@st.cache_resource(max_entries=1000, show_spinner=False)
def _outcome_answer(asked: tuple[int, int, str, figures.Question], *, _user: User) -> Any:
    return figures.read(_user, asked[-1], reader=services.reader())


@st.cache_resource(max_entries=50, ttl=FRESH_SECONDS, show_spinner=False)
def _fresh_answer(asked: tuple[int, str, figures.Question], *, _user: User) -> Any:
    return figures.read(_user, asked[-1], reader=services.reader())


@st.cache_resource(ttl=FRESH_SECONDS, max_entries=1, show_spinner=False)
def map_years() -> tuple[int, ...]:
    """Years for which borders are loaded, newest first."""
    return services.map_years()


@st.cache_resource(ttl=FRESH_SECONDS, max_entries=1, show_spinner=False)
def country_map_years() -> tuple[int, ...]:
    """Years for which the borders of every buurt of the country are loaded, newest first."""
    return services.country_map_years()


@st.cache_resource(max_entries=1, show_spinner=False)
def invented_boxes() -> dict[str, Any]:
    """Boxes of the invented areas."""
    return services.invented_boxes()


@st.cache_resource(max_entries=20, show_spinner=False)
def map_index(jaar: int) -> dict[str, Any]:
    """Boxes of the areas whose borders are loaded for a year."""
    return services.map_index(jaar)
