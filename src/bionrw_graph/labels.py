"""Which names stand on a picture of a network, in which lines, and where: as labels.js does on the page."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

# Letters of a line; a single longer word may have up to LONGEST before it is cut.
MOST, LONGEST = 18, 24
# Whatever the size of the picture: more names than these nobody reads at one glance. The strongest try harder.
CAP, STRONGEST = 40, 10
_NEAR = 3.0
_PARTS = re.compile(r"(?<=[\s/-])")


@dataclass(frozen=True)
class Box:
    """A rectangle, in pixels, y pointing down."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True)
class Label:
    """A name that found its place: its rows at a size in pixels, within ``box``."""

    key: str
    rows: tuple[str, ...]
    size: float
    box: Box


@dataclass(frozen=True)
class Symbol:
    """What a label belongs to: its box, its rank (the higher, the earlier it is named), its name and a shorter one."""

    key: str
    box: Box
    rank: float
    name: str
    short: str
    size: float
    """The size of the letters, in pixels."""


def placed(symbols: Sequence[Symbol], frame: Box, width: Callable[[str, float], float]) -> list[Label]:
    """The labels that find room, by rank: none meets a symbol, another label, or the edge of the frame.

    ``width`` gives the width of a text in pixels at a size in pixels. At most ``CAP`` labels are placed; up to 60
    symbols, and the ``STRONGEST`` of more, try shorter forms and further places before they stay without a name.
    """
    obstacles = [symbol.box for symbol in symbols]
    ordered = sorted(symbols, key=lambda symbol: (-symbol.rank, symbol.key))
    found: list[Label] = []
    for number, symbol in enumerate(ordered):
        if len(found) >= CAP:
            break
        tries = len(symbols) <= 60 or number < STRONGEST
        label = _first_fit(symbol, tries, frame, [*obstacles, *(label.box for label in found)], width)
        if label:
            found.append(label)
    return found


def _first_fit(
    symbol: Symbol, tries: bool, frame: Box, obstacles: Sequence[Box], width: Callable[[str, float], float]
) -> Label | None:
    for size, rows in _forms(symbol, tries):
        wide = max(width(row, size) for row in rows)
        high = len(rows) * round(size * 1.18)
        for left, top in _places(symbol.box, wide, high, tries):
            box = Box(left - 2, top - 1, left + wide + 2, top + high + 1)
            inside = box.left >= frame.left and box.right <= frame.right
            inside = inside and box.top >= frame.top and box.bottom <= frame.bottom
            if inside and not any(box.meets(other) for other in obstacles):
                return Label(symbol.key, tuple(rows), size, box)
    return None


def _forms(symbol: Symbol, tries: bool) -> Iterator[tuple[float, list[str]]]:
    name = called(symbol.name, symbol.short)
    less = symbol.short if symbol.short and len(symbol.short) < len(name) else name
    yield symbol.size, lines(name)
    if tries:
        yield 11.0, lines(name)
        yield symbol.size, [brief(less, 18)]
        yield 11.0, [brief(less, 14)]
        yield 11.0, [brief(less, 10)]


def _places(box: Box, wide: float, high: float, tries: bool) -> Iterator[tuple[float, float]]:
    """Where a label may stand, the best first: below, above, right, left, at the corners, then further away."""
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    for far in (_NEAR, *((9.0, 14.0, 22.0, 34.0) if tries else ())):
        yield x - wide / 2, box.bottom + far
        yield x - wide / 2, box.top - far - high
        yield box.right + far + 1, y - high / 2
        yield box.left - far - 1 - wide, y - high / 2
        if far == _NEAR:
            for left in (box.right - 2, box.left + 2 - wide):
                yield left, box.bottom - 2
                yield left, box.top + 2 - high
            for aside in (-0.2, 0.2, -0.35, 0.35) if tries else ():
                yield x - wide * (0.5 + aside), box.bottom + far
                yield x - wide * (0.5 + aside), box.top - far - high


def called(name: str, short: str) -> str:
    """The name, or the short one where the name would lose words.

    >>> called("Heinrich Heine University Düsseldorf", "HHU"), called("RWTH Aachen", "RWTH")
    ('HHU', 'RWTH Aachen')
    """
    return name if not short or _whole(name) else short


def lines(name: str) -> list[str]:
    """A name in at most two lines; what must go, goes from the middle in whole words, and the last word stays.

    >>> lines("Universität Münster"), lines("Max-Planck-Institut für chemische Energiekonversion")
    (['Universität', 'Münster'], ['Max-Planck-', '… Energiekonversion'])
    """
    fitting = _whole(name)
    if fitting:
        return fitting
    parts = _PARTS.split(name)
    words = [part.strip() for part in parts if part.strip()]
    if len(words) < 2:
        return [name[:MOST], "…" + name[-(MOST - 1) :]]
    head = _taken(parts, 0) or _cut(words[0], MOST)
    last = _taken(parts[::-1], 2, backwards=True)
    return [head, f"… {last}" if last else "…" + _cut(words[-1], MOST - 1)]


def brief(name: str, size: int) -> str:
    """One line of a name, in whole words where at least one fits.

    >>> brief("Flanders Biobased Valley", 18), brief("Forschungszentrum", 10)
    ('Flanders … Valley', 'Forsc…trum')
    """
    if len(name) <= size:
        return name
    words = name.split()
    ends = f"{words[0]} … {words[-1]}"
    if len(words) > 2 and len(ends) <= size:
        return ends
    taken = ""
    for word in words:
        if len(taken + word) + 2 > size:
            break
        taken += f"{word} "
    return f"{taken}…" if len(taken) > 3 else _cut(name, size)


def _whole(name: str) -> list[str] | None:
    """A name in at most two lines without loss; None where it does not fit."""
    if len(name) <= MOST:
        return [name]
    rows = [""]
    for part in _PARTS.split(name):
        if not rows[-1] or len((rows[-1] + part).rstrip()) <= MOST:
            rows[-1] += part
        else:
            rows.append(part)
    tidy = [row.strip() for row in rows]
    return tidy if len(tidy) <= 2 and all(len(row) <= LONGEST for row in tidy) else None


def _taken(parts: Sequence[str], room: int, *, backwards: bool = False) -> str:
    """As many parts as one line holds, which leaves ``room`` letters; the first of them may be longer."""
    taken = ""
    for part in parts:
        longer = part + taken if backwards else taken + part
        if len(longer.strip()) > (MOST if taken else LONGEST) - room:
            break
        taken = longer
    return taken.strip()


def _cut(row: str, size: int) -> str:
    if len(row) <= size:
        return row
    return row[: -(-(size - 1) // 2)].strip() + "…" + row[-((size - 1) // 2) :].strip()
