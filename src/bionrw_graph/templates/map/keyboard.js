// Keyboard.

function walk(dx, dy) {
  const here = scene.nodes.has(state.selected) ? nodeById.get(state.selected) : null;
  if (!here) { step(0); return; }
  const near = new Set(edgesOf.get(here.id).filter((edge) => scene.edges.has(edge.id)).map((edge) => otherEnd(edge, here.id).id));
  let best = null, least = Infinity;
  for (const id of scene.nodes) {
    if (id === here.id) continue;
    const node = nodeById.get(id);
    const along = (node.x - here.x) * dx + (node.y - here.y) * dy;
    const aside = Math.abs((node.x - here.x) * dy) + Math.abs((node.y - here.y) * dx);
    // Only what lies within 60 degrees of the arrow; a partner counts as if it were nearer.
    if (along <= 0 || aside > along * 1.73) continue;
    const distance = (along + 1.5 * aside) * (near.has(id) ? .6 : 1);
    if (distance < least) { best = id; least = distance; }
  }
  if (best) select(best, { reveal: false });
}

/** The next (1) or previous (-1) by strength; 0 is the strongest of all. */
function step(direction) {
  const order = [...scene.nodes].map((id) => nodeById.get(id)).sort(byStrength);
  if (!order.length) return;
  const here = order.findIndex((node) => node.id === state.selected);
  const next = here < 0 || !direction ? 0 : (here + direction + order.length) % order.length;
  select(order[next].id, { reveal: false });
}

function mapKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const actions = {
    ArrowLeft: () => walk(-1, 0), ArrowRight: () => walk(1, 0), ArrowUp: () => walk(0, -1), ArrowDown: () => walk(0, 1),
    n: () => step(1), p: () => step(-1), Enter: () => { if (bubbleById.has(state.selected)) { enter(state.selected); return; } drawer("panel", true); focusPanel(); },
    "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(.8), 0: () => fit(true),
    "/": () => byId("search").focus(), l: () => { setView("list"); byId("view-list").focus(); }, r: () => reset(), "?": showKeys,
  };
  if (!actions[event.key]) return;
  event.preventDefault();
  actions[event.key]();
}

function showKeys() {
  const rows = [
    [["key_arrows"], "key_walk"], ["n p", "key_order"], [["key_enter"], "key_panel"], ["Esc", "key_clear"], ["+ − 0", "key_zoom"],
    ["/", "key_search"], ["l", "key_list"], ["r", "key_reset"], ["?", "key_help"],
  ];
  const dialog = byId("keys");
  dialog.replaceChildren(element("h2", { id: "keys-title" }, text("keys")),
    element("dl", {}, ...rows.flatMap(([keys, words]) => [
      element("dt", {}, ...(Array.isArray(keys) ? [element("kbd", {}, text(keys[0]))] : keys.split(" ").flatMap((key) => [element("kbd", {}, key), " "]))),
      element("dd", {}, text(words))])),
    element("p", {}, text("mouse")),
    element("button", { type: "button", onclick: () => dialog.close() }, text("close")));
  dialog.showModal();
}

function listen() {
  byId("map").addEventListener("keydown", mapKey);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || byId("keys").open || stopRunning()) return;
    if (document.activeElement === byId("search") && !byId("hits").hidden) { closeHits(); return; }
    drawer("filters", false);
    if (state.selected) select("");
    else if (openBubble()) leave();
    if (state.view === "map") byId("map").focus({ preventScroll: true });
  });
  byId("search").addEventListener("input", showHits);
  byId("search").addEventListener("focus", () => { if (byId("search").value.trim()) showHits(); });
  byId("search").addEventListener("blur", closeHits);
  byId("search").addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (hits.length) { hitAt = (hitAt + (event.key === "ArrowDown" ? 1 : -1) + hits.length) % hits.length; markHit(); }
    } else if (event.key === "Enter" && hits.length && !byId("hits").hidden) choose(hits[Math.max(0, hitAt)]);
  });
  byId("show-all").addEventListener("click", () => reset());
  byId("reset").addEventListener("click", () => reset());
  byId("view-map").addEventListener("click", () => setView("map"));
  byId("view-list").addEventListener("click", () => setView("list"));
  byId("zoom-in").addEventListener("click", () => zoom(1.25));
  byId("zoom-out").addEventListener("click", () => zoom(.8));
  byId("zoom-fit").addEventListener("click", () => fit(true));
  byId("help").addEventListener("click", showKeys);
  byId("theme").addEventListener("click", () => { state.theme = isDark() ? "light" : "dark"; showTheme(); writeHash(); });
  for (const lang of ["de", "en"]) byId("lang-" + lang).addEventListener("click", () => { state.lang = lang; showLanguage(); update(); });
  for (const name of ["filters", "panel"]) {
    byId("open-" + name).addEventListener("click", () => {
      const open = !byId(name).classList.contains("open");
      drawer(name === "filters" ? "panel" : "filters", false);
      drawer(name, open);
    });
  }
  for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", () => { drawer(button.dataset.close, false); byId("open-" + button.dataset.close).focus(); });
  darkSystem.addEventListener("change", showTheme);
  window.addEventListener("hashchange", () => { readHash(); showTheme(); showLanguage(); showView(); update(); });
  reducedMotion.addEventListener("change", () => { stopRunning(); buildFilters(); showFilters(); });
  listenForExports();
}
