// The map as a picture: what is shown now, whole and in light colours, with its title, legend and sources. For files and print.

const WIDE = 1280, HIGH = 880;  // pixels, in about the proportions of A4 landscape
const MARGIN = 32;

const tenth = (value) => Math.round(value * 10) / 10;

/** The light colours, whatever the page looks like now; nothing is painted in between. */
function lightPalette() {
  const root = document.documentElement, before = root.dataset.theme;
  root.dataset.theme = "light";
  const found = palette();
  if (before === undefined) delete root.dataset.theme; else root.dataset.theme = before;
  return found;
}

/** What the filters leave, in words. */
function selectionWords() {
  const parts = activeFilters().map((filter) => filter.words);
  // That some projects stand outside the years is known on the page from the box; a file has none.
  if (undatedCount && state.undated && (state.from !== firstYear || state.to !== lastYear)) parts.push(text("undated", { n: undatedCount }));
  return parts.length ? text("selection", { filters: parts.join(" · ") }) : text("selection_all");
}

/** What is picked out on the map, in words; "" where nothing is. */
function pickedWords() {
  const id = state.selected;
  if (!focus("")) return "";
  const name = edgeById.has(id) ? text("edge_title", { a: label(nodeById.get(edgeById.get(id).from)), b: label(nodeById.get(edgeById.get(id).to)) }) : label(nodeById.get(id) || projects.get(id));
  return text("picked_out", { name });
}

/** Words in at most so many rows of wide pixels; what has no room ends in "…". */
function wrapped(words, wide, most, width) {
  const rows = [""];
  for (const word of words.split(" ")) {
    const longer = rows.at(-1) ? rows.at(-1) + " " + word : word;
    if (!rows.at(-1) || width(longer) <= wide) rows[rows.length - 1] = longer; else rows.push(word);
  }
  if (rows.length > most) rows.splice(most - 1, rows.length, rows[most - 1] + " …");
  return rows.map((row) => {
    const letters = [...row];
    let kept = letters.length;
    while (kept > 1 && width(row) > wide) { kept -= 1; row = letters.slice(0, kept).join("").trimEnd() + "…"; }
    return row;
  });
}

/** The picture as an SVG element of WIDE × HIGH pixels. */
function picture() {
  const some = lightPalette();
  const family = getComputedStyle(document.body).fontFamily;
  const measure = measurer(document.createElement("canvas").getContext("2d"));
  const across = WIDE - 2 * MARGIN;
  // The measured length stands in the file: with other fonts than here nothing runs into its neighbour.
  const write = (words, x, y, size, fill, weight, width = measure(words, `${weight} ${size}px ${family}`)) => svg("text", { x: tenth(x), y: tenth(y), "font-size": size, "font-weight": weight, fill,
    ...(words ? { textLength: tenth(width), lengthAdjust: "spacingAndGlyphs" } : {}) }, words);
  const paragraph = (words, y, size, fill, weight, most) => {
    const rows = wrapped(words, across, most, (row) => measure(row, `${weight} ${size}px ${family}`));
    return { rows: rows.map((row, number) => write(row, MARGIN, y + size + number * size * 1.35, size, fill, weight)), high: rows.length * size * 1.35 };
  };
  const root = svg("svg", { width: WIDE, height: HIGH, viewBox: `0 0 ${WIDE} ${HIGH}`, "font-family": family, "xml:lang": state.lang, role: "img" });
  const title = data.title[state.lang];
  root.append(svg("title", {}, title), svg("rect", { width: WIDE, height: HIGH, fill: some.ground }));

  let top = MARGIN - 8;
  for (const [words, size, fill, weight, most] of [[title, 24, some.text, 600, 2], [[selectionWords(), pickedWords()].filter(Boolean).join(" · "), 14, some.text, 400, 6], [countWords(), 13, some.muted, 400, 2]]) {
    const part = paragraph(words, top, size, fill, weight, most);
    root.append(...part.rows);
    top += part.high + 3;
  }
  let bottom = HIGH - MARGIN + 8;
  const foot = [byId("date").textContent, data.note[state.lang]].filter(Boolean).map((words, number) => {
    const { high } = paragraph(words, 0, 12, some.muted, 400, number ? 9 : 1);
    bottom -= high + 3;
    return svg("g", { class: number ? "note" : "date" }, ...paragraph(words, bottom, 12, some.muted, 400, number ? 9 : 1).rows);
  });
  root.append(...foot);
  const key = pictureLegend(some, across, (words) => measure(words, `400 13px ${family}`), write);
  bottom -= key.high + 12;
  key.drawn.setAttribute("transform", `translate(${MARGIN} ${tenth(bottom)})`);
  root.append(key.drawn);
  for (const y of [top + 8, bottom - 6]) root.append(svg("path", { d: `M${MARGIN} ${tenth(y)}h${across}`, stroke: some.rule }));
  root.append(pictureMap({ x: MARGIN, y: tenth(top + 9), wide: across, high: tenth(bottom - top - 16) }, some, family, measure, write));
  return root;
}

