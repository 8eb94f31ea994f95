"""A visit to one page: everything the browser saw, so that many assertions need one load."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from importlib import resources
from urllib.parse import urlsplit

PATIENCE = 120_000  # milliseconds; the first start builds the stores
HEIGHTS = {1280: 900, 390: 844}
AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
# Streamlit's own words, and what Python or JavaScript leave behind. Words that are Dutch too are not here.
ENGLISH = re.compile(
    r"\b(the|and|for|with|from|this|that|your|you|please|choose|select|search|loading|press|enter|submit|show|hide|"
    r"close|more|less|running|rerun|deploy|settings|fullscreen|clear|browse|drag|limit|results|options|value|year|"
    r"download as|skip|main content|keyboard|undefined|traceback|true|false|none|nan|null|inf)\b",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(r"^https?://(?!127\.0\.0\.1[:/]|localhost[:/])")
ATTRIBUTES = """() => [...document.querySelectorAll('[placeholder],[alt],[title],[aria-label]')]
    .filter(e => e.checkVisibility())
    .flatMap(e => ['placeholder', 'alt', 'title', 'aria-label'].map(n => e.getAttribute(n)).filter(Boolean))"""

READ = """() => { const style = document.createElement('style');
    style.textContent = '[data-testid="stIconMaterial"] { display: none !important }';
    document.head.append(style);
    const text = document.body.innerText;
    style.remove();
    return text }"""


@dataclass
class Visit:
    """What one load of a page gave."""

    page: object
    requests: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    dialogs: list = field(default_factory=list)
    shown: list = field(default_factory=list)  # patterns that this page must show

    def note(self, message):
        """Keep what the console calls an error.

        On a deep link Streamlit first asks for its own health below the page's path, gets a 404, and then finds
        it at the root; that is how it learns where it is served, not an error of ours.
        """
        address = message.location.get("url", "")
        if message.type == "error" and not address.endswith(("/_stcore/health", "/_stcore/host-config")):
            self.errors.append(f"{message.text} {address}")

    @property
    def foreign(self):
        """Requests that left this machine."""
        hosts = {"127.0.0.1", "localhost", "", None}
        return [url for url in self.requests if urlsplit(url).scheme in {"http", "https", "ws", "wss"}
                and urlsplit(url).hostname not in hosts]  # fmt: skip

    @property
    def text(self):
        """All text a reader sees, without the icon font's names."""
        return self.page.evaluate(READ)

    @property
    def main(self):
        """Text of the page itself, menu left out, with ordinary spaces."""
        return " ".join(self.page.locator('[data-testid="stMain"]').inner_text().split())

    @property
    def labels(self):
        """Texts that only a screen reader, a tooltip or an empty field gives."""
        return self.page.evaluate(ATTRIBUTES)

    def axe(self):
        """Violations that axe-core finds, as short lines.

        Streamlit fades what is about to be renewed; the progress of the invented programme is, every two seconds.
        """
        self.page.add_style_tag(content="[data-stale] { opacity: 1 !important; transition: none !important }")
        self.page.evaluate(AXE)
        run = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
        found = self.page.evaluate(run, AXE_TAGS)["violations"]
        return [f"{one['id']}: {node['html'][:160]} ({node['target'][0]})" for one in found for node in one["nodes"]]

    def settle(self):
        """Wait until the script has run and what it drew stands still."""
        settle(self.page)


def settle(page):
    page.wait_for_selector(IDLE, timeout=PATIENCE)
    page.wait_for_function("() => !document.querySelector('[data-testid=\"stSkeleton\"]')", timeout=PATIENCE)
    page.wait_for_function(
        """() => [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')]
        .every(chart => chart.querySelector('svg, canvas'))""",
        timeout=PATIENCE,
    )
    page.wait_for_function(
        """() => { const height = document.querySelector('[data-testid="stMain"]')?.scrollHeight ?? 0;
        const same = window.lastHeight === height && height > 0; window.lastHeight = height; return same }""",
        polling=250,
        timeout=PATIENCE,
    )
    page.wait_for_selector(IDLE, timeout=PATIENCE)


def context_at(browser, width):
    """A browser profile of its own. Pages in one profile share the program they downloaded, as with a real user."""
    return browser.new_context(locale="nl-NL", viewport={"width": width, "height": HEIGHTS[width]})


def visit(context, base, address):
    """Open base + address on a new page and wait until it stands still."""
    page = context.new_page()
    seen = Visit(page)
    # Seen and counted, but never sent: a hole in the app may not become traffic.
    page.route(ELSEWHERE, lambda route: route.abort())
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("websocket", lambda socket: seen.requests.append(socket.url))
    page.on("console", seen.note)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(base + address)
    seen.settle()
    return seen


def english(text):
    """English words left in a text, in order, each once."""
    return list(dict.fromkeys(match.group().lower() for match in ENGLISH.finditer(text)))
