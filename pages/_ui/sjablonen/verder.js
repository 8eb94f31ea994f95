// Goes on to the address of the one link that says so. Constant: the address itself stands in that link, escaped.
(() => {
  let tries = 0;
  const go = () => {
    const link = document.querySelector("a[data-bb-verder]");
    if (link && !link.dataset.bbGegaan) { link.dataset.bbGegaan = "ja"; window.location.assign(link.href); return; }
    tries += 1;
    if (40 > tries) window.setTimeout(go, 50);
  };
  go();
})();
