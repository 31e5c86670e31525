"use strict";
/* The map in the browser: filters, drawing, panels, list and keyboard. Data come from the script element "data"
   and only ever reach the page as text (textContent) or as attributes that cannot run anything. */
(function () {

const byId = (id) => document.getElementById(id);
// Damaged data end in words on the page, never in a blank one; the error itself stays in the console.
window.addEventListener("error", () => { if (!window.bionrwMap || !window.bionrwMap.ready) byId("broken").hidden = false; });
const reducedMotion = window.matchMedia("(prefers-reduced-motion: reduce)");
const darkSystem = window.matchMedia("(prefers-color-scheme: dark)");

// Outlines of the symbols around (0, 0); radius 1 is the nominal radius, 1.25 the farthest a point may reach
// (REACH in layouts.py). The same text draws the map and the legend, so that they cannot differ.
const SHAPES = {
  square: "M-.86-.86H.86V.86H-.86Z",
  triangle: "M0-1.2L1.04.66H-1.04Z",
  triangleDown: "M0 1.2L1.04-.66H-1.04Z",
  circle: "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z",
  ring: "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0ZM.46 0A.46.46 0 1 0-.46 0A.46.46 0 1 0 .46 0Z",
  diamond: "M0-1.2L1.05 0L0 1.2L-1.05 0Z",
  hexagon: "M1.1 0L.55.95H-.55L-1.1 0L-.55-.95H.55Z",
  pentagon: "M0-1.12L1.07-.35L.66.91H-.66L-1.07-.35Z",
  star: "M0-1.25L.36-.48L1.19-.39L.57.18L.73 1.01L0 .6L-.73 1.01L-.57.18L-1.19-.39L-.36-.48Z",
  plate: "M-.85-.62H.85Q1.12-.62 1.12-.35V.35Q1.12.62.85.62H-.85Q-1.12.62-1.12.35V-.35Q-1.12-.62-.85-.62Z",
  ellipse: "M1.2 0A1.2.72 0 1 1-1.2 0A1.2.72 0 1 1 1.2 0Z",
};
// Half the width and the height above and below the centre, in radii: what a label must not touch.
const EXTENTS = {
  square: [.86, .86, .86], triangle: [1.04, 1.2, .66], triangleDown: [1.04, .66, 1.2], circle: [1, 1, 1], ring: [1, 1, 1],
  diamond: [1.05, 1.2, 1.2], hexagon: [1.1, .95, .95], pentagon: [1.07, 1.12, .91], star: [1.19, 1.25, 1.01],
  plate: [1.12, .62, .62], ellipse: [1.2, .72, .72],
};
const CATEGORIES = ["university", "research-institute", "clinic", "small-or-medium-company", "company", "large-company",
  "support", "unknown", "project", "funder", "country"];
const FACETS = ["type", "country", "funder", "field"];
const LABEL_CAP = 40;
const PAGE = 100;

// ---------------------------------------------------------------- data

const data = JSON.parse(byId("data").textContent);
const texts = data.texts;
const nodes = data.nodes;
const edges = data.edges;
const nodeById = new Map(nodes.map((node) => [node.id, node]));
const edgeById = new Map(edges.map((edge) => [edge.id, edge]));
const nodeByKey = new Map(nodes.map((node) => [node.key, node]));
const carried = new Map(data.vis.nodes.map((node) => [node.id, node]));
// In a projected network the projects stand behind the edges, in a bipartite one they are nodes.
const projects = new Map(data.projects.map((project) => [project.id, project]));
for (const node of nodes) if (node.category === "project") projects.set(node.id, node);
const projected = data.projects.length > 0 || edges.some((edge) => edge.through);
const bipartite = nodes.some((node) => node.type !== "organisation");
const edgesOf = new Map(nodes.map((node) => [node.id, []]));
for (const node of nodes) {
  const place = carried.get(node.id);
  node.x = place.x; node.y = place.y; node.radius = place.size; node.shape = place.shape; node.colour = place.color;
  if (!SHAPES[node.shape] || !/^#[0-9A-Fa-f]{6}$/.test(node.colour) || !Number.isFinite(node.x + node.y + node.radius)) {
    throw new Error("a symbol of the map is not one of ours");
  }
  if (node.type === "country") {
    // A country comes as its code, which stays searchable.
    node.names = [...node.names, node.label.en];
    node.label = { de: countryName(node.label.de, "de"), en: countryName(node.label.en, "en") };
  }
  searchable(node);
}
for (const project of data.projects) searchable(project);
for (const edge of edges) { edgesOf.get(edge.from).push(edge); edgesOf.get(edge.to).push(edge); }
// What many claims repeat is written once; here they become objects again.
data.claims = data.claims.rows.map((row) => Object.fromEntries(data.claims.columns.map((name, place) => [name, data.values[row[place]]])));
const claimsOf = new Map();
for (const claim of data.claims) {
  if (!claimsOf.has(claim.thing)) claimsOf.set(claim.thing, []);
  claimsOf.get(claim.thing).push(claim);
}
const otherEnd = (edge, id) => nodeById.get(edge.from === id ? edge.to : edge.from);
const edgeKey = (edge) => nodeById.get(edge.from).key + "|" + nodeById.get(edge.to).key;
const edgeByKey = new Map(edges.map((edge) => [edgeKey(edge), edge]));
// A project that stands behind the edges can be selected like a symbol; in a bipartite map it is one.
const isBehind = (id) => projects.has(id) && !nodeById.has(id);
const projectByKey = new Map(data.projects.map((project) => [project.key, project]));
const membersOf = new Map(data.projects.map((project) => [project.id, new Set()]));
for (const edge of edges) for (const id of edge.through || []) membersOf.get(id).add(edge.from).add(edge.to);
for (const claim of data.claims) if (membersOf.has(claim.thing) && nodeById.has(claim.other)) membersOf.get(claim.thing).add(claim.other);
const knownPlaces = { city: nodes.some((node) => node.type === "organisation" && node.city), country: nodes.some((node) => node.type === "organisation" && node.country) };
// The reader's own language where it is one of ours, else the one the page was made for. An address may ask for another.
const browserLanguage = (navigator.language || "").slice(0, 2).toLowerCase();
const homeLanguage = ["de", "en"].includes(browserLanguage) ? browserLanguage : data.lang;

// Years of a project: all in which it may have run. Where one end is not known, nothing on that side is ruled out.
for (const project of projects.values()) {
  const start = project.start ? Number(project.start.slice(0, 4)) : null;
  const end = project.end ? Number(project.end.slice(0, 4)) : null;
  if (start === null && end === null && project.endStatus !== "unlimited") project.years = null;
  else project.years = [start ?? -Infinity, end ?? Infinity];
}
const dated = [...projects.values()].filter((project) => project.years);
const knownYears = dated.flatMap((project) => project.years).filter(Number.isFinite);
const firstYear = knownYears.length ? Math.min(...knownYears) : 0;
const lastYear = knownYears.length ? Math.max(...knownYears) : 0;
const undatedCount = projects.size - dated.length;
const maximumWeight = edges.reduce((most, edge) => Math.max(most, edge.through ? edge.through.length : edge.weight), 1);
// A large map opens with its stronger edges only, as long as there are any.
const minimumDefault = nodes.length > 300 && maximumWeight >= 2 ? 2 : 1;
const isolatesDefault = edges.length === 0;

// ---------------------------------------------------------------- state

const state = fresh();

function fresh() {
  return {
    type: new Set(), country: new Set(), funder: new Set(), field: new Set(),
    from: firstYear, to: lastYear, undated: true, minimum: minimumDefault, isolates: isolatesDefault,
    ego: 0, around: "", selected: "", view: "map", lang: homeLanguage, theme: "",
  };
}

function readHash() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const read = fresh();
  const known = { type: new Set(CATEGORIES), country: new Set(options("country")), funder: new Set(options("funder")), field: new Set(options("field")) };
  for (const facet of FACETS) for (const value of asked.getAll(facet)) if (known[facet].has(value)) read[facet].add(value);
  const number = (name, low, high, other) => {
    const value = asked.get(name);
    return value !== null && /^\d{1,6}$/.test(value) ? Math.min(high, Math.max(low, Number(value))) : other;
  };
  read.from = number("from", firstYear, lastYear, firstYear);
  read.to = number("to", read.from, lastYear, lastYear);
  read.undated = asked.get("undated") !== "0";
  read.minimum = number("min", 1, maximumWeight, minimumDefault);
  if (asked.has("isolates")) read.isolates = asked.get("isolates") === "1";
  if (nodeByKey.has(asked.get("around"))) {
    read.around = nodeByKey.get(asked.get("around")).id;
    read.ego = number("ego", 0, 2, 1);
  }
  const select = asked.get("select");
  if (nodeByKey.has(select)) read.selected = nodeByKey.get(select).id;
  else if (edgeByKey.has(select)) read.selected = edgeByKey.get(select).id;
  else if (projectByKey.has(select)) read.selected = projectByKey.get(select).id;
  if (["de", "en"].includes(asked.get("lang"))) read.lang = asked.get("lang");
  if (["light", "dark"].includes(asked.get("theme"))) read.theme = asked.get("theme");
  if (asked.get("view") === "list") read.view = "list";
  Object.assign(state, read);
}

function writeHash() {
  const said = new URLSearchParams();
  const standard = fresh();
  if (state.lang !== standard.lang) said.set("lang", state.lang);
  if (state.theme) said.set("theme", state.theme);
  if (state.view !== "map") said.set("view", state.view);
  for (const facet of FACETS) for (const value of [...state[facet]].sort()) said.append(facet, value);
  if (state.from !== standard.from) said.set("from", state.from);
  if (state.to !== standard.to) said.set("to", state.to);
  if (!state.undated) said.set("undated", "0");
  if (state.minimum !== standard.minimum) said.set("min", state.minimum);
  if (state.isolates !== standard.isolates) said.set("isolates", state.isolates ? "1" : "0");
  if (state.ego) { said.set("ego", state.ego); said.set("around", nodeById.get(state.around).key); }
  if (nodeById.has(state.selected)) said.set("select", nodeById.get(state.selected).key);
  if (edgeById.has(state.selected)) said.set("select", edgeKey(edgeById.get(state.selected)));
  if (isBehind(state.selected)) said.set("select", projects.get(state.selected).key);
  const hash = said.toString();
  if (location.hash.slice(1) !== hash) history.replaceState(null, "", location.href.split("#")[0] + (hash ? "#" + hash : ""));
}

// ---------------------------------------------------------------- words

function format(value) { return new Intl.NumberFormat(state.lang).format(value); }

const hasTies = data.projects.some((project) => project.type === "membership");

function text(key, values = {}) {
  // Where memberships join as well, a line is more than joint projects.
  const said = (hasTies && texts[key + "_ties"]) || texts[key];
  const entry = said && said[state.lang];
  if (!entry) throw new Error("a text is missing: " + key);
  const pattern = Array.isArray(entry) ? entry[values.n === 1 ? 0 : 1] : entry;
  return pattern.replace(/\{(\w+)\}/g, (mark, name) => {
    if (!(name in values)) throw new Error("a value is missing: " + key + " " + name);
    return typeof values[name] === "number" ? format(values[name]) : String(values[name]);
  });
}

const label = (thing) => thing.label[state.lang];
const category = (name) => text("category_" + name);
const kindOf = (node) => node.kind[state.lang] || category(node.category);

function countryName(code, language = state.lang) {
  if (!code) return text("unknown");
  // The European Commission writes EL and UK where ISO 3166 has GR and GB.
  const iso = { EL: "GR", UK: "GB" }[code] || code;
  if (!/^[A-Z]{2}$/.test(iso)) return code;
  try { return new Intl.DisplayNames([language], { type: "region" }).of(iso) || code; } catch (error) { return code; }
}

// Two foldings, so that "Koeln" and "Koln" both find "Köln".
function folds(words) {
  const small = words.toLocaleLowerCase("de").replace(/ß/g, "ss");
  const plain = (letters) => letters.normalize("NFKD").replace(/\p{M}/gu, "");
  return [plain(small.normalize("NFC").replace(/ä/g, "ae").replace(/ö/g, "oe").replace(/ü/g, "ue")), plain(small)];
}

/** HHUD for "Heinrich-Heine-Universität Düsseldorf": the first letters of the words that begin with a capital. */
function initials(name) {
  const first = name.normalize("NFC").split(/[^\p{L}\p{N}]+/u).filter((word) => /^\p{Lu}/u.test(word)).map((word) => [...word][0]);
  return first.length > 1 ? folds(first.join("")) : null;
}

function searchable(thing) {
  const names = [thing.label.de, thing.label.en, ...thing.names];
  thing.search = [thing.label.de, thing.label.en, thing.city || "", ...thing.names].map(folds);
  thing.initials = names.map(initials).filter(Boolean);
}

function year(date) { return date.slice(0, 4); }

function period(project) {
  const { start, end, endStatus } = project;
  if (start && end) return year(start) === year(end) ? year(start) : year(start) + "–" + year(end);
  if (start) return text(endStatus === "unlimited" ? "period_open" : "period_started", { start: year(start) });
  if (end) return text("period_ended", { end: year(end) });
  return text(endStatus === "unlimited" ? "period_unlimited" : "period_unknown");
}

function projectLine(project) {
  const funders = project.funders.map((funder) => funder[state.lang]).join(", ");
  return period(project) + " · " + (funders || text("funder_unknown"));
}

// ---------------------------------------------------------------- what the filters leave

function projectPasses(project, s) {
  if (s.funder.size && !project.funders.some((funder) => s.funder.has(funder.en))) return false;
  if (s.field.size && !project.fields.some((field) => s.field.has(field.en))) return false;
  if (!project.years) return s.undated;
  return (s.from === firstYear && s.to === lastYear) || (project.years[0] <= s.to && project.years[1] >= s.from);
}

function nodePasses(node, s) {
  if (node.category === "project") return projectPasses(node, s);
  if (node.type !== "organisation") return true;
  return (!s.type.size || s.type.has(node.category)) && (!s.country.size || s.country.has(node.country));
}

/** Nodes, edges (with the number of projects left behind each) and projects that the state s shows. */
function visible(s) {
  const active = new Set();
  for (const project of projects.values()) if (projectPasses(project, s)) active.add(project.id);
  const passing = new Set(nodes.filter((node) => nodePasses(node, s)).map((node) => node.id));
  // What an organisation takes part in does not hang on whether its partners pass: it stays, if need be without a line.
  const reach = new Map();
  for (const edge of edges) {
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
  const isolates = [...passing].filter((id) => !edgesOf.get(id).length);
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
  if (facet === "country") for (const node of nodes) { if (node.type === "organisation") add(node.country, null); }
  if (facet === "funder") for (const project of projects.values()) for (const funder of project.funders) add(funder.en, funder);
  if (facet === "field") for (const project of projects.values()) for (const field of project.fields) add(field.en, field);
  if (facet === "type") return [...found.keys()];
  const name = (key) => (facet === "country" ? countryName(key) : found.get(key)[state.lang]);
  optionNames[facet] = name;
  return [...found.keys()].sort((a, b) => name(a).localeCompare(name(b), state.lang));
}
function optionName(facet, key) { return facet === "type" ? category(key) : optionNames[facet](key); }

/** For each choice of a facet, what the other filters leave of it: organisations, or projects for funder and field. */
function facetCounts(facet) {
  const left = visible({ ...state, [facet]: new Set() });
  const counts = new Map();
  const add = (key) => counts.set(key, (counts.get(key) || 0) + 1);
  if (facet === "type" || facet === "country") {
    for (const id of left.nodes) {
      const node = nodeById.get(id);
      if (node.type === "organisation") add(facet === "type" ? node.category : node.country);
    }
  } else {
    for (const id of left.projects) for (const value of new Set(projects.get(id)[facet + "s"].map((pair) => pair.en))) add(value);
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
    found.push({ id: "years", words: text("chip_years", { from: String(state.from), to: String(state.to) }), without: { from: firstYear, to: lastYear } });
  }
  if (!state.undated) found.push({ id: "undated", words: text("chip_dated"), without: { undated: true } });
  if (state.minimum > 1) found.push({ id: "minimum", words: text("chip_minimum", { n: state.minimum }), without: { minimum: 1 } });
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

// ---------------------------------------------------------------- building the page

function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...content.filter((part) => part !== null && part !== undefined && part !== ""));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";
function svg(name, attributes, ...content) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

/** A symbol of the legend: the outline of the map at a radius in pixels. */
function symbol(shape, colour, radius = 7, box = 18) {
  return svg("svg", { width: box, height: box, viewBox: `${-box / 2} ${-box / 2} ${box} ${box}`, "aria-hidden": "true" },
    svg("path", { d: SHAPES[shape], transform: `scale(${radius})`, fill: colour, "fill-rule": "evenodd", stroke: "var(--outline)",
      "stroke-width": 1.5, "vector-effect": "non-scaling-stroke", "stroke-linejoin": "round" }));
}

function categorySymbol(name) {
  const node = nodes.find((candidate) => candidate.category === name);
  return symbolOf(node);
}

function symbolOf(node, radius, box) { return symbol(node.shape, isHollow(node) ? "var(--ground)" : node.colour, radius, box); }

function link(url, words) {
  let address = null;
  try { address = new URL(url); } catch (error) { /* no address: shown as text */ }
  if (!address || !["http:", "https:"].includes(address.protocol)) return document.createTextNode(words);
  return element("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: text("opens_source") }, words);
}

function announce(words) { byId("live").textContent = words; }

// ---------------------------------------------------------------- drawing

let network, nodeSet, edgeSet;
let colours = {};
let labels = [];
let symbols = [];
let fitted = true;            // the view is the one that fit() chose; a resize may choose again
let fitScale = 1;
let frameBefore, windowBefore; // as they were when the map was drawn last
const paths = Object.fromEntries(Object.entries(SHAPES).map(([name, outline]) => [name, new Path2D(outline)]));

function readColours() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["ground", "text", "muted", "accent", "edge", "outline"]) colours[name] = style.getPropertyValue("--" + name).trim();
}

function rgba(hex, alpha) {
  const value = parseInt(hex.slice(1), 16);
  return `rgba(${value >> 16},${(value >> 8) & 255},${value & 255},${alpha})`;
}

/** The nodes and edges that stay in full colour; null where nothing is picked out. */
function focus() {
  const id = hovered || (state.selected && (now.nodes.has(state.selected) || now.edges.has(state.selected) || now.projects.has(state.selected)) ? state.selected : "");
  if (nodeById.has(id)) {
    const ids = new Set([id]);
    const lines = new Set();
    for (const edge of edgesOf.get(id)) if (now.edges.has(edge.id)) { ids.add(otherEnd(edge, id).id); lines.add(edge.id); }
    return { nodes: ids, edges: lines };
  }
  if (edgeById.has(id)) return { nodes: new Set([edgeById.get(id).from, edgeById.get(id).to]), edges: new Set([id]) };
  if (isBehind(id)) return { nodes: membersOf.get(id), edges: new Set([...now.edges.keys()].filter((line) => (edgeById.get(line).through || []).includes(id))) };
  return null;
}

let inFocus = null;

// White stands for "nothing known": on a dark ground it would be the loudest of all colours.
function isHollow(node) { return node.colour.toUpperCase() === "#FFFFFF"; }

function drawSymbol({ ctx, id, x, y }) {
  const node = nodeById.get(id);
  return {
    drawNode() {
      const scale = network ? network.getScale() : 1;
      ctx.save();
      ctx.translate(x, y);
      const faded = inFocus && !inFocus.nodes.has(id);
      ctx.save();
      ctx.scale(node.radius, node.radius);
      // First the ground, so that lines do not show through a hollow or a faded symbol.
      ctx.fillStyle = colours.ground;
      ctx.globalAlpha = 1;
      ctx.fill(paths[node.shape === "ring" ? "circle" : node.shape]);
      ctx.globalAlpha = faded ? .12 : 1;
      ctx.fillStyle = isHollow(node) ? colours.ground : node.colour;
      ctx.fill(paths[node.shape], "evenodd");
      ctx.lineWidth = 1.5 / node.radius / Math.max(scale, .7);
      ctx.lineJoin = "round";
      ctx.strokeStyle = colours.outline;
      ctx.stroke(paths[node.shape]);
      ctx.restore();
      if (id === state.selected) {
        ctx.globalAlpha = 1;
        ctx.beginPath();
        ctx.arc(0, 0, node.radius * 1.25 + 4 / scale, 0, 2 * Math.PI);
        ctx.lineWidth = 3 / scale;
        ctx.strokeStyle = colours.accent;
        ctx.stroke();
      }
      ctx.restore();
    },
    nodeDimensions: { width: node.radius * 2.1, height: node.radius * 2.1 },
  };
}

/** Whether all that is left behind a line rests on a participation that somebody concluded. */
function isInferred(edge) {
  if (!edge.through) return edge.inferred;
  const left = edge.through.filter((id) => now.active.has(id));
  return left.length > 0 && left.every((id) => edge.inferred.includes(id));
}

const drawnAs = new Map();    // edge → what the data set holds, so that only changes are sent

function paintEdges() {
  const changes = [];
  for (const edge of edges) {
    const count = now.edges.get(edge.id);
    const lit = inFocus && inFocus.edges.has(edge.id);
    const colour = count === undefined ? "" : inFocus ? (lit ? rgba(colours.accent, .75) : rgba(colours.edge, .05)) : rgba(colours.edge, .38);
    const width = count === undefined ? 1 : Math.min(8, .6 + 1.3 * Math.sqrt(count)) + (edge.id === state.selected ? 2 : 0);
    const dashes = count !== undefined && isInferred(edge) ? [7, 5] : false;
    const sign = count === undefined ? "hidden" : colour + width + Boolean(dashes);
    if (drawnAs.get(edge.id) === sign) continue;
    drawnAs.set(edge.id, sign);
    changes.push({ id: edge.id, hidden: count === undefined, width, dashes, color: { color: colour || "#000000", hover: colour, highlight: colour } });
  }
  if (changes.length) edgeSet.update(changes);
}

function paint() {
  inFocus = focus();
  paintEdges();
  network.redraw();
}

function startDrawing() {
  readColours();
  const given = data.vis;
  nodeSet = new vis.DataSet(given.nodes.map((node) => ({
    id: node.id, x: node.x, y: node.y, size: node.size, label: "", shape: "custom", ctxRenderer: drawSymbol, fixed: true,
  })));
  edgeSet = new vis.DataSet(given.edges.map((edge) => ({ id: edge.id, from: edge.from, to: edge.to })));
  network = new vis.Network(byId("map"), { nodes: nodeSet, edges: edgeSet }, given.options);
  // Our own element takes the keyboard; the library's inner one would be a second stop without a name.
  for (const inner of byId("map").querySelectorAll("[tabindex]")) inner.removeAttribute("tabindex");
  network.on("afterDrawing", paintLabels);
  network.on("click", (event) => {
    byId("map").focus({ preventScroll: true });
    select(at(event.pointer.DOM), { from: "mouse" });
  });
  network.on("doubleClick", (event) => {
    const id = at(event.pointer.DOM);
    if (nodeById.has(id)) setEgo(state.ego && state.around === id ? 0 : 1, id);
  });
  network.on("zoom", () => { fitted = false; limitZoom(); });
  network.on("dragStart", () => { fitted = false; hideTip(); });
  const box = byId("map");
  box.addEventListener("mousemove", (event) => {
    if (event.buttons) return;
    const frame = box.getBoundingClientRect();
    hover(at({ x: event.clientX - frame.left, y: event.clientY - frame.top }), event.clientX - frame.left, event.clientY - frame.top);
  });
  box.addEventListener("mouseleave", () => hover("", 0, 0));
  frameBefore = box.getBoundingClientRect();
  windowBefore = [window.innerWidth, window.innerHeight];
  new ResizeObserver(resized).observe(box);
}



/** A new window gets a new view. Where only the strips above and below the map grew, nothing may move on the screen. */
function resized() {
  const scale = network.getScale();
  const frame = byId("map").getBoundingClientRect();
  // The library's own getViewPosition() would already reckon with the new size.
  const position = network.DOMtoCanvas({ x: frameBefore.width / 2, y: frameBefore.height / 2 });
  if (frame.width < 10 || frame.height < 10) return;
  network.setSize("100%", "100%");
  if (fitted && (window.innerWidth !== windowBefore[0] || window.innerHeight !== windowBefore[1] || frameBefore.width < 10)) fit(false);
  else {
    const across = frame.left + frame.width / 2 - frameBefore.left - frameBefore.width / 2;
    const down = frame.top + frame.height / 2 - frameBefore.top - frameBefore.height / 2;
    network.moveTo({ scale, position: { x: position.x + across / scale, y: position.y + down / scale } });
  }
  frameBefore = frame;
  windowBefore = [window.innerWidth, window.innerHeight];
  network.redraw();
}

/** The node, else the edge, under a point of the map. */
function at(point) {
  const scale = network.getScale();
  const spot = network.DOMtoCanvas(point);
  let best = "", least = Infinity;
  for (const id of now.nodes) {
    const node = nodeById.get(id);
    const distance = Math.hypot(node.x - spot.x, node.y - spot.y) - node.radius * 1.1;
    if (distance < 4 / scale && distance < least) { best = id; least = distance; }
  }
  return best || network.getEdgeAt(point) || "";
}

function limitZoom() {
  const scale = network.getScale();
  const wanted = Math.min(4, Math.max(Math.min(.1, fitScale), scale));
  if (wanted !== scale) network.moveTo({ scale: wanted });
}

/** Show all that is visible, with room at the edges for labels. */
function fit(animate) {
  const frame = byId("map").getBoundingClientRect();
  if (!now || !now.nodes.size || frame.width < 10 || frame.height < 10) return;
  network.setSize("100%", "100%");
  frameBefore = frame;
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const id of now.nodes) {
    const node = nodeById.get(id), reach = node.radius * 1.25;
    left = Math.min(left, node.x - reach); right = Math.max(right, node.x + reach);
    top = Math.min(top, node.y - reach); bottom = Math.max(bottom, node.y + reach);
  }
  const across = Math.min(76, frame.width * .1), down = Math.min(44, frame.height * .08);
  fitScale = Math.min(1.5, (frame.width - 2 * across) / Math.max(1, right - left), (frame.height - 2 * down) / Math.max(1, bottom - top));
  const move = { position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale: fitScale };
  if (animate && !reducedMotion.matches) move.animation = { duration: 350, easingFunction: "easeInOutQuad" };
  network.moveTo(move);
  fitted = true;
}

