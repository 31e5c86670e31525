// Bubbles: the groups of a large network, each drawn as one until it is opened.

const LIMITS = data.limits;
const bubbles = data.bubbles.map((given, number) => {
  const members = given.members.map((place) => nodes[place]).sort(byStrength);
  const group = members[0].community;
  // Those without a connection and those of small groups are no group of their own, and are not named as one.
  const title = !group ? "bubble_alone" : members.some((node) => node.community !== group) ? "bubble_small" : "";
  return { ...given, members, title, key: members[0].key, full: given.radius, shape: "circle", colour: "#FFFFFF", short: { de: "", en: "" },
    label: { de: "", en: "" }, strength: members.length, left: members, rim: [] };
});
const bubbleById = new Map(bubbles.map((bubble) => [bubble.id, bubble]));
const bubbleOf = new Map(bubbles.flatMap((bubble) => bubble.members.map((node) => [node.id, bubble])));
const sums = new Map();       // two bubbles → the line that stands for all lines between them
// The lines and symbols of the picture are looked up like any other.
for (const bubble of bubbles) { nodeById.set(bubble.id, bubble); edgesOf.set(bubble.id, []); }
for (const node of bubbles.length ? nodes : []) node.home = { x: node.x, y: node.y };

const isNode = (id) => nodeById.has(id) && !bubbleById.has(id);
const isSum = (id) => edgeById.has(id) && edgeById.get(id).sum === true;

let scene = null;             // what is drawn: what the filters leave, or the bubbles, or the strongest members of an open one
let scenery = "";             // what kind of scene that is; another one gets a view of its own
let asking = false;           // whether the warning before drawing everything is shown

const isOverview = () => scenery === "bubbles";
const openBubble = () => (scenery.startsWith("in ") ? bubbleById.get(state.open) : null);

function isTooMuch(left) { return left.nodes.size > LIMITS.full_nodes || left.edges.size > LIMITS.full_edges; }
function mayShowAll(left) { return left.nodes.size <= LIMITS.all_nodes; }

/** Choose what is drawn of what the filters leave. */
function arrange() {
  if (!bubbles.length || !isTooMuch(now)) {
    scene = now;
    scenery = bubbles.length ? gather(now.nodes) : "all";
    return;
  }
  if (state.whole && mayShowAll(now)) {
    scene = now;
    scenery = gather(now.nodes);
    return;
  }
  for (const bubble of bubbles) {
    bubble.left = bubble.members.filter((node) => now.nodes.has(node.id));
    bubble.strength = bubble.left.length;
    bubble.radius = Math.max(5, bubble.full * Math.sqrt(bubble.left.length / bubble.members.length));
    bubble.rim = rimOf(bubble.left);
    for (const lang of ["de", "en"]) {
      const [first, others] = [bubble.members[0], " +" + format(bubble.left.length - 1, lang)];
      bubble.label[lang] = bubble.title ? texts[bubble.title][lang] : first.label[lang] + others;
      bubble.short[lang] = !bubble.title && first.short[lang] ? first.short[lang] + others : "";
    }
  }
  if (now.nodes.has(state.selected) && isNode(state.selected)) state.open = bubbleOf.get(state.selected).id;
  const open = bubbleById.get(state.open);
  if (open && open.left.length) {
    const drawn = new Set(open.left.slice(0, LIMITS.within).map((node) => node.id));
    if (now.nodes.has(state.selected) && isNode(state.selected)) drawn.add(state.selected);
    const lines = new Map();
    for (const id of drawn) for (const edge of edgesOf.get(id)) {
      if (now.edges.has(edge.id) && drawn.has(edge.from) && drawn.has(edge.to)) lines.set(edge.id, now.edges.get(edge.id));
    }
    scene = { ...now, nodes: drawn, edges: lines };
    scenery = "in " + open.id;
    gather(drawn);
    return;
  }
  state.open = "";
  scene = { ...now, nodes: new Set(bubbles.filter((bubble) => bubble.left.length).map((bubble) => bubble.id)), edges: sumsOf(now.edges) };
  scenery = "bubbles";
}

