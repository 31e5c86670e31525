// State.

const state = fresh();

function fresh() {
  return {
    ...Object.fromEntries(FACETS.map((facet) => [facet, new Set()])),
    from: firstYear, to: lastYear, undated: true, minimum: minimumDefault, isolates: isolatesDefault, changes: "all",
    colour: colourDefault, size: sizeDefault, labels: "automatic",
    ego: 0, around: "", selected: "", open: "", whole: false, view: "map", lang: homeLanguage, theme: "",
  };
}

function readHash() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const read = fresh();
  for (const facet of FACETS) {
    const known = new Set(facet === "type" ? CATEGORIES : options(facet));
    for (const value of asked.getAll(facet)) if (known.has(value)) read[facet].add(value);
  }
  for (const [name, known] of Object.entries({ colour: COLOURINGS, size: data.sizes, labels: LABELLINGS })) if (known.includes(asked.get(name))) read[name] = asked.get(name);
  const number = (name, low, high, other) => {
    const value = asked.get(name);
    return value !== null && /^\d{1,6}$/.test(value) ? Math.min(high, Math.max(low, Number(value))) : other;
  };
  read.from = number("from", firstYear, lastYear, firstYear);
  read.to = number("to", read.from, lastYear, lastYear);
  read.undated = asked.get("undated") !== "0";
  read.minimum = number("min", 1, maximumWeight, minimumDefault);
  if (asked.has("isolates")) read.isolates = asked.get("isolates") === "1";
  if (compared && asked.get("changes") === "only") read.changes = "only";
  if (nodeByKey.has(asked.get("around"))) {
    read.around = nodeByKey.get(asked.get("around")).id;
    read.ego = number("ego", 0, 2, 1);
  }
  const select = asked.get("select");
  if (nodeByKey.has(select)) read.selected = nodeByKey.get(select).id;
  else if (edgeWithKey(select)) read.selected = edgeWithKey(select).id;
  else if (projectByKey.has(select)) read.selected = projectByKey.get(select).id;
  // An opened group is named by its strongest member, but any member will do: groups change when the data grow.
  const within = nodeByKey.get(asked.get("group"));
  if (within && bubbleOf.has(within.id)) read.open = bubbleOf.get(within.id).id;
  read.whole = bubbles.length > 0 && asked.get("whole") === "1";
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
  for (const name of ["colour", "size", "labels"]) if (state[name] !== standard[name]) said.set(name, state[name]);
  if (state.changes !== standard.changes) said.set("changes", state.changes);
  if (state.ego) { said.set("ego", state.ego); said.set("around", nodeById.get(state.around).key); }
  if (bubbleById.has(state.open)) said.set("group", bubbleById.get(state.open).key);
  if (state.whole) said.set("whole", "1");
  if (isNode(state.selected)) said.set("select", nodeById.get(state.selected).key);
  if (edgeById.has(state.selected) && !isSum(state.selected)) said.set("select", edgeKey(edgeById.get(state.selected)));
  if (isBehind(state.selected)) said.set("select", projects.get(state.selected).key);
  const hash = said.toString();
  if (location.hash.slice(1) !== hash) history.replaceState(null, "", location.href.split("#")[0] + (hash ? "#" + hash : ""));
}