function zoom(factor) {
  const scale = Math.min(4, Math.max(Math.min(.1, fitScale), network.getScale() * factor));
  fitted = false;
  network.moveTo({ scale, ...(reducedMotion.matches ? {} : { animation: { duration: 160, easingFunction: "easeOutQuad" } }) });
}

function bringIntoView(id) {
  const node = nodeById.get(id);
  if (!node || !now.nodes.has(id)) return;
  const frame = byId("map").getBoundingClientRect();
  const point = network.canvasToDOM({ x: node.x, y: node.y });
  if (point.x > 40 && point.y > 40 && point.x < frame.width - 40 && point.y < frame.height - 40) return;
  fitted = false;
  network.moveTo({ position: { x: node.x, y: node.y }, ...(reducedMotion.matches ? {} : { animation: { duration: 300, easingFunction: "easeInOutQuad" } }) });
}

function centre(id) {
  const node = nodeById.get(id);
  fitted = false;
  network.moveTo({ position: { x: node.x, y: node.y }, scale: Math.max(network.getScale(), Math.min(1, fitScale * 1.6)) });
}

// ---------------------------------------------------------------- labels

const widths = new Map();

const MOST = 18;              // letters of a line; a single longer word may have up to 24 before it is cut
const LONGEST = 24;

/** A name in at most two lines without loss; null where it does not fit. */
function whole(name) {
  if ([...name].length <= MOST) return [name];
  const words = name.split(/(?<=[\s\-\/])/u);
  const rows = [""];
  for (const word of words) {
    if ([...(rows[rows.length - 1] + word).trimEnd()].length <= MOST || !rows[rows.length - 1]) rows[rows.length - 1] += word;
    else rows.push(word);
  }
  const tidy = rows.map((row) => row.trim());
  return tidy.length <= 2 && tidy.every((row) => [...row].length <= LONGEST) ? tidy : null;
}

