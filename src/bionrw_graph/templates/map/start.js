// Language, colours, everything.

function showLanguage() {
  document.documentElement.lang = state.lang;
  document.title = data.title[state.lang];
  byId("title").textContent = data.title[state.lang];
  for (const one of document.querySelectorAll("#app [data-text]")) one.textContent = text(one.dataset.text);
  for (const one of document.querySelectorAll("#app [data-label]")) one.setAttribute("aria-label", text(one.dataset.label));
  for (const one of document.querySelectorAll("#app [data-placeholder]")) one.setAttribute("placeholder", text(one.dataset.placeholder));
  for (const name of ["zoom-in", "zoom-out", "zoom-fit", "help"]) byId(name).title = text(byId(name).dataset.label);
  for (const lang of ["de", "en"]) byId("lang-" + lang).setAttribute("aria-pressed", String(lang === state.lang));
  byId("theme").textContent = text(isDark() ? "theme_light" : "theme_dark");
  buildFilters();
}

function isDark() { return state.theme ? state.theme === "dark" : darkSystem.matches; }

function showTheme() {
  if (state.theme) document.documentElement.dataset.theme = state.theme;
  else delete document.documentElement.dataset.theme;
  byId("theme").textContent = text(isDark() ? "theme_light" : "theme_dark");
  readColours();
  if (network && now) paint();
}

/** Bring everything on the page in line with the state. */
function update() {
  const before = scenery;
  dress();
  now = visible(state);
  arrange();
  if (hovered && !scene.nodes.has(hovered) && !scene.edges.has(hovered)) { hovered = ""; hideTip(); }
  showScene();
  paint();
  showAppearance();
  showFilters();
  showLegend();
  showCounts();
  showEmpty();
  showPanel();
  showCrumbs();
  showList();
  writeHash();
  // Another scene stands elsewhere.
  if (before && scenery !== before) fit(false);
  const words = text("shown", { nodes: text(bipartite ? "n_nodes" : "n_organisations", { n: now.nodes.size }), edges: text("n_edges", { n: now.edges.size }) });
  if (message && message !== words) announce(words);
  message = words;
}

function start() {
  for (const facet of FACETS) options(facet);
  readHash();
  if (nodes.length === 1) { state.isolates = true; if (!state.selected) state.selected = nodes[0].id; }
  now = visible(state);
  dress();
  arrange();
  showTheme();
  startDrawing();
  showLanguage();
  listen();
  showView();
  update();
  fit(false);
  if (nodes.length === 1) drawer("panel", true);
}

// What the browser tests look at; nothing in the page uses it.
window.bionrwMap = {
  ready: false,
  looks: () => Object.fromEntries([...now.nodes].map((id) => nodeById.get(id)).map((node) => [node.key, { colour: node.colour, radius: node.radius, shape: node.shape }])),
  labelBoxes: () => labels.map((box) => ({ key: nodeById.get(box.id).key, left: box.left, right: box.right, top: box.top, bottom: box.bottom })),
  symbolBoxes: () => symbols.map((box) => ({ key: nodeById.get(box.id).key, left: box.left, right: box.right, top: box.top, bottom: box.bottom })),
  shown: () => ({ nodes: [...now.nodes].map((id) => nodeById.get(id).key).sort(), edges: [...now.edges].map(([id, count]) => [edgeKey(edgeById.get(id)), count]).sort(),
    projects: [...now.projects].map((id) => projects.get(id).key).sort(), isolates: now.isolates.length }),
  counts: () => Object.fromEntries([...facetCells].map(([facet]) => [facet, Object.fromEntries(facetCounts(facet))])),
  place: (key) => { const node = nodeByKey.get(key); return network.canvasToDOM({ x: node.x, y: node.y }); },
  selected: () => { const id = state.selected; return nodeById.has(id) ? nodeById.get(id).key : edgeById.has(id) ? edgeKey(edgeById.get(id)) : isBehind(id) ? projects.get(id).key : ""; },
  dashed: () => [...now.edges.keys()].filter((id) => edgeSet.get(id).dashes).map((id) => edgeKey(edgeById.get(id))).sort(),
  changed: () => ({ ...Object.fromEntries(CHANGES.map((change) => [change, nodes.filter((node) => changeOf(node) === change).map((node) => node.key).sort()])), edges: edges.filter(changeOf).map(edgeKey).sort() }),
  focused: () => (inFocus ? [...inFocus.nodes].filter((id) => now.nodes.has(id)).map((id) => nodeById.get(id).key).sort() : null),
  label: (key) => lines(called(nodeByKey.get(key))),
  edgeAt: (x, y) => { const id = at({ x, y }); return edgeById.has(id) ? edgeKey(edgeById.get(id)) : ""; },
  zoomTo: (factor) => { network.moveTo({ scale: fitScale * factor }); network.redraw(); },
  scale: () => network.getScale(),
  drawn: () => ({ nodes: [...scene.nodes].map((id) => nodeById.get(id).key).sort(), edges: scene.edges.size, open: openBubble() ? openBubble().key : "", bubbles: isOverview() }),
  bubbles: () => bubbles.filter((bubble) => scene.nodes.has(bubble.id)).map((bubble) => ({ key: bubble.key, label: label(bubble), members: bubble.left.map((node) => node.key), place: network.canvasToDOM({ x: bubble.x, y: bubble.y }),
    near: edgesOf.get(bubble.id).filter((sum) => scene.edges.has(sum.id)).map((sum) => [otherEnd(sum, bubble.id).key, scene.edges.get(sum.id)]).sort() })),
  lines,
};
start();
window.bionrwMap.ready = true;
