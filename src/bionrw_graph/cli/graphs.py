"""The graph, or the network, that a command is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bionrw_graph.errors import BionrwError

if TYPE_CHECKING:
    import networkx as nx

    from bionrw_graph.store import Graph


def opened(place: str, day: str | None) -> Graph:
    from bionrw_graph import store

    graph = store.opened(place)
    if day is None:
        return graph
    from bionrw_graph.as_of import as_of

    return as_of(graph, day)


def older_state(graph: Graph, place: str, day: str | None, since: str | None, build: str | None) -> Graph | None:
    """The state that a map is compared with: of an earlier day, or of an older build; None for no comparison."""
    from bionrw_graph import queries

    if since and build:
        raise click.UsageError("Give --since or --since-build, not both.")
    if build:
        return opened(build, day)
    if not since:
        return None
    older = opened(place, since)
    latest = day or queries.data_date(graph)
    if since >= latest:
        raise BionrwError(f"--since {since} is not before {latest}, the day that is drawn. Give an earlier day.")
    return older


def network_of(
    graph: Any,
    name: str,
    parameters: tuple[tuple[str, str], ...],
    around: str | None,
    steps: int,
    older: Any = None,
    since: str | None = None,
) -> nx.Graph:
    from bionrw_graph import networks, queries

    network = networks.projection(graph, name, **dict(parameters))
    if older is not None:
        before = networks.projection(older, name, **dict(parameters))
        network = networks.merged(before, network, since or queries.data_date(older))
    if around:
        network = networks.around(network, queries.resolve(graph, "organisation", around), steps)
    return network