/** A name in at most two lines; what must go, goes from the middle in whole words, and the last word stays. */
function lines(name) {
  const fitting = whole(name);
  if (fitting) return fitting;
  const letters = [...name];
  const words = name.split(/(?<=[\s\-\/])/u).map((word) => word.trim()).filter(Boolean);
  if (words.length < 2) return [letters.slice(0, MOST).join(""), "…" + letters.slice(-(MOST - 1)).join("")];
  const parts = name.split(/(?<=[\s\-\/])/u);
  const take = (from, step, room) => {
    let taken = "";
    for (let at = from; at >= 0 && at < parts.length; at += step) {
      const longer = step > 0 ? taken + parts[at] : parts[at] + taken;
      if ([...longer.trim()].length > (taken ? MOST - room : LONGEST - room)) break;
      taken = longer;
    }
    return taken.trim();
  };
  const head = take(0, 1, 0) || cut(words[0], MOST);
  const last = take(parts.length - 1, -1, 2);
  return [head, last ? "… " + last : "…" + cut(words[words.length - 1], MOST - 1)];
}

/** What a symbol is called on the map: the short name where the full one would lose words. */
function called(node) {
  return whole(label(node)) || !node.short[state.lang] ? label(node) : node.short[state.lang];
}

/** One line of a name, in whole words where at least one fits: "Flanders … Valley". */
function brief(name, size) {
  if ([...name].length <= size) return name;
  const words = name.split(/\s+/u);
  const ends = words[0] + " … " + words[words.length - 1];
  if (words.length > 2 && [...ends].length <= size) return ends;
  let taken = "";
  for (const word of words) {
    if ([...(taken + word)].length + 2 > size) break;
    taken += word + " ";
  }
  return taken.length > 3 ? taken + "…" : cut(name, size);
}

