// Search.

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
  if (scene.nodes.has(node.id) && state.view === "map") { centre(node.id); byId("map").focus({ preventScroll: true }); }
}
