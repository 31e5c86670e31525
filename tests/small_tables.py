"""Small tables for tests: a folder with all tables of the Data Package, of which a test fills what it needs."""

import csv
from collections.abc import Mapping
from pathlib import Path

from bionrw_graph import building, store, tables

Rows = Mapping[str, list[dict[str, str]]]

SOURCE = {"id": "page", "title": "A page", "url": "https://example.org/page"}


def graph_of(folder: Path, rows: Rows) -> store.Graph:
    """The graph built from :func:`tables_of` these rows in ``folder``."""
    return store.opened(building.build(tables_of(folder, rows), folder / "build"))


def tables_of(folder: Path, rows: Rows) -> Path:
    """Tables with these rows in ``folder/data``; each is read on "page", at its opening, unless it says otherwise.

    A cell that is not given is empty; a row without an id is counted.
    """
    curated = folder / "data" / "curated"
    curated.mkdir(parents=True)
    for resource in tables.description()["resources"]:
        columns = [field["name"] for field in resource["schema"]["fields"]]
        given = rows.get(resource["name"], [])
        if resource["name"] == "sources":
            given = [SOURCE, *given]
        with (curated / f"{resource['name']}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            for number, row in enumerate(given, start=1):
                usual = {"id": f"row-{number}", "source": "page", "locator": "opening"}
                writer.writerow({key: value for key, value in usual.items() if key in columns} | row)
    return folder / "data"


def organisation(id_: str, name: str = "") -> dict[str, str]:
    return {"id": id_, "name": name or id_.upper()}


def project(id_: str) -> dict[str, str]:
    return {"id": id_, "type": "project", "name": id_.upper()}


def period(id_: str, start: str, end: str = "") -> dict[str, str]:
    """When the project of that id runs, or the thing of that reference."""
    subject = id_ if "/" in id_ else f"project/{id_}"
    return {"subject": subject, "start": start, "end": end, "end_status": "stated" if end else "not-stated"}


def statement(subject: str, property_: str, value: str) -> dict[str, str]:
    return {"subject": subject, "property": property_, "value": value}


def award(id_: str, funder: str, programme: str = "") -> dict[str, str]:
    """Who funds the project of that id, or the phase of that reference."""
    return {"subject": id_ if "/" in id_ else f"project/{id_}", "funder": funder, "programme": programme}
