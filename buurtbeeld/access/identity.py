"""What an organisation says of somebody who logged in there: the claims of an ID token (OpenID Connect Core 2).

Only who it is, whether the address was verified, and how the login went. Never what somebody may do here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# Words of `amr` (RFC 8176) by what they prove: something known, something held, something one is.
KINDS = (
    {"pwd", "pin", "kba"},
    {"otp", "hwk", "swk", "sms", "tel", "sc", "pop", "wia"},
    {"fpt", "face", "iris", "retina", "vbm"},
)


@dataclass(frozen=True)
class Identity:
    """Somebody at an organisation.

    Attributes:
        issuer, subject: who it is; together the key, for an address may change hands.
        email: lower case, and only when the organisation verified it; else "".
        key: digest of this one login; another login of the same person has another one.
        issued_at: moment of logging in, by the clock of the organisation.
    """

    issuer: str
    subject: str
    email: str
    naam: str
    second_factor: bool
    key: str
    issued_at: datetime


def from_claims(claims: Mapping[str, Any], *, acr: Iterable[str] = ()) -> Identity | None:
    """Read the claims of an ID token whose signature was checked.

    Args:
        acr: values that mean a login with a second step, of this organisation.

    Returns:
        None when there is no issuer, subject or moment in them: then nobody is logged in.
    """
    issuer, subject, issued = claims.get("iss"), claims.get("sub"), claims.get("iat")
    if not (isinstance(issuer, str) and issuer and isinstance(subject, str) and subject):
        return None
    if not isinstance(issued, int | float) or isinstance(issued, bool):
        return None
    email = claims.get("email")
    verified = claims.get("email_verified") is True and isinstance(email, str)
    login = "\n".join(str(claims.get(name, "")) for name in ("iss", "sub", "iat", "nonce", "at_hash", "sid", "jti"))
    return Identity(
        issuer=issuer,
        subject=subject,
        email=str(email).strip().casefold() if verified else "",
        naam=str(claims.get("name") or claims.get("preferred_username") or "")[:80],
        second_factor=has_second_factor(claims, acr),
        key=hashlib.sha256(f"organisatie\n{login}".encode()).hexdigest(),
        issued_at=datetime.fromtimestamp(issued, UTC),
    )


def has_second_factor(claims: Mapping[str, Any], acr: Iterable[str] = ()) -> bool:
    """Whether the organisation says that it asked for two different kinds of proof."""
    said = claims.get("amr")
    methods = set(said) if isinstance(said, list | tuple) else {said} if isinstance(said, str) else set()
    proved = sum(bool(kind & methods) for kind in KINDS)
    return "mfa" in methods or proved >= 2 or claims.get("acr") in set(acr)
