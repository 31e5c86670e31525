"""The groups of a large network as bubbles, each of which stands for its members until it is opened."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bionrw_graph.layouts import spread

# More bubbles than these nobody reads; groups smaller than this are hardly groups. The rest share one bubble, the last.
MOST, SMALLEST_GROUP = 40, 10
# Radii in pixels, the area in proportion to the number of members.
_LARGEST_BUBBLE, _SMALLEST_BUBBLE = 58.0, 11.0
# The room for the name of a bubble, in pixels: two lines of about 18 characters.
_ROOM = (130.0, 40.0)

Point = tuple[float, float]


@dataclass(frozen=True)
class Bubble:
    """A group: its ``members``, sorted, and its place and its radius in a picture of all bubbles, in pixels."""

    members: tuple[str, ...]
    x: float
    y: float
    radius: float


def grouped(communities: Mapping[str, int], places: Mapping[str, Point]) -> list[Bubble]:
    """The bubbles of a network, those of its groups the largest first; no two of them overlap.

    ``communities`` gives the number of the group of each node, 0 for none; ``places`` where it stands on the map. The
    nodes without a group are the first bubble where there are any, and small groups share the last one. A bubble
    stands about where its members do, so that it keeps its place when they keep theirs.
    """
    shares = dict(enumerate(_shares(communities)))
    most = max(len(members) for members in shares.values())
    radii, middles = {}, {}
    for number, members in shares.items():
        name = f"{number:04d}"
        radii[name] = max(_SMALLEST_BUBBLE, _LARGEST_BUBBLE * math.sqrt(len(members) / most))
        across, down = (sum(places[node][axis] for node in members) / len(members) for axis in (0, 1))
        middles[name] = (across, down)
    centres = spread(middles, radii, labels=dict.fromkeys(radii, _ROOM))
    return [
        Bubble(tuple(members), *centres[name], round(radii[name], 1))
        for name, members in zip(sorted(centres), shares.values(), strict=True)
    ]


def _shares(communities: Mapping[str, int]) -> list[list[str]]:
    """The members of each bubble: those without a group, the large groups, the small ones together."""
    by_number: dict[int, list[str]] = {}
    for node in sorted(communities):
        by_number.setdefault(communities[node], []).append(node)
    alone = by_number.pop(0, [])
    groups = [by_number[number] for number in sorted(by_number)]
    own = [group for group in groups[: MOST - 1] if len(group) >= SMALLEST_GROUP]
    rest = sorted(node for group in groups[len(own) :] for node in group)
    # A group that would be gathered with nobody stays what it is.
    return [*([alone] if alone else []), *own, *([rest] if rest else [])]