function measured(ctx, words, font) {
  const key = font + "|" + words;
  if (!widths.has(key)) {
    ctx.font = font;
    widths.set(key, ctx.measureText(words).width);
  }
  return widths.get(key);
}

function cut(row, size) {
  const all = [...row];
  return all.length <= size ? row : all.slice(0, Math.ceil((size - 1) / 2)).join("").trim() + "…" + all.slice(-Math.floor((size - 1) / 2)).join("").trim();
}

const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function paintLabels(ctx) {
  const frame = ctx.canvas;
  const wide = frame.clientWidth, high = frame.clientHeight;
  const ratio = frame.width / wide;
  const scale = network.getScale();
  const family = getComputedStyle(document.body).fontFamily;
  symbols = [];
  for (const id of now.nodes) {
    const node = nodeById.get(id);
    const point = network.canvasToDOM({ x: node.x, y: node.y });
    const [half, above, below] = EXTENTS[node.shape].map((extent) => (id === state.selected ? 1.25 * node.radius * scale + 6 : extent * node.radius * scale + Math.min(1, scale)));
    symbols.push({ id, x: point.x, y: point.y, half, above, below, left: point.x - half, right: point.x + half, top: point.y - above, bottom: point.y + below });
  }
  const inView = symbols.filter((box) => box.right > 0 && box.left < wide && box.bottom > 0 && box.top < high);
  const obstacles = [...inView];
  const buttons = byId("zoom").getBoundingClientRect(), corner = frame.getBoundingClientRect();
  if (buttons.width) obstacles.push({ left: buttons.left - corner.left - 4, right: buttons.right - corner.left, top: buttons.top - corner.top, bottom: buttons.bottom - corner.top + 4 });
  const rank = (id) => (id === hovered ? 0 : id === state.selected ? 1 : inFocus && inFocus.nodes.has(id) ? 2 : 3);
  const wanted = inView.filter((box) => !inFocus || inFocus.nodes.has(box.id));
  wanted.sort((a, b) => rank(a.id) - rank(b.id) || nodeById.get(b.id).strength - nodeById.get(a.id).strength || (nodeById.get(a.id).key < nodeById.get(b.id).key ? -1 : 1));
  // Zoomed in there is room for more; the whole view stays calm.
  const cap = Math.round(LABEL_CAP * Math.max(1, scale / fitScale / 1.05) ** 2);
  const strongest = new Set([...wanted].sort((a, b) => nodeById.get(b.id).strength - nodeById.get(a.id).strength).slice(0, 10).map((box) => box.id));
  labels = [];
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.textBaseline = "alphabetic";
  ctx.textAlign = "left";
  ctx.lineJoin = "round";
  for (const box of wanted) {
    if (labels.length >= cap) break;
    const node = nodeById.get(box.id);
    const full = Math.round(11 + 3 * Math.min(1, (node.radius - 6) / 24));
    const pad = 2, near = 3;
    const important = rank(box.id) < 2 || strongest.has(box.id);
    const small = now.nodes.size <= 60;
    // Where the name finds no place it is tried again on one line, and for the strongest once more in small.
    const name = called(node);
    const less = node.short[state.lang] && [...node.short[state.lang]].length < [...name].length ? node.short[state.lang] : name;
    const forms = [[full, lines(name)]];
    if (important || small) {
      if (small) forms.push([11, lines(name)]);
      forms.push([full, [brief(less, 18)]], [11, [brief(less, 14)]]);
    }
    if (important) forms.push([11, [brief(less, 10)]]);
    forms.some(([size, rows]) => {
      const font = `600 ${size}px ${family}`;
      const step = Math.round(size * 1.18);
      const width = Math.max(...rows.map((row) => measured(ctx, row, font)));
      const height = step * rows.length;
      const places = [
        [box.x - width / 2, box.bottom + near], [box.x - width / 2, box.top - near - height],
        [box.right + near + 1, box.y - height / 2], [box.left - near - 1 - width, box.y - height / 2],
        [box.right - 2, box.bottom - 2], [box.left + 2 - width, box.bottom - 2], [box.right - 2, box.top + 2 - height], [box.left + 2 - width, box.top + 2 - height],
      ];
      if (important || small) {
        for (const aside of [-.2, .2, -.35, .35]) places.push([box.x - width * (.5 + aside), box.bottom + near], [box.x - width * (.5 + aside), box.top - near - height]);
        // The one that was asked for and the strongest look a little further away before they go without a name.
        for (const far of rank(box.id) < 2 ? [14, 28, 44] : [6, 10, 20, 32]) places.push([box.x - width / 2, box.bottom + far], [box.x - width / 2, box.top - far - height], [box.right + far, box.y - height / 2], [box.left - far - width, box.y - height / 2]);
      }
      for (const [left, top] of places) {
        const place = { id: box.id, left: left - pad, right: left + width + pad, top: top - 1, bottom: top + height + 1 };
        if (place.left < 2 || place.top < 2 || place.right > wide - 2 || place.bottom > high - 2) continue;
        if (obstacles.some((other) => meets(other, place)) || labels.some((other) => meets(other, place))) continue;
        labels.push(place);
        ctx.font = font;
        ctx.strokeStyle = colours.ground;
        ctx.fillStyle = colours.text;
        ctx.lineWidth = 3.5;
        rows.forEach((row, number) => {
          const x = left + (width - measured(ctx, row, font)) / 2, y = top + step * number + size * .95;
          ctx.strokeText(row, x, y);
          ctx.fillText(row, x, y);
        });
        return true;
      }
      return false;
    });
  }
  ctx.restore();
}

