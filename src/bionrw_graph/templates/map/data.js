/* The map in the browser: filters, drawing, panels, list and keyboard. Data come from the script element "data"
   and only ever reach the page as text (textContent) or as attributes that cannot run anything. */

const byId = (id) => document.getElementById(id);
// Damaged data end in words on the page, never in a blank one; the error itself stays in the console.
window.addEventListener("error", () => { if (!window.bionrwMap || !window.bionrwMap.ready) byId("broken").hidden = false; });
const reducedMotion = window.matchMedia("(prefers-reduced-motion: reduce)");
const darkSystem = window.matchMedia("(prefers-color-scheme: dark)");

const CATEGORIES = ["university", "research-institute", "clinic", "small-or-medium-company", "company", "large-company",
  "support", "unknown", "project", "funder", "country"];
const FACETS = ["type", "country", "city", "funder", "field", "source"];
const PLACES = ["country", "city"];
const LABELLINGS = ["automatic", "all", "none"];
const LABEL_CAP = 40;
const PAGE = 100;

const data = JSON.parse(byId("data").textContent);
// Tables come as columns; a value that many rows share stands once beside them.
function rowsOf({ size, columns, values }) {
  const given = Object.entries(columns);
  return Array.from({ length: size }, (_, place) => {
    const made = {};
    for (const [name, column] of given) {
      const value = values[name] ? values[name][column[place]] : column[place];
      if (value !== null) made[name] = value;
    }
    return made;
  });
}
for (const [holder, name] of [[data, "nodes"], [data, "edges"], [data.vis, "nodes"], [data.vis, "edges"]]) holder[name] = rowsOf(holder[name]);
// The id of an edge is its place; its ends come as places among the nodes.
data.edges.forEach((edge, place) => { edge.id = "e" + place; edge.from = data.nodes[edge.from].id; edge.to = data.nodes[edge.to].id; });
// The outline of each symbol around (0, 0), where radius 1 is the nominal radius, and half its width and its height
// above and below the centre, which a label must not touch. One file (shapes.json) draws map, legend and pictures.
const SHAPES = Object.fromEntries(Object.entries(data.shapes).map(([name, shape]) => [name, shape.outline]));
const EXTENTS = Object.fromEntries(Object.entries(data.shapes).map(([name, shape]) => [name, shape.extents]));
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
for (const project of projects.values()) project.sources = project.sources.map((place) => data.publishers[place]);
const projected = data.projects.length > 0 || edges.some((edge) => edge.through);
const bipartite = nodes.some((node) => node.type !== "organisation");
const edgesOf = new Map(nodes.map((node) => [node.id, []]));
for (const node of nodes) {
  const place = carried.get(node.id);
  node.x = place.x; node.y = place.y; node.radius = place.size; node.shape = place.shape; node.colour = node.ownColour = place.color;
  if (!SHAPES[node.shape] || !/^#[0-9A-Fa-f]{6}$/.test(node.colour) || !Number.isFinite(node.radii.reduce((sum, radius) => sum + radius, node.x + node.y))) {
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
data.claims = data.claims.rows.map((row) => Object.fromEntries(data.claims.columns.map((name, place) => [name, place < row.length ? data.values[row[place]] : null])));
const claimsOf = new Map();
for (const claim of data.claims) {
  if (!claimsOf.has(claim.thing)) claimsOf.set(claim.thing, []);
  claimsOf.get(claim.thing).push(claim);
}
const otherEnd = (edge, id) => nodeById.get(edge.from === id ? edge.to : edge.from);
const edgeKey = (edge) => nodeById.get(edge.from).key + "|" + nodeById.get(edge.to).key;
// Looked up once, when the page opens: a table of a million names would take longer.
const edgeWithKey = (key) => (key && key.includes("|") ? edges.find((edge) => edgeKey(edge) === key) : undefined);
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
// What colours and sizes can stand for on this map, and what it opens with.
const COLOURINGS = ["type", ...(data.communities.length ? ["community"] : []), "none"];
const opens = data.opens || {};
const colourDefault = COLOURINGS.includes(opens.colour) ? opens.colour : "type";
const sizeDefault = data.sizes.includes(opens.size) ? opens.size : "strength";
const communitySizes = new Map();
for (const node of nodes) communitySizes.set(node.community, (communitySizes.get(node.community) || 0) + 1);
const bridging = nodes.filter((node) => node.betweenness > 0).map((node) => node.betweenness);
