"""How long the commands take, each beside a yardstick that runs in turn with it.

    .venv/bin/python benchmarks/run.py [--rounds N]

Prints the table that stands in README.md beside this file. Times are CPU seconds (user + system of the process and
its children), median of the rounds; a machine that is busy with other things lengthens wall times far more.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PYTHON = sys.executable
BIONRW = str(Path(sys.executable).with_name("bionrw"))

# name, command, yardstick, the most that the ratio may be
CASES = [
    ("bionrw --help", [BIONRW, "--help"], [PYTHON, "-c", "import click"], 1.3),
    (
        "bionrw query partners-of -p organisation clib",
        [BIONRW, "query", "partners-of", "-p", "organisation", "clib", "-g", "{build}"],
        [PYTHON, "-c", "import click, pyoxigraph"],
        1.5,
    ),
    (
        "open the graph and ask one question (Python)",
        [
            PYTHON,
            "-c",
            "from bionrw_graph import queries, store; queries.find('partners-of').run(store.opened('{build}'))",
        ],
        [PYTHON, "-c", "import rdflib"],
        3.0,
    ),
    ("bionrw build", [BIONRW, "build", "-o", "{work}/build"], [PYTHON, "-c", "import frictionless"], None),
    (
        "bionrw draw collaboration",
        [BIONRW, "draw", "collaboration", "-g", "{build}", "-o", "{work}/map.html"],
        [PYTHON, "-c", "import pyvis.network"],
        None,
    ),
    (
        "bionrw measure collaboration",
        [BIONRW, "measure", "collaboration", "-g", "{build}"],
        [PYTHON, "-c", "import networkx"],
        None,
    ),
    ("bionrw publish", [BIONRW, "publish", "-o", "{work}/public"], [BIONRW, "build", "-o", "{work}/build"], None),
]


def measured(command: list[str], folder: Path) -> tuple[float, float]:
    """CPU and wall seconds of one run."""
    # Compiled once, as an installation is: where Python may not write beside a source, it compiles that at each start.
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build = folder / "current"
        subprocess.run([BIONRW, "build", "-o", str(build)], check=True, capture_output=True)
        print("| what | CPU s | wall s | yardstick | CPU s | ratio | goal |")
        print("|---|---|---|---|---|---|---|")
        for title, command, yardstick, goal in CASES:
            one, other = ([part.format(build=build, work=folder) for part in parts] for parts in (command, yardstick))
            runs: list[tuple[float, float]] = []
            others: list[float] = []
            measured(one, folder), measured(other, folder)  # a warm-up each
            for _ in range(rounds):
                runs.append(measured(one, folder))
                others.append(measured(other, folder)[0])
            cpu, wall = (statistics.median(run[index] for run in runs) for index in (0, 1))
            beside = statistics.median(others)
            words = " ".join([Path(yardstick[0]).name, *yardstick[1:]]).replace("{work}/", "")
            aim = f"at most {goal:g}" if goal else ""
            cells = [title, f"{cpu:.2f}", f"{wall:.2f}", f"`{words}`", f"{beside:.2f}", f"{cpu / beside:.2f}", aim]
            print("|", " | ".join(cells), "|", flush=True)


if __name__ == "__main__":
    main()
