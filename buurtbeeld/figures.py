"""The one exit for figures: read(user, question) authorises and returns published figures.

Nothing behind this module is reachable from a page. A question names what is wanted; the answer is a
frozen object from one publication, so that screen, file and print cannot disagree.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any, TypeVar, overload

import sqlalchemy as sa

from buurtbeeld import place_lists, places, profile, publication_changes, series, source_states
from buurtbeeld.agreement import store as agreement_store
from buurtbeeld.agreement.store import Shown
from buurtbeeld.answers import Delivered, PlekRef, Profile, Series, SourceState
from buurtbeeld.catalog import Catalog
from buurtbeeld.change_answers import Publicatie, Veranderingen
from buurtbeeld.deliveries import overview as delivery_overview
from buurtbeeld.deliveries.calendar import Due
from buurtbeeld.learning import lezen as learning_answers
from buurtbeeld.learning.vragen import LearningQuestion
from buurtbeeld.model import Plek
from buurtbeeld.outcomes import care_use, research
from buurtbeeld.outcomes import matrix as outcome_matrix
from buurtbeeld.outcomes import sheet as outcome_sheet
from buurtbeeld.outcomes.answers import CareUse, Comparison, Outcomes, Sheet
from buurtbeeld.outcomes.research import Research
from buurtbeeld.questions import (
    AgreementQuestion,
    CalendarQuestion,
    CareQuestion,
    ChangesQuestion,
    ComparisonQuestion,
    DeliveriesQuestion,
    NeighboursQuestion,
    OutcomesQuestion,
    PlansVersionQuestion,
    PlekQuestion,
    ProfileQuestion,
    PublicationsQuestion,
    Question,
    ResearchQuestion,
    SearchQuestion,
    SeriesQuestion,
    SheetQuestion,
    SourcesQuestion,
    VersionQuestion,
)
from buurtbeeld.roles import Action, User, check_may, may
from buurtbeeld.storage import reading
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.reading import Snapshot
from buurtbeeld.storage.reading_outcomes import plans_version

__all__ = [
    "AgreementQuestion",
    "CalendarQuestion",
    "CareQuestion",
    "ChangesQuestion",
    "ComparisonQuestion",
    "DeliveriesQuestion",
    "NeighboursQuestion",
    "OutcomesQuestion",
    "PlansVersionQuestion",
    "PlekQuestion",
    "ProfileQuestion",
    "PublicationsQuestion",
    "Question",
    "Reader",
    "ResearchQuestion",
    "SearchQuestion",
    "SeriesQuestion",
    "SheetQuestion",
    "SourcesQuestion",
    "VersionQuestion",
    "read",
]
OutcomeAnswer = Outcomes | Sheet | Comparison | CareUse
OutcomeAsked = OutcomesQuestion | SheetQuestion | ComparisonQuestion | CareQuestion
Lists = tuple[PlekRef, ...] | tuple[SourceState, ...] | tuple[Delivered, ...] | tuple[Due, ...]
Made = tuple[Publicatie, ...] | Veranderingen
Learned = TypeVar("Learned")
Answer = Shown | Research | Profile | Series | Plek | Lists | OutcomeAnswer | Made | int


@dataclass
class Reader:
    """An open published store with its catalogue. Safe to share between threads."""

    engine: sa.Engine
    catalog: Catalog
    _snapshot: Snapshot | None = field(default=None, repr=False)
    _memory: dict[tuple[str, ...], Any] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def snapshot(self, connection: sa.Connection) -> Snapshot:
        """The newest publication's parts; read again only when there is a newer publication."""
        number = reading.current_publication(connection)
        known = self._snapshot
        if known is None or known.publicatie != number:
            known = reading.snapshot(connection, number)
            with self._lock:
                self._snapshot, self._memory = known, {}
        return known

    def look(self, connection: sa.Connection) -> places.Look:
        """A look into the newest publication."""
        return places.Look(connection, self.snapshot(connection), self.catalog, self._memory)