/** The legend of the page, drawn once more: its entries in rows of at most across pixels. */
function pictureLegend(some, across, width, write) {
  const drawn = svg("g", { class: "legend" });
  const step = 24;
  let x = 0, row = 0;
  for (const group of byId("legend").children) {
    const parts = [...group.children].map((part) => ({ mark: part.querySelector("svg"), words: part.textContent.trim(), muted: part.classList.contains("caption") }));
    const long = ({ mark, words }) => (mark ? Number(mark.getAttribute("width")) + (words ? 6 : 0) : 0) + width(words);
    const whole = parts.reduce((sum, part) => sum + long(part) + 15, -15);
    for (const part of parts) {
      // A heading stays with what stands under it.
      if (x && x + (part.muted ? Math.min(whole, across) : long(part)) > across) { x = 0; row += 1; }
      const middle = row * step + step / 2;
      if (part.mark) {
        const mark = part.mark.cloneNode(true);
        for (const one of [mark, ...mark.querySelectorAll("*")]) for (const { name, value } of [...one.attributes]) {
          if (value.includes("var(")) one.setAttribute(name, value.replace(/var\(--([\w-]+)\)/g, (whole, colour) => some[colour] || some.text));
        }
        mark.setAttribute("x", tenth(x));
        mark.setAttribute("y", tenth(middle - Number(mark.getAttribute("height")) / 2));
        drawn.append(mark);
      }
      if (part.words) drawn.append(write(part.words, x + long(part) - width(part.words), middle + 4.5, 13, part.muted ? some.muted : some.text, 400));
      x += long(part) + 15;
    }
    x += 13;
  }
  return { drawn, high: drawn.childNodes.length ? (row + 1) * step : 0 };
}

/** The curve of a line on the map: the middle point of it, as vis-network computes it for "curvedCW". */
function bend(from, to, roundness) {
  const share = roundness / 2 + .5;
  const angle = Math.atan2(from.y - to.y, to.x - from.x) + share * Math.PI;
  const far = share * Math.hypot(to.x - from.x, to.y - from.y);
  return { x: from.x + far * Math.sin(angle), y: from.y + far * Math.cos(angle) };
}