// ---------------------------------------------------------------- hovering and selecting

function hover(id, x, y) {
  byId("map").style.cursor = id ? "pointer" : "";
  if (id !== hovered) {
    hovered = id;
    paint();
  }
  if (!id) { hideTip(); return; }
  const tip = byId("tip");
  if (nodeById.has(id)) {
    const node = nodeById.get(id);
    const where = [node.city, node.country ? countryName(node.country) : ""].filter(Boolean).join(", ");
    tip.replaceChildren(element("strong", {}, label(node)), element("span", {}, kindOf(node) + (where ? " · " + where : "")));
  } else {
    const edge = edgeById.get(id);
    const count = now.edges.get(id);
    tip.replaceChildren(
      element("strong", {}, text("edge_title", { a: label(nodeById.get(edge.from)), b: label(nodeById.get(edge.to)) })),
      element("span", {}, (edge.through ? text("edge_projects", { n: count }) : text("edge_kind")) + (isInferred(edge) ? " · " + text("legend_inferred") : "")));
  }
  tip.hidden = false;
  const frame = byId("map").getBoundingClientRect();
  tip.style.left = Math.max(4, Math.min(x + 14, frame.width - tip.offsetWidth - 6)) + "px";
  tip.style.top = (y + 18 + tip.offsetHeight > frame.height ? Math.max(4, y - tip.offsetHeight - 10) : y + 18) + "px";
}

function hideTip() { byId("tip").hidden = true; }

function select(id, { from = "", reveal = true } = {}) {
  const before = state.selected;
  state.selected = id;
  if (before && !id) announce(text("cleared"));
  if (nodeById.has(id)) {
    const node = nodeById.get(id);
    announce(text("selected", { name: label(node), type: kindOf(node), n: partnersOf(id, now).length }));
    if (from !== "mouse") bringIntoView(id);
  } else if (edgeById.has(id)) {
    const edge = edgeById.get(id);
    announce(text("selected_edge", { a: label(nodeById.get(edge.from)), b: label(nodeById.get(edge.to)) }));
  } else if (isBehind(id)) announce(text("selected_project", { name: label(projects.get(id)), n: membersOf.get(id).size }));
  writeHash();
  showPanel();
  showEgo();
  markRow();
  paint();
  if (id && reveal) drawer("panel", true);
  if (!id) drawer("panel", false);
}

function setEgo(steps, id) {
  state.ego = steps;
  state.around = steps ? id : "";
  if (steps && state.selected !== id) state.selected = id;
  update();
  fit(true);
}

// ---------------------------------------------------------------- panels

function partnersOf(id, left) {
  const found = [];
  for (const edge of edgesOf.get(id)) {
    if (left.edges.has(edge.id)) found.push({ node: otherEnd(edge, id), edge, count: left.edges.get(edge.id) });
  }
  return found.sort((a, b) => b.count - a.count || b.node.strength - a.node.strength || label(a.node).localeCompare(label(b.node), state.lang));
}

function jointProjects(id, left) {
  const found = new Set();
  for (const edge of edgesOf.get(id)) {
    if (left.reach.has(edge.id)) for (const project of edge.through || []) if (left.active.has(project)) found.add(project);
  }
  return [...found].map((project) => projects.get(project)).sort(byStart);
}

function byStart(a, b) { return (b.start || "").localeCompare(a.start || "") || label(a).localeCompare(label(b), state.lang); }

function jump(id, words) {
  return element("button", { type: "button", onclick: () => { select(id, { from: "panel" }); focusPanel(); } }, words);
}

function focusPanel() {
  const title = byId("panel-body").querySelector("h2");
  if (title) title.focus();
}

function locatorWords(locator) {
  const line = /^line (\d+)$/.exec(locator);
  if (line) return text("line", { n: line[1] });
  if (locator === "title" || locator === "opening") return text("locator_" + locator);
  const oneOf = /^opening; one of (\d+) pages$/.exec(locator);
  if (oneOf) return text("locator_one_of", { n: oneOf[1] });
  return locator;
}

// Amounts come as plain digits; a year has four of them.
const grouped = (value) => value.replace(/\b\d{5,}\b/g, (digits) => Number(digits).toLocaleString(state.lang));

/** Claims as a list; those that say the same stand together, each source below on its own line. */
function claimList(claims, extra = () => "") {
  const groups = new Map();
  for (const claim of claims) {
    const key = JSON.stringify([claim.aspect, claim.value, claim.other]);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(claim);
  }
  return element("ul", { class: "claims" }, ...[...groups.values()].map((group) => {
    const claim = group[0];
    const value = claim.value[state.lang];
    const before = extra(claim);
    return element("li", {},
      element("span", { class: "aspect" }, claim.aspect[state.lang] + (before ? " · " : ""), before || ""),
      /^https?:\/\//i.test(value) ? element("span", { class: "value" }, link(value, value)) : element("span", { class: "value" }, grouped(value) || text("unknown")),
      ...group.map((one) => {
        const rest = [one.locator && locatorWords(one.locator), one.verbatim && text("printed", { value: one.verbatim }),
          one.method && text("method", { method: one.method[state.lang] }),
          one.confidence && text("confidence", { confidence: one.confidence[state.lang] })].filter(Boolean);
        return element("span", { class: "source" }, link(one.url, one.source || one.url || text("unknown")), rest.length ? ", " + rest.join(" · ") : "");
      }));
  }));
}

