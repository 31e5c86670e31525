// Filters.

const LONG = 12, TOP = 8;     // more choices than LONG are a long list, which shows the TOP of them
let facetCells = new Map();

function buildFilters() {
  const parts = [];
  facetCells = new Map();
  for (const facet of FACETS) {
    const values = options(facet);
    if (!values.length) continue;
    const cells = new Map();
    const long = values.length > LONG;
    const rows = values.map((value) => {
      const box = element("input", { type: "checkbox", value, "data-facet": facet, onchange: () => {
        if (box.checked) state[facet].add(value); else state[facet].delete(value);
        update();
      } });
      const count = element("span", { class: "count" });
      const row = element("label", { class: "option" }, box, facet === "type" ? element("span", { class: "mark" }, categorySymbol(value)) : null,
        element("span", { class: "what" }, optionName(facet, value)), count);
      cells.set(value, { box, count, row });
      return row;
    });
    facetCells.set(facet, cells);
    const hint = text(facet === "type" || PLACES.includes(facet) ? "counts_organisations" : "counts_projects");
    const list = element("div", { class: "options" }, ...rows);
    parts.push(element("details", { class: "facet", open: openFacets.has(facet), "data-name": facet, ontoggle: (event) => {
      if (event.target.open) openFacets.add(facet); else openFacets.delete(facet);
    } }, element("summary", { title: hint }, text("facet_" + facet)), facet === "source" ? element("p", { class: "hint" }, text("source_hint")) : null, ...(long ? longList(facet, list) : [list])));
  }
  byId("looks").replaceChildren(...(nodes.length ? [appearanceControls()] : []));
  if (compared) parts.unshift(changesFilter());
  if (dated.length) parts.push(yearFilter());
  if (maximumWeight > 1) {
    const box = element("input", { type: "number", class: "number", id: "minimum", min: 1, max: maximumWeight, step: 1, "aria-label": text("minimum"), onchange: () => {
      state.minimum = Math.min(maximumWeight, Math.max(1, Math.round(Number(box.value)) || 1));
      update();
    } });
    parts.push(element("fieldset", { class: "facet" }, element("legend", {}, text("minimum")),
      element("div", { class: "row" }, box, element("span", { class: "hint", id: "minimum-left" }))));
  }
  if (edges.length) parts.push(element("fieldset", { class: "facet" }, element("legend", {}, text("ego_steps")),
    element("div", { class: "row" }, ...[0, 1, 2].map((steps) => element("label", { class: "tick" },
      element("input", { type: "radio", name: "ego", value: steps, onchange: () => setEgo(steps, isNode(state.selected) ? state.selected : state.around) }), text(["ego_off", "ego_1", "ego_2"][steps])))),
    element("p", { class: "hint", id: "ego-hint" }, text("ego_hint"))));
  parts.push(element("fieldset", { class: "facet", id: "isolates-field" }, element("label", { class: "tick" },
    element("input", { type: "checkbox", id: "isolates", onchange: (event) => { state.isolates = event.target.checked; update(); if (fitted) fit(true); } }),
    element("span", { id: "isolates-words" }))));
  byId("facets").replaceChildren(...parts);
}

const openFacets = new Set(FACETS);
const longLists = new Map();
const sought = new Map();     // what is typed above a long list
const unfolded = new Set();   // long lists of which all choices are shown

/** A list of many choices: the top of it, a button for the rest, and a box that finds one by its name. */
function longList(facet, list) {
  const change = () => arrangeList(facet, facetCounts(facet));
  const box = element("input", { type: "search", class: "find", autocomplete: "off", spellcheck: "false", "data-find": facet, value: sought.get(facet) || "",
    placeholder: text("search"), "aria-label": text("find_in", { facet: text("facet_" + facet) }), oninput: () => {
      sought.set(facet, box.value);
      change();
      announce(none.hidden ? text("search_hits", { n: shownChoices(facet).length }) : none.textContent);
    } });
  const none = element("p", { class: "hint", hidden: true });
  const more = element("button", { type: "button", class: "link", "data-more": facet, onclick: () => {
    if (unfolded.has(facet)) unfolded.delete(facet); else unfolded.add(facet);
    change();
  } });
  longLists.set(facet, { list, none, more });
  return [box, list, none, more];
}

const shownChoices = (facet) => [...facetCells.get(facet).values()].filter((cell) => !cell.row.hidden);

