// Streamlit calls its document English and has a handful of English labels; a screen reader would read the whole
// page with an English voice. Constant: nothing of a user or a figure ever comes near this script. Streamlit drops
// a script in which an opening tag seems to stand, so no smaller-than sign may be followed by a letter here.
(() => {
  const top = document;
  top.documentElement.lang = "nl";
  if (top.bbDutch) return;
  top.bbDutch = true;
  const words = {
    "Skip to main content": "Naar de inhoud", "Sidebar": "Zijbalk", "Clear entry": "Wissen", "Navigate to home page": "Naar Start", "Logo": "buurtbeeld", "Open": "Openen", "Close": "Sluiten", "Clear value": "Wissen",
    "Clear all": "Alles wissen", "You can only select up to 6 options. Remove an option first.": "Hooguit 6. Haal er eerst een weg.",
    "No results": "Niets gevonden", "No options to select": "Niets te kiezen", "Fullscreen": "Volledig scherm",
    "Close fullscreen": "Volledig scherm sluiten", "Expand sidebar": "Menu openen", "Collapse sidebar": "Menu sluiten",
    "Open sidebar": "Menu openen", "Close sidebar": "Menu sluiten", "Main menu": "Menu", "Zoom in": "Inzoomen",
    "Zoom out": "Uitzoomen", "Clear selection": "Keuze wissen", "Show data": "Toon cijfers", "Running...": "Bezig",
    "Connection error": "Geen verbinding", "Loading...": "De cijfers komen eraan", "Stop": "Stoppen",
    "Choose an option": "Kies…", "Upload": "Kies een bestand", "10MB per file": "of sleep het hierheen, hooguit 10 MB",
    "Browse files": "Kies een bestand", "Drag and drop file here": "Sleep het bestand hierheen", "Remove file": "Bestand weghalen",
    "Failed to generate file for download": "Dit bestand is er niet voor u, of kon niet worden gemaakt. Laad de pagina opnieuw.",
    "Increment value": "Eén meer", "Decrement value": "Eén minder", "Increment": "Eén meer", "Decrement": "Eén minder"
  };
  const dutch = text => words[text] ?? (text.startsWith("Remove ") ? text.slice(7) + " weghalen" : undefined);
  const say = node => {
    if (node.nodeType === 3) { const word = dutch(node.data.trim()); if (word) node.data = word; return; }
    if (node.nodeType !== 1 || node.closest("[data-testid=stHtml]")) return;
    // It has a name and takes a file, so it is no decoration.
    for (const zone of node.parentElement?.querySelectorAll("[data-testid=stFileUploaderDropzone][role=presentation]") ?? [])
      zone.setAttribute("role", "group");
    for (const one of [node, ...node.querySelectorAll("[aria-label],[title],[placeholder],[alt]")])
      for (const name of ["aria-label", "title", "placeholder", "alt"]) {
        const word = dutch(one.getAttribute(name) ?? ""); if (word) one.setAttribute(name, word);
      }
    const walk = top.createTreeWalker(node, 4);
    for (let text = walk.nextNode(); text; text = walk.nextNode()) { const word = dutch(text.data.trim()); if (word) text.data = word; }
  };
  // A link inside a table of ours opens the next page in this session, as the menu does; with a key held down, or
  // mailed, it is an ordinary address.
  top.addEventListener("click", event => {
    const link = event.target.closest?.("a.bb-app");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    top.defaultView.history.pushState({}, "", link.href);
    top.defaultView.dispatchEvent(new PopStateEvent("popstate"));
    top.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
  });
  // On a telephone the menu lies over the page: choosing a page closes it.
  top.addEventListener("click", event => {
    if (top.defaultView.innerWidth > 768 || !event.target.closest?.("[data-testid=stSidebar] a")) return;
    setTimeout(() => top.querySelector("[data-testid=stSidebarCollapseButton] button")?.click(), 0);
  });
  // In a meeting everybody has a box of his own. What is written there is kept after two seconds of rest, as with
  // Ctrl+Enter: a browser that closes loses no more than that.
  const resting = new WeakMap();
  top.addEventListener("input", event => {
    const box = event.target.closest?.("[class*=st-key-eigen] textarea");
    if (!box) return;
    clearTimeout(resting.get(box));
    const keep = () => box.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", ctrlKey: true, bubbles: true}));
    resting.set(box, setTimeout(keep, 2000));
  });
  say(top.body);
  new MutationObserver(all => all.forEach(one => one.addedNodes.forEach(say))).observe(top.body, {childList: true, subtree: true});
})();
