"""Answers about learning, kept as long as nothing is published, written down or asked anew."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from buurtbeeld import figures
from buurtbeeld.learning.vragen import LearningQuestion, LearningVersionQuestion
from buurtbeeld.roles import User
from pages._ui import cached, services

Answer = TypeVar("Answer")
Made = TypeVar("Made")


def key(user: User) -> tuple[Hashable, ...]:
    """The start of every key: publication, plans, scope, and what was asked or decided."""
    events = figures.read(user, LearningVersionQuestion(), reader=services.reader())
    return (*cached.outcome_key(user), events)


def made(user: User, question: LearningQuestion[Answer], make: Callable[[Answer], Made]) -> Made:
    """What a page makes of an answer, kept as long as the answer itself."""
    of = (*key(user), question)
    return cached.made("leerdelen", of, lambda: make(answer(user, question)))


def answer(user: User, question: LearningQuestion[Answer]) -> Answer:
    """The answer to one question.

    Raises:
        BuurtbeeldError: as `figures.read`.
    """
    return cached.made("leren", (*key(user), question), lambda: figures.read(user, question, reader=services.reader()))