function nodePanel(node) {
  const body = [];
  const all = edgesOf.get(node.id).length;
  const partners = partnersOf(node.id, now);
  const joint = jointProjects(node.id, now);
  const organisation = node.type === "organisation";
  body.push(element("p", { class: "eyebrow" }, symbolOf(node), kindOf(node)));
  body.push(element("h2", { tabindex: "-1" }, label(node)));
  const facts = element("dl", { class: "facts" });
  const fact = (name, value) => facts.append(element("dt", {}, name), element("dd", {}, value));
  if (organisation) {
    fact(text("type"), node.category === "unknown" && !node.kind[state.lang] ? text("unknown") : category(node.category));
    // That a thing is unknown is worth saying only where it is known of others.
    if (knownPlaces.city) fact(text("city"), node.city || text("unknown"));
    if (knownPlaces.country) fact(text("country"), countryName(node.country));
  }
  if (node.names.length) fact(text("other_names"), node.names.join(" · "));
  if (node.category === "project") projectFacts(node, fact);
  fact(text(bipartite ? "connections" : "partners"), partners.length === all ? format(all) : text("n_of", { n: partners.length, all }));
  if (projected) fact(text("joint_projects"), format(joint.length));
  body.push(facts);
  if (!now.nodes.has(node.id)) {
    body.push(element("p", { class: "muted" }, text("is_filtered")));
    body.push(element("div", { class: "ego" }, element("button", { type: "button", onclick: () => reset(node.id) }, text("show_all"))));
  } else if (partners.length) {
    body.push(element("div", { class: "ego" }, ...[1, 2].map((steps) => element("button", {
      type: "button", "aria-pressed": String(state.ego === steps && state.around === node.id),
      onclick: () => setEgo(state.ego === steps && state.around === node.id ? 0 : steps, node.id),
    }, text("ego_button_" + steps)))));
  }
  if (!all) body.push(element("p", { class: "muted" }, text(bipartite ? "no_connections" : "no_partners")));
  else if (!partners.length && now.nodes.has(node.id)) body.push(element("p", { class: "muted" }, text("no_partners_now", { n: all })));
  if (partners.length) {
    body.push(element("h3", {}, text(projected ? "partners_by_strength" : "connections")));
    const list = element("ul", { class: "people" });
    const rows = (some) => list.append(...some.map(({ node: partner, edge, count }) => element("li", {},
      symbolOf(partner, 5, 14), jump(partner.id, label(partner)),
      element("button", { type: "button", class: "count", title: text("open_edge", { a: label(node), b: label(partner) }),
        "aria-label": text("open_edge", { a: label(node), b: label(partner) }), onclick: () => { select(edge.id, { from: "panel" }); focusPanel(); } }, format(count)))));
    rows(partners.slice(0, 15));
    body.push(list);
    if (partners.length > 15) {
      const more = element("button", { type: "button", class: "link", onclick: () => { rows(partners.slice(15)); more.remove(); } }, text("more", { n: partners.length - 15 }));
      body.push(more);
    }
  }
  if (joint.length) {
    body.push(element("h3", {}, text("joint_projects")), projectList(joint));
  }
  const claims = claimsOf.get(node.id) || [];
  const own = claims.filter((claim) => !claim.other), shared = claims.filter((claim) => claim.other);
  if (own.length) body.push(element("h3", {}, text("evidence")), claimList(own));
  if (shared.length) body.push(element("h3", {}, text("participations")), claimList(shared, otherName));
  if (!claims.length) body.push(element("p", { class: "muted" }, text("no_evidence")));
  return body;
}

function projectFacts(project, fact) {
  fact(text("period"), period(project));
  fact(text("facet_funder"), project.funders.map((funder) => funder[state.lang]).join(", ") || text("unknown"));
  if (project.fields.length) fact(text("facet_field"), project.fields.map((field) => field[state.lang]).join(", "));
}

function otherName(claim) {
  const other = nodeById.get(claim.other) || projects.get(claim.other);
  return other ? element("button", { type: "button", class: "link", onclick: () => { select(claim.other, { from: "panel" }); focusPanel(); } }, label(other)) : "";
}

function projectList(some) {
  return element("ul", { class: "projects" }, ...some.map((project) => element("li", {}, jump(project.id, label(project)), element("small", {}, projectLine(project)))));
}

/** A project that stands behind the edges. */
function projectPanel(project) {
  const body = [element("p", { class: "eyebrow" }, text("category_project"))];
  body.push(element("h2", { tabindex: "-1" }, label(project)));
  const facts = element("dl", { class: "facts" });
  const fact = (name, value) => facts.append(element("dt", {}, name), element("dd", {}, value));
  if (project.names.length) fact(text("other_names"), project.names.join(" · "));
  projectFacts(project, fact);
  body.push(facts);
  if (!now.projects.has(project.id)) {
    body.push(element("p", { class: "muted" }, text("is_filtered")));
    body.push(element("div", { class: "ego" }, element("button", { type: "button", onclick: () => reset(project.id) }, text("show_all"))));
  }
  const members = [...membersOf.get(project.id)].map((id) => nodeById.get(id)).sort((a, b) => label(a).localeCompare(label(b), state.lang));
  if (members.length) {
    body.push(element("h3", {}, text(bipartite ? "project_countries" : "project_members") + " (" + format(members.length) + ")"));
    body.push(element("ul", { class: "people" }, ...members.map((node) => element("li", {}, symbolOf(node, 5, 14), jump(node.id, label(node))))));
  }
  const claims = claimsOf.get(project.id) || [];
  const own = claims.filter((claim) => !claim.other), shared = claims.filter((claim) => claim.other);
  if (own.length) body.push(element("h3", {}, text("evidence")), claimList(own));
  if (shared.length) body.push(element("h3", {}, text("participations")), claimList(shared, otherName));
  if (!claims.length) body.push(element("p", { class: "muted" }, text("no_evidence")));
  return body;
}

function edgePanel(edge) {
  const a = nodeById.get(edge.from), b = nodeById.get(edge.to);
  const body = [element("p", { class: "eyebrow" }, text("edge_kind"))];
  body.push(element("h2", { tabindex: "-1" }, text("edge_title", { a: label(a), b: label(b) })));
  body.push(element("ul", { class: "people" }, ...[a, b].map((node) => element("li", {}, symbolOf(node, 5, 14), jump(node.id, label(node))))));
  if (isInferred(edge)) body.push(element("p", { id: "inferred" }, text("edge_inferred")));
  if (edge.through) {
    const left = edge.through.filter((id) => now.active.has(id)).map((id) => projects.get(id)).sort(byStart);
    body.push(element("h3", {}, text("edge_projects", { n: left.length })));
    left.forEach((project, number) => {
      const claims = claimsOf.get(project.id) || [];
      const parts = claims.filter((claim) => claim.other === a.id || claim.other === b.id);
      const own = claims.filter((claim) => !claim.other);
      body.push(element("details", { class: "project", open: number < 3 },
        element("summary", {}, label(project), element("small", {}, projectLine(project))),
        parts.length ? claimList(parts, otherName) : "",
        own.length ? claimList(own) : "",
        claims.length ? "" : element("p", { class: "muted" }, text("no_evidence"))));
    });
    const out = edge.through.length - left.length;
    if (out) body.push(element("p", { class: "muted" }, text("edge_filtered", { n: out })));
  } else {
    const claims = (claimsOf.get(a.id) || []).filter((claim) => claim.other === b.id);
    // A participation stands under both its ends; one of them is enough.
    const found = claims.length ? claims : (claimsOf.get(b.id) || []).filter((claim) => claim.other === a.id);
    body.push(element("h3", {}, text("evidence")));
    body.push(found.length ? claimList(found, otherName) : element("p", { class: "muted" }, text("no_evidence")));
  }
  return body;
}

function overviewPanel() {
  const body = [element("h2", { tabindex: "-1" }, text("overview"))];
  if (data.note[state.lang]) body.push(element("p", { class: "note" }, data.note[state.lang]));
  body.push(element("p", {}, text(!bipartite ? "overview_projected" : projected ? "overview_countries" : "overview_bipartite")));
  body.push(element("p", { class: "muted" }, text("overview_click")));
  const top = [...now.nodes].map((id) => nodeById.get(id)).map((node) => ({ node, partners: partnersOf(node.id, now).length }))
    .filter(({ partners }) => partners).sort((a, b) => b.partners - a.partners || byStrength(a.node, b.node)).slice(0, 8);
  if (top.length) {
    body.push(element("h3", {}, text("overview_top")));
    body.push(element("ul", { class: "people" }, ...top.map(({ node, partners }) => element("li", {}, symbolOf(node, 5, 14), jump(node.id, label(node)),
      element("span", { class: "off" }, format(partners))))));
  }
  if (now.projects.size && projected) {
    const some = [...now.projects].map((id) => projects.get(id)).sort(byStart);
    body.push(element("h3", {}, text("overview_projects")), projectList(some.slice(0, 15)));
    if (some.length > 15) {
      const more = element("button", { type: "button", class: "link", onclick: () => more.replaceWith(projectList(some.slice(15))) }, text("more", { n: some.length - 15 }));
      body.push(more);
    }
  }
  return body;
}

