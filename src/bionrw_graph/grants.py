"""Lists of grants (Förderkatalog, ERDF operations) → a folder of tables of ours.

The build takes them in beside the curated tables. No such list has identifiers of bodies or of projects: their ids are
made of what the list says, so that the same list gives the same ids, wherever its rows stand.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import chain
from pathlib import Path

from bionrw_graph import iris
from bionrw_graph.deliveries import cells, efre, foerderkatalog, nuts
from bionrw_graph.deliveries.foerderkatalog import Grant, Place
from bionrw_graph.deliveries.summary import Count
from bionrw_graph.errors import BionrwError
from bionrw_graph.importing import REGION, Write, delivery_name, write_manifest, written
from bionrw_graph.sources import funding, imported
from bionrw_graph.swap import replaced_folder

_KEY = "05"
"""With this the municipality keys of North Rhine-Westphalia begin."""

_COUNTRIES = {"Deutschland": "DE"}


def foerderkatalog_delivery(path: Path, target: str | Path, *, region: str = "", biotechnology: bool = False) -> Count:
    """Read an export of the Förderkatalog and write what is wanted of it to the folder ``target``.

    Wanted are all grants, or those whose recipient or executing body lies in the NUTS region ``region`` (DEA or a part
    of it), and, or, whose subject counts as ``biotechnology``; and with one grant of a joint project all of that
    project. Gives what became of the rows; raises ``BionrwError`` for a file that cannot be read, and where nothing is
    left. The folder stays as it was then.
    """
    name = delivery_name(target)
    wanted = _wanted(region, biotechnology)
    joint: set[str] = set()
    if region or biotechnology:
        joint = {grant.joint_project for grant in foerderkatalog.grants(path, Count()) if wanted(grant)} - {""}
    count = Count()
    with replaced_folder(target, imported.MANIFEST) as fresh:
        with written(fresh, funding.COLUMNS) as write:
            projects: dict[str, _Project] = {}
            bodies: set[str] = set()
            for grant in foerderkatalog.grants(path, count):
                if grant.joint_project in joint or wanted(grant):
                    _write_grant(grant, count.table, projects, bodies, write)
                else:
                    count.taken -= 1
                    count.other += 1
            for id_, project in projects.items():
                write("projects", {"id": id_, **project.row()})
        if not projects:
            asked = [f"in {region}"] * bool(region) + ["of biotechnology"] * biotechnology
            raise BionrwError(f"{path.name} has no grant{' '.join(['', *asked])}. Nothing was written.")
        about = {
            "name": name,
            "title": "Förderkatalog",
            "publisher": "Federal Government of Germany (Förderkatalog)",
            "url": "https://foerderportal.bund.de/foekat/",
            "licence": "",
            "attribution": "Förderkatalog der Bundesregierung; no licence is stated",
            "selected": {"region": region, "biotechnology": biotechnology},
        }
        write_manifest(fresh, "funding", about, [path])
    return count


def efre_delivery(path: Path, target: str | Path) -> Count:
    """Read a list of ERDF operations in North Rhine-Westphalia and write them all to the folder ``target``.

    The municipality key of such a list tells where the operation lies, not who carries it out: of the beneficiary only
    the Land is concluded from it. Gives what became of the rows; raises ``BionrwError`` for a file that cannot be read,
    and where nothing is left. The folder stays as it was then.
    """
    name = delivery_name(target)
    count = Count()
    with replaced_folder(target, imported.MANIFEST) as fresh:
        with written(fresh, funding.COLUMNS) as write:
            programme = _write_operations(efre.operations(path, count), count, write)
        about = {
            "name": name,
            "title": f"ERDF North Rhine-Westphalia {programme.years}: list of operations",
            "publisher": "State of North Rhine-Westphalia (ERDF)",
            "url": programme.url,
            "licence": "",
            "attribution": "List of operations of the State of North Rhine-Westphalia; no licence is stated",
        }
        write_manifest(fresh, "funding", about, [path])
    return count


@dataclass(frozen=True)
class _Programme:
    """The programme of a list: an id of ``programmes.csv``, and what to say of it where it is not known there."""

    id: str
    years: str
    url: str
    name: str
    part_of: str


_OF_2007 = _Programme("ziel2-nrw", "2007-2013", "http://www.ziel2.nrw.de/", "NRW-EU-Ziel 2-Programm", "erdf")
_OF_2014 = _Programme("efre-nrw-2014-2020", "2014-2020", "https://www.efre.nrw.de/", "OP EFRE NRW 2014-2020", "erdf")


def _write_operations(operations: Iterator[efre.Operation], count: Count, write: Write) -> _Programme:
    first = next(operations, None)
    if first is None:
        raise BionrwError(f"{count.table} has no operation. Nothing was written.")
    programme = _OF_2014 if first.year is None else _OF_2007
    named: dict[str, object] = {"id": programme.id, "name": programme.name, "part_of": programme.part_of}
    write("programmes", named | {"locator": f"{count.table} {first.locator}"})
    seen: Counter[str] = Counter()
    # A body stands in many rows; those with a place come first, since a row without one says less.
    bodies: dict[str, dict[str, object]] = {}
    for operation in chain([first], operations):
        locator = f"{count.table} {operation.locator}"
        id_ = _operation_id(programme, operation)
        seen[id_] += 1
        if seen[id_] > 1:
            # Two operations may agree in every cell.
            id_ = f"{id_}-{seen[id_]}"
        in_nrw = operation.ags.startswith(_KEY)
        body = _body(operation.beneficiary, "")
        if body not in bodies or (in_nrw and not bodies[body]["region"]):
            bodies[body] = {
                "id": body,
                "name": operation.beneficiary,
                "country": operation.country,
                "region": REGION if in_nrw else "",
                "region_by": "municipality key of the operation" if in_nrw else "",
                "region_confidence": "uncertain" if in_nrw else "",
                "locator": locator,
            }
        volume = operation.eligible_cost
        project = {
            "id": id_,
            "name": operation.name,
            "start": operation.start,
            "end": operation.end,
            "amount_kind": "public-grant" if volume is None else "project-volume",
            "amount": operation.public_funding if volume is None else volume,
            "bound": "exact",
            "locator": locator,
        }
        grant = {
            "id": id_,
            "project": id_,
            "programme": programme.id,
            "organisation": body,
            "name_as_stated": operation.beneficiary,
            "country_as_stated": operation.country,
            "start": operation.start,
            "end": operation.end,
            "year": operation.year,
            "subject_code": operation.category,
            "subject": operation.category_label,
            "ags": operation.ags,
            "paid_at_end": operation.public_funding_at_end,
            "locator": locator,
        }
        write("projects", project)
        write("grants", grant)
    for row in bodies.values():
        write("organisations", row)
    return programme


def _operation_id(programme: _Programme, operation: efre.Operation) -> str:
    """An id made of what an operation is, since the list gives it none."""
    amount = operation.public_funding if operation.eligible_cost is None else operation.eligible_cost
    said = (operation.beneficiary, operation.name, operation.start, operation.end, operation.year, amount)
    return f"{programme.id}-{sha256(repr([str(value) for value in said]).encode()).hexdigest()[:10]}"


@dataclass
class _Project:
    """What the grants of one project say together."""

    name: str
    starts: set[date] = field(default_factory=set)
    ends: set[date] = field(default_factory=set)
    amounts: list[Decimal | None] = field(default_factory=list)
    locators: list[str] = field(default_factory=list)

    def row(self) -> dict[str, object]:
        known = [amount for amount in self.amounts if amount is not None]
        alone = len(self.locators) == 1
        return {
            "name": self.name,
            "start": min(self.starts, default=None),
            "end": max(self.ends, default=None),
            "amount_kind": "public-grant",
            "amount": sum(known, Decimal(0)) if known else None,
            # Whether an export has all grants of a joint project, it does not say.
            "bound": "exact" if alone else "at-least",
            "method": "" if alone else "computed",
            "locator": _joined(self.locators),
        }


def _write_grant(grant: Grant, table: str, projects: dict[str, _Project], bodies: set[str], write: Write) -> None:
    locator = f"{table} {grant.locator}"
    id_ = f"fkz-{iris.made_of(grant.fkz)}"
    project = f"joint-{iris.made_of(grant.joint_project)}" if grant.joint_project else id_
    whole = projects.setdefault(project, _Project(grant.joint_project or grant.title or grant.fkz))
    if grant.start:
        whole.starts.add(grant.start)
    if grant.end:
        whole.ends.add(grant.end)
    whole.amounts.append(grant.amount)
    whole.locators.append(locator)
    name, place = _participant(grant)
    body = _body(name, place.ags)
    if body not in bodies:
        bodies.add(body)
        write("organisations", _organisation(body, name, place, locator))
    stated = grant.executing_body or grant.recipient
    row = {
        "id": id_,
        "project": project,
        "number": grant.fkz,
        "title": grant.title if grant.joint_project and grant.title != grant.joint_project else "",
        "ministry": grant.department,
        "organisation": body,
        "name_as_stated": stated,
        "country_as_stated": place.country,
        "share": grant.amount,
        "start": grant.start,
        "end": grant.end,
        "subject_code": grant.subject_code,
        "subject": grant.subject,
        "ags": place.ags,
        "locator": locator,
    }
    write("grants", row)


def _participant(grant: Grant) -> tuple[str, Place]:
    """Who does the work: the executing body, unless that is the recipient with a department behind its name."""
    executing = grant.executing_body
    if not executing or executing == grant.recipient or executing.startswith(f"{grant.recipient} - "):
        return grant.recipient or executing, grant.recipient_place
    return executing, grant.executing_place


def _body(name: str, ags: str) -> str:
    """The id of a body that is known by its name and its municipality alone.

    >>> _body("Universität Siegen", "05970040"), _body("Universität Siegen", "")
    ('named-universitaet-siegen-05970040', 'named-universitaet-siegen')
    """
    return "-".join(filter(None, ("named", iris.made_of(name), ags)))


def _organisation(id_: str, name: str, place: Place, locator: str) -> dict[str, object]:
    district = nuts.placement(place.ags).region
    region = district.code if district else REGION if place.ags.startswith(_KEY) else ""
    return {
        "id": id_,
        "name": name,
        "city": place.municipality or place.town,
        "country": _COUNTRIES.get(place.country),
        "region": region,
        "region_by": "municipality key" if region else "",
        "region_confidence": "inferred" if region else "",
        "locator": locator,
    }


def _wanted(region: str, biotechnology: bool) -> Callable[[Grant], bool]:
    if region and not cells.nuts_code(region).startswith(REGION):
        raise BionrwError(
            f'"{region}" is not {REGION} or a part of it: other regions are not told by municipality key.'
        )

    def is_wanted(grant: Grant) -> bool:
        if biotechnology and not foerderkatalog.is_biotech(grant.subject_code, grant.subject):
            return False
        return not region or any(_lies_in(place, region) for place in (grant.recipient_place, grant.executing_place))

    return is_wanted


def _lies_in(place: Place, region: str) -> bool:
    if region == REGION:
        return place.ags.startswith(_KEY) or (not place.ags and place.state == "Nordrhein-Westfalen")
    district = nuts.placement(place.ags).region
    return district is not None and district.code.startswith(region)


def _joined(locators: list[str]) -> str:
    """Where several rows of one table stand.

    >>> _joined(["a.csv row 3", "a.csv row 7", "a.csv row 9"])
    'a.csv row 3, row 7, row 9'
    """
    first, *others = locators
    return ", ".join([first, *(f"row {locator.rpartition(' ')[2]}" for locator in others)])
