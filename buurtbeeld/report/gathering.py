"""Gathers what a buurtverslag is made of: what the meetings said and saw, and nothing that is not safe to show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from buurtbeeld import interventions
from buurtbeeld.catalog import Catalog
from buurtbeeld.dutch import date_text
from buurtbeeld.experiences import quotes
from buurtbeeld.figures import ProfileQuestion, Reader, VersionQuestion, read
from buurtbeeld.periods import now, today
from buurtbeeld.report.buurtverslag import Afspraak, Inhoud, Stem
from buurtbeeld.review import meetings, notes
from buurtbeeld.review.freezing import frozen
from buurtbeeld.review.parts import BESPREKING, LES, OPEN, STEM, Bevroren, Bijeenkomst, Gezien
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_meetings import bespreking, bespreking_gebeurtenis, geschreven, ondertekening
from buurtbeeld.wording import intro, plain
from buurtbeeld.writing.store import Tekst

WAARVAN = "verslag"  # of a signature
MOST_FIGURES, MOST_QUOTES, MOST_MEETINGS = 8, 12, 12
SAYS = {"ja": "herkent dit", "deels": "herkent dit deels", "nee": "herkent dit niet", "": "zegt dit"}


def gathered(reader: Reader, user: User, sleutel: str, *, sinds: datetime | None) -> Inhoud:
    """What a buurtverslag holds: of the meetings that were closed after `sinds`, or of all.

    Without a meeting it holds what the figures say today.

    Raises:
        PermissionDenied: this user does not read the meetings of this buurt.
        NotFound: there is no such buurt.
    """
    meetings.taking_part(reader.catalog, sleutel)
    over = _since(reader, user, sleutel, sinds)
    seen = [meetings.seen(reader, user, one) for one in over] or [frozen(reader, user, sleutel, today())]
    said = [notes.said(reader, user, one) for one in over]
    moments = [one.op for one in over] or [now()]
    profile = read(user, ProfileQuestion(sleutel), reader=reader)
    begun = interventions.list_of(reader.engine, reader.catalog, user, sleutel)
    return Inhoud(
        naam=profile.plek.naam,
        verzonnen=profile.plek.verzonnen,
        van=date_text(min(moments)),
        tot=date_text(max(moments)),
        besprekingen=sum(one.soort == BESPREKING for one in over),
        buurt=tuple(plain(zin) for zin in intro(profile, reader.catalog.indicatoren)),
        cijfers=_figures(seen),
        rest=sum(count for _, count in seen[0].rest),
        stemmen=_quotes([text for texts in said for text in texts], _approved(reader, user, sleutel, sinds), reader),
        lessen=tuple(dict.fromkeys(text.tekst for texts in said for text in notes.of(texts, LES))),
        begonnen=tuple(f"{one.titel}, sinds {date_text(one.start)}" for one in begun if one.start <= today()),
        afspraken=_agreements(reader, user, over),
        bronnen=tuple(dict.fromkeys(one.bron.lower() for one in _figures(seen))),
        publicatie=read(user, VersionQuestion(), reader=reader),
    )


def mark(reader: Reader, user: User, sleutel: str) -> tuple[int, ...]:
    """Numbers that change with everything a network writes, closes or signs: as long as they stay, `gathered` does.

    Figures are not in it: those change with the publication.

    Raises:
        PermissionDenied: this user reads no drafts of this buurt.
        StorageError: the store does not answer.
    """
    check_may(user, Action.BUURTVERSLAG_CONCEPT, buurt=sleutel)
    mine = sa.select(bespreking.c.id).where(bespreking.c.buurt == sleutel)
    queries = (
        sa.select(sa.func.max(geschreven.c.id)).where(geschreven.c.buurt == sleutel),
        sa.select(sa.func.max(bespreking_gebeurtenis.c.id)).where(bespreking_gebeurtenis.c.bespreking_id.in_(mine)),
        sa.select(sa.func.max(ondertekening.c.id)).where(ondertekening.c.waarvan == WAARVAN),
    )
    with translated(), reader.engine.connect() as connection:
        return tuple(connection.scalar(query) or 0 for query in queries)


def _since(reader: Reader, user: User, sleutel: str, sinds: datetime | None) -> list[Bijeenkomst]:
    """Closed meetings, the newest in front."""
    there = meetings.meetings(reader, user, sleutel)
    over = [one for one in there if one.gesloten is not None and (sinds is None or one.gesloten.op > sinds)]
    return over[:MOST_MEETINGS]


def _figures(seen: Sequence[Bevroren]) -> tuple[Gezien, ...]:
    """Every figure that stood out, as it was seen last; the newest meeting first."""
    found: dict[str, Gezien] = {}
    for kept in seen:
        for one in kept.signalen:
            found.setdefault(one.indicator, one)
    return tuple(found.values())[:MOST_FIGURES]


def _quotes(said: Sequence[Tekst], more: Sequence[Tekst], reader: Reader) -> tuple[Stem, ...]:
    """What people said in their own words, each once: in meetings, with the figure it is about, and approved quotes."""
    voices = {one.tekst: one for one in (*notes.of(said, STEM), *more) if one.tekst}
    return tuple(_quote(one, reader.catalog) for one in list(voices.values())[:MOST_QUOTES])


def _approved(reader: Reader, user: User, sleutel: str, sinds: datetime | None) -> list[Tekst]:
    return [one for one in quotes.approved(reader, user, sleutel) if sinds is None or one.begonnen > sinds]


def _quote(one: Tekst, catalog: Catalog) -> Stem:
    known = catalog.indicatoren.get(one.onderwerp)
    about = f" Het gaat over: {known.naam[:1].lower()}{known.naam[1:]}." if known is not None else ""
    return Stem(one.sleutel, one.tekst, f"Een {one.velden['wie']} {SAYS[one.velden.get('herkent', '')]}.{about}")


def _agreements(reader: Reader, user: User, over: Sequence[Bijeenkomst]) -> tuple[Afspraak, ...]:
    """What was agreed, with what became of it until now; without the name of who does it."""
    found = [text for one in reversed(over) for text in notes.agreed_since(reader, user, one)]
    return tuple(
        Afspraak(one.velden["wat"], one.velden.get("wanneer", ""), one.velden.get("stand", OPEN)) for one in found
    )
