"""Layouts: nothing overlaps, nothing flies away, and the same input stands in the same place."""

import math
import os
import subprocess
import sys
import time
from itertools import combinations

import networkx as nx
import pytest

from bionrw_graph import networks
from bionrw_graph.layouts import REACH, positions


def radii_of(network: nx.Graph, radius: float | None = None) -> dict[str, float]:
    return {node: radius or min(34.0, 6.0 + 2.0 * network.degree(node)) for node in network}


def network_of(size: int) -> nx.Graph:
    return nx.relabel_nodes(nx.barabasi_albert_graph(size, 3, seed=3), {n: f"n{n:04}" for n in range(size)})


@pytest.mark.parametrize(
    "network",
    [
        network_of(40),
        network_of(300),
        network_of(450),
        nx.relabel_nodes(nx.complete_graph(12), str),
        nx.relabel_nodes(nx.star_graph(60), str),
        nx.relabel_nodes(nx.path_graph(30), str),
        nx.disjoint_union_all([nx.relabel_nodes(nx.path_graph(3), str) for _ in range(5)]),
        nx.relabel_nodes(nx.empty_graph(25), str),
    ],
    ids=["40", "300", "450", "complete", "star", "path", "five parts", "isolates"],
)
def test_no_two_symbols_overlap(network):
    radii = radii_of(network)
    places = positions(network, radii)
    assert set(places) == set(network)
    for a, b in combinations(network, 2):
        assert math.dist(places[a], places[b]) > REACH * (radii[a] + radii[b]), (a, b)


def test_largest_symbols_do_not_overlap_either():
    network = network_of(120)
    places = positions(network, radii_of(network, 34.0))
    assert min(math.dist(places[a], places[b]) for a, b in combinations(network, 2)) > 2 * 34 * REACH


def test_small_parts_and_isolates_stay_near():
    network = network_of(60)
    network.add_edges_from([("pair1", "pair2"), ("x1", "x2"), ("x2", "x3")])
    network.add_nodes_from(f"alone{n}" for n in range(8))
    places = positions(network, radii_of(network))
    main = [places[node] for node in network if node.startswith("n")]
    width = max(x for x, _ in main) - min(x for x, _ in main)
    height = max(y for _, y in main) - min(y for _, y in main)
    across = [x for x, _ in places.values()]
    down = [y for _, y in places.values()]
    assert max(across) - min(across) < 1.5 * width
    assert max(down) - min(down) < 1.8 * height


def test_isolates_stand_below_everything_else():
    network = nx.Graph([("a", "b"), ("b", "c")])
    network.add_nodes_from(["i", "j"])
    places = positions(network, radii_of(network))
    assert min(places["i"][1], places["j"][1]) > max(places[node][1] for node in "abc")


def test_order_of_rows_does_not_show():
    edges = [("a", "b", 2), ("b", "c", 1), ("c", "d", 1), ("d", "a", 1), ("a", "e", 3)]
    first, second = nx.Graph(), nx.Graph()
    first.add_weighted_edges_from(edges)
    second.add_weighted_edges_from([(b, a, weight) for a, b, weight in reversed(edges)])
    assert positions(first, radii_of(first)) == positions(second, radii_of(second))


def test_another_seed_gives_another_picture():
    network = network_of(20)
    assert positions(network, radii_of(network)) != positions(network, radii_of(network), seed=2)


def test_positions_are_plain_numbers_with_one_decimal():
    network = network_of(20)
    for place in positions(network, radii_of(network)).values():
        for value in place:
            assert type(value) is float
            assert value == round(value, 1)
            assert math.copysign(1, value) == 1 or value != 0, "a negative zero"


def test_nothing_gives_nothing():
    assert positions(nx.Graph(), {}) == {}


