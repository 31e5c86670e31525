"""What a map must show of a network, computed a second time and in another way."""

from typing import Any

import networkx as nx

import map_samples as samples

FACETS = ("type", "country", "city", "funder", "field", "source")


def key_of(iri: str) -> str:
    return "/".join(iri.split("/")[-2:])


def as_measured(values: dict[str, float], large: float) -> dict[str, float]:
    """The radius of each symbol: its area follows the value, from 6 to 34 pixels."""
    most = max(large, *values.values())
    return {node: min(34, max(6, (34**2 * value / most) ** 0.5)) for node, value in values.items()}


def citing() -> dict[str, set[str]]:
    """Who publishes what is said of each thing in the samples."""
    found: dict[str, set[str]] = {}
    for row in samples.claims():
        found.setdefault(row["thing"], set()).add(row["publisher"])
    return found


def expected(network: nx.Graph, **chosen: Any) -> dict[str, Any]:
    """What a projected network shows under these filters, computed a second time and in another way.

    ``chosen``: sets under type, country, city, funder, field and source; years (first, last); undated; minimum.
    """
    groups, countries, cities = (chosen.get(facet) for facet in ("type", "country", "city"))
    sources, cited = chosen.get("source"), citing()
    funders, fields, years = chosen.get("funder"), chosen.get("field"), chosen.get("years")

    def runs(project: dict[str, Any]) -> bool:
        start, end = (project[name] and int(project[name][:4]) for name in ("start", "end"))
        if start is None and end is None:
            return bool(chosen.get("undated", True))
        # What is not known is not ruled out.
        return years is None or not ((end or 9999) < years[0] or (start or 0) > years[1])

    def key(iri: str) -> str:
        return "/".join(iri.split("/")[-2:])

    active = {
        iri
        for iri, project in network.graph["through"].items()
        if (not funders or funders & set(project["funders"]))
        and (not fields or fields & set(project["fields"]))
        and (not sources or sources & cited.get(iri, set()))
        and runs(project)
    }
    nodes = {
        node
        for node, values in network.nodes(data=True)
        if (not groups or values["group"] in groups)
        and (not countries or values["country"] in countries)
        and (not cities or values["city"] in cities)
    }
    strong = {
        (a, b): active & set(through)
        for a, b, through in network.edges(data="through")
        if len(active & set(through)) >= chosen.get("minimum", 1)
    }
    edges = {pair: shared for pair, shared in strong.items() if set(pair) <= nodes}
    # Whoever matches stays, whether its partners match or not.
    shown = nodes & {end for pair in strong for end in pair}
    behind = {iri for pair, shared in strong.items() if shown & set(pair) for iri in shared}
    return {
        "nodes": sorted(map(key, shown)),
        "edges": len(edges),
        "weights": sorted(len(shared) for shared in edges.values()),
        "projects": sorted(map(key, behind)),
        "isolates": len(nodes & set(nx.isolates(network))),
        "iris": shown,
        "active": behind,
    }


def expected_counts(network: nx.Graph, **chosen: Any) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for facet in FACETS:
        left = expected(network, **{**chosen, facet: set()})
        if facet in ("type", "country", "city"):
            values = [
                network.nodes[iri]["group" if facet == "type" else facet] or ("unknown" if facet == "type" else "")
                for iri in left["iris"]
            ]
        elif facet == "source":
            values = [value for iri in left["active"] for value in citing()[iri]]
        else:
            values = [value for iri in left["active"] for value in network.graph["through"][iri][facet + "s"]]
        counts[facet] = {value: values.count(value) for value in set(values)}
    return counts
