"""Answers about learning, kept as long as nothing is published, written down or asked anew."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeVar

from buurtbeeld import figures
from buurtbeeld.learning.vragen import LearningQuestion, LearningVersionQuestion
from buurtbeeld.roles import User
from pages._ui import cached, services

Answer = TypeVar("Answer")


def key(user: User) -> tuple[Hashable, ...]:
    """The start of every key: publication, plans, scope, and what was asked or decided."""
    events = figures.read(user, LearningVersionQuestion(), reader=services.reader())
    return (*cached.outcome_key(user), events)


def answer(user: User, question: LearningQuestion[Answer]) -> Answer:
    """The answer to one question.

    Raises:
        BuurtbeeldError: as `figures.read`.
    """
    return cached.made("leren", (*key(user), question), lambda: figures.read(user, question, reader=services.reader()))
