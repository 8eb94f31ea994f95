"""Where CBS, RIVM and PDOK live, and what counts as the same host."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Addresses:
    """Base addresses without a trailing slash, scheme and port included."""

    cbs: str = "https://opendata.cbs.nl"
    derden: str = "https://dataderden.cbs.nl"
    cbs_v4: str = "https://datasets.cbs.nl"
    pdok: str = "https://service.pdok.nl"
    pdok_api: str = "https://api.pdok.nl"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Addresses:
        """Read CBS_BASE_URL, CBS_DERDEN_BASE_URL, CBS_V4_BASE_URL and PDOK_BASE_URL; else the real hosts."""
        names = {"cbs": "CBS", "derden": "CBS_DERDEN", "cbs_v4": "CBS_V4", "pdok": "PDOK", "pdok_api": "PDOK"}
        given = {field: environment.get(f"{name}_BASE_URL", "").rstrip("/") for field, name in names.items()}
        return cls(**{field: address for field, address in given.items() if address})

    def of_catalogue(self, catalogus: str) -> str:
        """Base address of a source's `catalogus` (CBS or derden)."""
        return {"CBS": self.cbs, "derden": self.derden}[catalogus]


def origin(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def secure(url: str, *, like: str) -> str:
    """The address with https when we came over https: CBS writes http in its own next links."""
    same_host = urlsplit(url).hostname == urlsplit(like).hostname
    if same_host and like.startswith("https:") and url.startswith("http:"):
        return "https:" + url.removeprefix("http:")
    return url