@overload
def read(user: User, question: ProfileQuestion, *, reader: Reader) -> Profile: ...
@overload
def read(user: User, question: SeriesQuestion, *, reader: Reader) -> Series: ...
@overload
def read(user: User, question: PlekQuestion, *, reader: Reader) -> Plek: ...
@overload
def read(user: User, question: SearchQuestion | NeighboursQuestion, *, reader: Reader) -> tuple[PlekRef, ...]: ...
@overload
def read(user: User, question: SourcesQuestion, *, reader: Reader) -> tuple[SourceState, ...]: ...
@overload
def read(user: User, question: DeliveriesQuestion, *, reader: Reader) -> tuple[Delivered, ...]: ...
@overload
def read(user: User, question: CalendarQuestion, *, reader: Reader) -> tuple[Due, ...]: ...
@overload
def read(user: User, question: OutcomesQuestion, *, reader: Reader) -> Outcomes: ...
@overload
def read(user: User, question: SheetQuestion, *, reader: Reader) -> Sheet: ...
@overload
def read(user: User, question: ComparisonQuestion, *, reader: Reader) -> Comparison: ...
@overload
def read(user: User, question: CareQuestion, *, reader: Reader) -> CareUse: ...
@overload
def read(user: User, question: AgreementQuestion, *, reader: Reader) -> Shown: ...
@overload
def read(user: User, question: ResearchQuestion, *, reader: Reader) -> Research: ...
@overload
def read(user: User, question: PublicationsQuestion, *, reader: Reader) -> tuple[Publicatie, ...]: ...
@overload
def read(user: User, question: ChangesQuestion, *, reader: Reader) -> Veranderingen: ...
@overload
def read(user: User, question: VersionQuestion | PlansVersionQuestion, *, reader: Reader) -> int: ...
@overload
def read(user: User, question: LearningQuestion[Learned], *, reader: Reader) -> Learned: ...
def read(user: User, question: Question | LearningQuestion[Any], *, reader: Reader) -> Answer | Any:
    """Answer one question from the newest publication.

    Args:
        user: who asks; open statistics are for everybody, including a visitor who is not logged in.
        question: what is asked.
        reader: the published store.

    Raises:
        PermissionDenied: the user's role may not read open figures, or not these outcomes.
        NotFound: the buurt, area, year or indicator does not exist; the sentence says what does.
        StorageError: the store does not answer.
    """
    check_may(user, Action.OPEN_CIJFERS)
    with translated(), reader.engine.connect() as connection:
        match question:
            case VersionQuestion():
                return reading.current_publication(connection)
            case DeliveriesQuestion(limiet, buurt):
                return delivery_overview.deliveries_of(connection, reader.catalog, user, limiet, buurt)
            case CalendarQuestion(buurten, vandaag):
                return delivery_overview.calendar_of(connection, reader.catalog, user, buurten, vandaag)
            case PlansVersionQuestion() | PublicationsQuestion() | ChangesQuestion() | AgreementQuestion():
                return _records(connection, reader.catalog, user, question)
            case OutcomesQuestion() | SheetQuestion() | ComparisonQuestion() | CareQuestion():
                return _outcome(reader.look(connection), user, question)
        return _answer(reader.look(connection), user, question)


def _outcome(look: places.Look, user: User, question: OutcomeAsked) -> OutcomeAnswer:
    """Outcomes are for those who work in a programma; of every buurt that is asked about."""
    met = question.met if isinstance(question, ComparisonQuestion) else ()
    for sleutel in (question.sleutel, *met):
        check_may(user, Action.UITKOMSTEN, buurt=sleutel)
    match question:
        case OutcomesQuestion(sleutel, vandaag):
            return outcome_matrix.of(look, sleutel, vandaag)
        case SheetQuestion(sleutel, indicator, thema, vandaag):
            return outcome_sheet.of(look, sleutel, indicator, thema, vandaag)
        case ComparisonQuestion(sleutel, indicator, thema, met, bron, vandaag):
            return outcome_sheet.compared(look, sleutel, indicator, thema, met=met, bron=bron, vandaag=vandaag)
        case CareQuestion(sleutel, vandaag):
            return care_use.of(look, sleutel, vandaag, sees=lambda other: may(user, Action.UITKOMSTEN, buurt=other))


def _records(
    connection: sa.Connection,
    catalog: Catalog,
    user: User,
    question: PlansVersionQuestion | PublicationsQuestion | ChangesQuestion | AgreementQuestion,
) -> Made | Shown | int:
    """What was written down and published before; for those who see outcomes, of the buurten they see."""
    if isinstance(question, AgreementQuestion):
        return agreement_store.shown(connection, catalog, user, question.programma, question.kopie)
    if isinstance(question, PlansVersionQuestion):
        return plans_version(connection)
    if isinstance(question, PublicationsQuestion):
        check_may(user, Action.UITKOMSTEN)
        return publication_changes.publications(connection, question.limiet)
    check_may(user, Action.UITKOMSTEN, buurt=question.buurt or None)
    return publication_changes.between(
        connection,
        catalog,
        question.oud,
        question.nieuw,
        sees=lambda sleutel: may(user, Action.UITKOMSTEN, buurt=sleutel),
        buurt=question.buurt,
        limit=question.limiet,
    )


def _answer(look: places.Look, user: User, question: Question | LearningQuestion[Any]) -> Answer | Any:
    answer: Answer | Any
    match question:
        case LearningQuestion():
            answer = learning_answers.answer(look, user, question)
        case ResearchQuestion(programma, vandaag):
            check_may(user, Action.ONDERZOEK_EXPORT, programma=programma)
            answer = research.of(look, programma, vandaag)
        case ProfileQuestion(sleutel, jaar):
            answer = profile.of(look, sleutel, jaar)
        case SeriesQuestion(sleutel, indicator):
            answer = series.of(look, sleutel, indicator)
        case PlekQuestion(sleutel):
            answer = places.resolve(look, sleutel).plek
        case SearchQuestion(tekst, limiet):
            answer = place_lists.search(look, tekst, limiet)
        case NeighboursQuestion(sleutel):
            answer = place_lists.neighbours(look, sleutel)
        case SourcesQuestion():
            answer = source_states.of(look)
        case VersionQuestion():
            answer = look.snapshot.publicatie
    return answer
