"""Tables of what a network writes down together: texts, nulmeting, besprekingen, buurtverslagen, a signed plan.

Rows are added, never changed: another version of a text is another row, and what happens to a document is an event.
"""

from __future__ import annotations

import sqlalchemy as sa

from buurtbeeld.storage.columns import UtcDateTime, strict
from buurtbeeld.storage.schema_published import metadata

# One row per version of one text. Of two people who write version 2 at once, one writes 3, with both in it.
geschreven = sa.Table(
    "geschreven",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sleutel", sa.Text, nullable=False),  # the same for every version of one text
    sa.Column("versie", sa.Integer, nullable=False),
    sa.Column("programma", sa.Text, nullable=False),
    sa.Column("buurt", sa.Text, nullable=False),
    sa.Column("plaats", sa.Text, nullable=False),  # "nulmeting", "bespreking/12", "verslag"
    sa.Column("soort", sa.Text, nullable=False),
    sa.Column("onderwerp", sa.Text, nullable=False),  # indicator or number of the question; "" = none
    sa.Column("velden", sa.JSON, nullable=False),  # name of a field -> text
    sa.Column("weg", sa.Boolean, nullable=False),  # taken away with this version
    sa.Column("op", UtcDateTime, nullable=False),
    sa.Column("door", sa.Text, nullable=False),
    sa.UniqueConstraint("sleutel", "versie"),
    sa.CheckConstraint("versie >= 1", name="versie_counts_from_one"),
    sa.Index("ix_geschreven_buurt_plaats", "buurt", "plaats"),
)
nulmeting = sa.Table(
    "nulmeting",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("programma", sa.Text, nullable=False),
    sa.Column("buurt", sa.Text, nullable=False),
    sa.Column("versie", sa.Integer, nullable=False),
    sa.Column("jaar", sa.SmallInteger, nullable=False),  # edition of the open figures
    sa.Column("publicatie", sa.Integer, nullable=False),
    sa.Column("inhoud", sa.JSON, nullable=False),  # krachten, uitdagingen, vragen, regio
    sa.Column("naam", sa.Text, nullable=False),  # who signs
    sa.Column("reden", sa.Text, nullable=False),  # why another version; "" for the first
    sa.Column("sha256", sa.Text, nullable=False),  # of figures and texts together
    sa.Column("op", UtcDateTime, nullable=False),
    sa.Column("door", sa.Text, nullable=False),
    sa.UniqueConstraint("buurt", "versie"),
)
# A figure as it was when the nulmeting was locked; "eigen", "gemeente", "land", or the code of a part.
nulmeting_cijfer = sa.Table(
    "nulmeting_cijfer",
    metadata,
    sa.Column("nulmeting_id", sa.Integer, sa.ForeignKey("nulmeting.id"), primary_key=True),
    sa.Column("indicator", sa.Text, primary_key=True),
    sa.Column("waarvan", sa.Text, primary_key=True),
    sa.Column("naam", sa.Text, nullable=False),
    sa.Column("jaar", sa.SmallInteger, nullable=False),
    sa.Column("value", sa.Float),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("reden", sa.Text, nullable=False),
    sa.Column("bron", sa.Text, nullable=False),
    sa.Column("bron_versie", sa.Text, nullable=False),
    sa.CheckConstraint("value IS NOT NULL OR reden <> ''", name="missing_says_why"),
)
bespreking = sa.Table(
    "bespreking",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("programma", sa.Text, nullable=False),
    sa.Column("buurt", sa.Text, nullable=False, index=True),
    sa.Column("soort", sa.Text, nullable=False),
    sa.Column("nummer", sa.Integer, nullable=False),  # of this buurt and soort, from 1
    sa.Column("op", UtcDateTime, nullable=False),
    sa.Column("door", sa.Text, nullable=False),
    sa.UniqueConstraint("buurt", "soort", "nummer"),
    sa.CheckConstraint("soort IN ('bespreking', 'intervisie')", name="known_soort"),
)
bespreking_gebeurtenis = sa.Table(
    "bespreking_gebeurtenis",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("bespreking_id", sa.Integer, sa.ForeignKey("bespreking.id"), nullable=False, index=True),
    sa.Column("soort", sa.Text, nullable=False),
    sa.Column("waarde", sa.Integer, nullable=False),  # step, number of the freeze, or number of the round
    sa.Column("op", UtcDateTime, nullable=False),
    sa.Column("door", sa.Text, nullable=False),
    sa.CheckConstraint("soort IN ('stap', 'pauze', 'verder', 'cijfers', 'gesloten')", name="known_soort"),
)
# Figures as they were seen in the meeting, in words; a later publication changes nothing here.
gezien = sa.Table(
    "gezien",
    metadata,
    sa.Column("bespreking_id", sa.Integer, sa.ForeignKey("bespreking.id"), primary_key=True),
    sa.Column("bevriezing", sa.SmallInteger, primary_key=True),  # 1; higher when newer figures were taken on
    sa.Column("publicatie", sa.Integer, nullable=False),
    sa.Column("inhoud", sa.JSON, nullable=False),
)
verslag = sa.Table(
    "verslag",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("programma", sa.Text, nullable=False),
    sa.Column("buurt", sa.Text, nullable=False, index=True),
    sa.Column("nummer", sa.Integer, nullable=False),  # of this buurt, from 1
    sa.Column("versie", sa.Integer, nullable=False),  # of this verslag, from 1
    sa.Column("inhoud", sa.JSON, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("op", UtcDateTime, nullable=False),
    sa.Column("door", sa.Text, nullable=False),
    sa.UniqueConstraint("buurt", "nummer", "versie"),
)
# What happens to a document: signed, agreed, released, and each of these taken back.
ondertekening = sa.Table(
    "ondertekening",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("waarvan", sa.Text, nullable=False),
    sa.Column("nummer", sa.Integer, nullable=False),  # id of the nulmeting or the verslag
    sa.Column("gebeurtenis", sa.Text, nullable=False),
    sa.Column("naam", sa.Text, nullable=False),
    sa.Column("reden", sa.Text, nullable=False),
    sa.Column("op", UtcDateTime, nullable=False),
    sa.Column("door", sa.Text, nullable=False),
    sa.CheckConstraint("waarvan IN ('nulmeting', 'verslag')", name="known_document"),
    sa.CheckConstraint("gebeurtenis IN ('getekend', 'akkoord', 'vrijgegeven', 'ingetrokken')", name="known_event"),
    sa.Index("ix_ondertekening_waarvan_nummer", "waarvan", "nummer"),
)
# A plan as it was when somebody signed it; the plan itself stays texts in versions.
plan_versie = sa.Table(
    "plan_versie",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("programma", sa.Text, nullable=False),
    sa.Column("buurt", sa.Text, nullable=False),
    sa.Column("versie", sa.Integer, nullable=False),
    sa.Column("inhoud", sa.JSON, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("op", UtcDateTime, nullable=False),
    sa.Column("door", sa.Text, nullable=False),
    sa.UniqueConstraint("buurt", "versie"),
)
# A signature below a plan, or that one is taken back (`van`): a row that is added too, so it stays to be seen.
plan_handtekening = sa.Table(
    "plan_handtekening",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("plan_versie_id", sa.Integer, sa.ForeignKey("plan_versie.id"), nullable=False, index=True),
    sa.Column("van", sa.Integer, sa.ForeignKey("plan_handtekening.id")),  # the signature that is taken back
    sa.Column("naam", sa.Text, nullable=False),  # who signed, or who took it back
    sa.Column("namens", sa.Text, nullable=False),
    sa.Column("dag", sa.Date, nullable=False),  # on the paper
    sa.Column("reden", sa.Text, nullable=False),
    sa.Column("op", UtcDateTime, nullable=False),
    sa.Column("door", sa.Text, nullable=False),
    sa.UniqueConstraint("van"),
    sa.CheckConstraint("van IS NULL OR reden <> ''", name="withdrawn_says_why"),
)
strict(metadata)
