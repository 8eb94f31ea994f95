"""Answers a question about learning, for who may ask it. Only `figures.read` calls this."""

from __future__ import annotations

from datetime import date
from typing import Any

from buurtbeeld.errors import NotFound
from buurtbeeld.learning import leren, menukaart, voortgang
from buurtbeeld.learning.vragen import (
    LearningQuestion,
    LearningVersionQuestion,
    LearnQuestion,
    LikenessQuestion,
    MenuQuestion,
    ProgressQuestion,
)
from buurtbeeld.places import Look
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.storage import reading_learning


def answer(look: Look, user: User, question: LearningQuestion[Any]) -> Any:
    """The answer, of one publication.

    Raises:
        PermissionDenied: this role does not see outcomes of these buurten.
        NotFound: there is no such buurt or programma.
        BuurtbeeldError: the buurt does not take part, or nothing is worked out yet.
    """
    match question:
        case LearningVersionQuestion():
            return reading_learning.events_version(look.connection)
        case LearnQuestion(sleutel=sleutel):
            check_may(user, Action.UITKOMSTEN, buurt=sleutel)
            return leren.of(look, question)
        case LikenessQuestion(sleutel=sleutel, rol=rol):
            check_may(user, Action.UITKOMSTEN, buurt=sleutel)
            return leren.alike(look, sleutel, rol)
        case MenuQuestion(sleutel=sleutel, vandaag=vandaag):
            return _menu(look, user, sleutel, vandaag)
        case ProgressQuestion(programma=programma):
            check_may(user, Action.VOORTGANG, programma=programma)
            if programma not in look.catalog.programmas:
                raise NotFound(f"Er is geen programma '{programma[:40]}'.")
            return voortgang.of(look, question)
    raise TypeError(question)


def _menu(look: Look, user: User, sleutel: str, vandaag: date) -> Any:
    check_may(user, Action.PAGINA_MENUKAART)
    found = look.catalog.buurt(sleutel)
    if found is not None:
        check_may(user, Action.UITKOMSTEN, buurt=sleutel)
    return menukaart.of(look, found, vandaag)
