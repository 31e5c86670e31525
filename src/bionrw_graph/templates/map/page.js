// Building the page.

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
function symbol(shape, colour, radius = 7, box = 18, change = "") {
  const made = svg("svg", { width: box, height: box, viewBox: `${-box / 2} ${-box / 2} ${box} ${box}`, "aria-hidden": "true" },
    svg("path", { d: SHAPES[shape], transform: `scale(${radius})`, fill: colour, "fill-rule": "evenodd", stroke: "var(--outline)",
      "stroke-width": 1.5, "vector-effect": "non-scaling-stroke", "stroke-linejoin": "round", ...(change === "gone" ? { "stroke-dasharray": "3 2" } : {}) }));
  if (change === "new") made.append(svg("circle", { r: radius * 1.25 + 2, fill: "none", stroke: "var(--text)", "stroke-width": 1.3 }));
  return made;
}

function categorySymbol(name) {
  const node = nodes.find((candidate) => candidate.category === name);
  // Among the colours of communities a type has none.
  return symbolOf({ shape: node.shape, colour: state.colour === "community" ? "#FFFFFF" : node.colour });
}

function symbolOf(node, radius = 7, box = 18) {
  // The ring of a newcomer stays inside the box.
  return symbol(node.shape, isHollow(node) ? "var(--ground)" : node.colour, isNew(node) ? Math.min(radius, (box / 2 - 3) / 1.25) : radius, box, changeOf(node));
}

function link(url, words) {
  let address = null;
  try { address = new URL(url); } catch (error) { /* no address: shown as text */ }
  if (!address || !["http:", "https:"].includes(address.protocol)) return document.createTextNode(words);
  return element("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: text("opens_source") }, words);
}

function announce(words) { byId("live").textContent = words; }
