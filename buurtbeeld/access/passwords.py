"""Passwords of local accounts: argon2id with the defaults of argon2-cffi (RFC 9106, low memory)."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from buurtbeeld.errors import BuurtbeeldError

SHORTEST, LONGEST = 12, 200  # characters
# What is tried first, of at least SHORTEST characters once repeated or extended.
COMMON = ("wachtwoord", "welkom", "password", "qwerty", "buurtbeeld", "letmein", "geheim", "1234567890", "abcdefgh")


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


def hashed(password: str, *, naam: str = "") -> str:
    """What is stored of a new password.

    Args:
        password: as typed.
        naam: of the account; a password that is built around it is refused.

    Raises:
        BuurtbeeldError: E_WACHTWOORD, it is too short, too long or easy to guess.
    """
    if problem := problem_of(password, naam):
        raise BuurtbeeldError(problem, doe=f"Kies minstens {SHORTEST} tekens, bijvoorbeeld vier woorden.",
                              code="E_WACHTWOORD")  # fmt: skip
    return _hasher().hash(password)


def hashed_again(password: str) -> str:
    """The same for a password that was accepted before, with the parameters of now."""
    return _hasher().hash(password)


def problem_of(password: str, naam: str = "") -> str:
    """What is wrong with a new password, as a sentence; "" when nothing is."""
    if len(password) < SHORTEST:
        return f"Dit wachtwoord is te kort: het heeft {len(password)} tekens."
    if len(password) > LONGEST:
        return f"Dit wachtwoord is te lang: het heeft meer dan {LONGEST} tekens."
    plain = password.casefold()
    guessable = [*COMMON, *(part for part in [naam.casefold().split("@")[0]] if len(part) > 3)]
    rest = plain
    for word in guessable:
        rest = rest.replace(word, "")
    if len(rest) < SHORTEST // 2 or len(set(plain)) < 5:
        return "Dit wachtwoord is makkelijk te raden."
    return ""


def fits(stored: str | None, password: str) -> bool:
    """Whether this is the password; takes as long for an account that has none, or that does not exist."""
    if len(password) > LONGEST:
        return False
    try:
        _hasher().verify(stored or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with weaker parameters than those of now."""
    return _hasher().check_needs_rehash(stored)


@cache
def _nobodys() -> str:
    return _hasher().hash("no account has this one")