/** Sort a long list by its figures and show the top of it, what is chosen, or what is asked for. */
function arrangeList(facet, counts) {
  if (!longLists.has(facet)) return;
  const { list, none, more } = longLists.get(facet);
  const cells = facetCells.get(facet);
  const query = (sought.get(facet) || "").trim();
  const asked = folds(query);
  // Equals stay in the order of their names.
  const order = [...cells.keys()].sort((a, b) => (counts.get(b) || 0) - (counts.get(a) || 0));
  const fits = (value) => folds(optionName(facet, value)).some((form, folding) => form.includes(asked[folding]));
  order.forEach((value, place) => { cells.get(value).row.hidden = query ? !fits(value) : !(unfolded.has(facet) || place < TOP || state[facet].has(value)); });
  const rows = order.map((value) => cells.get(value).row);
  if (rows.some((row, place) => list.children[place] !== row)) list.replaceChildren(...rows);
  const left = cells.size - shownChoices(facet).length;
  none.textContent = text("search_none", { query });
  none.hidden = !query || left < cells.size;
  more.hidden = Boolean(query);
  more.setAttribute("aria-expanded", String(unfolded.has(facet)));
  more.textContent = unfolded.has(facet) ? text("fewer") : text("more", { n: left });
}

function yearFilter() {
  const read = (name, value) => {
    const wanted = Math.round(Number(value));
    if (!Number.isFinite(wanted) || !String(value).trim()) { update(); return; }
    const inside = Math.min(lastYear, Math.max(firstYear, wanted));
    if (name === "from") { state.from = inside; state.to = Math.max(state.to, inside); }
    else { state.to = inside; state.from = Math.min(state.from, inside); }
    update();
  };
  const box = (name) => element("input", { type: "number", id: "year-" + name, min: firstYear, max: lastYear, step: 1, "aria-label": text("year_" + name + "_label"), onchange: (event) => read(name, event.target.value) });
  const slide = (name) => element("input", { type: "range", id: "slide-" + name, min: firstYear, max: lastYear, step: 1, "aria-label": text("year_" + name + "_label"), oninput: (event) => read(name, event.target.value) });
  const undated = element("label", { class: "tick" }, element("input", { type: "checkbox", id: "undated", onchange: (event) => { state.undated = event.target.checked; update(); } }),
    text("undated", { n: undatedCount }));
  return element("fieldset", { class: "facet" }, element("legend", {}, text("years")),
    element("div", { class: "years" }, text("year_from"), box("from"), text("year_to"), box("to")),
    firstYear < lastYear ? element("div", { class: "range" }, element("div", { class: "span", id: "year-span" }), slide("from"), slide("to")) : null,
    firstYear < lastYear ? timeControls() : null,
    undatedCount ? undated : null, element("p", { class: "hint" }, text("years_hint")));
}

function showFilters() {
  for (const [facet, cells] of facetCells) {
    const counts = facetCounts(facet);
    for (const [value, cell] of cells) {
      const count = counts.get(value) || 0;
      cell.box.checked = state[facet].has(value);
      cell.count.textContent = format(count);
      cell.row.classList.toggle("none", !count);
      if (facet === "type") cell.row.querySelector(".mark").replaceChildren(categorySymbol(value));
    }
    arrangeList(facet, counts);
  }
  for (const name of ["from", "to"]) {
    if (byId("year-" + name)) byId("year-" + name).value = state[name];
    if (byId("slide-" + name)) byId("slide-" + name).value = state[name];
  }
  if (byId("year-span")) {
    const share = (value) => (100 * (value - firstYear)) / (lastYear - firstYear) + "%";
    byId("year-span").style.left = share(state.from);
    byId("year-span").style.width = (100 * (state.to - state.from)) / (lastYear - firstYear) + "%";
  }
  showTime();
  if (byId("undated")) byId("undated").checked = state.undated;
  if (byId("minimum")) {
    byId("minimum").value = state.minimum;
    byId("minimum-left").textContent = text("minimum_edges", { n: now.edges.size });
  }
  showChanges();
  byId("isolates").checked = state.isolates;
  byId("isolates-words").textContent = text("isolates", { n: now.isolates.length });
  byId("isolates-field").hidden = isolatesDefault || (!now.isolates.length && !state.isolates);
  const chips = activeFilters().map((filter) => element("button", { type: "button", "aria-label": text("drop", { filter: filter.words }), title: text("drop", { filter: filter.words }),
    onclick: () => { Object.assign(state, filter.without); update(); if (filter.id === "ego") fit(true); byId("map").focus({ preventScroll: true }); } }, filter.words + "  ×"));
  byId("chips").replaceChildren(...chips);
  showEgo();
}

function showEgo() {
  const possible = isNode(state.selected) || state.ego > 0;
  for (const box of document.querySelectorAll('input[name="ego"]')) {
    box.checked = Number(box.value) === state.ego;
    box.disabled = !possible;
  }
  if (byId("ego-hint")) byId("ego-hint").hidden = possible;
}

function reset(keep = "") {
  const { lang, theme, view, selected } = state;
  Object.assign(state, fresh(), { lang, theme, view, selected: keep || selected });
  update();
  fit(true);
}
