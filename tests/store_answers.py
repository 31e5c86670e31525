"""Store the answer of every question under tests/answers: run it after a change that is meant, and read the diff.

.venv/bin/python tests/store_answers.py
"""

import tempfile
from pathlib import Path

from bionrw_graph import answers, building, queries, store

FOLDER = Path(__file__).parent / "answers"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        graph = store.opened(building.build(target=Path(folder) / "current"))
        library = queries.library()
        for name, query in library.items():
            columns, rows = store.select_with_columns(graph, query.text)
            text = answers.text(rows, columns, "json")
            (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
    for path in FOLDER.glob("*.json"):
        if path.stem not in library:
            path.unlink()


if __name__ == "__main__":
    main()
