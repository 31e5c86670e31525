// Panels.

function partnersOf(id, left) {
  const found = [];
  for (const edge of edgesOf.get(id)) {
    if (left.edges.has(edge.id)) found.push({ node: otherEnd(edge, id), edge, count: left.edges.get(edge.id) });
  }
  return found.sort((a, b) => b.count - a.count || b.node.strength - a.node.strength || label(a.node).localeCompare(label(b.node), state.lang));
}

/** The number of partners of each node that has any, counted once for all. */
function partnerCounts(left) {
  if (!left.partners) {
    left.partners = new Map();
    for (const id of left.edges.keys()) {
      const { from, to } = edgeById.get(id);
      for (const end of [from, to]) left.partners.set(end, (left.partners.get(end) || 0) + 1);
    }
  }
  return left.partners;
}

/** The number of joint projects of each node that has any, counted once for all. */
function jointCounts(left) {
  if (!left.joint) {
    const found = new Map();
    for (const id of left.reach.keys()) {
      const { from, to, through } = edgeById.get(id);
      for (const end of through ? [from, to] : []) {
        if (!found.has(end)) found.set(end, new Set());
        for (const project of through) if (left.active.has(project)) found.get(end).add(project);
      }
    }
    left.joint = new Map([...found].map(([id, some]) => [id, some.size]));
  }
  return left.joint;
}

function jointProjects(id, left) {
  const found = new Set();
  for (const edge of edgesOf.get(id)) {
    if (left.reach.has(edge.id)) for (const project of edge.through || []) if (left.active.has(project)) found.add(project);
  }
  return [...found].map((project) => projects.get(project)).sort(byStart);
}

function byStart(a, b) { return (b.start || "").localeCompare(a.start || "") || label(a).localeCompare(label(b), state.lang); }

function jump(id, words) {
  return element("button", { type: "button", onclick: () => { select(id, { from: "panel" }); focusPanel(); } }, words);
}

function focusPanel() {
  const title = byId("panel-body").querySelector("h2");
  if (title) title.focus();
}

function locatorWords(locator) {
  const line = /^line (\d+)$/.exec(locator);
  if (line) return text("line", { n: line[1] });
  if (locator === "title" || locator === "opening") return text("locator_" + locator);
  const oneOf = /^opening; one of (\d+) pages$/.exec(locator);
  if (oneOf) return text("locator_one_of", { n: oneOf[1] });
  return locator;
}

// Amounts come as plain digits; a year has four of them.
const grouped = (value) => value.replace(/\b\d{5,}\b/g, (digits) => Number(digits).toLocaleString(state.lang));

/** Claims as a list; those that say the same stand together, each source below on its own line. */
function claimList(claims, extra = () => "") {
  const groups = new Map();
  for (const claim of claims) {
    const key = JSON.stringify([claim.aspect, claim.value, claim.other]);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(claim);
  }
  return element("ul", { class: "claims" }, ...[...groups.values()].map((group) => {
    const claim = group[0];
    const value = claim.value[state.lang];
    const before = extra(claim);
    return element("li", {},
      element("span", { class: "aspect" }, claim.aspect[state.lang] + (before ? " · " : ""), before || ""),
      /^https?:\/\//i.test(value) ? element("span", { class: "value" }, link(value, value)) : element("span", { class: "value" }, grouped(value) || text("unknown")),
      ...group.map((one) => {
        const rest = [one.locator && locatorWords(one.locator), one.verbatim && text("printed", { value: one.verbatim }),
          one.method && text("method", { method: one.method[state.lang] }),
          one.confidence && text("confidence", { confidence: one.confidence[state.lang] })].filter(Boolean);
        return element("span", { class: "source" }, link(one.url, one.source || one.url || text("unknown")), rest.length ? ", " + rest.join(" · ") : "");
      }));
  }));
}

