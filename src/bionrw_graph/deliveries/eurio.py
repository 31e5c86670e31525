"""RDF in the words of EURIO, the ontology of CORDIS → rows of our tables, each with the IRI of the node it was read in.

The SELECT files of ``ontology/eurio/read`` ask the file, one a table, and name its columns. A cell that cannot be read
is left empty and told; a node without a sound number or IRI is left out and told.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from bionrw_graph import store
from bionrw_graph.deliveries import cells
from bionrw_graph.deliveries.summary import Count
from bionrw_graph.errors import BionrwError
from bionrw_graph.paths import ONTOLOGY
from bionrw_graph.store import Graph
from bionrw_graph.vocabulary import PREFIXES

Row: TypeAlias = dict[str, str]

LARGEST = 500_000_000
"""Bytes of the largest file that is read: the whole of it has to stand in memory."""

_EURIO = PREFIXES["eurio"]
_ROLES = {"third party": "thirdParty", "international partner": "internationalPartner"}
_STATUS = frozenset({"CANCEL", "CLOSED", "ONGOING", "SIGNED", "TERMINATED"})


@dataclass(frozen=True)
class Delivery:
    """What a file says, by table; ``projects`` are the IRIs of the projects that were taken."""

    tables: dict[str, list[Row]]
    projects: tuple[str, ...]
    count: Count = field(default_factory=Count)


def read(path: Path) -> Delivery:
    """The rows for our tables: projects, organisations, participations, topics, fields and links.

    Cells are text, empty where the file says nothing; amounts are in euros. ``count`` counts what was taken of
    projects, organisations and roles. Raises ``BionrwError`` for a file that is no RDF, says nothing in EURIO, or has
    no project.
    """
    answers = _answers(_opened(path), path.name)
    count = Count()
    projects = _projects(answers["projects"], count)
    if not projects:
        raise BionrwError(f"{path.name} has no project with a number (eurio:Project with eurio:identifier).")
    organisations = _organisations(answers["organisations"], count)
    payments: dict[tuple[str, bool], list[str]] = {}
    for row in answers["payments"]:
        payments.setdefault((row["role"], row["isNet"] == "True"), []).append(row["amount"])
    participations: list[Row] = []
    keys: set[tuple[str, str, str]] = set()
    for row in answers["participations"]:
        if not (row["locator"] and row["project"] in projects and row["organisation"] in organisations):
            if row["project"] in projects:
                count.refuse(row["locator"] or "a role without an IRI", "Role or organisation has no IRI of its own.")
            continue
        taken = _participation(row, payments, projects, organisations, count)
        # One body may have several roles in a project, and a file may not number them.
        number = 1
        while (taken["project"], taken["pic"], taken["order"]) in keys:
            number += 1
            taken["order"] = str(number)
        keys.add((taken["project"], taken["pic"], taken["order"]))
        participations.append(taken)
    answers["fields"] = [row for row in answers["fields"] if _is_field(row, count)]
    stated = {row["pic"]: row["name_as_stated"] for row in reversed(participations)}
    bodies = [row for row in organisations.values() if row["pic"] in stated]
    for body in bodies:
        body["name"] = body["name"] or stated[body["pic"]]
    tables = {
        "projects": list(projects.values()),
        "organisations": list({row["pic"]: row for row in reversed(bodies)}.values())[::-1],
        "participations": participations,
        **{
            name: [row | {"project": projects[row["project"]]["id"]} for row in answers[name] if _fits(row, projects)]
            for name in ("topics", "fields", "links")
        },
    }
    count.taken = len(projects) + len(tables["organisations"]) + len(participations)
    return Delivery(tables, tuple(projects), count)


def _opened(path: Path) -> Graph:
    if not path.is_file():
        raise BionrwError(f"There is no file {path}.")
    if path.stat().st_size > LARGEST:
        raise BionrwError(f"{path.name} is larger than {LARGEST // 1_000_000} MB. Take a part of it.")
    graph = store.opened(path)
    for quad in store.quads(graph):
        if str(quad.predicate).startswith(f"<{_EURIO}") or str(quad.object).startswith(f"<{_EURIO}"):
            return graph
    raise BionrwError(f"{path.name} says nothing in EURIO: no term of {_EURIO} is used in it.")


def _answers(graph: Graph, name: str) -> dict[str, list[Row]]:
    """The answers of all files, by their name; what is unbound is empty."""
    files = sorted((ONTOLOGY / "eurio" / "read").glob("*.rq"))
    answers = {
        file.stem: [
            {column: "" if value is None else " ".join(str(value).split()) for column, value in row.items()}
            for row in store.select(graph, file.read_text(encoding="utf-8"))
        ]
        for file in files
    }
    if not answers["projects"]:
        raise BionrwError(f"{name} has no project (eurio:Project) in it.")
    return answers


def _projects(rows: list[Row], count: Count) -> dict[str, Row]:
    """The projects by IRI."""
    projects: dict[str, Row] = {}
    numbers: dict[str, str] = {}
    for row in rows:
        if not row["locator"] or not re.fullmatch("[0-9]{1,12}", row["id"]):
            count.refuse(row["locator"] or "a project without an IRI", "The project has no number (identifier).")
        elif row["id"] in numbers:
            count.refuse(row["locator"], f"The number {row['id']} is that of {numbers[row['id']]}, too.")
        else:
            numbers[row["id"]] = row["locator"]
            projects[row["locator"]] = row | {
                "status": _cell(row, "status", _status, count),
                "start": _cell(row, "start", _day, count),
                "end": _cell(row, "end", _day, count),
                "total_cost": _cell(row, "total_cost", _amount, count),
                "eu_contribution": _cell(row, "eu_contribution", _amount, count),
            }
    return projects


def _organisations(rows: list[Row], count: Count) -> dict[str, Row]:
    """The organisations by IRI; ``pic`` is an id made of the IRI where the file gives no PIC."""
    organisations: dict[str, Row] = {}
    for row in rows:
        iri = row["locator"]
        if iri:
            pic = row["pic"] if re.fullmatch("[0-9]{9}", row["pic"]) else _made_of(iri)
            organisations[iri] = row | {
                "pic": pic,
                "country": _cell(row, "country", cells.country, count),
                "nuts": _cell(row, "nuts", cells.nuts_code, count),
            }
    return organisations


def _participation(
    row: Row,
    payments: dict[tuple[str, bool], list[str]],
    projects: dict[str, Row],
    organisations: dict[str, Row],
    count: Count,
) -> Row:
    body = organisations[row["organisation"]]
    return row | {
        "project": projects[row["project"]]["id"],
        "pic": body["pic"],
        "role": _ROLES.get(row["role"], row["role"]),
        "country_as_stated": body["country"],
        "eu_contribution": _paid(row["locator"], payments.get((row["locator"], False), []), count),
        "net_eu_contribution": _paid(row["locator"], payments.get((row["locator"], True), []), count),
    }


def _paid(role: str, amounts: list[str], count: Count) -> str:
    """What a role got in all; empty where no payment is said."""
    read = [_cell({"locator": role, "amount": amount}, "amount", _amount, count) for amount in amounts]
    known = [Decimal(cell) for cell in read if cell]
    return format(sum(known, Decimal(0)), "f") if known else ""


def _made_of(iri: str) -> str:
    """An id that is always the same for an IRI, and not the same for another.

    >>> _made_of("http://data.europa.eu/s66/resource/organisations/ef40f808-063f-30a1-baab-db5ebe8a1495")
    'eurio-ef40f808-063f-30a1-baab-db5ebe8a1495'
    >>> _made_of("https://example.org/Bayer AG")
    'eurio-a75ad5271d22'
    """
    official = re.fullmatch(r"http://data\.europa\.eu/s66/resource/organisations/([0-9a-f]+(?:-[0-9a-f]+)*)", iri)
    return f"eurio-{official[1] if official else sha256(iri.encode()).hexdigest()[:12]}"


def _is_field(row: Row, count: Count) -> bool:
    """Whether a field has a code of EuroSciVoc, alone or with the path that leads to it."""
    known = bool(re.fullmatch("(/?[0-9]+)+", row["code"]))
    if not known:
        count.refuse(row["locator"], f'The field "{row["code"][:40]}" is no code of EuroSciVoc.')
    return known


def _fits(row: Row, projects: dict[str, Row]) -> bool:
    return row["project"] in projects and bool(row["locator"])


def _cell(row: Row, column: str, read_as: Callable[[str], str], count: Count) -> str:
    """A cell as it is read, empty where it cannot be; that is told."""
    if not row[column]:
        return ""
    try:
        return read_as(row[column])
    except (BionrwError, ValueError) as error:
        count.leave_empty(f"{row['locator']}, {column}", f"{error} The cell stays empty.")
        return ""


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ValueError(f'"{text[:40]}" is no day.') from error


def _amount(text: str) -> str:
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,10})?([eE]\+?[0-9]{1,2})?", text):
        raise ValueError(f'"{text[:40]}" is no amount.')
    return format(Decimal(text), "f")


def _status(text: str) -> str:
    if text not in _STATUS:
        raise ValueError(f'"{text[:40]}" is no status of a project.')
    return text
