"""Which library lays a network out and finds its communities best: the same each time, readable, fast.

    .venv/bin/pip install scipy igraph scikit-network networkit rustworkx graspologic-native
    .venv/bin/python benchmarks/layout.py [--sizes 300 1000 5000 20000] [--pictures FOLDER]

Prints the two tables that stand in README.md beside this file. Each candidate runs in processes of its own, with
different hash seeds, and is given up after two minutes. The networks are made here: communities of power-law
sizes, each grown by preferential attachment, with one edge in eight leading into another community.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from scipy.spatial import cKDTree

LIMIT = 120
SEED = 1


def made(size: int) -> tuple[nx.Graph, np.ndarray]:
    """A connected network of that many numbered nodes, and the community that each was made in."""
    dice = random.Random(SEED)
    network = nx.Graph()
    planted: list[int] = []
    while len(planted) < size:
        members = min(size - len(planted), int(12 * dice.paretovariate(1.1)), size // 5)
        if size - len(planted) - members < 6:
            members = size - len(planted)
        part = nx.barabasi_albert_graph(members, 2, seed=dice.randrange(10**6))
        first = len(planted)
        network.add_edges_from((first + a, first + b) for a, b in part.edges)
        planted += [(planted[-1] + 1 if planted else 0)] * members
    ends = [end for edge in network.edges for end in edge]
    while network.number_of_edges() < 2 * size * 8 / 7:
        a, b = dice.choice(ends), dice.choice(ends)
        if a != b:
            network.add_edge(a, b)
    parts = [sorted(part) for part in nx.connected_components(network)]
    network.add_edges_from((parts[0][0], part[0]) for part in parts[1:])
    ordered = nx.Graph()
    ordered.add_nodes_from(range(size))
    ordered.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in network.edges))
    nx.set_edge_attributes(ordered, {edge: dice.choice([1, 1, 1, 2, 3]) for edge in ordered.edges}, "weight")
    return ordered, np.array(planted)


def start(size: int) -> np.ndarray:
    return np.random.default_rng(SEED).random((size, 2)) * np.sqrt(size)


def networkx_forceatlas2(network: nx.Graph) -> Any:
    found = nx.forceatlas2_layout(network, max_iter=400, scaling_ratio=2.0, weight="weight", seed=SEED)
    return [found[node] for node in network]


def networkx_spring(network: nx.Graph) -> Any:
    found = nx.spring_layout(network, weight="weight", seed=SEED)
    return [found[node] for node in network]


def _igraph(network: nx.Graph) -> Any:
    import igraph

    random.seed(SEED)
    igraph.set_random_number_generator(random)
    made = igraph.Graph(n=len(network), edges=list(network.edges))
    made.es["weight"] = [weight for _, _, weight in network.edges(data="weight")]
    return made


def igraph_fruchterman_reingold(network: nx.Graph) -> Any:
    graph = _igraph(network)
    return list(graph.layout_fruchterman_reingold(weights="weight", grid=True, seed=start(len(network)).tolist()))


def igraph_drl(network: nx.Graph) -> Any:
    return list(_igraph(network).layout_drl(weights="weight", seed=start(len(network)).tolist()))


def igraph_graphopt(network: nx.Graph) -> Any:
    return list(_igraph(network).layout_graphopt(niter=300, seed=start(len(network)).tolist()))


def scikit_network_forceatlas(network: nx.Graph) -> Any:
    from sknetwork.embedding import ForceAtlas

    return ForceAtlas(n_iter=100).fit_transform(_matrix(network))


def scikit_network_spring(network: nx.Graph) -> Any:
    from sknetwork.embedding import Spring

    np.random.seed(SEED)
    return Spring(n_iter=100).fit_transform(_matrix(network), position_init=start(len(network)))


def _matrix(network: nx.Graph) -> Any:
    from scipy.sparse import csr_matrix

    return csr_matrix(nx.to_scipy_sparse_array(network, weight="weight", format="csr").astype(float))


def networkit_maxent(network: nx.Graph) -> Any:
    import networkit

    networkit.setSeed(SEED, False)
    networkit.setNumberOfThreads(1)
    graph = networkit.nxadapter.nx2nk(network)
    layout = networkit.viz.MaxentStress(graph, 2, 3)
    layout.run()
    return layout.getCoordinates()


def rustworkx_spring(network: nx.Graph) -> Any:
    import rustworkx

    graph = rustworkx.PyGraph()
    graph.add_nodes_from(list(network))
    graph.add_edges_from([(a, b, float(weight)) for a, b, weight in network.edges(data="weight")])
    found = rustworkx.spring_layout(graph, weight_fn=float, num_iter=100, seed=SEED)
    return [found[node] for node in range(len(network))]


def ours(network: nx.Graph) -> Any:
    from bionrw_graph.layouts import positions

    named = nx.relabel_nodes(network, {node: f"{node:06}" for node in network})
    radii = {node: min(34.0, 6.0 + degree) for node, degree in named.degree()}
    found = positions(named, radii)
    return [found[f"{node:06}"] for node in network]


def networkx_louvain(network: nx.Graph) -> Any:
    return nx.community.louvain_communities(network, weight="weight", seed=SEED)


def igraph_leiden(network: nx.Graph) -> Any:
    return list(_igraph(network).community_leiden("modularity", weights="weight", n_iterations=10))


def scikit_network_louvain(network: nx.Graph) -> Any:
    from sknetwork.clustering import Louvain

    return _groups(Louvain(modularity="newman", random_state=SEED).fit_predict(_matrix(network)))


def scikit_network_leiden(network: nx.Graph) -> Any:
    from sknetwork.clustering import Leiden

    return _groups(Leiden(modularity="newman", random_state=SEED).fit_predict(_matrix(network)))


def networkit_louvain(network: nx.Graph) -> Any:
    import networkit

    networkit.setSeed(SEED, False)
    networkit.setNumberOfThreads(1)
    finder = networkit.community.PLM(networkit.nxadapter.nx2nk(network, weightAttr="weight"), refine=True)
    finder.run()
    return _groups(finder.getPartition().getVector())


def graspologic_native_leiden(network: nx.Graph) -> Any:
    import graspologic_native

    edges = [(str(a), str(b), float(weight)) for a, b, weight in network.edges(data="weight")]
    _, found = graspologic_native.leiden(edges, seed=SEED, iterations=3)
    return _groups([found[str(node)] for node in network])


def _groups(labels: Any) -> list[set[int]]:
    groups: dict[int, set[int]] = {}
    for node, label in enumerate(labels):
        groups.setdefault(int(label), set()).add(node)
    return list(groups.values())


LAYOUTS: dict[str, tuple[str, Callable[[nx.Graph], Any]]] = {
    "networkx ForceAtlas2, 400 rounds": ("networkx", networkx_forceatlas2),
    "networkx spring, 50 rounds": ("networkx", networkx_spring),
    "igraph Fruchterman-Reingold, grid": ("igraph", igraph_fruchterman_reingold),
    "igraph DrL": ("igraph", igraph_drl),
    "igraph graphopt, 300 rounds": ("igraph", igraph_graphopt),
    "scikit-network ForceAtlas, 100 rounds": ("sknetwork", scikit_network_forceatlas),
    "scikit-network Spring, 100 rounds": ("sknetwork", scikit_network_spring),
    "networkit MaxentStress": ("networkit", networkit_maxent),
    "rustworkx spring, 100 rounds": ("rustworkx", rustworkx_spring),
    "ours: Leiden, rustworkx spring in each community": ("bionrw_graph", ours),
}
COMMUNITIES: dict[str, tuple[str, Callable[[nx.Graph], Any]]] = {
    "networkx Louvain": ("networkx", networkx_louvain),
    "igraph Leiden": ("igraph", igraph_leiden),
    "scikit-network Louvain": ("sknetwork", scikit_network_louvain),
    "scikit-network Leiden": ("sknetwork", scikit_network_leiden),
    "networkit Louvain (PLM)": ("networkit", networkit_louvain),
    "graspologic-native Leiden": ("graspologic_native", graspologic_native_leiden),
}


def one(name: str, size: int, picture: str) -> dict[str, Any]:
    """One run of one candidate: CPU seconds, a hash of its answer, and how good it is."""
    network, planted = made(size)
    _, run = (LAYOUTS | COMMUNITIES)[name]
    run(made(60)[0])  # A warm-up: imports do not count.
    began = time.process_time()
    answer = run(network)
    seconds = time.process_time() - began
    if name in COMMUNITIES:
        groups = sorted(sorted(map(int, group)) for group in answer)
        quality = nx.community.modularity(network, groups, weight="weight")
        return {"s": seconds, "hash": hashlib.sha256(repr(groups).encode()).hexdigest(), "quality": quality}
    points = np.array(answer, dtype=float)
    if picture:
        draw(network, planted, points, picture, name)
    return {
        "s": seconds,
        "hash": hashlib.sha256(np.round(points, 6).tobytes()).hexdigest(),
        "quality": together(planted, points),
        "kept": kept(network, points),
    }


def together(planted: np.ndarray, points: np.ndarray) -> float:
    """Of the ten nearest nodes on the map, the share that was made in the same community."""
    _, near = cKDTree(points).query(points, k=11)
    return float((planted[near[:, 1:]] == planted[:, None]).mean())


def kept(network: nx.Graph, points: np.ndarray) -> float:
    """Of the k partners of a node, the share that is among the k nearest nodes on the map."""
    tree = cKDTree(points)
    shares = []
    for node in network:
        partners = set(network[node])
        _, near = tree.query(points[node], k=len(partners) + 1)
        shares.append(len(partners.intersection(near.tolist())) / len(partners))
    return float(np.mean(shares))


def draw(network: nx.Graph, planted: np.ndarray, points: np.ndarray, folder: str, name: str) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot
    from matplotlib.collections import LineCollection

    figure, axes = pyplot.subplots(figsize=(8, 7))
    axes.add_collection(
        LineCollection([points[list(edge)] for edge in network.edges], colors="#00000018", linewidths=0.5)
    )
    degrees = np.array([network.degree(node) for node in network])
    axes.scatter(points[:, 0], points[:, 1], c=planted % 20, cmap="tab20", s=1.5 * degrees, linewidths=0)
    axes.set_title(f"{name}, {len(network)}")
    axes.axis("off")
    figure.tight_layout()
    figure.savefig(Path(folder) / f"{name.split(',')[0].replace(' ', '-')}-{len(network)}.png", dpi=70)


def measured(name: str, size: int, picture: str) -> list[dict[str, Any]] | None:
    """Three runs in processes of their own, with different hash seeds; None where one was too slow."""
    runs = []
    for seed in ("0", "1", "2"):
        command = [sys.executable, __file__, "--one", name, str(size), picture if seed == "0" else ""]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=LIMIT, env={**os.environ, "PYTHONHASHSEED": seed}
            )
        except subprocess.TimeoutExpired:
            return None
        if done.returncode:
            print(name, size, done.stderr.strip().splitlines()[-1], file=sys.stderr)
            return None
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    return runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[300, 1000, 5000, 20000])
    parser.add_argument("--pictures", default="", metavar="FOLDER", help="also draw each layout (needs matplotlib)")
    parser.add_argument("--only", default="", metavar="WORD", help="only candidates with this word in their name")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(options.one[0], int(options.one[1]), options.one[2])))
        return
    heads = {"layout": "nearest ten of one community / partners nearest", "communities": "modularity"}
    for (head, quality), candidates in zip(heads.items(), (LAYOUTS, COMMUNITIES), strict=True):
        columns = [head, "same each time", *(f"{size:,}: CPU s, {quality}" for size in options.sizes)]
        print("|", " | ".join(columns), "|")
        print("|---" * (len(options.sizes) + 2) + "|")
        for name, (package, _) in candidates.items():
            if options.only.casefold() not in name.casefold() or importlib.util.find_spec(package) is None:
                continue
            cells, same, slow = [], True, False
            for size in options.sizes:
                # What was too slow for a small network is too slow for a larger one.
                runs = None if slow else measured(name, size, options.pictures)
                slow = runs is None
                if runs is None:
                    cells.append("–")
                    continue
                same = same and len({run["hash"] for run in runs}) == 1
                seconds = sorted(run["s"] for run in runs)[1]
                good = " / ".join(f"{runs[0][key]:.2f}" for key in ("quality", "kept") if key in runs[0])
                cells.append(f"{seconds:.2f}, {good}")
            print("|", " | ".join([name, "yes" if same else "no", *cells]), "|", flush=True)
        print()


if __name__ == "__main__":
    main()
