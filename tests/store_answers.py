"""Store the answer of every question under tests/answers: run it after a change that is meant, and read the diff.

Of a long answer the beginning is stored, with the number of rows and the SHA-256 of all; lookups are not questions.

.venv/bin/python tests/store_answers.py
"""

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

from bionrw_graph import answers, building, queries, store

FOLDER = Path(__file__).parent / "answers"
_LONG, _BEGINNING = 300, 40


def stored(columns: list[str], rows: list[dict[str, Any]]) -> str:
    """What is stored of an answer."""
    # A name a line, so that a change shows what it changes.
    text = json.dumps(json.loads(answers.text(rows, columns, "json")), ensure_ascii=False, indent=2) + "\n"
    if len(rows) <= _LONG:
        return text
    beginning = json.loads(answers.text(rows[:_BEGINNING], columns, "json"))
    short = {"rows": len(rows), "sha256": hashlib.sha256(text.encode()).hexdigest(), "first": beginning}
    return json.dumps(short, ensure_ascii=False, indent=2) + "\n"


def asked() -> dict[str, queries.Query]:
    """The questions whose answers are stored."""
    return {name: query for name, query in queries.library().items() if query.theme != "lookup"}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        graph = store.opened(building.build(target=Path(folder) / "current"))
        library = asked()
        for name, query in library.items():
            columns, rows = store.select_with_columns(graph, query.text)
            (FOLDER / f"{name}.json").write_text(stored(columns, rows), encoding="utf-8")
    for path in FOLDER.glob("*.json"):
        if path.stem not in library:
            path.unlink()


if __name__ == "__main__":
    main()