/** Lines, symbols and labels within a frame. */
function pictureMap({ x, y, wide, high }, some, family, measure, write) {
  const drawn = svg("svg", { x, y, width: wide, height: high });
  if (!scene.nodes.size) {
    const words = (byId("empty").querySelector("h2") || byId("empty")).textContent;
    drawn.append(write(words, (wide - measure(words, `600 18px ${family}`)) / 2, high / 2, 18, some.text, 600));
    return drawn;
  }
  const { position, scale } = fitting(wide, high);
  const spot = (place) => ({ x: tenth((place.x - position.x) * scale + wide / 2), y: tenth((place.y - position.y) * scale + high / 2) });
  const lit = focus("");
  const curved = drawsCurves, { roundness } = CURVES;
  const obstacles = [];
  if (shownYear()) {
    const width = measure(shownYear(), `600 44px ${family}`);
    drawn.append(write(shownYear(), 0, high - 10, 44, some.muted, 600));
    obstacles.push({ left: 0, right: width + 4, top: high - 50, bottom: high });
  }
  // What is picked out lies above the rest.
  const order = (id) => (lit && lit.edges.has(id) ? 1 : 0);
  for (const id of [...scene.edges.keys()].sort((a, b) => order(a) - order(b))) {
    const edge = edgeById.get(id), from = nodeById.get(edge.from), to = nodeById.get(edge.to);
    const { colour, opacity, width, dashes } = lineStyle(edge, lit, some);
    const [a, b, middle] = [from, to, curved ? bend(from, to, roundness) : from].map(spot);
    drawn.append(svg("path", { class: "line", d: `M${a.x} ${a.y}` + (curved ? `Q${middle.x} ${middle.y} ` : "L") + `${b.x} ${b.y}`, fill: "none", stroke: colour, "stroke-opacity": opacity,
      "stroke-width": tenth(width * scale) || .1, ...(dashes ? { "stroke-dasharray": dashes.map((part) => tenth(part * scale)).join(" ") } : {}) }));
  }
  const boxes = symbolBoxes(spot, scale);
  for (const box of boxes) {
    const node = nodeById.get(box.id), radius = node.radius * scale;
    const faded = lit && !lit.nodes.has(box.id);
    const shape = { transform: `translate(${box.x} ${box.y}) scale(${Math.round(radius * 100) / 100})` };
    const mark = svg("g", { class: "symbol" }, svg("title", {}, label(node)));
    // First the ground, so that lines do not show through a hollow or a faded symbol.
    mark.append(svg("path", { ...shape, d: SHAPES[node.shape === "ring" ? "circle" : node.shape], fill: some.ground }));
    if (bubbleById.has(box.id)) mark.append(...bubbleMarks(node, shape, some, faded), bubbleCount(node, box, scale, family, measure, write, some));
    else mark.append(svg("path", { ...shape, d: SHAPES[node.shape], fill: isHollow(node) ? some.ground : node.colour, "fill-rule": "evenodd", stroke: some.outline, "stroke-linejoin": "round",
      "stroke-width": Math.round(1500 / node.radius / Math.max(scale, .7)) / 1000, ...(faded ? { opacity: .12 } : {}),
      ...(isGone(node) ? { "stroke-dasharray": outlineDashes(node, 1.5 / node.radius / Math.max(scale, .7)).map((part) => Math.round(part * 1000) / 1000).join(" ") } : {}) }));
    if (isNew(node)) mark.append(svg("circle", { class: "new", cx: box.x, cy: box.y, r: tenth(ringOf(node, scale) * scale), fill: "none", stroke: some.text, "stroke-width": tenth(1.6 * scale / Math.max(scale, .7)), ...(faded ? { opacity: .12 } : {}) }));
    if (box.id === state.selected) mark.append(svg("circle", { cx: box.x, cy: box.y, r: tenth(radius * 1.25 + 4), fill: "none", stroke: some.accent, "stroke-width": 3 }));
    drawn.append(mark);
  }
  const labels = placeLabels(boxes, { wide, high, cap: labelCap(), lit, over: "", family, measure, obstacles });
  for (const { size, rows } of labels) {
    // A ground behind the letters instead of a halo: that would be a second text, found twice in a PDF, and not every program knows it.
    drawn.append(svg("g", { class: "label" },
      ...rows.map((row) => svg("rect", { x: tenth(row.x - 2), y: tenth(row.y - size * .86), width: tenth(row.width + 4), height: tenth(size * 1.14), rx: 3, fill: some.ground, "fill-opacity": .78 })),
      ...rows.map((row) => write(row.words, row.x, row.y, size, some.text, 600, row.width))));
  }
  return drawn;
}

/** The picture as the text of a file. */
function pictureText() {
  // What XML does not allow at all could only come from a name: it goes.
  return new XMLSerializer().serializeToString(picture()).replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "");
}
