// Export: files of what is shown now, and their menu.

const SEPARATOR = ";";        // what a German spreadsheet expects

/** A table as the text of a CSV file; no cell is a formula to a spreadsheet. */
function csv(rows) {
  const cell = (value) => {
    const words = /^[=+\-@\t\r\uFF1D]/.test(value) ? "'" + value : String(value);
    return /[";\r\n\t]|^\s|\s$/.test(words) ? '"' + words.replace(/"/g, '""') + '"' : words;
  };
  return "\uFEFF" + rows.map((row) => row.map(cell).join(SEPARATOR) + "\r\n").join("");
}

/** A table with what it shows, from when and by whom in its last columns: each row can stand alone. */
function table(head, rows) {
  const about = [[text("csv_map"), data.title[state.lang]], [text("csv_selection"), selectionWords()], [text("csv_date"), byId("date").textContent], [text("csv_note"), data.note[state.lang]]].filter(([, value]) => value);
  return csv([[...head, ...about.map(([name]) => name)], ...rows.map((row) => [...row, ...about.map(([, value]) => value)])]);
}

function nodeTable() {
  const columns = listColumns();
  const shown = [...now.nodes].map((id) => nodeById.get(id)).sort(byStrength);
  return table([...columns.map((column) => column.words), text("other_names"), text("csv_key")],
    shown.map((node) => [...columns.map((column) => (column.in_file || column.value)(node)), node.names.join(", "), node.key]));
}

/** The sources of an edge: those of the participations behind it, else of the projects themselves; each page once. */
function edgeSources(edge, left) {
  const found = new Map();
  const ends = [edge.from, edge.to];
  const about = edge.through ? left.map((project) => project.id) : ends;
  for (const id of about) {
    const claims = claimsOf.get(id) || [];
    const parts = claims.filter((claim) => ends.includes(claim.other));
    for (const claim of parts.length || !edge.through ? parts : claims) {
      // The page is enough here: with the words of each passage a cell would outgrow what a spreadsheet holds.
      const page = claim.url.replace(/#?:~:text=.*$/, "");
      if (claim.source || page) found.set(claim.source + "|" + page, claim.source + (page ? ` <${page}>` : ""));
    }
  }
  return [...found.values()].join(" | ");
}

function edgeTable() {
  const head = ["a", "b"].flatMap((end) => [text("csv_" + end), text("csv_key_of", { end: end.toUpperCase() })]);
  if (projected) head.push(text("csv_number"), text("csv_projects"));
  head.push(text("csv_inferred"), ...(compared ? [text("changes")] : []), text("csv_sources"));
  const shown = [...now.edges].map(([id, count]) => ({ edge: edgeById.get(id), count })).sort((a, b) => b.count - a.count || (edgeKey(a.edge) < edgeKey(b.edge) ? -1 : 1));
  return table(head, shown.map(({ edge, count }) => {
    const left = (edge.through || []).filter((id) => now.active.has(id)).map((id) => projects.get(id)).sort(byStart);
    const row = [edge.from, edge.to].map((id) => nodeById.get(id)).flatMap((node) => [label(node), node.key]);
    if (projected) row.push(count, left.map((project) => `${label(project)} (${projectLine(project)})`).join(" | "));
    return [...row, text(isInferred(edge) ? "yes" : "no"), ...(compared ? [changeWords(edge, "")] : []), edgeSources(edge, left)];
  }));
}

/** The name of a file: the title in small letters, digits and hyphens, which every system bears. */
function fileName(ending) {
  const title = folds(data.title[state.lang])[0].replace(/[^a-z0-9]+/g, "-").slice(0, 80).replace(/^-|-$/g, "");
  return ["bionrw", title].filter(Boolean).join("-") + ending;
}

function save(content, name, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  element("a", { href: address, download: name }).click();
  // The browser reads it after this turn; how long that takes it does not say.
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  announce(text("exported", { file: name }));
}

async function savePng() {
  const address = URL.createObjectURL(new Blob([pictureText()], { type: "image/svg+xml;charset=utf-8" }));
  try {
    const image = new Image(WIDE, HIGH);
    image.src = address;
    await image.decode();
    const canvas = element("canvas", { width: 2 * WIDE, height: 2 * HIGH });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
    save(made, fileName(".png"), "image/png");
  } catch (error) {
    showExports(true, text("export_failed"));
  } finally {
    URL.revokeObjectURL(address);
  }
}

const EXPORTS = {
  png: savePng,
  svg: () => save(pictureText(), fileName(".svg"), "image/svg+xml"),
  nodes: () => save(nodeTable(), fileName(text(bipartite ? "file_entries" : "file_nodes") + ".csv"), "text/csv;charset=utf-8"),
  edges: () => save(edgeTable(), fileName(text("file_edges") + ".csv"), "text/csv;charset=utf-8"),
  print: () => window.print(),
};

/** Open or close the menu; said is shown below it, as is why there is nothing to export. */
function showExports(open, said = "") {
  const menu = byId("exports");
  byId("export").setAttribute("aria-expanded", String(open));
  menu.hidden = !open;
  if (!open) { menu.replaceChildren(); return; }
  const empty = !now.nodes.size;
  const reason = said || (empty ? text("export_empty") : "");
  menu.replaceChildren(...Object.entries(EXPORTS).map(([name, run]) => element("button", { type: "button", role: "menuitem", tabindex: "-1", "data-export": name, disabled: empty,
    onclick: () => { showExports(false); byId("export").focus(); run(); } }, text("export_" + (name === "nodes" && bipartite ? "entries" : name)))),
    reason ? element("p", { id: "export-reason" }, reason) : "");
  if (reason) announce(reason);
  (menu.querySelector("button:enabled") || byId("export")).focus();
}

function exportKey(event) {
  const items = [...byId("exports").querySelectorAll("button:enabled")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? items.length - 1 : at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Escape" && !byId("exports").hidden) {
    showExports(false);
    byId("export").focus();
    event.stopPropagation();
  } else if (to !== undefined) {
    event.preventDefault();
    if (byId("exports").hidden) showExports(true);
    else if (items.length) items[(to + items.length) % items.length].focus();
  }
}

function listenForExports() {
  const box = byId("export").parentElement;
  byId("export").addEventListener("click", () => showExports(byId("exports").hidden));
  box.addEventListener("keydown", exportKey);
  // The menu itself can have the focus: not every browser gives it to a button that is clicked.
  box.addEventListener("focusout", (event) => { if (!box.contains(event.relatedTarget)) showExports(false); });
  window.addEventListener("beforeprint", () => byId("print").replaceChildren(picture()));
  window.addEventListener("afterprint", () => byId("print").replaceChildren());
}
