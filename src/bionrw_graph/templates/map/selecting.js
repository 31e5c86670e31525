// Hovering and selecting.

function hover(id, x, y) {
  byId("map").style.cursor = id ? "pointer" : "";
  if (id !== hovered) {
    hovered = id;
    paint();
  }
  if (!id) { hideTip(); return; }
  const tip = byId("tip");
  if (bubbleById.has(id)) {
    const bubble = bubbleById.get(id);
    tip.replaceChildren(element("strong", {}, label(bubble)), element("span", {}, things(bubble.left.length) + " · " + text("bubble_click")));
  } else if (isSum(id)) {
    const sum = edgeById.get(id);
    tip.replaceChildren(element("strong", {}, text("edge_title", { a: label(nodeById.get(sum.from)), b: label(nodeById.get(sum.to)) })),
      element("span", {}, text("sum", { n: scene.edges.get(id) })));
  } else if (nodeById.has(id)) {
    const node = nodeById.get(id);
    const where = [node.city, node.country ? countryName(node.country) : ""].filter(Boolean).join(", ");
    tip.replaceChildren(element("strong", {}, label(node)), element("span", {}, kindOf(node) + (where ? " · " + where : "") + changeWords(node)),
      state.colour === "community" ? element("span", {}, text("community") + ": " + communityName(node)) : "");
  } else {
    const edge = edgeById.get(id);
    const count = now.edges.get(id);
    tip.replaceChildren(
      element("strong", {}, text("edge_title", { a: label(nodeById.get(edge.from)), b: label(nodeById.get(edge.to)) })),
      element("span", {}, (edge.through ? text("edge_projects", { n: count }) : text("edge_kind")) + (isInferred(edge) ? " · " + text("legend_inferred") : "") + changeWords(edge)));
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
  // What stands in a closed group is shown by opening it.
  if (isNode(id) && now.nodes.has(id) && !scene.nodes.has(id)) update();
  if (before && !id) announce(text("cleared"));
  if (bubbleById.has(id)) {
    const bubble = bubbleById.get(id);
    announce(text("bubble_selected", { name: label(bubble), things: things(bubble.left.length), n: partnersOf(id, scene).length }));
    if (from !== "mouse") bringIntoView(id);
  } else if (nodeById.has(id)) {
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