/** The lines between bubbles, with the sum of what stands behind them. */
function sumsOf(counts) {
  const found = new Map();
  for (const [id, count] of counts) {
    const edge = edgeById.get(id);
    const [one, other] = [bubbleOf.get(edge.from), bubbleOf.get(edge.to)];
    if (one === other) continue;
    const [from, to] = one.id < other.id ? [one.id, other.id] : [other.id, one.id];
    const name = from + "|" + to;
    if (!sums.has(name)) {
      const sum = { id: "s" + sums.size, from, to, sum: true, weight: 0, inferred: false };
      sums.set(name, sum);
      edgeById.set(sum.id, sum);
      edgesOf.get(from).push(sum);
      edgesOf.get(to).push(sum);
    }
    const line = sums.get(name);
    found.set(line.id, (found.get(line.id) || 0) + count);
  }
  for (const [id, count] of found) edgeById.get(id).weight = count;
  return found;
}

/** The width of a line between bubbles: the strongest that is shown is the widest. */
function sumWidth(count) { return .5 + 8 * count / Math.max(...scene.edges.values()); }

/** Draw together some nodes of a large network: where thousands stood, a few would be dots far apart.
    The same nodes stand where they stood; the answer says which they are. */
function gather(ids) {
  const kind = "all " + [...ids].join(" ");
  if (kind === gathered) return kind;
  gathered = kind;
  const some = [...ids].map((id) => nodeById.get(id));
  if (!some.length) return kind;
  const extent = (axis) => some.reduce((most, node) => Math.max(most, node.home[axis]), -Infinity) - some.reduce((least, node) => Math.min(least, node.home[axis]), Infinity);
  const spacing = some.length <= 60 ? 130 : some.length <= LIMITS.full_nodes ? 90 : 60;
  const scale = Math.min(1, spacing * Math.sqrt(some.length / Math.max(1, extent("x") * extent("y"))));
  const x = some.map((node) => node.home.x * scale), y = some.map((node) => node.home.y * scale);
  const reach = some.map((node) => 1.25 * Math.max(...node.radii));
  const gap = some.length <= 60 ? 44 : some.length <= LIMITS.full_nodes ? 16 : 8;
  const cell = 2 * Math.max(...reach) + gap;
  for (let round = 0; round < 150; round += 1) {
    const squares = new Map();
    some.forEach((node, number) => {
      const square = Math.floor(x[number] / cell) * 65536 + Math.floor(y[number] / cell);
      if (!squares.has(square)) squares.set(square, []);
      squares.get(square).push(number);
    });
    let touching = false;
    for (const [square, here] of squares) for (const step of [0, 1, 65535, 65536, 65537]) {
      const there = squares.get(square + step) || [];
      for (const a of here) for (const b of there) {
        if (!step && b <= a) continue;
        const dx = x[b] - x[a], dy = y[b] - y[a], far = Math.hypot(dx, dy), missing = reach[a] + reach[b] + gap - far;
        if (missing <= .5) continue;
        touching = true;
        const turn = far > .01 ? Math.atan2(dy, dx) : a * 2.399963, push = missing * .5;
        x[a] -= push * Math.cos(turn); y[a] -= push * Math.sin(turn);
        x[b] += push * Math.cos(turn); y[b] += push * Math.sin(turn);
      }
    }
    if (!touching) break;
  }
  some.forEach((node, number) => { node.x = x[number]; node.y = y[number]; });
  return kind;
}
let gathered = "";            // what stands drawn together now

/** Bring the library's own lists in line with the scene: of a large network they hold only what is drawn. */
function showScene() {
  const curved = scene.nodes.size <= LIMITS.curved_nodes && scene.edges.size <= LIMITS.curved_edges;
  if (curved !== drawsCurves) {
    drawsCurves = curved;
    network.setOptions({ edges: { smooth: curved ? CURVES : { enabled: false } }, interaction: { hideEdgesOnDrag: !curved, hideEdgesOnZoom: !curved } });
  }
  if (!bubbles.length) {
    const hiding = nodes.filter((node) => Boolean(node.hidden) === scene.nodes.has(node.id)).map((node) => {
      node.hidden = !scene.nodes.has(node.id);
      return { id: node.id, hidden: node.hidden };
    });
    if (hiding.length) nodeSet.update(hiding);
    return;
  }
  const gone = (set, kept) => set.getIds().filter((id) => !kept.has(id));
  const lines = gone(edgeSet, scene.edges);
  for (const id of lines) drawnAs.delete(id);
  edgeSet.remove(lines);
  nodeSet.remove(gone(nodeSet, scene.nodes));
  nodeSet.update([...scene.nodes].map((id) => drawnNode(nodeById.get(id))));
  edgeSet.add([...scene.edges.keys()].filter((id) => !edgeSet.get(id)).map((id) => ({ id, from: edgeById.get(id).from, to: edgeById.get(id).to })));
}
const CURVES = { enabled: true, type: "curvedCW", roundness: .12 };
let drawsCurves = null;