function nodePanel(node) {
  const body = [];
  const all = edgesOf.get(node.id).length;
  const partners = partnersOf(node.id, now);
  const joint = jointProjects(node.id, now);
  const organisation = node.type === "organisation";
  body.push(element("p", { class: "eyebrow" }, symbolOf(node), kindOf(node) + changeWords(node)));
  body.push(element("h2", { tabindex: "-1" }, label(node)));
  const facts = element("dl", { class: "facts" });
  const fact = (name, value) => facts.append(element("dt", {}, name), element("dd", {}, value));
  if (organisation) {
    fact(text("type"), node.category === "unknown" && !node.kind[state.lang] ? text("unknown") : category(node.category));
    // That a thing is unknown is worth saying only where it is known of others.
    if (knownPlaces.city) fact(text("city"), node.city || text("unknown"));
    if (knownPlaces.country) fact(text("country"), countryName(node.country));
  }
  if (node.names.length) fact(text("other_names"), node.names.join(" · "));
  if (node.category === "project") projectFacts(node, fact);
  fact(text(bipartite ? "connections" : "partners"), partners.length === all ? format(all) : text("n_of", { n: partners.length, all }));
  if (projected) fact(text("joint_projects"), format(joint.length));
  standing(node, fact);
  body.push(facts);
  if (edges.length) body.push(element("p", { class: "hint" }, text("bridge_is")));
  if (!now.nodes.has(node.id)) {
    body.push(element("p", { class: "muted" }, text("is_filtered")));
    body.push(element("div", { class: "ego" }, element("button", { type: "button", onclick: () => reset(node.id) }, text("show_all"))));
  } else if (partners.length) {
    body.push(element("div", { class: "ego" }, ...[1, 2].map((steps) => element("button", {
      type: "button", "aria-pressed": String(state.ego === steps && state.around === node.id),
      onclick: () => setEgo(state.ego === steps && state.around === node.id ? 0 : steps, node.id),
    }, text("ego_button_" + steps)))));
  }
  if (!all) body.push(element("p", { class: "muted" }, text(bipartite ? "no_connections" : "no_partners")));
  else if (!partners.length && now.nodes.has(node.id)) body.push(element("p", { class: "muted" }, text("no_partners_now", { n: all })));
  if (partners.length) {
    body.push(element("h3", {}, text(projected ? "partners_by_strength" : "connections")));
    const list = element("ul", { class: "people" });
    const rows = (some) => list.append(...some.map(({ node: partner, edge, count }) => element("li", {},
      symbolOf(partner, 5, 14), jump(partner.id, label(partner) + changeWords(edge)),
      element("button", { type: "button", class: "count", title: text("open_edge", { a: label(node), b: label(partner) }),
        "aria-label": text("open_edge", { a: label(node), b: label(partner) }), onclick: () => { select(edge.id, { from: "panel" }); focusPanel(); } }, format(count)))));
    rows(partners.slice(0, 15));
    body.push(list);
    if (partners.length > 15) {
      const more = element("button", { type: "button", class: "link", onclick: () => { rows(partners.slice(15)); more.remove(); } }, text("more", { n: partners.length - 15 }));
      body.push(more);
    }
  }
  if (joint.length) {
    body.push(element("h3", {}, text("joint_projects")), projectList(joint));
  }
  const claims = claimsOf.get(node.id) || [];
  const own = claims.filter((claim) => !claim.other), shared = claims.filter((claim) => claim.other);
  if (own.length) body.push(element("h3", {}, text("evidence")), claimList(own));
  if (shared.length) body.push(element("h3", {}, text("participations")), claimList(shared, otherName));
  if (!claims.length) body.push(element("p", { class: "muted" }, text("no_evidence")));
  return body;
}

function projectFacts(project, fact) {
  fact(text("period"), period(project));
  fact(text("facet_funder"), project.funders.map((funder) => funder[state.lang]).join(", ") || text("unknown"));
  if (project.fields.length) fact(text("facet_field"), project.fields.map((field) => field[state.lang]).join(", "));
}

function otherName(claim) {
  const other = nodeById.get(claim.other) || projects.get(claim.other);
  return other ? element("button", { type: "button", class: "link", onclick: () => { select(claim.other, { from: "panel" }); focusPanel(); } }, label(other)) : "";
}

function projectList(some) {
  return element("ul", { class: "projects" }, ...some.map((project) => element("li", {}, jump(project.id, label(project)), element("small", {}, projectLine(project)))));
}

/** A project that stands behind the edges. */
function projectPanel(project) {
  const body = [element("p", { class: "eyebrow" }, text("category_project"))];
  body.push(element("h2", { tabindex: "-1" }, label(project)));
  const facts = element("dl", { class: "facts" });
  const fact = (name, value) => facts.append(element("dt", {}, name), element("dd", {}, value));
  if (project.names.length) fact(text("other_names"), project.names.join(" · "));
  projectFacts(project, fact);
  body.push(facts);
  if (!now.projects.has(project.id)) {
    body.push(element("p", { class: "muted" }, text("is_filtered")));
    body.push(element("div", { class: "ego" }, element("button", { type: "button", onclick: () => reset(project.id) }, text("show_all"))));
  }
  const members = [...membersOf.get(project.id)].map((id) => nodeById.get(id)).sort((a, b) => label(a).localeCompare(label(b), state.lang));
  if (members.length) {
    body.push(element("h3", {}, text(bipartite ? "project_countries" : "project_members") + " (" + format(members.length) + ")"));
    body.push(element("ul", { class: "people" }, ...members.map((node) => element("li", {}, symbolOf(node, 5, 14), jump(node.id, label(node))))));
  }
  const claims = claimsOf.get(project.id) || [];
  const own = claims.filter((claim) => !claim.other), shared = claims.filter((claim) => claim.other);
  if (own.length) body.push(element("h3", {}, text("evidence")), claimList(own));
  if (shared.length) body.push(element("h3", {}, text("participations")), claimList(shared, otherName));
  if (!claims.length) body.push(element("p", { class: "muted" }, text("no_evidence")));
  return body;
}

