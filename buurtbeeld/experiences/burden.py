"""How much a network writes down in two months: counted, and turned into minutes by three fixed guesses.

The app measures nobody's time. What happens in a bespreking is no registration, and does not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from buurtbeeld.experiences import quotes, teamwork
from buurtbeeld.figures import Reader
from buurtbeeld.nulmeting import parts as nulmeting
from buurtbeeld.plan import parts as plan
from buurtbeeld.review.meetings import taking_part
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_delivered import delivery_log, delivery_scope
from buurtbeeld.storage.schema_meetings import geschreven
from buurtbeeld.storage.schema_plans import intervention

DAYS = 61
SOURCES = ("buurtnetwerk", "nps_vragenlijst", "vragenlijst", "gemeente")  # what a network fills in itself
PLACES = (plan.PLAATS, quotes.PLAATS, teamwork.PLAATS, nulmeting.PLAATS)
PER_FILE, PER_FIGURE, PER_TEXT = 5, 1, 2  # minutes; a guess


@dataclass(frozen=True)
class Belasting:
    """What a network wrote down in the last two months.

    Attributes:
        bestanden: deliveries that stand; cijfers: figures in them, of this buurt.
        teksten: texts and acties that were written or changed.
    """

    bestanden: int
    cijfers: int
    teksten: int

    @property
    def minuten(self) -> int:
        """The guess, to the nearest five minutes."""
        exact = self.bestanden * PER_FILE + self.cijfers * PER_FIGURE + self.teksten * PER_TEXT
        return 5 * round(exact / 5)


def of_buurt(reader: Reader, user: User, sleutel: str, nu: datetime) -> Belasting:
    """What the network of a buurt wrote down in the two months before a moment.

    Raises:
        PermissionDenied: this user is not of the network.
        NotFound: there is no such buurt, or it only serves to compare with.
        StorageError: the store does not answer.
    """
    check_may(user, Action.ERVARINGEN_LEZEN, buurt=sleutel)
    taking_part(reader.catalog, sleutel)
    since = nu - timedelta(days=DAYS)
    mine = (
        (delivery_scope.c.buurt == sleutel)
        & delivery_log.c.bron.in_(SOURCES)
        & (delivery_log.c.stand == "aanvaard")
        & (delivery_log.c.ontvangen >= since)
    )
    counts = sa.select(sa.func.count(sa.distinct(delivery_log.c.levering)), sa.func.count()).where(mine)
    texts = sa.select(sa.func.count()).where(
        geschreven.c.buurt == sleutel, geschreven.c.plaats.in_(PLACES), geschreven.c.op >= since
    )
    acties = sa.select(sa.func.count()).where(intervention.c.buurt == sleutel, intervention.c.op >= since)
    both = delivery_log.join(delivery_scope, delivery_scope.c.levering == delivery_log.c.levering)
    with translated(), reader.engine.connect() as connection:
        files, figures = connection.execute(counts.select_from(both)).one()
        written = (connection.scalar(texts) or 0) + (connection.scalar(acties) or 0)
    return Belasting(files, figures, written)


def told(found: Belasting) -> tuple[str, str]:
    """The answer in a sentence, and how it was worked out."""
    if not (found.bestanden or found.teksten):
        return "Uw netwerk vulde in de laatste twee maanden niets in.", HOW
    files = "1 bestand" if found.bestanden == 1 else f"{found.bestanden} bestanden"
    figures = "1 cijfer" if found.cijfers == 1 else f"{found.cijfers} cijfers"
    texts = "1 tekst" if found.teksten == 1 else f"{found.teksten} teksten"
    guess = f"Naar schatting {found.minuten} minuten in de laatste twee maanden."
    return f"{guess} Dat zijn {files} met {figures}, en {texts}.", HOW


HOW = (
    f"De app meet geen tijd. Zij rekent {PER_FILE} minuten per bestand, {PER_FIGURE} minuut per cijfer en {PER_TEXT} "
    "minuten per tekst. De bespreking zelf telt niet mee."
)