function byStrength(a, b) { return b.strength - a.strength || (a.key < b.key ? -1 : 1); }

function showPanel() {
  const id = state.selected;
  const body = nodeById.has(id) ? nodePanel(nodeById.get(id)) : edgeById.has(id) ? edgePanel(edgeById.get(id)) : isBehind(id) ? projectPanel(projects.get(id)) : nodes.length ? overviewPanel() : [];
  byId("panel-body").replaceChildren(...body);
  byId("panel").scrollTop = 0;
}

function drawer(name, open) {
  byId(name).classList.toggle("open", open);
  byId("open-" + name).setAttribute("aria-expanded", String(open));
}

// ---------------------------------------------------------------- filters

let facetCells = new Map();

function buildFilters() {
  const parts = [];
  facetCells = new Map();
  for (const facet of FACETS) {
    const values = options(facet);
    if (!values.length) continue;
    const cells = new Map();
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
    const hint = text(facet === "type" || facet === "country" ? "counts_organisations" : "counts_projects");
    parts.push(element("details", { class: "facet", open: openFacets.has(facet), "data-name": facet, ontoggle: (event) => {
      if (event.target.open) openFacets.add(facet); else openFacets.delete(facet);
    } }, element("summary", { title: hint }, text("facet_" + facet)), element("div", { class: "options" }, ...rows)));
  }
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
      element("input", { type: "radio", name: "ego", value: steps, onchange: () => setEgo(steps, nodeById.has(state.selected) ? state.selected : state.around) }), text(["ego_off", "ego_1", "ego_2"][steps])))),
    element("p", { class: "hint", id: "ego-hint" }, text("ego_hint"))));
  parts.push(element("fieldset", { class: "facet", id: "isolates-field" }, element("label", { class: "tick" },
    element("input", { type: "checkbox", id: "isolates", onchange: (event) => { state.isolates = event.target.checked; update(); if (fitted) fit(true); } }),
    element("span", { id: "isolates-words" }))));
  byId("facets").replaceChildren(...parts);
}

const openFacets = new Set(["type", "country", "funder", "field"]);

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
    }
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
  if (byId("undated")) byId("undated").checked = state.undated;
  if (byId("minimum")) {
    byId("minimum").value = state.minimum;
    byId("minimum-left").textContent = text("minimum_edges", { n: now.edges.size });
  }
  byId("isolates").checked = state.isolates;
  byId("isolates-words").textContent = text("isolates", { n: now.isolates.length });
  byId("isolates-field").hidden = isolatesDefault || (!now.isolates.length && !state.isolates);
  const chips = activeFilters().map((filter) => element("button", { type: "button", "aria-label": text("drop", { filter: filter.words }), title: text("drop", { filter: filter.words }),
    onclick: () => { Object.assign(state, filter.without); update(); if (filter.id === "ego") fit(true); byId("map").focus({ preventScroll: true }); } }, filter.words + "  ×"));
  byId("chips").replaceChildren(...chips);
  showEgo();
}