@pytest.mark.parametrize("size", [40, 450])
def test_hash_seed_does_not_show(size):
    code = (
        "import networkx as nx; from bionrw_graph.layouts import positions; "
        f"g = nx.relabel_nodes(nx.barabasi_albert_graph({size}, 3, seed=3), str); "
        "print(sorted(positions(nx.Graph(set(g.edges())), dict.fromkeys(g, 9.0)).items()))"
    )
    known = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    answers = {
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, env={**known, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


# Steady places.


def test_three_newcomers_move_none_of_the_real_network(graph):
    found = networks.projection(graph, "collaboration")
    network = nx.Graph()
    network.add_nodes_from(found)
    network.add_weighted_edges_from(found.edges(data="weight"))
    before = positions(network, radii_of(network))
    hub = max(network, key=network.degree)
    far = min(before, key=lambda node: before[node])
    later = network.copy()
    later.add_weighted_edges_from([("new:1", hub, 1), ("new:2", far, 1), ("new:2", "new:1", 1)])
    later.add_node("new:3")
    radii = radii_of(later)
    after = positions(later, radii, kept=before)
    assert len(before) > 200
    assert {node: after[node] for node in before} == before
    for a, b in combinations(later, 2):
        if a.startswith("new:") or b.startswith("new:"):
            assert math.dist(after[a], after[b]) > REACH * (radii[a] + radii[b]), (a, b)
    # The first stands nearer to its partner than nearly all others do.
    nearer = [node for node in before if math.dist(before[node], before[hub]) < math.dist(after["new:1"], before[hub])]
    assert len(nearer) < len(before) / 3
    # The third has no partner: it stands beside all others.
    assert after["new:3"][0] > max(x for x, _ in before.values()) + 50


def test_a_newcomer_stands_in_the_weighted_middle_of_its_partners():
    network = nx.Graph()
    network.add_edge("a", "b")
    network.add_edge("new", "a", weight=3)
    network.add_edge("new", "b", weight=1)
    places = positions(network, dict.fromkeys(network, 10.0), kept={"a": (0.0, 0.0), "b": (400.0, 0.0)})
    assert places == {"a": (0.0, 0.0), "b": (400.0, 0.0), "new": (100.0, 0.0)}


def test_a_newcomer_takes_the_nearest_free_spot():
    network = nx.star_graph(["hub", "a", "b", "new"])
    kept = {"hub": (0.0, 0.0), "a": (60.0, 0.0), "b": (-60.0, 0.0)}
    x, y = positions(network, dict.fromkeys(network, 10.0), kept=kept)["new"]
    assert min(math.dist((x, y), place) for place in kept.values()) >= 2 * 10 * REACH + 26
    assert math.hypot(x, y) < 70


def test_who_left_leaves_a_hole():
    network = network_of(40)
    before = positions(network, radii_of(network))
    network.remove_node("n0000")
    after = positions(network, dict.fromkeys(network, 6.0), kept=before)
    assert after == {node: before[node] for node in network}


def test_places_that_were_kept_are_kept_again():
    network = network_of(100)
    radii = radii_of(network)
    before = positions(network, radii)
    assert positions(network, radii, kept=before) == before


@pytest.mark.parametrize("why", ["more than a third is new", "two symbols have grown into each other"])
def test_all_are_laid_out_afresh_where(why):
    network = network_of(40)
    radii = radii_of(network)
    kept = positions(network, radii, seed=7)
    if why.startswith("more"):
        kept = dict(list(kept.items())[:26])
    else:
        kept["n0001"] = (kept["n0000"][0] + radii["n0000"], kept["n0000"][1])
    assert positions(network, radii, kept=kept) == positions(network, radii)
    kept = positions(network, radii, seed=7)
    del kept["n0039"]
    assert positions(network, radii, kept=kept) != positions(network, radii)


def test_five_thousand_take_seconds():
    network = network_of(5000)
    began = time.process_time()
    places = positions(network, radii_of(network))
    assert len(set(places.values())) == 5000
    # About two; the layout that this one replaced took 34.
    assert time.process_time() - began < 15
