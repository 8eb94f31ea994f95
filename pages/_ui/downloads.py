"""The figures of a page as a file, made only when somebody asks for it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from buurtbeeld.answers import Profile
from buurtbeeld.outcomes.answers import CareUse
from buurtbeeld.privacy import care_exports, exports
from pages._ui import marks, rows, services

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def buttons(profile: Profile, zorg: CareUse | None) -> None:
    """Download of every figure on the page, as CSV and as XLSX.

    Args:
        zorg: what was delivered about care, as the user sees it on the page; None when there is none of that.
    """
    mark = "_verzonnen" if profile.plek.verzonnen else ""
    name = f"buurtbeeld_{profile.plek.sleutel}_{profile.jaar}{mark}"
    csv, xlsx = partial(_csv, profile, zorg), partial(_xlsx, profile, zorg)
    with st.popover("Download", icon=":material/download:"):
        st.download_button(
            "Cijfers als CSV", csv, f"{name}.csv", "text/csv", on_click="ignore", key="csv",
            icon=":material/csv:",
        )  # fmt: skip
        st.download_button(
            "Cijfers als Excel (XLSX)", xlsx, f"{name}.xlsx", XLSX, on_click="ignore", key="xlsx",
            icon=":material/table:",
        )  # fmt: skip


def _lines(profile: Profile, zorg: CareUse | None) -> tuple[exports.Named, ...]:
    catalog = services.catalog()
    delivered = care_exports.lines_of(zorg, catalog) if zorg is not None else ()
    return exports.figures_of(profile, catalog.baseline()) + delivered


def _csv(profile: Profile, zorg: CareUse | None = None) -> bytes:
    return exports.to_csv(_lines(profile, zorg))


def _xlsx(profile: Profile, zorg: CareUse | None = None) -> bytes:
    about = [
        *marks.lines(profile.plek),
        ("Buurt of gebied", profile.plek.naam),
        ("Opmerking", profile.plek.opmerking),
        ("Cijfers over", str(profile.jaar)),
        *(("Bron", line) for line in rows.sources_line(profile)),
        ("Publicatie", str(profile.publicatie)),
        ("Gemaakt op (UTC)", exports.made_at()),
        ("Lege waarde", "Het cijfer is er niet. De kolom reden zegt waarom. Leeg is nooit nul."),
    ]
    return exports.to_xlsx(_lines(profile, zorg), about)
