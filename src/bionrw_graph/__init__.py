"""A knowledge graph of the biotech ecosystem of North Rhine-Westphalia.

    >>> import bionrw_graph as bionrw
    >>> sorted(name for name in dir(bionrw) if not name.startswith("_"))[:3]
    ['answers', 'as_of', 'build']

``draw(network, "map.pdf")`` draws a network as the ending of its file says: a page (html) or a picture (svg, png, pdf).

The stages are modules of the same name (``queries``, ``networks``, ``measures``, ``maps``, ``exports`` …); they load
when they are first used, so that nobody waits for what they do not use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bionrw_graph.building import build
    from bionrw_graph.pictures import draw
    from bionrw_graph.store import load

_MODULES = (
    "answers",
    "as_of",
    "errors",
    "exports",
    "maps",
    "measures",
    "networks",
    "pictures",
    "publish",
    "queries",
    "store",
    "tables",
    "validation",
)
_FUNCTIONS = {"build": "bionrw_graph.building", "draw": "bionrw_graph.pictures", "load": "bionrw_graph.store"}

__all__ = ["build", "draw", "load"]


def __getattr__(name: str) -> Any:
    if name in _FUNCTIONS:
        return getattr(import_module(_FUNCTIONS[name]), name)
    if name in _MODULES:
        return import_module(f"bionrw_graph.{name}")
    raise AttributeError(f"module 'bionrw_graph' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*_MODULES, *_FUNCTIONS])
