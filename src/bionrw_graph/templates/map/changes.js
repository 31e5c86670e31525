// Two states in one map: what is new, and what is not stated or not in force any more.

const compared = Boolean(data.since);
const CHANGES = ["new", "gone"];

const changeOf = (thing) => (CHANGES.includes(thing.change) ? thing.change : "");
const isNew = (thing) => changeOf(thing) === "new";
const isGone = (thing) => changeOf(thing) === "gone";
/** "new" or "not stated or in force any more", with a dot before it; "" for what is as it was. */
function changeWords(thing, dot = " · ") { return changeOf(thing) ? dot + text("change_" + changeOf(thing)) : ""; }

/** Lay the look of a change over that of a line. */
function changedLine(style, edge, lit, some) {
  if (isGone(edge)) return { ...style, width: Math.min(style.width, 1.4), opacity: lit ? style.opacity : .8, dashes: [1.5, 4.5] };
  if (isNew(edge)) return { ...style, ...(lit ? {} : { colour: some.accent, opacity: .55 }) };
  return style;
}

/** The dashes of an outline at a scale, in the units of the symbol; none where nothing is gone. */
function outlineDashes(node, unit) { return isGone(node) ? [3.2 * unit, 2.4 * unit] : []; }

/** How far out the ring of a newcomer lies, in units of the map. */
const ringOf = (node, scale) => node.radius * 1.25 + 2.5 / Math.max(scale, .7);

/** What is changed alone, or everything: a filter. */
function changesFilter() {
  return element("fieldset", { class: "facet", id: "changes" }, element("legend", {}, text("changes")),
    element("div", { class: "row" }, ...["all", "only"].map((value) => element("label", { class: "tick" },
      element("input", { type: "radio", name: "changes", value, onchange: () => { state.changes = value; update(); } }), text("changes_" + value)))),
    element("p", { class: "hint" }, comparison()));
}

function showChanges() {
  for (const box of document.querySelectorAll('input[name="changes"]')) box.checked = box.value === state.changes;
}

/** What is compared, and what it means that something is gone. */
function comparison() { return text("changes_note", { since: dateWords(data.since), until: dateWords(data.until) }); }

/** The entries of the legend for the marks that are on the map now. */
function changesLegend() {
  if (!compared) return [];
  const line = (edge) => {
    const style = changedLine({ colour: "var(--edge)", opacity: .75, width: 2, dashes: false }, edge, null, { accent: "var(--accent)" });
    return svg("line", { x1: 22, y1: 9, x2: 48, y2: 9, stroke: style.colour, "stroke-opacity": style.opacity, "stroke-width": style.width, ...(style.dashes ? { "stroke-dasharray": style.dashes.join(" ") } : {}) });
  };
  const things = [...now.nodes].map((id) => nodeById.get(id)).concat([...now.edges.keys()].map((id) => edgeById.get(id)));
  const entries = CHANGES.filter((change) => things.some((thing) => changeOf(thing) === change)).map((change) => {
    const sample = { change, shape: "circle", colour: "#6B6B6B" };
    const mark = svg("svg", { width: 50, height: 20, viewBox: "0 -1 50 20", "aria-hidden": "true" }, line(sample));
    const one = symbolOf(sample, 5, 18);
    mark.append(...[...one.childNodes].map((part) => { part.setAttribute("transform", "translate(9 9) " + (part.getAttribute("transform") || "")); return part; }));
    return element("span", { class: "entry", "data-change": change }, mark, text("change_" + change));
  });
  return entries.length ? [element("div", { class: "group", "data-samples": "changes" }, ...entries)] : [];
}

/** How many of the nodes that are shown are new, and how many gone. */
function changeCounts() {
  if (!compared) return [];
  const shown = [...now.nodes].map((id) => nodeById.get(id));
  return [text("n_new", { n: shown.filter(isNew).length }), text("n_gone", { n: shown.filter(isGone).length })];
}
