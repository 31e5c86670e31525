// Appearance: what colours and sizes stand for.

/** Give each symbol the colour and the radius that the state asks for. Places keep the largest of all radii apart. */
function dress() {
  const size = data.sizes.indexOf(state.size);
  for (const node of nodes) {
    node.radius = node.radii[size];
    node.colour = { type: node.ownColour, community: communityColour(node.community), none: data.colours.none }[state.colour];
  }
}

/** The largest communities have a colour each; 0 stands for those without a connection. */
function communityColour(number) { return data.colours.communities[number - 1] || data.colours.further; }

/** A community is called by its strongest member. */
function communityName(node) { return node.community ? label(nodeById.get(data.communities[node.community - 1])) : text("community_none"); }

function sizeOf(node) { return { strength: node.strength, partners: node.degree, betweenness: node.betweenness }[state.size]; }

const percent = (share) => new Intl.NumberFormat(state.lang, { style: "percent", maximumFractionDigits: share > 0 && share < .001 ? 3 : 1 }).format(share);
const sizeWords = (value) => (state.size === "betweenness" ? percent(value) : format(value));

const sizeName = (size) => text("size_" + (size === "strength" && !projected ? "links" : size));
const legendSize = () => (state.size !== "strength" ? text("legend_size_" + state.size) : text(projected ? "legend_size" : "legend_size_links"));

function appearanceControls() {
  const choices = [
    ["colour", text("colour_by"), COLOURINGS.map((name) => [name, text("colour_" + name)])],
    ["size", text("size_by"), data.sizes.map((name) => [name, sizeName(name)])],
    ["labels", text("labels"), LABELLINGS.map((name) => [name, text("labels_" + name)])],
  ].filter(([name]) => name !== "size" || data.sizes.length > 1);
  return element("fieldset", { class: "facet", id: "appearance" }, element("legend", {}, text("appearance")),
    ...choices.map(([name, words, values]) => element("label", { class: "choice" }, words,
      element("select", { "data-appearance": name, onchange: (event) => { state[name] = event.target.value; update(); } },
        ...values.map(([value, said]) => element("option", { value }, said))))));
}

function showAppearance() {
  for (const box of document.querySelectorAll("[data-appearance]")) box.value = state[box.dataset.appearance];
}

/** The entries of the legend for the communities shown: the named ones, and one for all that share the last colour. */
function communityEntries(shown) {
  const numbers = [...new Set(shown.map((node) => node.community))].sort((a, b) => a - b);
  const entry = (number, words, title) => element("span", { class: "entry", "data-community": number, title }, symbol("circle", communityColour(number)), words);
  const isNamed = (number) => number > 0 && number <= data.colours.communities.length;
  const entries = numbers.filter(isNamed).map((number) => {
    const strongest = nodeById.get(data.communities[number - 1]);
    return entry(number, brief(called(strongest), 26), label(strongest));
  });
  const further = numbers.filter((number) => number > data.colours.communities.length).length;
  const words = [further && text("community_further", { n: further }), numbers.includes(0) && text("community_none")].filter(Boolean).join(", ");
  return words ? [...entries, entry("further", words)] : entries;
}

/** What the panel says of the community and the bridge role of a node. */
function standing(node, fact) {
  if (data.communities.length) {
    const pressed = state.colour === "community";
    const button = element("button", { type: "button", class: "link", id: "colour-community", "aria-pressed": String(pressed),
      onclick: () => { state.colour = pressed ? "type" : "community"; update(); byId("colour-community").focus(); } }, text("colour_communities"));
    const words = node.community ? text("community_of", { name: communityName(node), n: communitySizes.get(node.community) }) : text("community_none");
    fact(text("community"), element("span", {}, words, " ", button));
  }
  if (edges.length) {
    const rank = 1 + bridging.filter((share) => share > node.betweenness).length;
    const words = node.betweenness === undefined || node.betweenness === null ? text("unknown")
      : node.betweenness ? text("bridge_rank", { n: rank, share: percent(node.betweenness) }) : text("bridge_none");
    fact(text("bridge"), words);
  }
}
