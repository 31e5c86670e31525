// List.

const sorting = { column: "joint", down: true };
let listPage = 0;

function listColumns() {
  const columns = [
    { id: "name", words: text("name"), value: (node) => label(node) },
    { id: "type", words: text("type"), value: (node) => kindOf(node) },
    { id: "country", words: text("country"), value: (node) => (node.type === "organisation" ? countryName(node.country) : "") },
    { id: "city", words: text("city"), value: (node) => (node.type === "organisation" ? node.city || text("unknown") : "") },
    { id: "partners", words: text(bipartite ? "connections" : "partners"), value: (node) => partnerCounts(now).get(node.id) || 0, number: true,
      words_of: (node, n) => (n === edgesOf.get(node.id).length ? format(n) : text("n_of", { n, all: edgesOf.get(node.id).length })) },
  ].filter((column) => !(column.id in knownPlaces) || [...now.nodes].some((id) => nodeById.get(id).type === "organisation" && nodeById.get(id)[column.id]));
  if (compared) columns.push({ id: "change", words: text("changes"), value: (node) => changeWords(node, "") });
  if (projected) columns.push({ id: "joint", words: text("joint_projects"), value: (node) => jointCounts(now).get(node.id) || 0, number: true });
  if (data.communities.length) columns.push({ id: "community", words: text("community"), value: communityName });
  if (data.sizes.includes("betweenness")) columns.push({ id: "bridge", words: text("bridge"), value: (node) => node.betweenness, number: true, words_of: (node) => percent(node.betweenness), in_file: (node) => percent(node.betweenness) });
  return columns;
}

function showList() {
  const box = byId("list-view");
  if (state.view !== "list") { box.replaceChildren(); return; }
  const columns = listColumns();
  const column = columns.find((one) => one.id === sorting.column) || columns.find((one) => one.id === "partners");
  const rows = (openBubble() ? openBubble().left : [...now.nodes].map((id) => nodeById.get(id))).map((node) => ({ node, cells: columns.map((one) => one.value(node)), sort: column.value(node) }));
  const inOrder = new Intl.Collator(state.lang).compare;
  rows.sort((a, b) => (sorting.down ? -1 : 1) * (column.number ? a.sort - b.sort : inOrder(a.sort, b.sort)) || inOrder(label(a.node), label(b.node)));
  listPage = Math.max(0, Math.min(listPage, Math.ceil(rows.length / PAGE) - 1));
  const shown = rows.slice(listPage * PAGE, (listPage + 1) * PAGE);
  const head = element("tr", {}, ...columns.map((one) => {
    const active = one === column;
    return element("th", { scope: "col", class: one.number ? "number" : undefined, "aria-sort": active ? (sorting.down ? "descending" : "ascending") : "none" },
      element("button", { type: "button", onclick: () => {
        if (active) sorting.down = !sorting.down; else { sorting.column = one.id; sorting.down = Boolean(one.number); }
        listPage = 0;
        showList();
        byId("list-view").querySelector(`[data-column="${one.id}"]`).focus();
      }, "data-column": one.id }, one.words + (active ? (sorting.down ? " ↓" : " ↑") : "")));
  }));
  const body = shown.map(({ node, cells }) => element("tr", { "data-id": node.id, class: node.id === state.selected ? "selected" : undefined },
    ...columns.map((one, number) => (one.id === "name"
      ? element("td", { class: "name" }, element("span", {}, symbolOf(node, 6, 16), element("button", { type: "button", onclick: () => select(node.id) }, cells[number])))
      : element("td", { class: one.number ? "number" : undefined }, one.words_of ? one.words_of(node, cells[number]) : one.number ? format(cells[number]) : cells[number])))));
  const table = element("table", {}, element("caption", {}, text("list_caption")), element("thead", {}, head), element("tbody", {}, ...body));
  const pages = rows.length > PAGE ? element("div", { class: "pages" },
    element("button", { type: "button", disabled: listPage === 0, onclick: () => { listPage -= 1; showList(); box.scrollTop = 0; } }, text("previous")),
    text("list_page", { from: listPage * PAGE + 1, to: Math.min(rows.length, (listPage + 1) * PAGE), all: rows.length }),
    element("button", { type: "button", disabled: (listPage + 1) * PAGE >= rows.length, onclick: () => { listPage += 1; showList(); box.scrollTop = 0; } }, text("next"))) : "";
  box.replaceChildren(...(rows.length ? [table, pages].filter(Boolean) : [element("p", { class: "hint" }, text("list_empty"))]));
}

function markRow() {
  for (const row of byId("list-view").querySelectorAll("tr[data-id]")) row.classList.toggle("selected", row.dataset.id === state.selected);
}

function setView(view) {
  state.view = view;
  showView();
  writeHash();
}

function showView() {
  const list = state.view === "list";
  byId("map-view").hidden = list;
  byId("legend").hidden = list;
  byId("list-view").hidden = !list;
  byId("view-map").setAttribute("aria-pressed", String(!list));
  byId("view-list").setAttribute("aria-pressed", String(list));
  showList();
  if (scene) showCrumbs();
  if (!list) network.redraw();
}
