"""Tables of learning from each other: what a publication says of buurten beside each other, and who asked whom.

Results are made of published figures only, so that they say nothing that a reader could not work out. They are written
once per programma and set of parts, and shared between publications that have the same ones.
"""

from __future__ import annotations

import sqlalchemy as sa

from buurtbeeld.storage.columns import UtcDateTime, strict
from buurtbeeld.storage.schema_published import metadata

learning = sa.Table(
    "learning",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("programma", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.Text, nullable=False, unique=True),  # parts + configuration + method
    sa.Column("made_at", UtcDateTime, nullable=False),
)
learning_publication = sa.Table(
    "learning_publication",
    metadata,
    sa.Column("publication_id", sa.Integer, sa.ForeignKey("publication.id"), primary_key=True),
    sa.Column("learning_id", sa.Integer, sa.ForeignKey("learning.id"), primary_key=True),
)
# What a buurt was like at the start, in the unit of the source; NULL = not published there.
likeness_feature = sa.Table(
    "likeness_feature",
    metadata,
    sa.Column("learning_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("buurt", sa.Text, primary_key=True),
    sa.Column("kenmerk", sa.Text, primary_key=True),
    sa.Column("waarde", sa.Float),
    sa.Column("jaar", sa.SmallInteger, nullable=False),  # of the figure; 0 = none
    sqlite_with_rowid=False,
)
# The nearest buurten of each buurt: some that take part, some that do not.
likeness = sa.Table(
    "likeness",
    metadata,
    sa.Column("learning_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("buurt", sa.Text, primary_key=True),
    sa.Column("ander", sa.Text, primary_key=True),
    sa.Column("afstand", sa.Float, nullable=False),
    sa.Column("sterkte", sa.SmallInteger, nullable=False),  # see matching.Strength
    sa.Column("aandelen", sa.Text, nullable=False),  # JSON: kenmerk -> part of the squared distance
    sqlite_with_rowid=False,
)
# How much one figure of a transitiebuurt changed beside its start and the buurten to compare with.
adjusted = sa.Table(
    "adjusted",
    metadata,
    sa.Column("learning_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("buurt", sa.Text, primary_key=True),
    sa.Column("indicator", sa.Text, primary_key=True),
    sa.Column("bron", sa.Text, primary_key=True),
    sa.Column("periode", sa.Text, nullable=False),  # newest period it rests on; "" without a gap
    sa.Column("metingen", sa.SmallInteger, nullable=False),  # own figures after the start in it
    sa.Column("groep", sa.SmallInteger, nullable=False),  # buurten to compare with
    sa.Column("personen", sa.Float),  # usual noemer, as published
    *(
        sa.Column(name, sa.Float)
        for name in (
            "verandering", "gewoon", "verwacht", "verschil", "fout", "gekrompen", "onzeker", "kans", "p", "kwart",
            "rang_van", "rang_tot",
        )
    ),
    sa.Column("onder", sa.SmallInteger, nullable=False),  # buurten ranked
    sa.Column("signaal", sa.SmallInteger, nullable=False),  # of the newest complete figure, see oordeel.Signaal
    sa.Column("signaal_periode", sa.Text, nullable=False),
    sa.Column("signaal_voor", sa.SmallInteger, nullable=False),
    sa.Column("signaal_na", sa.SmallInteger, nullable=False),
    sa.Column("grond", sa.Text, nullable=False),  # why there is no gap; "" when there is one
    sa.Column("voorgedragen", sa.Text, nullable=False),  # period in which it was nominated; "" = never
    sa.Column("beslist", sa.Text, nullable=False),  # period in which later figures were enough; "" = not yet
    sa.Column("bevestigd", sa.SmallInteger, nullable=False),  # 1 = they said the same
    sa.CheckConstraint("(verschil IS NOT NULL) = (grond = '')", name="a_gap_or_a_reason"),
    sqlite_with_rowid=False,
)  # fmt: skip
# The newest complete figure of every buurt beside its size.
funnel_point = sa.Table(
    "funnel_point",
    metadata,
    sa.Column("learning_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("indicator", sa.Text, primary_key=True),
    sa.Column("bron", sa.Text, primary_key=True),
    sa.Column("buurt", sa.Text, primary_key=True),
    sa.Column("periode", sa.Text, nullable=False),
    sa.Column("waarde", sa.Float, nullable=False),
    sa.Column("personen", sa.Float, nullable=False),
    sa.Column("midden", sa.Float, nullable=False),  # the value of all buurten together
    *(
        sa.Column(name, sa.Float, nullable=False)
        for name in ("onder95", "boven95", "onder998", "boven998")  # allowing for overdispersion
    ),
    *(sa.Column(name, sa.Float, nullable=False) for name in ("kaal_onder998", "kaal_boven998")),  # chance only
    sa.Column("plaats", sa.SmallInteger, nullable=False),  # see funnel.Significance
    sa.Column("buurten", sa.SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)
# Who asked whom, and what was decided about the podium. Never changed.
learning_event = sa.Table(
    "learning_event",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("programma", sa.Text, nullable=False),
    sa.Column("soort", sa.Text, nullable=False),
    sa.Column("buurt", sa.Text, nullable=False, index=True),  # the buurt it is about
    sa.Column("ander", sa.Text, nullable=False),  # the buurt that was asked or coupled; "" = none
    sa.Column("indicator", sa.Text, nullable=False),
    sa.Column("tekst", sa.Text, nullable=False),
    sa.Column("op", UtcDateTime, nullable=False),
    sa.Column("door", sa.Text, nullable=False),
    sa.CheckConstraint(
        "soort IN ('contact', 'beantwoord', 'voordracht', 'afwijzing', 'toestemming', 'geen_toestemming', 'koppeling')",
        name="known_kind",
    ),
    sa.CheckConstraint("length(tekst) <= 400", name="tekst_is_short"),
)
strict(metadata)