function edgePanel(edge) {
  const a = nodeById.get(edge.from), b = nodeById.get(edge.to);
  const body = [element("p", { class: "eyebrow" }, text("edge_kind") + changeWords(edge))];
  body.push(element("h2", { tabindex: "-1" }, text("edge_title", { a: label(a), b: label(b) })));
  body.push(element("ul", { class: "people" }, ...[a, b].map((node) => element("li", {}, symbolOf(node, 5, 14), jump(node.id, label(node))))));
  if (isInferred(edge)) body.push(element("p", { id: "inferred" }, text("edge_inferred")));
  if (edge.through) {
    const left = edge.through.filter((id) => now.active.has(id)).map((id) => projects.get(id)).sort(byStart);
    body.push(element("h3", {}, text("edge_projects", { n: left.length })));
    left.forEach((project, number) => {
      const claims = claimsOf.get(project.id) || [];
      const parts = claims.filter((claim) => claim.other === a.id || claim.other === b.id);
      const own = claims.filter((claim) => !claim.other);
      body.push(element("details", { class: "project", open: number < 3 },
        element("summary", {}, label(project), element("small", {}, projectLine(project))),
        parts.length ? claimList(parts, otherName) : "",
        own.length ? claimList(own) : "",
        claims.length ? "" : element("p", { class: "muted" }, text("no_evidence"))));
    });
    const out = edge.through.length - left.length;
    if (out) body.push(element("p", { class: "muted" }, text("edge_filtered", { n: out })));
  } else {
    const claims = (claimsOf.get(a.id) || []).filter((claim) => claim.other === b.id);
    // A participation stands under both its ends; one of them is enough.
    const found = claims.length ? claims : (claimsOf.get(b.id) || []).filter((claim) => claim.other === a.id);
    body.push(element("h3", {}, text("evidence")));
    body.push(found.length ? claimList(found, otherName) : element("p", { class: "muted" }, text("no_evidence")));
  }
  return body;
}

function overviewPanel() {
  const body = [element("h2", { tabindex: "-1" }, text("overview"))];
  if (data.note[state.lang]) body.push(element("p", { class: "note" }, data.note[state.lang]));
  body.push(element("p", {}, text(!bipartite ? "overview_projected" : projected ? "overview_countries" : "overview_bipartite")));
  body.push(element("p", { class: "muted" }, text("overview_click")));
  const top = [...now.nodes].map((id) => nodeById.get(id)).map((node) => ({ node, partners: partnerCounts(now).get(node.id) || 0 }))
    .filter(({ partners }) => partners).sort((a, b) => b.partners - a.partners || byStrength(a.node, b.node)).slice(0, 8);
  if (top.length) {
    body.push(element("h3", {}, text("overview_top")));
    body.push(element("ul", { class: "people" }, ...top.map(({ node, partners }) => element("li", {}, symbolOf(node, 5, 14), jump(node.id, label(node)),
      element("span", { class: "off" }, format(partners))))));
  }
  if (now.projects.size && projected) {
    const some = [...now.projects].map((id) => projects.get(id)).sort(byStart);
    body.push(element("h3", {}, text("overview_projects")), projectList(some.slice(0, 15)));
    if (some.length > 15) {
      const more = element("button", { type: "button", class: "link", onclick: () => more.replaceWith(projectList(some.slice(15))) }, text("more", { n: some.length - 15 }));
      body.push(more);
    }
  }
  return body;
}

function byStrength(a, b) { return b.strength - a.strength || (a.key < b.key ? -1 : 1); }

function showPanel() {
  const id = state.selected;
  const body = bubbleById.has(id) ? bubblePanel(bubbleById.get(id)) : isSum(id) ? sumPanel(edgeById.get(id)) : nodeById.has(id) ? nodePanel(nodeById.get(id)) : edgeById.has(id) ? edgePanel(edgeById.get(id)) : isBehind(id) ? projectPanel(projects.get(id)) : isOverview() ? bubblesPanel() : openBubble() ? bubblePanel(openBubble()) : nodes.length ? overviewPanel() : [];
  byId("panel-body").replaceChildren(...body);
  byId("panel").scrollTop = 0;
}

function drawer(name, open) {
  byId(name).classList.toggle("open", open);
  byId("open-" + name).setAttribute("aria-expanded", String(open));
}
