"""Where sources disagree → one list: both sides, where they stand, the difference, and what the curators think.

Each query of the theme ``conflicts`` is one sort of conflict and answers with ``CONTRACT``: a row for every two claims,
with both places. Here the rows of all sorts become one list, in which a side that several pages print is one side:
pages that repeat a value are a lineage, not a confirmation of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any

from bionrw_graph import queries, store
from bionrw_graph.errors import BionrwError, did_you_mean
from bionrw_graph.queries import Query
from bionrw_graph.store import Answer, Graph

CONTRACT = (
    *("about", "aspect", "one", "onePage", "onePlace", "other", "otherPage", "otherPlace"),
    *("difference", "verdict", "explanation", "explanationGerman", "thing"),
)
"""The columns of every query of the theme; one more is allowed: ``differenceGerman``."""

COLUMNS = (
    *("sort", "sortGerman", "about", "aboutGerman", "aspect", "aspectGerman"),
    *("one", "oneGerman", "onePage", "onePlace", "onePages"),
    *("other", "otherGerman", "otherPage", "otherPlace", "otherPages"),
    *("difference", "differenceGerman", "verdict", "verdictGerman", "explanation", "explanationGerman", "thing"),
)
"""The columns of the list; ``onePages`` counts the pages that print the side, of which the first is shown."""

VERDICTS = (
    *("contradiction", "name of another body", "not its own name", "before its time", "named by others only"),
    *("same house, other name", "one is part of the other", "two expansions of one abbreviation"),
    *("two forms of one name", "softened", "not stated any more", "unchanged beside a change", "year left out"),
    *("ambiguous", "may both hold", "easily confused", "sum of the parts, not printed", "check passes"),
)
"""What a conflict comes to: contradictions first, sums that come out right last."""

_THEME = "conflicts"
_TEMPLATES = resources.files(__package__) / "templates"


def conflicts(graph: Graph, about: str = "") -> tuple[list[str], Answer]:
    """The columns (``COLUMNS``) and the rows: everything on which sources disagree, and the sums that check them.

    ``about`` keeps what is said of one thing and of what belongs to it, such as the phases of a project: an id, a
    reference, an IRI or a name. Raises ``BionrwError`` where there is no such thing.
    """
    thing = queries.resolve(graph, "", about) if about else ""
    wanted = {row["part"] for row in queries.find("what-belongs-to").run(graph, thing=thing)} if thing else None
    german = _german(graph)
    order = {row["page"]: number for number, row in enumerate(queries.find("pages-in-order").run(graph))}
    found = []
    for query in queries.library().values():
        if query.theme != _THEME:
            continue
        columns, rows = store.select_with_columns(graph, query.text)
        _check(query, columns)
        kept = [row for row in rows if wanted is None or row["thing"] in wanted]
        found += [_translated(row, query, german) for row in _merged(kept, query, order)]
    # Sorted by the verdict, else as they came: by sort, thing and aspect.
    return list(COLUMNS), sorted(found, key=lambda row: VERDICTS.index(row["verdict"]))


def told(rows: Answer, lang: str = "en") -> tuple[list[str], Answer]:
    """The columns and rows for people in one language, without the IRIs."""
    names = [name for name in COLUMNS if not name.endswith("German") and name != "thing"]
    suffix = "German" if lang == "de" else ""
    return names, [{name: row.get(name + suffix, row[name]) for name in names} for row in rows]


def remark(rows: Answer, lang: str = "en") -> str:
    """A sentence: how many of the rows are conflicts, and how many are sums that come out right."""
    passed = sum(row["verdict"] in VERDICTS[-2:] for row in rows)
    contradictions = sum(row["verdict"] == VERDICTS[0] for row in rows)
    others = len(rows) - passed - contradictions
    if lang == "de":
        return f"{contradictions} Widersprüche, {others} weitere Unstimmigkeiten, {passed} bestandene Proben."
    return f"{contradictions} contradictions, {others} other discrepancies, {passed} checks that pass."


def _check(query: Query, columns: Iterable[str]) -> None:
    wrong = (set(columns) - {"differenceGerman"}) ^ set(CONTRACT)
    if wrong:
        raise BionrwError(
            f'The query "{query.name}" of the theme {_THEME} needs the columns {", ".join(CONTRACT)}; '
            f"see {', '.join(sorted(wrong))}."
        )


def _merged(rows: Answer, query: Query, order: Mapping[str, int]) -> Answer:
    """One row for each two values: the pages that print a value are counted, and the first one is shown."""
    groups: dict[tuple[Any, ...], Answer] = {}
    for row in rows:
        key = tuple(row[name] for name in ("thing", "aspect", "one", "other", "verdict"))
        groups.setdefault(key, []).append(row)
    interchangeable = query.header.get("sides") == "interchangeable"
    return [_one_row(group, order, interchangeable) for group in groups.values()]


def _one_row(group: Answer, order: Mapping[str, int], interchangeable: bool) -> dict[str, Any]:
    row = {name: value for name, value in group[0].items() if not name.startswith(("one", "other"))}
    for name in ("difference", "differenceGerman"):
        row[name] = next((each[name] for each in group if each.get(name) is not None), None)
    for name in ("explanation", "explanationGerman"):
        said = dict.fromkeys(str(each[name]) for each in group if each[name] is not None)
        row[name] = " ".join(said) or None
    sides = [_side(group, side, order) for side in ("one", "other")]
    if interchangeable:
        # The older page first, whichever value is the smaller one.
        sides.sort(key=lambda side: side["rank"])
    for name, side in zip(("one", "other"), sides, strict=True):
        row |= {
            name: side["value"],
            f"{name}Page": side["page"],
            f"{name}Place": side["place"],
            f"{name}Pages": side["pages"],
        }
    return row


def _side(group: Answer, name: str, order: Mapping[str, int]) -> dict[str, Any]:
    """A side of a conflict: its value, where it stands first, and on how many pages it stands."""

    def rank(place: tuple[str, str]) -> tuple[int, int, str]:
        page, locator = place
        number = locator.removeprefix("line ")
        # Line 4 comes before line 10.
        return order.get(page, len(order)), int(number) if number.isdecimal() else 0, locator

    places = {(row[f"{name}Page"], row[f"{name}Place"]) for row in group}
    page, place = first = min(places, key=rank)
    pages = len({page for page, _ in places})
    return {"value": group[0][name], "page": page, "place": place, "pages": pages, "rank": rank(first)}


def _translated(row: dict[str, Any], query: Query, german: Mapping[str, str]) -> dict[str, Any]:
    """A row with its sort and its German forms; what a source prints stays as it is."""
    quoted = query.header.get("quoted", "").split()
    row |= {"sort": query.header["summary"], "sortGerman": query.header["summary-de"]}
    for name in ("about", "aspect", "one", "other", "verdict", "difference"):
        if row.get(f"{name}German") is None:
            row[f"{name}German"] = row[name] if name in quoted else german.get(row[name], row[name])
    if row["verdict"] not in VERDICTS:
        raise BionrwError(
            f'The query "{query.name}" answers with "{row["verdict"]}".{did_you_mean(row["verdict"], VERDICTS)}'
        )
    return {name: row[name] for name in COLUMNS}


def _german(graph: Graph) -> dict[str, str]:
    """English words of answers with their German ones: labels that stand for one thing alone, and words of queries."""
    labels: dict[str, set[str]] = {}
    for row in queries.find("labels").run(graph):
        labels.setdefault(row["english"], set()).add(row["german"])
    words: dict[str, str] = json.loads((_TEMPLATES / "words.json").read_text(encoding="utf-8"))
    return {english: min(names) for english, names in labels.items() if len(names) == 1} | words
