// Legend, counts, empty states.

function showLegend() {
  const groups = [];
  const shown = [...(isOverview() ? now : scene).nodes].map((id) => nodeById.get(id));
  const present = CATEGORIES.filter((name) => shown.some((node) => node.category === name));
  groups.push(...present.map((name) => element("span", { class: "entry", "data-category": name }, categorySymbol(name), texts["legend_" + name] ? text("legend_" + name) : category(name))));
  const parts = groups.length ? [element("div", { class: "group" }, ...groups)] : [];
  if (groups.length && state.colour === "community") {
    parts.unshift(element("div", { class: "group" }, element("span", { class: "caption" }, text("legend_community")), ...communityEntries(shown)));
  }
  if (isOverview()) { byId("legend").replaceChildren(...parts, ...bubbleSamples()); return; }
  const connected = shown.filter((node) => node.strength > 0).sort((a, b) => sizeOf(a) - sizeOf(b));
  if (connected.length) {
    const values = samples(connected.map(sizeOf));
    const radius = (value) => connected.reduce((best, node) => (Math.abs(sizeOf(node) - value) < Math.abs(sizeOf(best) - value) ? node : best)).radius;
    // The largest sample must fit into the strip; all samples shrink alike.
    const scale = Math.min(1, 13 / radius(values[values.length - 1]));
    parts.push(element("div", { class: "group", "data-samples": "size" }, element("span", { class: "caption" }, [legendSize(), activeFilters().length && text("legend_unfiltered")].filter(Boolean).join(", ")),
      ...values.map((value) => { const size = Math.max(2, radius(value) * scale); return element("span", { class: "entry" }, symbol("circle", "none", size, Math.ceil(2 * size) + 3), sizeWords(value)); })));
  }
  if (scene.edges.size) {
    const values = samples([...scene.edges.values()]);
    const line = (value) => svg("svg", { width: 30, height: 12, viewBox: "0 0 30 12", "aria-hidden": "true" },
      svg("line", { x1: 1, y1: 6, x2: 29, y2: 6, stroke: "var(--edge)", "stroke-opacity": .75, "stroke-width": Math.min(8, .6 + 1.3 * Math.sqrt(value)) }));
    parts.push(element("div", { class: "group", "data-samples": "width" }, element("span", { class: "caption" }, text(projected ? "legend_width" : "legend_line")),
      ...values.map((value) => element("span", { class: "entry" }, line(value), projected ? format(value) : ""))));
    if ([...scene.edges.keys()].some((id) => isInferred(edgeById.get(id)))) {
      parts.push(element("div", { class: "group", "data-samples": "inferred" }, element("span", { class: "entry" }, svg("svg", { width: 30, height: 12, viewBox: "0 0 30 12", "aria-hidden": "true" },
        svg("line", { x1: 1, y1: 6, x2: 29, y2: 6, stroke: "var(--edge)", "stroke-opacity": .75, "stroke-width": 2, "stroke-dasharray": "7 4" })), text("legend_inferred"))));
    }
  }
  byId("legend").replaceChildren(...parts, ...changesLegend());
}

/** Up to three values that occur: least, something between, most. */
function samples(values) {
  const all = [...new Set(values)].sort((a, b) => a - b);
  if (all.length <= 3) return all;
  const middle = (all[0] + all[all.length - 1]) / 2;
  const between = all.slice(1, -1).reduce((best, value) => (Math.abs(value - middle) < Math.abs(best - middle) ? value : best));
  return [all[0], between, all[all.length - 1]];
}

/** How much is shown of how much there is, in words. */
function countWords() {
  const shown = now.nodes.size, all = nodes.length;
  const things = text(bipartite ? "n_nodes" : "n_organisations", { n: all });
  const parts = [shown === all ? things : format(shown) + " / " + things, text("n_edges", { n: now.edges.size })];
  if (projects.size) parts.push(text("n_projects", { n: now.projects.size }));
  parts.push(...changeCounts());
  if (!state.isolates && now.isolates.length) parts.push(text("n_isolates_hidden", { n: now.isolates.length }));
  if (minimumDefault > 1 && state.minimum === minimumDefault) parts.push(text("minimum_note"));
  return parts.join(" · ");
}

function showCounts() {
  byId("counts").textContent = countWords();
  byId("date").textContent = [text("made_with"), data.date ? text("data_date", { date: dateWords(data.date) }) : ""].filter(Boolean).join(" · ");
}

function dateWords(date) {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date);
  if (!parts) return date;
  return new Intl.DateTimeFormat({ de: "de", en: "en-GB" }[state.lang], { dateStyle: "long", timeZone: "UTC" }).format(new Date(Date.UTC(+parts[1], +parts[2] - 1, +parts[3])));
}

function showEmpty() {
  const box = byId("empty");
  box.className = "";
  box.hidden = now.nodes.size > 0 && (now.edges.size > 0 || nodes.length < 2);
  if (box.hidden) { box.replaceChildren(); return; }
  if (now.nodes.size) {
    box.className = "note";
    box.replaceChildren(element("p", {}, text([...now.nodes].some((id) => edgesOf.get(id).length) ? "no_edges_now" : "no_edges")));
    return;
  }
  const content = [];
  if (!nodes.length) {
    content.push(element("h2", {}, text("empty_data")), element("p", {}, text("empty_data_hint", { title: data.title[state.lang] })));
  } else {
    const hidden = !state.isolates && now.isolates.length;
    content.push(element("h2", {}, hidden ? text("empty_isolates", { n: now.isolates.length }) : text("empty_filter")));
    const row = element("div", { class: "row" });
    const filters = activeFilters().map((filter) => ({ ...filter, left: visible({ ...state, ...filter.without }).nodes.size }));
    const worst = filters.reduce((best, filter) => (!best || filter.left > best.left ? filter : best), null);
    if (worst && worst.left) {
      content.push(element("p", {}, text("empty_filter_hint", { filter: worst.words, n: text(bipartite ? "n_nodes" : "n_organisations", { n: worst.left }) })));
      row.append(element("button", { type: "button", id: "drop-worst", onclick: () => { Object.assign(state, worst.without); update(); fit(true); } }, text("drop", { filter: worst.words })));
    }
    if (hidden) row.append(element("button", { type: "button", onclick: () => { state.isolates = true; update(); fit(true); } }, text("show_isolates")));
    row.append(element("button", { type: "button", onclick: () => reset() }, text("show_all")));
    content.push(row);
  }
  box.replaceChildren(...content);
}
