"""How soon a map is there in a browser, beside the page that pyvis itself writes of the same network, in one run.

    .venv/bin/python benchmarks/maps.py [--rounds N] [--patience SECONDS]

Prints the table that stands in README.md beside this file. Needs Playwright and a Chromium (BIONRW_CHROMIUM, or one on
the path). The browser is offline; what a page asks of a network is counted, and fails.
"""

import argparse
import contextlib
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import networkx as nx
from playwright.sync_api import TimeoutError as TooSlow
from playwright.sync_api import sync_playwright
from pyvis.network import Network

from bionrw_graph import build, maps, networks, queries, store

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
import map_samples

SIZES = (300, 1000, 5000, 20_000)
# Above this pyvis takes minutes to write the page and does not come to rest in the browser.
PYVIS_LIMIT = 1000
# Ours is ready when the first picture stands; pyvis shows its own when the nodes have come to rest.
# As functions: the policy of our pages forbids to evaluate text.
OURS = "() => window.bionrwMap && window.bionrwMap.ready"
THEIRS = "() => window.settled"
# The page of pyvis has its network in a variable of the window: this hears from it when the picture is there.
LISTENER = """
Object.defineProperty(window, "network", {
  configurable: true,
  get() { return this.drawn; },
  set(network) { this.drawn = network; network.once("stabilizationIterationsDone", () => { window.settled = true; }); },
});
"""
FILTER = """
() => {
  const box = document.querySelector("#facets input[type=checkbox]");
  const began = performance.now();
  box.click();
  return performance.now() - began;
}
"""


def opened(browser: Any, path: Path, ready: str, patience: float) -> dict[str, float | None]:
    """First paint and ready in seconds (None: not within ``patience``), a filter in milliseconds, and requests."""
    context = browser.new_context(offline=True, viewport={"width": 1400, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith("http") else None)
    page.add_init_script(LISTENER)
    found: dict[str, float | None] = {"paint": None, "ready": None, "filter": None}
    began = time.perf_counter()
    with contextlib.suppress(TooSlow):
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_function(ready, timeout=1000 * patience, polling=20)
        found["ready"] = time.perf_counter() - began
        painted = page.evaluate("performance.getEntriesByName('first-contentful-paint').map((one) => one.startTime)")
        found["paint"] = painted[0] / 1000 if painted else None
        if ready == OURS and page.locator("#facets input[type=checkbox]").count():
            found["filter"] = page.evaluate(FILTER)
    found["requests"] = len(asked)
    context.close()
    return found


def plain(network: nx.Graph, path: Path) -> None:
    """The page that pyvis writes with its own template and all its defaults."""
    copy = nx.Graph()
    for node, values in network.nodes(data=True):
        copy.add_node(str(node), label=str(values.get("label") or node))
    copy.add_edges_from((str(one), str(other)) for one, other in network.edges)
    carrier = Network(cdn_resources="in_line")
    carrier.from_nx(copy)
    path.write_text(carrier.generate_html(notebook=False), encoding="utf-8")


def cells(path: Path, runs: list[dict[str, float | None]], patience: float) -> list[str]:
    """Size of the file, then the median of each figure; a figure missing in any run took too long."""

    def median(name: str, form: str) -> str:
        values = [run[name] for run in runs]
        known = [value for value in values if value is not None]
        return form.format(statistics.median(known)) if len(known) == len(values) else f"not in {patience:.0f} s"

    return [
        f"{path.stat().st_size / 1e6:.2f}",
        median("paint", "{:.2f}"),
        median("ready", "{:.2f}"),
        median("requests", "{:.0f}"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--patience", type=float, default=120.0, help="seconds to wait for a page")
    options = parser.parse_args()
    chromium = os.environ.get("BIONRW_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        build(target=folder / "current")
        graph = store.opened(folder / "current")
        claims = list(queries.find("claims").run(graph))
        cases: list[tuple[str, nx.Graph, list[Any]]] = [
            (network, networks.projection(graph, network), claims) for network in ("collaboration", "ecosystem")
        ]
        cases += [(f"made up, {size:,}", map_samples.grouped(size), []) for size in SIZES]
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        print(
            "| network | nodes | edges | page | written, s | MB | first paint, s | ready, s | requests | a filter, ms |"
        )
        print("|---|---|---|---|---|---|---|---|---|---|")
        for title, network, rows in cases:
            ours, theirs = folder / "ours.html", folder / "theirs.html"
            began = time.perf_counter()
            maps.draw(network, ours, claims=rows)
            written = [time.perf_counter() - began]
            pages = [("bionrw", ours, OURS)]
            if len(network) <= PYVIS_LIMIT:
                began = time.perf_counter()
                plain(network, theirs)
                written.append(time.perf_counter() - began)
                pages.append(("pyvis", theirs, THEIRS))
            runs: list[list[dict[str, float | None]]] = [[] for _ in pages]
            for _ in range(options.rounds):
                for found, (_, path, ready) in zip(runs, pages, strict=True):
                    # What did not come in time once will not the next time.
                    if not found or found[-1]["ready"] is not None:
                        found.append(opened(browser, path, ready, options.patience))
            for (page, path, _), found, seconds in zip(pages, runs, written, strict=True):
                filtered = [run["filter"] for run in found if run["filter"] is not None]
                last = f"{statistics.median(filtered):.0f}" if filtered else ""
                row = [title, f"{len(network):,}", f"{network.number_of_edges():,}", page, f"{seconds:.1f}"]
                print("|", " | ".join([*row, *cells(path, found, options.patience), last]), "|", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