function showEgo() {
  const possible = nodeById.has(state.selected) || state.ego > 0;
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

// ---------------------------------------------------------------- legend, counts, empty states

function showLegend() {
  const groups = [];
  const shown = [...now.nodes].map((id) => nodeById.get(id));
  const present = CATEGORIES.filter((name) => shown.some((node) => node.category === name));
  groups.push(...present.map((name) => element("span", { class: "entry", "data-category": name }, categorySymbol(name), texts["legend_" + name] ? text("legend_" + name) : category(name))));
  const parts = groups.length ? [element("div", { class: "group" }, ...groups)] : [];
  const connected = shown.filter((node) => node.strength > 0).sort((a, b) => a.strength - b.strength);
  if (connected.length) {
    const values = samples(connected.map((node) => node.strength));
    const radius = (value) => connected.reduce((best, node) => (Math.abs(node.strength - value) < Math.abs(best.strength - value) ? node : best)).radius;
    // The largest sample must fit into the strip; all samples shrink alike.
    const scale = Math.min(1, 13 / radius(values[values.length - 1]));
    parts.push(element("div", { class: "group", "data-samples": "size" }, element("span", { class: "caption" }, text(projected ? "legend_size" : "legend_size_links")),
      ...values.map((value) => { const size = Math.max(2, radius(value) * scale); return element("span", { class: "entry" }, symbol("circle", "none", size, Math.ceil(2 * size) + 3), format(value)); })));
  }
  if (now.edges.size) {
    const values = samples([...now.edges.values()]);
    const line = (value) => svg("svg", { width: 30, height: 12, viewBox: "0 0 30 12", "aria-hidden": "true" },
      svg("line", { x1: 1, y1: 6, x2: 29, y2: 6, stroke: "var(--edge)", "stroke-opacity": .75, "stroke-width": Math.min(8, .6 + 1.3 * Math.sqrt(value)) }));
    parts.push(element("div", { class: "group", "data-samples": "width" }, element("span", { class: "caption" }, text(projected ? "legend_width" : "legend_line")),
      ...values.map((value) => element("span", { class: "entry" }, line(value), projected ? format(value) : ""))));
    if ([...now.edges.keys()].some((id) => isInferred(edgeById.get(id)))) {
      parts.push(element("div", { class: "group", "data-samples": "inferred" }, element("span", { class: "entry" }, svg("svg", { width: 30, height: 12, viewBox: "0 0 30 12", "aria-hidden": "true" },
        svg("line", { x1: 1, y1: 6, x2: 29, y2: 6, stroke: "var(--edge)", "stroke-opacity": .75, "stroke-width": 2, "stroke-dasharray": "7 4" })), text("legend_inferred"))));
    }
  }
  byId("legend").replaceChildren(...parts);
}

/** Up to three values that occur: least, something between, most. */
function samples(values) {
  const all = [...new Set(values)].sort((a, b) => a - b);
  if (all.length <= 3) return all;
  const middle = (all[0] + all[all.length - 1]) / 2;
  const between = all.slice(1, -1).reduce((best, value) => (Math.abs(value - middle) < Math.abs(best - middle) ? value : best));
  return [all[0], between, all[all.length - 1]];
}

function showCounts() {
  const shown = now.nodes.size, all = nodes.length;
  const things = text(bipartite ? "n_nodes" : "n_organisations", { n: all });
  const parts = [shown === all ? things : format(shown) + " / " + things, text("n_edges", { n: now.edges.size })];
  if (projects.size) parts.push(text("n_projects", { n: now.projects.size }));
  if (!state.isolates && now.isolates.length) parts.push(text("n_isolates_hidden", { n: now.isolates.length }));
  if (minimumDefault > 1 && state.minimum === minimumDefault) parts.push(text("minimum_note"));
  byId("counts").textContent = parts.join(" · ");
  byId("date").textContent = [text("made_with"), data.date ? text("data_date", { date: dateWords(data.date) }) : ""].filter(Boolean).join(" · ");
  byId("note").textContent = data.note[state.lang];
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

// ---------------------------------------------------------------- list

const sorting = { column: "joint", down: true };
let listPage = 0;

function listColumns() {
  const columns = [
    { id: "name", words: text("name"), value: (node) => label(node) },
    { id: "type", words: text("type"), value: (node) => kindOf(node) },
    { id: "country", words: text("country"), value: (node) => (node.type === "organisation" ? countryName(node.country) : "") },
    { id: "city", words: text("city"), value: (node) => (node.type === "organisation" ? node.city || text("unknown") : "") },
    { id: "partners", words: text(bipartite ? "connections" : "partners"), value: (node) => partnersOf(node.id, now).length, number: true,
      words_of: (node, n) => (n === edgesOf.get(node.id).length ? format(n) : text("n_of", { n, all: edgesOf.get(node.id).length })) },
  ].filter((column) => !(column.id in knownPlaces) || [...now.nodes].some((id) => nodeById.get(id).type === "organisation" && nodeById.get(id)[column.id]));
  if (projected) columns.push({ id: "joint", words: text("joint_projects"), value: (node) => jointProjects(node.id, now).length, number: true });
  return columns;
}

function showList() {
  const box = byId("list-view");
  if (state.view !== "list") { box.replaceChildren(); return; }
  const columns = listColumns();
  const column = columns.find((one) => one.id === sorting.column) || columns.find((one) => one.id === "partners");
  const rows = [...now.nodes].map((id) => nodeById.get(id)).map((node) => ({ node, cells: columns.map((one) => one.value(node)), sort: column.value(node) }));
  rows.sort((a, b) => (sorting.down ? -1 : 1) * (column.number ? a.sort - b.sort : a.sort.localeCompare(b.sort, state.lang)) || label(a.node).localeCompare(label(b.node), state.lang));
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
  if (!list) network.redraw();
}

// ---------------------------------------------------------------- search

let hits = [];
let hitAt = -1;

function search(query) {
  const asked = folds(query.trim());
  if (!asked[1]) return [];
  const found = [];
  for (const node of [...nodes, ...data.projects]) {
    let best = 9;
    // HHU for a Heinrich-Heine-Universität: initials come after names that begin so.
    for (const forms of node.initials) {
      forms.forEach((form, folding) => {
        if (asked[folding].length > 1 && form.startsWith(asked[folding])) best = Math.min(best, form === asked[folding] ? 1.5 : 2.5);
      });
    }
    node.search.forEach((forms, number) => forms.forEach((form, folding) => {
      const place = form.indexOf(asked[folding]);
      if (place < 0) return;
      // A name that begins so comes before one that holds it, and names come before places.
      const score = (place === 0 ? 0 : /[\s\-(]/.test(form[place - 1]) ? 1 : 2) + (number === 2 ? 3 : number > 2 ? 1 : 0);
      best = Math.min(best, score);
    }));
    if (best < 9) found.push({ node, best });
  }
  const strength = (thing) => thing.strength || 0;
  return found.sort((a, b) => a.best - b.best || strength(b.node) - strength(a.node) || (a.node.key < b.node.key ? -1 : 1)).map((hit) => hit.node);
}

function showHits() {
  const query = byId("search").value;
  const box = byId("hits");
  const all = search(query);
  hits = all.slice(0, 12);
  hitAt = hits.length ? 0 : -1;
  if (!query.trim()) { closeHits(); return; }
  box.replaceChildren(...(hits.length ? hits.map((node, number) => element("li", { role: "option", id: "hit-" + number, "aria-selected": String(number === hitAt),
    onmousedown: (event) => { event.preventDefault(); choose(node); } }, label(node),
    element("small", {}, [isBehind(node.id) ? text("category_project") : kindOf(node), isBehind(node.id) ? period(node) : node.city,
      now.nodes.has(node.id) || now.projects.has(node.id) ? "" : text("filtered_out")].filter(Boolean).join(" · "))))
    : [element("li", { class: "none" }, text("search_none", { query: query.trim() }))]));
  box.hidden = false;
  byId("search").setAttribute("aria-expanded", "true");
  markHit();
  announce(hits.length ? text("search_hits", { n: all.length }) : text("search_none", { query: query.trim() }));
}

function markHit() {
  byId("hits").querySelectorAll('[role="option"]').forEach((item, number) => {
    item.setAttribute("aria-selected", String(number === hitAt));
    if (number === hitAt) item.scrollIntoView({ block: "nearest" });
  });
  if (hitAt >= 0) byId("search").setAttribute("aria-activedescendant", "hit-" + hitAt);
  else byId("search").removeAttribute("aria-activedescendant");
}

function closeHits() {
  byId("hits").hidden = true;
  byId("search").setAttribute("aria-expanded", "false");
  byId("search").removeAttribute("aria-activedescendant");
}

function choose(node) {
  closeHits();
  byId("search").value = "";
  select(node.id);
  if (now.nodes.has(node.id) && state.view === "map") { centre(node.id); byId("map").focus({ preventScroll: true }); }
}

// ---------------------------------------------------------------- keyboard

function walk(dx, dy) {
  const here = now.nodes.has(state.selected) ? nodeById.get(state.selected) : null;
  if (!here) { step(0); return; }
  const near = new Set(edgesOf.get(here.id).filter((edge) => now.edges.has(edge.id)).map((edge) => otherEnd(edge, here.id).id));
  let best = null, least = Infinity;
  for (const id of now.nodes) {
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
  const order = [...now.nodes].map((id) => nodeById.get(id)).sort(byStrength);
  if (!order.length) return;
  const here = order.findIndex((node) => node.id === state.selected);
  const next = here < 0 || !direction ? 0 : (here + direction + order.length) % order.length;
  select(order[next].id, { reveal: false });
}

function mapKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const actions = {
    ArrowLeft: () => walk(-1, 0), ArrowRight: () => walk(1, 0), ArrowUp: () => walk(0, -1), ArrowDown: () => walk(0, 1),
    n: () => step(1), p: () => step(-1), Enter: () => { drawer("panel", true); focusPanel(); },
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
    if (event.key !== "Escape" || byId("keys").open) return;
    if (document.activeElement === byId("search") && !byId("hits").hidden) { closeHits(); return; }
    drawer("filters", false);
    if (state.selected) select("");
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
  let before = "";
  window.addEventListener("beforeprint", () => { before = state.theme; state.theme = "light"; showTheme(); });
  window.addEventListener("afterprint", () => { state.theme = before; showTheme(); });
}

// ---------------------------------------------------------------- language, colours, everything

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
  now = visible(state);
  if (hovered && !now.nodes.has(hovered) && !now.edges.has(hovered)) { hovered = ""; hideTip(); }
  const hiding = nodes.filter((node) => Boolean(node.hidden) === now.nodes.has(node.id)).map((node) => {
    node.hidden = !now.nodes.has(node.id);
    return { id: node.id, hidden: node.hidden };
  });
  if (hiding.length) nodeSet.update(hiding);
  paint();
  showFilters();
  showLegend();
  showCounts();
  showEmpty();
  showPanel();
  showList();
  writeHash();
  const words = text("shown", { nodes: text(bipartite ? "n_nodes" : "n_organisations", { n: now.nodes.size }), edges: text("n_edges", { n: now.edges.size }) });
  if (message && message !== words) announce(words);
  message = words;
}

function start() {
  options("country"); options("funder"); options("field");
  readHash();
  if (nodes.length === 1) { state.isolates = true; if (!state.selected) state.selected = nodes[0].id; }
  now = visible(state);
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
  labelBoxes: () => labels.map((box) => ({ key: nodeById.get(box.id).key, left: box.left, right: box.right, top: box.top, bottom: box.bottom })),
  symbolBoxes: () => symbols.map((box) => ({ key: nodeById.get(box.id).key, left: box.left, right: box.right, top: box.top, bottom: box.bottom })),
  shown: () => ({ nodes: [...now.nodes].map((id) => nodeById.get(id).key).sort(), edges: [...now.edges].map(([id, count]) => [edgeKey(edgeById.get(id)), count]).sort(),
    projects: [...now.projects].map((id) => projects.get(id).key).sort(), isolates: now.isolates.length }),
  counts: () => Object.fromEntries([...facetCells].map(([facet]) => [facet, Object.fromEntries(facetCounts(facet))])),
  place: (key) => { const node = nodeByKey.get(key); return network.canvasToDOM({ x: node.x, y: node.y }); },
  selected: () => { const id = state.selected; return nodeById.has(id) ? nodeById.get(id).key : edgeById.has(id) ? edgeKey(edgeById.get(id)) : isBehind(id) ? projects.get(id).key : ""; },
  dashed: () => [...now.edges.keys()].filter((id) => edgeSet.get(id).dashes).map((id) => edgeKey(edgeById.get(id))).sort(),
  focused: () => (inFocus ? [...inFocus.nodes].filter((id) => now.nodes.has(id)).map((id) => nodeById.get(id).key).sort() : null),
  label: (key) => lines(called(nodeByKey.get(key))),
  edgeAt: (x, y) => { const id = at({ x, y }); return edgeById.has(id) ? edgeKey(edgeById.get(id)) : ""; },
  zoomTo: (factor) => { network.moveTo({ scale: fitScale * factor }); network.redraw(); },
  scale: () => network.getScale(),
  lines,
};
start();
window.bionrwMap.ready = true;

})();
