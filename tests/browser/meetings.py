"""An app of its own for what a network writes: nothing of it may stand in the pages that other tests look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from buurtbeeld.catalog import load_catalog
from buurtbeeld.ingest import deliveries
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import open_vault
from data_sources import refresh, startset

STERRENWIJK = b"BU03440522,Sterrenwijk,buurt,2024,aantal_inwoners,aantal,"


def settings_of(folder):
    return Settings.from_environment({"BUURTBEELD_DATA": str(folder)})


def corrected(settings, was=b"900", now=b"935"):
    """What happens when CBS corrects the inhabitants of Sterrenwijk: a newer answer of the same table, published."""
    found = startset.fetch(load_catalog(settings.config_dir).bronnen["cbs_kerncijfers"])
    name, text = next((name, text) for name, text in found.documents.items() if STERRENWIJK + was in text)
    documents = {**found.documents, name: text.replace(STERRENWIJK + was, STERRENWIJK + now)}
    newer = replace(found, documents=documents, fetched_at=found.fetched_at + timedelta(days=30))
    vault = open_vault(settings)
    deliveries.accept(vault, settings.raw_dir, newer, by="toets")
    vault.dispose()
    refresh.publish(settings, by="toets")


def write_in(visit, label, text):
    """Write in a box and leave it, as a person does."""
    field = visit.page.get_by_label(label, exact=True).locator("visible=true").first
    field.fill(text)
    field.blur()
    visit.settle()


def press(visit, name):
    visit.page.get_by_role("button", name=name, exact=True).locator("visible=true").first.click()
    visit.page.wait_for_timeout(300)
    visit.settle()


def unfold(visit, name):
    """Open an expander."""
    visit.page.locator('[data-testid="stExpander"] summary').filter(has_text=name).first.click()
    visit.page.wait_for_timeout(300)