const INNER = .74;
const COLOURS = [...new Set([...[...nodes].sort((a, b) => CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category)).map((node) => node.ownColour),
  ...data.colours.communities, data.colours.further, data.colours.none])];

// The rim of a bubble shows which colours its members have, as shares of a ring.

/** The outlines, at radius 1, of the share of the ring that each colour has. */
function rimOf(some) {
  const shares = new Map();
  for (const node of some) shares.set(node.colour, (shares.get(node.colour) || 0) + 1);
  const point = (share, radius) => `${(radius * Math.sin(2 * Math.PI * share)).toFixed(4)} ${(-radius * Math.cos(2 * Math.PI * share)).toFixed(4)}`;
  let before = 0;
  // In one order everywhere, so that two rings can be compared.
  return COLOURS.filter((colour) => shares.has(colour)).map((colour) => {
    const from = before / some.length;
    before += shares.get(colour);
    // A whole ring would begin and end on one point, and be nothing.
    const to = Math.min(before / some.length, from + .9999), large = to - from > .5 ? 1 : 0;
    const outline = `M${point(from, 1)}A1 1 0 ${large} 1 ${point(to, 1)}L${point(to, INNER)}A${INNER} ${INNER} 0 ${large} 0 ${point(from, INNER)}Z`;
    return { colour, outline, path: new Path2D(outline) };
  });
}

/** The size of the number in a bubble, in units of the map; 0 where it could not be read. */
function countSize(bubble, words, scale) {
  const size = Math.min(bubble.radius * Math.min(.62, 2.1 / words.length), 20 / scale);
  return size * scale < 8 ? 0 : size;
}

/** A bubble in a picture file: its ring and its number. */
function bubbleMarks(bubble, shape, some, faded) {
  const look = faded ? { opacity: .12 } : {};
  const ring = { ...shape, d: SHAPES.circle, fill: "none", stroke: some.outline, "stroke-width": .03, ...look };
  return [...bubble.rim.map(({ colour, outline }) => svg("path", { ...shape, ...look, d: outline, fill: isHollow({ colour }) ? some.ground : colour })),
    svg("path", ring), svg("circle", { transform: shape.transform, r: INNER, fill: "none", stroke: some.outline, "stroke-width": .03, ...look })];
}

function bubbleCount(bubble, box, scale, family, measure, write, some) {
  const words = format(bubble.left.length), size = countSize(bubble, words, scale) * scale;
  return size ? write(words, box.x - measure(words, `600 ${size}px ${family}`) / 2, box.y + size * .36, size, some.text, 600) : "";
}

