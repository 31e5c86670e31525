// Time: the map year by year.

const YEAR_LASTS = 1000;      // milliseconds
let running = 0;              // the timer of the run; 0 where nothing runs
let ranTo = 0;                // the year that the run showed last

/** The year that the map shows, where it shows a single one; else "". */
function shownYear() { return firstYear < lastYear && state.from === state.to ? String(state.from) : ""; }

function showOneYear(year) {
  state.from = year;
  state.to = year;
  update();
  message = text("year_shown", { year: String(year), nodes: text(bipartite ? "n_nodes" : "n_organisations", { n: now.nodes.size }), edges: text("n_edges", { n: now.edges.size }) });
  announce(message);
}

/** The year before (-1) or after (1) the one shown; from a longer time its last or its first. */
function stepYear(direction) {
  stopRunning();
  const year = shownYear() ? state.from + direction : direction > 0 ? state.from : state.to;
  showOneYear(Math.min(lastYear, Math.max(firstYear, year)));
}

function run() {
  // Begun again at the end it starts over.
  const first = state.from === lastYear ? firstYear : state.from;
  const show = (year) => {
    ranTo = year;
    running = year < lastYear ? setTimeout(() => show(year + 1), YEAR_LASTS) : 0;
    showOneYear(year);
  };
  show(first);
}

/** Stop the run; false where nothing ran. The year it came to stays, as a filter like any other. */
function stopRunning() {
  if (!running) return false;
  clearTimeout(running);
  running = 0;
  showTime();
  return true;
}

function timeControls() {
  const button = (id, mark, words, onclick) => element("button", { type: "button", id, "aria-label": text(words), title: text(words), onclick }, mark);
  // Whoever asked for less motion steps by hand.
  const play = reducedMotion.matches ? null : element("button", { type: "button", id: "play", onclick: () => stopRunning() || run() });
  return element("div", { class: "row time", role: "group", "aria-label": text("time") },
    button("year-before", "‹", "year_before", () => stepYear(-1)), play, button("year-after", "›", "year_after", () => stepYear(1)));
}

function showTime() {
  // Another filter of years, by hand or by an address, ends the run.
  if (running && (state.from !== ranTo || state.to !== ranTo)) { stopRunning(); return; }
  if (byId("play")) byId("play").textContent = (running ? "❚❚ " : "▶ ") + text(running ? "pause" : "play");
  byId("year").textContent = shownYear();
  byId("year").hidden = !shownYear();
}
