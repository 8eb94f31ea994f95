"""Arrays and a few words as one piece of bytes: the same content gives the same bytes, in every process."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

_LENGTH = struct.Struct("<Q")
_STEP = 8  # every array begins at a multiple of this


def pack(words: Any, arrays: Iterable[npt.NDArray[Any]]) -> bytes:
    """Words (anything that JSON can hold) and arrays of numbers, as bytes."""
    some = [np.ascontiguousarray(one) for one in arrays]
    shapes = [(one.dtype.str, one.shape) for one in some]
    head = json.dumps([words, shapes], ensure_ascii=False, separators=(",", ":")).encode()
    parts = [_LENGTH.pack(len(head)), head, b"\0" * (-len(head) % _STEP)]
    for one in some:
        parts += [one.tobytes(), b"\0" * (-one.nbytes % _STEP)]
    return b"".join(parts)


def unpack(content: bytes) -> tuple[Any, list[npt.NDArray[Any]]]:
    """What `pack` was given; the arrays cannot be written to."""
    (length,) = _LENGTH.unpack_from(content)
    words, shapes = json.loads(content[_LENGTH.size : _LENGTH.size + length])
    at, found = _LENGTH.size + length + -length % _STEP, []
    for kind, shape in shapes:
        one = np.frombuffer(content, dtype=kind, count=int(np.prod(shape)), offset=at).reshape(shape)
        found.append(one)
        at += one.nbytes + -one.nbytes % _STEP
    return words, found


def smallest(codes: npt.NDArray[Any], words: int) -> npt.NDArray[Any]:
    """Numbers below `words` in as few bytes as they fit in."""
    return codes.astype(np.min_scalar_type(max(words - 1, 0)).newbyteorder("<"))