function drawBubble(ctx, bubble, scale, faded) {
  ctx.save();
  ctx.scale(bubble.radius, bubble.radius);
  ctx.fillStyle = colours.ground;
  ctx.fill(paths.circle);
  ctx.globalAlpha = faded ? .12 : 1;
  for (const { colour, path } of bubble.rim) {
    ctx.fillStyle = isHollow({ colour }) ? colours.ground : colour;
    ctx.fill(path);
  }
  ctx.lineWidth = 1.2 / bubble.radius / Math.max(scale, .7);
  ctx.strokeStyle = colours.outline;
  ctx.stroke(paths.circle);
  ctx.beginPath();
  ctx.arc(0, 0, INNER, 0, 2 * Math.PI);
  ctx.stroke();
  ctx.restore();
  const count = format(bubble.left.length);
  const size = countSize(bubble, count, scale);
  if (!size) return;
  ctx.globalAlpha = faded ? .3 : 1;
  ctx.fillStyle = colours.text;
  ctx.font = `600 ${size}px ${getComputedStyle(document.body).fontFamily}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(count, 0, size * .06);
}

// Opening and closing.

function enter(id) {
  state.selected = "";
  state.open = id;
  update();
  const bubble = openBubble();
  if (bubble) announce(text("bubble_opened", { name: label(bubble), shown: scene.nodes.size, n: bubble.left.length }));
}

function leave() {
  const before = state.open;
  state.selected = "";
  state.open = "";
  update();
  // The keyboard goes on from where it was; a mouse sees the whole again.
  if (isOverview() && bubbleById.has(before)) { state.selected = before; showPanel(); paint(); }
  announce(text("bubble_closed", { n: scene.nodes.size }));
}

function showAllOfThem(whole) {
  asking = false;
  Object.assign(state, { whole, open: "" });
  if (bubbleById.has(state.selected)) state.selected = "";
  update();
}

const things = (n) => text(bipartite ? "n_nodes" : "n_organisations", { n });

/** Where one is: above the map, with the way back. */
function showCrumbs() {
  const bubble = openBubble();
  const parts = [];
  const button = (words, onclick, more = {}) => element("button", { type: "button", onclick, ...more }, words);
  if (bubble) {
    parts.push(button("← " + text("bubble_back"), () => { leave(); byId("map").focus({ preventScroll: true }); }, { id: "back" }), element("strong", {}, label(bubble)));
    const hidden = bubble.left.length - scene.nodes.size;
    parts.push(element("span", {}, hidden ? text("bubble_hidden", { shown: scene.nodes.size, all: bubble.left.length, n: hidden }) : things(bubble.left.length)));
    if (hidden && state.view !== "list") parts.push(button(text("bubble_list"), () => setView("list"), { class: "link" }));
  } else if (isOverview()) {
    if (asking) {
      parts.push(element("span", { role: "alert" }, text("whole_warning", { nodes: things(now.nodes.size), edges: text("n_edges", { n: now.edges.size }) })),
        button(text("whole_anyway"), () => showAllOfThem(true), { id: "whole-anyway" }), button(text("whole_cancel"), () => { asking = false; showCrumbs(); }));
    } else {
      parts.push(element("span", {}, text("bubbles_are", { things: things(now.nodes.size), n: scene.nodes.size })));
      if (mayShowAll(now)) parts.push(button(text("whole"), () => { asking = true; showCrumbs(); byId("whole-anyway").focus(); }, { id: "whole" }));
    }
  } else if (bubbles.length && isTooMuch(now)) {
    parts.push(element("span", {}, text("whole_shown", { things: things(now.nodes.size) })), button(text("whole_back"), () => showAllOfThem(false), { id: "groups" }));
  }
  byId("crumbs").replaceChildren(...parts);
}

// Facts about a bubble and about the lines between two.

function listInPages(some, row) {
  const list = element("ul", { class: "people" });
  const box = element("div", {}, list);
  let shown = 0;
  const more = element("button", { type: "button", class: "link", onclick: () => add(PAGE) });
  const add = (size) => {
    list.append(...some.slice(shown, shown + size).map(row));
    shown += size;
    more.textContent = text("more", { n: Math.min(PAGE, some.length - shown) });
    if (shown >= some.length) more.remove();
  };
  box.append(more);
  add(15);
  return box;
}

function bubbleButton(bubble) {
  return element("button", { type: "button", onclick: () => { enter(bubble.id); focusPanel(); } }, label(bubble));
}

function bubblePanel(bubble) {
  const body = [element("p", { class: "eyebrow" }, text(bubble.title ? "bubbles" : "bubble"))];
  body.push(element("h2", { tabindex: "-1" }, label(bubble)));
  const all = bubble.members.length, left = bubble.left.length;
  body.push(element("p", {}, left === all ? things(all) : text("n_of", { n: left, all: things(all) })));
  if (openBubble() !== bubble) {
    body.push(element("div", { class: "ego" }, element("button", { type: "button", id: "open-bubble", onclick: () => enter(bubble.id) }, text("bubble_open"))));
  } else if (left > scene.nodes.size) body.push(element("p", { class: "muted" }, text("bubble_hidden", { shown: scene.nodes.size, all: left, n: left - scene.nodes.size })));
  const kinds = CATEGORIES.map((name) => [name, bubble.left.filter((node) => node.category === name).length]).filter(([, count]) => count);
  body.push(element("ul", { class: "people", id: "kinds" }, ...kinds.map(([name, count]) => element("li", {}, categorySymbol(name), element("span", {}, category(name)), element("span", { class: "off" }, format(count))))));
  body.push(element("h3", {}, text("bubble_members")));
  const partners = partnerCounts(now);
  body.push(listInPages(bubble.left, (node) => element("li", {}, symbolOf(node, 5, 14), jump(node.id, label(node)), element("span", { class: "off" }, format(partners.get(node.id) || 0)))));
  const near = edgesOf.get(bubble.id).map((sum) => ({ other: otherEnd(sum, bubble.id), count: sumNow().get(sum.id) || 0 })).filter(({ count }) => count)
    .sort((a, b) => b.count - a.count || byStrength(a.other, b.other));
  if (near.length) {
    body.push(element("h3", {}, text("bubble_near")));
    body.push(listInPages(near, ({ other, count }) => element("li", {}, bubbleSymbol(other), bubbleButton(other), element("span", { class: "off" }, format(count)))));
  }
  return body;
}

/** The sums between all bubbles, also while one is open. */
function sumNow() {
  if (!now.sums) now.sums = isOverview() ? scene.edges : sumsOf(now.edges);
  return now.sums;
}

function bubbleSymbol(bubble) {
  return svg("svg", { width: 16, height: 16, viewBox: "-1.15 -1.15 2.3 2.3", "aria-hidden": "true" },
    ...bubble.rim.map(({ colour, outline }) => svg("path", { d: outline, fill: isHollow({ colour }) ? "var(--ground)" : colour })),
    svg("path", { d: SHAPES.circle, fill: "none", stroke: "var(--outline)", "stroke-width": .14 }));
}

function sumPanel(sum) {
  const [one, other] = [bubbleById.get(sum.from), bubbleById.get(sum.to)];
  const body = [element("p", { class: "eyebrow" }, text("sum_kind"))];
  body.push(element("h2", { tabindex: "-1" }, text("edge_title", { a: label(one), b: label(other) })));
  body.push(element("ul", { class: "people" }, ...[one, other].map((bubble) => element("li", {}, bubbleSymbol(bubble), bubbleButton(bubble)))));
  const lines = [];
  for (const [id, count] of now.edges) {
    const edge = edgeById.get(id), ends = [bubbleOf.get(edge.from), bubbleOf.get(edge.to)];
    if (ends.includes(one) && ends.includes(other)) lines.push({ edge, count });
  }
  lines.sort((a, b) => b.count - a.count || (a.edge.id < b.edge.id ? -1 : 1));
  body.push(element("h3", {}, text("n_edges", { n: lines.length })));
  body.push(listInPages(lines, ({ edge, count }) => element("li", {}, symbolOf(nodeById.get(edge.from), 5, 14),
    jump(edge.id, text("edge_title", { a: label(nodeById.get(edge.from)), b: label(nodeById.get(edge.to)) })), element("span", { class: "off" }, format(count)))));
  return body;
}

function bubblesPanel() {
  const body = [element("h2", { tabindex: "-1" }, text("overview"))];
  if (data.note[state.lang]) body.push(element("p", { class: "note" }, data.note[state.lang]));
  body.push(element("p", {}, text("bubbles_are", { things: things(now.nodes.size), n: scene.nodes.size })));
  body.push(element("p", {}, text("bubbles_how")));
  const shown = bubbles.filter((bubble) => bubble.left.length).sort((a, b) => b.left.length - a.left.length || byStrength(a, b));
  body.push(element("h3", {}, text("bubbles") + " (" + format(shown.length) + ")"));
  body.push(element("ul", { class: "people" }, ...shown.map((bubble) => element("li", {}, bubbleSymbol(bubble), bubbleButton(bubble), element("span", { class: "off" }, format(bubble.left.length))))));
  return body;
}

/** What the size and the lines of bubbles mean, for the legend. */
function bubbleSamples() {
  const shown = [...scene.nodes].map((id) => bubbleById.get(id));
  const sizes = samples(shown.map((bubble) => bubble.left.length));
  const radius = (count) => shown.find((bubble) => bubble.left.length === count).radius;
  const scale = Math.min(1, 13 / radius(sizes[sizes.length - 1]));
  const parts = [element("div", { class: "group", "data-samples": "size" }, element("span", { class: "caption" }, text("legend_bubble")),
    ...sizes.map((count) => { const size = Math.max(2, radius(count) * scale); return element("span", { class: "entry" }, symbol("circle", "none", size, Math.ceil(2 * size) + 3), format(count)); }))];
  if (scene.edges.size) {
    parts.push(element("div", { class: "group", "data-samples": "width" }, element("span", { class: "caption" }, text("legend_sum")),
      ...samples([...scene.edges.values()]).map((count) => element("span", { class: "entry" }, svg("svg", { width: 30, height: 14, viewBox: "0 0 30 14", "aria-hidden": "true" },
        svg("line", { x1: 1, y1: 7, x2: 29, y2: 7, stroke: "var(--edge)", "stroke-opacity": .75, "stroke-width": sumWidth(count) })), format(count)))));
  }
  return parts;
}
