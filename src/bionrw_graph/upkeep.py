"""A graph → what to look after: gaps, doubts, and claims that nobody has confirmed for long.

Every question of the theme ``upkeep`` gives rows of one contract (``COLUMNS``); here they become one list, by
organisation, in which a cluster office can work from top to bottom.
"""

from __future__ import annotations

from collections import Counter

from bionrw_graph import queries
from bionrw_graph.errors import BionrwError
from bionrw_graph.store import Answer, Graph

COLUMNS = (
    *("group", "groupGerman", "thing", "thingGerman", "gap", "gapGerman", "detail", "detailGerman"),
    *("table", "row"),
)
"""What each row tells: whose it is, what it is about, what is open, and in which table (and row) to mend it."""


def todo(graph: Graph, about: str = "", months: int | None = None) -> tuple[list[str], Answer]:
    """The columns and rows of all that is open, by organisation; a project belongs to who coordinates it.

    ``about`` keeps what is open of one thing; ``months`` says after how long a claim counts as not confirmed, up to the
    day of the tables. Raises ``BionrwError`` where there is no such thing.
    """
    rows: Answer = []
    for query in queries.library().values():
        if query.theme != "upkeep":
            continue
        given: dict[str, object] = {"about": about} if about else {}
        if months is not None and "months" in query.parameters:
            given["months"] = months
        found = query.run(graph, **given)
        if found and set(found[0]) != set(COLUMNS):
            raise BionrwError(f'The query "{query.name}" of the theme upkeep needs the columns {", ".join(COLUMNS)}.')
        rows += found
    rows.sort(
        key=lambda row: tuple(str(row[name] or "").casefold() for name in ("group", "thing", "gap", "detail", "row"))
    )
    return list(COLUMNS), rows


def told(rows: Answer, lang: str = "en") -> tuple[list[str], Answer]:
    """The columns and rows for people in one language."""
    names = [name for name in COLUMNS if not name.endswith("German")]
    suffix = "German" if lang == "de" else ""
    return names, [{name: row.get(name + suffix, row[name]) for name in names} for row in rows]


def remark(rows: Answer, lang: str = "en") -> str:
    """A sentence: how many of each gap there are, the most frequent first."""
    if not rows:
        return "Nichts ist offen." if lang == "de" else "Nothing is open."
    counts = Counter(str(row["gapGerman" if lang == "de" else "gap"]) for row in rows)
    return (
        ", ".join(f"{count} × {gap}" for gap, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
        + "."
    )
