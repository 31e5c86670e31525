// Labels.

const widths = new Map();

const MOST = 18;              // letters of a line; a single longer word may have up to 24 before it is cut
const LONGEST = 24;

/** How many labels are drawn: the whole view stays calm, and zoomed in there is room for more. */
function labelCap(zoomed = 1) {
  return { automatic: Math.round(LABEL_CAP * Math.max(1, zoomed / 1.05) ** 2), all: Infinity, none: 0 }[state.labels];
}

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

/** A function that gives the width of words in a font, in the pixels of ctx. */
function measurer(ctx) {
  return (words, font) => {
    const key = font + "|" + words;
    if (!widths.has(key)) {
      ctx.font = font;
      widths.set(key, ctx.measureText(words).width);
    }
    return widths.get(key);
  };
}

function cut(row, size) {
  const all = [...row];
  return all.length <= size ? row : all.slice(0, Math.ceil((size - 1) / 2)).join("").trim() + "…" + all.slice(-Math.floor((size - 1) / 2)).join("").trim();
}

const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** The room that each symbol takes, in pixels: spot tells where its node stands, scale how large the map is drawn. */
function symbolBoxes(spot, scale) {
  return [...scene.nodes].map((id) => {
    const node = nodeById.get(id);
    const { x, y } = spot(node);
    const [half, above, below] = EXTENTS[node.shape].map((extent) => (id === state.selected ? 1.25 * node.radius * scale + 6 : extent * node.radius * scale + Math.min(1, scale)));
    return { id, x, y, half, above, below, left: x - half, right: x + half, top: y - above, bottom: y + below };
  });
}

/** Labels beside the symbols of boxes, the most important first, within wide × high pixels and without touching a symbol,
    an obstacle or each other: the room of each, its rows and the size and font of its letters. At most cap find a place. */
function placeLabels(boxes, { wide, high, cap, lit, over = hovered, family, measure, obstacles = [] }) {
  const taken = [...boxes, ...obstacles];
  const rank = (id) => (id === over ? 0 : id === state.selected ? 1 : lit && lit.nodes.has(id) ? 2 : 3);
  const wanted = boxes.filter((box) => !lit || lit.nodes.has(box.id));
  wanted.sort((a, b) => rank(a.id) - rank(b.id) || nodeById.get(b.id).strength - nodeById.get(a.id).strength || (nodeById.get(a.id).key < nodeById.get(b.id).key ? -1 : 1));
  const strongest = new Set([...wanted].sort((a, b) => nodeById.get(b.id).strength - nodeById.get(a.id).strength).slice(0, 10).map((box) => box.id));
  const placed = [];
  for (const box of wanted) {
    if (placed.length >= cap) break;
    const node = nodeById.get(box.id);
    const full = Math.round(11 + 3 * Math.min(1, (node.radius - 6) / 24));
    const pad = 2, near = 3;
    const important = rank(box.id) < 2 || strongest.has(box.id);
    const small = scene.nodes.size <= 60;
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
      const width = Math.max(...rows.map((row) => measure(row, font)));
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
        if (taken.some((other) => meets(other, place)) || placed.some((other) => meets(other, place))) continue;
        placed.push({ ...place, size, font, rows: rows.map((words, number) => {
          const across = measure(words, font);
          return { words, width: across, x: left + (width - across) / 2, y: top + step * number + size * .95 };
        }) });
        return true;
      }
      return false;
    });
  }
  return placed;
}

function paintLabels(ctx) {
  const frame = ctx.canvas;
  const wide = frame.clientWidth, high = frame.clientHeight;
  const ratio = frame.width / wide;
  const scale = network.getScale();
  const family = getComputedStyle(document.body).fontFamily;
  symbols = symbolBoxes((node) => network.canvasToDOM({ x: node.x, y: node.y }), scale);
  const inView = symbols.filter((box) => box.right > 0 && box.left < wide && box.bottom > 0 && box.top < high);
  const corner = frame.getBoundingClientRect();
  const obstacles = ["zoom", "year"].map((name) => byId(name).getBoundingClientRect()).filter((box) => box.width)
    .map((box) => ({ left: box.left - corner.left - 4, right: box.right - corner.left + 4, top: box.top - corner.top - 4, bottom: box.bottom - corner.top + 4 }));
  labels = placeLabels(inView, { wide, high, cap: labelCap(scale / fitScale), lit: inFocus, family, measure: measurer(ctx), obstacles });
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.textBaseline = "alphabetic";
  ctx.textAlign = "left";
  ctx.lineJoin = "round";
  ctx.strokeStyle = colours.ground;
  ctx.fillStyle = colours.text;
  ctx.lineWidth = 3.5;
  for (const { font, rows } of labels) {
    ctx.font = font;
    for (const { words, x, y } of rows) {
      ctx.strokeText(words, x, y);
      ctx.fillText(words, x, y);
    }
  }
  ctx.restore();
}
