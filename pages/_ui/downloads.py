"""The figures of a page as a file, made only when somebody asks for it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from buurtbeeld.answers import Profile
from buurtbeeld.privacy import exports
from pages._ui import marks, rows, services

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def buttons(profile: Profile) -> None:
    """Download of every figure on the page, as CSV and as XLSX."""
    mark = "_verzonnen" if profile.plek.verzonnen else ""
    name = f"buurtbeeld_{profile.plek.sleutel}_{profile.jaar}{mark}"
    with st.popover("Download", icon=":material/download:"):
        st.download_button(
            "Cijfers als CSV", partial(_csv, profile), f"{name}.csv", "text/csv", on_click="ignore", key="csv",
            icon=":material/csv:",
        )  # fmt: skip
        st.download_button(
            "Cijfers als Excel (XLSX)", partial(_xlsx, profile), f"{name}.xlsx", XLSX, on_click="ignore", key="xlsx",
            icon=":material/table:",
        )  # fmt: skip


def _lines(profile: Profile) -> tuple[exports.Named, ...]:
    return exports.figures_of(profile, services.catalog().baseline())


def _csv(profile: Profile) -> bytes:
    return exports.to_csv(_lines(profile))


def _xlsx(profile: Profile) -> bytes:
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
    return exports.to_xlsx(_lines(profile), about)
