// Drawing.

let network, nodeSet, edgeSet;
let colours = {};
let labels = [];
let symbols = [];
let fitted = true;            // the view is the one that fit() chose; a resize may choose again
let fitScale = 1;
let frameBefore, windowBefore; // as they were when the map was drawn last
const paths = Object.fromEntries(Object.entries(SHAPES).map(([name, outline]) => [name, new Path2D(outline)]));

/** The colours of the page as it looks now. */
function palette() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(["ground", "text", "muted", "rule", "accent", "edge", "outline"].map((name) => [name, style.getPropertyValue("--" + name).trim()]));
}

function readColours() { colours = palette(); }

function rgba(hex, alpha) {
  const value = parseInt(hex.slice(1), 16);
  return `rgba(${value >> 16},${(value >> 8) & 255},${value & 255},${alpha})`;
}

/** The nodes and edges that stay in full colour; null where nothing is picked out. */
function focus(over = hovered) {
  const id = over || (state.selected && (scene.nodes.has(state.selected) || scene.edges.has(state.selected) || now.projects.has(state.selected)) ? state.selected : "");
  if (nodeById.has(id)) {
    const ids = new Set([id]);
    const lines = new Set();
    for (const edge of edgesOf.get(id)) if (scene.edges.has(edge.id)) { ids.add(otherEnd(edge, id).id); lines.add(edge.id); }
    return { nodes: ids, edges: lines };
  }
  if (edgeById.has(id)) return { nodes: new Set([edgeById.get(id).from, edgeById.get(id).to]), edges: new Set([id]) };
  if (isBehind(id) && isOverview()) return { nodes: new Set([...membersOf.get(id)].map((member) => bubbleOf.get(member).id)), edges: new Set() };
  if (isBehind(id)) return { nodes: membersOf.get(id), edges: new Set([...scene.edges.keys()].filter((line) => (edgeById.get(line).through || []).includes(id))) };
  return null;
}

let inFocus = null;

// White stands for "nothing known": on a dark ground it would be the loudest of all colours.
function isHollow(node) { return isGone(node) || node.colour.toUpperCase() === "#FFFFFF"; }

function drawSymbol({ ctx, id, x, y }) {
  const node = nodeById.get(id);
  return {
    drawNode() {
      const scale = network ? network.getScale() : 1;
      ctx.save();
      ctx.translate(x, y);
      const faded = inFocus && !inFocus.nodes.has(id);
      ctx.save();
      if (bubbleById.has(id)) drawBubble(ctx, node, scale, faded);
      else drawOutline(ctx, node, scale, faded);
      ctx.restore();
      if (isNew(node)) {
        ctx.globalAlpha = faded ? .12 : 1;
        ctx.beginPath();
        ctx.arc(0, 0, ringOf(node, scale), 0, 2 * Math.PI);
        ctx.lineWidth = 1.6 / Math.max(scale, .7);
        ctx.strokeStyle = colours.text;
        ctx.stroke();
      }
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

function drawOutline(ctx, node, scale, faded) {
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
  ctx.setLineDash(outlineDashes(node, ctx.lineWidth));
  ctx.stroke(paths[node.shape]);
}

/** Whether all that is left behind a line rests on a participation that somebody concluded. */
function isInferred(edge) {
  if (!edge.through) return edge.inferred;
  const left = edge.through.filter((id) => now.active.has(id));
  return left.length > 0 && left.every((id) => edge.inferred.includes(id));
}

/** How a line that is shown looks: its colour and opacity, its width and its dashes, in units of the map. */
function lineStyle(edge, lit, some) {
  const [colour, opacity] = lit ? (lit.edges.has(edge.id) ? [some.accent, .75] : [some.edge, .05]) : [some.edge, .38];
  const count = scene.edges.get(edge.id);
  const width = (edge.sum ? sumWidth(count) : Math.min(8, .6 + 1.3 * Math.sqrt(count))) + (edge.id === state.selected ? 2 : 0);
  return changedLine({ colour, opacity, width, dashes: isInferred(edge) ? [7, 5] : false }, edge, lit, some);
}

const drawnAs = new Map();    // edge → what the data set holds, so that only changes are sent

function paintEdges() {
  const changes = [];
  for (const edge of bubbles.length ? [...scene.edges.keys()].map((id) => edgeById.get(id)) : edges) {
    const style = scene.edges.has(edge.id) ? lineStyle(edge, inFocus, colours) : null;
    const sign = style ? Object.values(style).join() : "hidden";
    if (drawnAs.get(edge.id) === sign) continue;
    drawnAs.set(edge.id, sign);
    if (!style) { changes.push({ id: edge.id, hidden: true }); continue; }
    const colour = rgba(style.colour, style.opacity);
    changes.push({ id: edge.id, hidden: false, width: style.width, dashes: style.dashes, color: { color: colour, hover: colour, highlight: colour } });
  }
  if (changes.length) edgeSet.update(changes);
}

function paint() {
  inFocus = focus();
  paintEdges();
  network.redraw();
}

function drawnNode(node) {
  return { id: node.id, x: node.x, y: node.y, size: node.radius, label: "", shape: "custom", ctxRenderer: drawSymbol, fixed: true };
}

function startDrawing() {
  readColours();
  const given = data.vis;
  // Of a large network showScene() hands over what is drawn, and no more.
  nodeSet = new vis.DataSet((bubbles.length ? [] : nodes).map(drawnNode));
  edgeSet = new vis.DataSet((bubbles.length ? [] : given.edges).map((edge) => ({ id: edge.id, from: edge.from, to: edge.to })));
  network = new vis.Network(byId("map"), { nodes: nodeSet, edges: edgeSet }, given.options);
  // Our own element takes the keyboard; the library's inner one would be a second stop without a name.
  for (const inner of byId("map").querySelectorAll("[tabindex]")) inner.removeAttribute("tabindex");
  network.on("afterDrawing", paintLabels);
  network.on("click", (event) => {
    byId("map").focus({ preventScroll: true });
    const id = at(event.pointer.DOM);
    if (bubbleById.has(id)) enter(id); else select(id, { from: "mouse" });
  });
  network.on("doubleClick", (event) => {
    const id = at(event.pointer.DOM);
    if (isNode(id)) setEgo(state.ego && state.around === id ? 0 : 1, id);
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
  for (const id of scene.nodes) {
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

/** The middle and the scale at which all that is visible fits into wide × high pixels, with room at the edges for labels. */
function fitting(wide, high) {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const id of scene.nodes) {
    const node = nodeById.get(id), reach = node.radius * 1.25;
    left = Math.min(left, node.x - reach); right = Math.max(right, node.x + reach);
    top = Math.min(top, node.y - reach); bottom = Math.max(bottom, node.y + reach);
  }
  const across = Math.min(76, wide * .1), down = Math.min(44, high * .08);
  const scale = Math.min(1.5, (wide - 2 * across) / Math.max(1, right - left), (high - 2 * down) / Math.max(1, bottom - top));
  return { position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale };
}

/** Show all that is visible. */
function fit(animate) {
  const frame = byId("map").getBoundingClientRect();
  if (!now || !scene.nodes.size || frame.width < 10 || frame.height < 10) return;
  network.setSize("100%", "100%");
  frameBefore = frame;
  const move = fitting(frame.width, frame.height);
  fitScale = move.scale;
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
  if (!node || !scene.nodes.has(id)) return;
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
