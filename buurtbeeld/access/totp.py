"""Codes of an app on a telephone, for local accounts whose role asks for a second step (RFC 6238)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote

PERIOD, DIGITS, SLACK = 30, 6, 1  # seconds; digits; periods a clock may be off


def new_key() -> str:
    """A new key of 160 bits, base32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def address(key: str, naam: str) -> str:
    """What an app reads: otpauth://…"""
    return f"otpauth://totp/{quote(f'buurtbeeld:{naam}')}?secret={key}&issuer=buurtbeeld"


def code(key: str, step: int) -> str:
    """The code of one period."""
    digest = hmac.new(base64.b32decode(key), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(key: str, typed: str, now: datetime, *, after: int | None) -> int | None:
    """The period a typed code belongs to; None when it is wrong or was used before.

    Args:
        after: the last period of which a code was used; only later ones count.
    """
    plain = "".join(typed.split())
    middle = int(now.timestamp()) // PERIOD
    for step in range(middle - SLACK, middle + SLACK + 1):
        if (after is None or step > after) and hmac.compare_digest(code(key, step).encode(), plain.encode()):
            return step
    return None
