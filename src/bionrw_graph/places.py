"""Where the nodes of each map stood: a file that a later map reads, so that nobody has to look for a place again."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from bionrw_graph.errors import BionrwError
from bionrw_graph.swap import write_text

Places: TypeAlias = "Mapping[str, tuple[float, float]]"
"""IRI of a node → its place, in pixels at zoom 1, y pointing down."""

# Further out no map ever reached; a place there would make everything else a dot.
_FARTHEST = 1_000_000


def read(path: str | Path) -> dict[str, dict[str, tuple[float, float]]]:
    """The places in a file, by the name of their map; nothing where there is no file.

    Raises ``BionrwError`` for a file that cannot be read or holds anything else.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
        found = json.loads(text)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise BionrwError(f"{path} cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise _no_places(path) from error
    if not isinstance(found, dict) or not all(isinstance(nodes, dict) for nodes in found.values()):
        raise _no_places(path)
    maps: dict[str, dict[str, tuple[float, float]]] = {}
    for name, nodes in found.items():
        maps[name] = {}
        for node, place in nodes.items():
            if not isinstance(place, list) or len(place) != 2 or not all(_is_coordinate(value) for value in place):
                raise BionrwError(f'{path} gives "{node}" no place of two numbers. {_REMEDY}')
            maps[name][node] = (float(place[0]), float(place[1]))
    return maps


def write(path: str | Path, maps: Mapping[str, Places]) -> None:
    """Write the places of several maps, sorted, a node a line; the same places give the same bytes."""
    parts = []
    for name in sorted(maps):
        rows = [f"    {json.dumps(node)}: {json.dumps(list(place))}" for node, place in sorted(maps[name].items())]
        parts.append(f"  {json.dumps(name)}: {{" + ("\n" + ",\n".join(rows) + "\n  " if rows else "") + "}")
    write_text(path, "{\n" + ",\n".join(parts) + "\n}\n")


_REMEDY = "Give a file that `bionrw draw --places` or `bionrw publish` wrote, or remove it to lay the map out afresh."


def _no_places(path: str | Path) -> BionrwError:
    return BionrwError(f"{path} is no file of places. {_REMEDY}")


def _is_coordinate(value: object) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and abs(value) < _FARTHEST
    )
