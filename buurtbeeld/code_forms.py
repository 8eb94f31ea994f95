"""The form of every kind of code in config/, with the words that explain it."""

from __future__ import annotations

from collections.abc import Mapping

CODE = r"^[a-z][a-z0-9_]*$"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
# Letters are real: CBS has buurten such as BU0363AF08.
# VB… is an invented area: no code of CBS starts so.
GEBIED = r"^(GM[0-9]{4}|WK[0-9]{4}[0-9A-Z]{2}|BU[0-9]{4}[0-9A-Z]{4}|VBG[0-9]{2}|VBW[0-9]{4}|VBB[0-9]{6})$"
RIJ = r"^[PIBZL]-[AKE][0-9][abc]?$"

WORDS: Mapping[str, str] = {
    CODE: "hier horen kleine letters, cijfers en onderstrepingen",
    SLUG: "hier horen kleine letters, cijfers en streepjes",
    GEBIED: "hier hoort een gebiedscode, zoals GM0344, WK034405 of BU03440522",
    RIJ: "hier hoort een rij van een plan, zoals P-A1",
}
