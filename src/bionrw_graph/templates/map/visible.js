// What the filters leave.

function projectPasses(project, s) {
  if (s.funder.size && !project.funders.some((funder) => s.funder.has(funder.en))) return false;
  if (s.field.size && !project.fields.some((field) => s.field.has(field.en))) return false;
  if (s.source.size && !project.sources.some((source) => s.source.has(source))) return false;
  if (!project.years) return s.undated;
  return (s.from === firstYear && s.to === lastYear) || (project.years[0] <= s.to && project.years[1] >= s.from);
}

function nodePasses(node, s) {
  if (node.category === "project") return projectPasses(node, s);
  if (node.type !== "organisation") return true;
  return (!s.type.size || s.type.has(node.category)) && PLACES.every((place) => !s[place].size || s[place].has(node[place]));
}

/** Nodes, edges (with the number of projects left behind each) and projects that the state s shows. */
function visible(s) {
  const active = new Set();
  for (const project of projects.values()) if (projectPasses(project, s)) active.add(project.id);
  const passing = new Set(nodes.filter((node) => nodePasses(node, s)).map((node) => node.id));
  // What an organisation takes part in does not hang on whether its partners pass: it stays, if need be without a line.
  const reach = new Map();
  for (const edge of edges) {
    if (s.changes === "only" && !changeOf(edge)) continue;
    const count = edge.through ? edge.through.filter((id) => active.has(id)).length : edge.weight;
    if (count >= s.minimum) reach.set(edge.id, count);
  }
  const drawn = ([id]) => passing.has(edgeById.get(id).from) && passing.has(edgeById.get(id).to);
  let counts = new Map([...reach].filter(drawn));
  let shown = new Set();
  for (const id of counts.keys()) { shown.add(edgeById.get(id).from); shown.add(edgeById.get(id).to); }
  for (const id of reach.keys()) for (const end of [edgeById.get(id).from, edgeById.get(id).to]) {
    const passes = passing.has(end) && nodeById.get(end).type === "organisation";
    // A line to a project that is filtered out is no reason to show its organisation.
    if (passes && (edgeById.get(id).through || passing.has(otherEnd(edgeById.get(id), end).id))) shown.add(end);
  }
  // Only those without any line in the data count as isolates.
  const isolates = [...passing].filter((id) => !edgesOf.get(id).length && (s.changes === "all" || changeOf(nodeById.get(id))));
  let behind = reach;
  if (s.ego) {
    const near = new Set(passing.has(s.around) ? [s.around] : []);
    for (let step = 0; step < s.ego; step += 1) {
      for (const id of [...near]) for (const edge of edgesOf.get(id)) if (counts.has(edge.id)) near.add(otherEnd(edge, id).id);
    }
    counts = new Map([...counts].filter(([id]) => near.has(edgeById.get(id).from) && near.has(edgeById.get(id).to)));
    shown = near;
    behind = counts;
  } else if (s.isolates) for (const id of isolates) shown.add(id);
  const found = new Set();
  for (const id of behind.keys()) {
    const edge = edgeById.get(id);
    if (shown.has(edge.from) || shown.has(edge.to)) for (const project of edge.through || []) if (active.has(project)) found.add(project);
  }
  for (const id of shown) if (projects.has(id)) found.add(id);
  return { nodes: shown, edges: counts, projects: found, isolates: s.ego ? [] : isolates, active, reach };
}

function options(facet) {
  const found = new Map();
  const add = (key, name) => { if (key && !found.has(key)) found.set(key, name); };
  if (facet === "type") for (const name of CATEGORIES) { if (nodes.some((node) => node.type === "organisation" && node.category === name)) add(name, null); }
  if (PLACES.includes(facet)) for (const node of nodes) { if (node.type === "organisation") add(node[facet], null); }
  if (facet === "source") for (const project of projects.values()) for (const source of project.sources) add(source, null);
  if (facet === "funder") for (const project of projects.values()) for (const funder of project.funders) add(funder.en, funder);
  if (facet === "field") for (const project of projects.values()) for (const field of project.fields) add(field.en, field);
  if (facet === "type") return [...found.keys()];
  const name = (key) => (facet === "country" ? countryName(key) : found.get(key) ? found.get(key)[state.lang] : key);
  optionNames[facet] = name;
  return [...found.keys()].sort((a, b) => name(a).localeCompare(name(b), state.lang));
}
function optionName(facet, key) { return facet === "type" ? category(key) : optionNames[facet](key); }

/** For each choice of a facet, what the other filters leave of it: organisations, or projects for funder, field and source. */
function facetCounts(facet) {
  // Where a facet asks for nothing, the filters leave the same without it.
  const left = state[facet].size ? visible({ ...state, [facet]: new Set() }) : now;
  const counts = new Map();
  const add = (key) => counts.set(key, (counts.get(key) || 0) + 1);
  if (facet === "type" || PLACES.includes(facet)) {
    for (const id of left.nodes) {
      const node = nodeById.get(id);
      if (node.type === "organisation") add(facet === "type" ? node.category : node[facet]);
    }
  } else {
    for (const id of left.projects) for (const value of new Set(projects.get(id)[facet + "s"].map((value) => value.en || value))) add(value);
  }
  return counts;
}

/** The filters that are on: words for each, and the state without it. */
function activeFilters() {
  const found = [];
  for (const facet of FACETS) {
    if (state[facet].size) {
      const names = [...state[facet]].map((value) => optionName(facet, value));
      found.push({ id: facet, words: text("facet_" + facet) + ": " + names.join(", "), without: { [facet]: new Set() } });
    }
  }
  if (state.from !== firstYear || state.to !== lastYear) {
    found.push({ id: "years", words: shownYear() ? text("chip_year", { year: shownYear() }) : text("chip_years", { from: String(state.from), to: String(state.to) }), without: { from: firstYear, to: lastYear } });
  }
  if (!state.undated) found.push({ id: "undated", words: text("chip_dated"), without: { undated: true } });
  if (state.minimum > 1) found.push({ id: "minimum", words: text("chip_minimum", { n: state.minimum }), without: { minimum: 1 } });
  if (state.changes !== "all") found.push({ id: "changes", words: text("changes_only"), without: { changes: "all" } });
  if (state.ego) {
    const name = label(nodeById.get(state.around));
    found.push({ id: "ego", words: text("chip_ego", { n: state.ego, name }), without: { ego: 0, around: "" } });
  }
  return found;
}

const optionNames = {};
let now = null;               // what is shown at present, as visible() gives it
let hovered = "";
let message = "";
