"""What CORDIS publishes, as tables or in its ontology EURIO → a folder of tables of ours.

The build takes them in beside the curated tables. Delivered tables are read twice: once for which projects are wanted,
once for all that is said of them. Rows keep their order, so the same files give the same tables. Texts of more than a
title stay where they are.
"""

import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

from bionrw_graph.deliveries import cordis as delivered
from bionrw_graph.deliveries import cordis_xml, eurio, euroscivoc, regions, tables
from bionrw_graph.deliveries.summary import Count, Summary
from bionrw_graph.errors import BionrwError
from bionrw_graph.sources import cordis, imported
from bionrw_graph.swap import replaced_folder, write_text

REGION = "DEA"
"""North Rhine-Westphalia: organisations that lie there are marked in any delivery."""

_PUBLISHER = "Publications Office of the European Union (CORDIS)"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_ATTRIBUTION = "© European Union, reuse under CC BY 4.0 (Commission Decision 2011/833/EU)"
_PROGRAMMES = {"FP7": "fp7", "H2020": "h2020", "HORIZON": "horizon-europe"}
# As sure as the curated tables say it.
_CONFIDENCE = {"certain": "confirmed", "likely": "inferred", "doubtful": "uncertain"}
_STEP = 10_000
_REASONS = 5


def cordis_delivery(
    paths: Sequence[Path],
    target: str | Path,
    *,
    region: str = "",
    field: str = "",
    programme: str = "",
    also: frozenset[str] = frozenset(),
    progress: Callable[[int], None] = lambda rows: None,
) -> Summary:
    """Read the tables and XML records of CORDIS in ``paths`` and write what is wanted of them to the folder ``target``.

    Wanted are all projects, or those with a participant in the NUTS region ``region`` and, or, of the EuroSciVoc field
    ``field`` (a code such as /23/45) and the fields below it; and those in ``also`` (grant numbers) in any case. Of
    each project all participants are taken. ``programme`` (fp7, h2020 or horizon-europe) is that of rows that do not
    name it. ``progress`` is told from time to time how many records were taken. Gives what became of the rows of each
    table; raises ``BionrwError`` for files that cannot be read, and where nothing is left. The folder stays as it was
    then.
    """
    name = delivery_name(target)
    found = tables.tables(*paths, xml=cordis_xml.tables)
    summary = Summary()
    asked = " and ".join([f"a participant in {region}"] * bool(region) + [f"the field {field}"] * bool(field))
    wanted = None
    if asked:
        chosen = delivered.selected(found, region=region or None, field=field or None)
        if not chosen:
            summary.unknown.append(f"No project here has {asked}: taken are only those that our tables know.")
        wanted = chosen | also
    with replaced_folder(target, imported.MANIFEST) as fresh:
        records = delivered.read(found, summary, projects=wanted)
        with written(fresh, cordis.COLUMNS) as write:
            taken = _taken_in(records, write, region or REGION, programme, progress)
        if not taken:
            raise BionrwError(f"No project here has {asked or 'an id'}. Nothing was written.")
        about = {
            "name": name,
            "title": f"CORDIS: {_titled(fresh)}",
            "publisher": _PUBLISHER,
            "url": "https://cordis.europa.eu/",
            "licence": _LICENCE,
            "attribution": _ATTRIBUTION,
            "selected": {"region": region, "field": field, "also": sorted(also)},
        }
        write_manifest(fresh, "cordis", about, _files(paths))
    return summary


def eurio_delivery(
    path: Path,
    target: str | Path,
    *,
    programme: str = "",
    publisher: str = "",
    url: str = "",
) -> eurio.Delivery:
    """Read an RDF file in the words of EURIO and write its projects, with all their roles, to the folder ``target``.

    ``programme`` (fp7, h2020 or horizon-europe) is that of projects whose grant does not name it; ``publisher`` and
    ``url`` say whose file it is, where its projects are not named by the EU. Gives what was read; raises
    ``BionrwError`` for a file that cannot be read, or has no project. The folder stays as it was then.
    """
    name = delivery_name(target)
    if url and not re.match("https?://[^/]", url):
        raise BionrwError(f'"{url}" is no web address. Write it as a browser shows it, with https:// or http://.')
    found = eurio.read(path)
    # The EU vouches for what it names itself, and for nothing else.
    official = all(project.startswith("http://data.europa.eu/s66/") for project in found.projects)
    with replaced_folder(target, imported.MANIFEST) as fresh:
        with written(fresh, cordis.COLUMNS) as write:
            met: Counter[str] = Counter()
            for table, rows in found.tables.items():
                for row in rows:
                    more: dict[str, object] = {}
                    if table == "projects":
                        more = {"programme": row["programme"] or programme}
                    elif table == "organisations":
                        more = _located(row)
                    elif table == "participations":
                        more = {"order": _again(met, row["project"], row["pic"], row["order"])}
                    elif table == "fields" and _again(met, row["project"], f"field/{row['code']}"):
                        continue
                    write(table, row | more)
            concepts: _Concepts = {}
            for row in found.tables["fields"]:
                _take_in_field(concepts, row["code"], "", row["title"], row["locator"])
            for concept in concepts.values():
                write("concepts", concept)
        called = [row["acronym"] or row["id"] for row in found.tables["projects"]]
        about = {
            "name": name,
            "title": f"EURIO: {', '.join(called) if len(called) < 4 else f'{len(called)} projects'}",
            "publisher": publisher or (_PUBLISHER if official else "not stated"),
            "url": url or ("https://cordis.europa.eu/" if official else found.projects[0]),
            "licence": _LICENCE if official else "",
            "attribution": _ATTRIBUTION if official else "",
        }
        write_manifest(fresh, "cordis", about, [path])
    return found


def delivery_name(target: str | Path) -> str:
    """The name of a delivery: that of its folder. Raises ``BionrwError`` where it is none."""
    name = Path(target).resolve().name
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise BionrwError(f'The folder "{name}" names the delivery: use small letters, digits and hyphens.')
    return name


def _located(row: dict[str, str]) -> dict[str, object]:
    """Whether an organisation lies in the region, as the columns of ``organisations`` say it."""
    located = regions.located(
        REGION, country=row["country"], nuts=row["nuts"], postcode=row["postcode"], city=row["city"]
    )
    return {
        "region": located and located.code,
        "region_by": located and located.by,
        "region_confidence": located and _CONFIDENCE[located.sureness],
    }


Write = Callable[[str, Mapping[str, object]], None]


_Concepts = dict[str, dict[str, str]]


def _take_in_field(concepts: _Concepts, code: str, path: str, title: str, locator: str) -> None:
    """Add a field of EuroSciVoc, by its code, and those above it where ``code`` and ``path`` lead to it from above."""
    codes = code.removeprefix("/").split("/")
    titles = path.split("/")[1:]
    if len(titles) != len(codes):
        # A title may hold a slash.
        titles = [*[""] * (len(codes) - 1), title]
    parents = ["/" if "/" in code else "", *codes]
    for parent, own, name in zip(parents, codes, titles, strict=False):
        if own not in concepts:
            uuid, known = euroscivoc.official().get(own, ("", ""))
            # Deliveries of different years may spell a title differently; the vocabulary has one.
            title = known or name
            concepts[own] = {"code": own, "uuid": uuid, "title": title, "parent": parent, "locator": locator}


@contextmanager
def written(folder: Path, columns: Mapping[str, Sequence[str]]) -> Iterator[Write]:
    """A function that writes a row to one of the tables of an imported delivery in ``folder``."""
    with ExitStack() as stack:
        writers = {}
        for name, header in columns.items():
            file = stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            writers[name] = csv.writer(file, lineterminator="\n")
            writers[name].writerow(header)

        def write(name: str, row: Mapping[str, object]) -> None:
            writers[name].writerow([_cell(row.get(column)) for column in columns[name]])

        yield write


def write_manifest(folder: Path, kind: str, about: Mapping[str, object], files: Iterable[Path]) -> None:
    """Write what is known of a delivery, with the files that were read; ``kind`` says which tables ``folder`` has."""
    read = [{"name": path.name, "sha256": _sha256(path)} for path in files]
    text = json.dumps({"kind": kind, **about, "files": read}, indent=2, ensure_ascii=False)
    write_text(folder / imported.MANIFEST, f"{text}\n")


def _taken_in(
    records: Iterator[delivered.Record],
    write: Write,
    region: str,
    programme: str,
    progress: Callable[[int], None],
) -> int:
    """Write every record to its table; how many projects there are."""
    described: set[str] = set()
    # What is known of a project without a row of its own, and the newest row of each organisation.
    mentioned: dict[str, tuple[str, str]] = {}
    bodies: dict[str, delivered.Participation] = {}
    names: dict[str, dict[str, str]] = {}
    concepts: _Concepts = {}
    # How often a project names a body, or a field.
    met: Counter[str] = Counter()
    for number, record in enumerate(records, start=1):
        if number % _STEP == 0:
            progress(number)
        locator = _locator(record)
        match record:
            case delivered.Project():
                described.add(record.id)
                write("projects", _project(record, programme, locator))
                continue
            case delivered.Participation():
                before = bodies.get(record.organisation)
                if before is None or (record.updated and (not before.updated or record.updated >= before.updated)):
                    bodies[record.organisation] = record
                if record.name:
                    names.setdefault(record.organisation, {}).setdefault(record.name, locator)
                order = _again(met, record.project, record.organisation, record.order)
                write("participations", _participation(record, locator) | {"order": order})
            case delivered.Topic():
                write(
                    "topics",
                    {"project": record.project, "topic": record.topic, "title": record.title, "locator": locator},
                )
            case delivered.Field():
                _take_in_field(concepts, record.code, record.path or "", record.title or "", locator)
                if not _again(met, record.project, f"field/{record.code.rpartition('/')[2]}"):
                    write(
                        "fields",
                        {"project": record.project, "code": record.code, "title": record.title, "locator": locator},
                    )
            case delivered.Link():
                write("links", {"project": record.project, "url": record.url, "locator": locator})
        acronym = record.project_acronym or "" if isinstance(record, delivered.Participation) else ""
        if record.project not in mentioned or (acronym and not mentioned[record.project][0]):
            mentioned[record.project] = (acronym, locator)
    for id_, (acronym, locator) in mentioned.items():
        if id_ not in described:
            write("projects", {"id": id_, "acronym": acronym, "programme": programme, "locator": locator})
    for concept in concepts.values():
        write("concepts", concept)
    for pic, body in bodies.items():
        write("organisations", _organisation(body, region))
        for name, locator in names.get(pic, {}).items():
            if name != body.name:
                write("names", {"pic": pic, "name": name, "locator": locator})
    return len(described | set(mentioned))


def _project(record: delivered.Project, programme: str, locator: str) -> dict[str, object]:
    framework = (record.framework_programme or "").upper().partition(".")[0]
    return {
        "id": record.id,
        "acronym": record.acronym,
        "title": record.title,
        "status": record.status or record.status_written,
        "start": record.start,
        "end": record.end,
        "total_cost": record.total_cost,
        "eu_contribution": record.ec_contribution,
        "programme": _PROGRAMMES.get(framework, programme),
        "call": record.subcall or record.call,
        "scheme": record.funding_scheme,
        "doi": record.doi,
        "locator": locator,
    }


def _organisation(record: delivered.Participation, region: str) -> dict[str, object]:
    located = delivered.in_region(record, region)
    return {
        "pic": record.organisation,
        "name": record.name,
        "short_name": record.short_name,
        "vat": record.vat,
        "activity": record.activity_type,
        "sme": record.sme,
        "street": record.street,
        "postcode": record.postcode,
        "city": record.city,
        "country": record.country,
        # A country alone is no region, and outside of Europe no code of NUTS.
        "nuts": record.nuts if record.nuts and len(record.nuts) > 2 else None,
        "url": record.url,
        "region": located and located.code,
        "region_by": located and located.by,
        "region_confidence": located and _CONFIDENCE[located.sureness],
        "locator": _locator(record),
    }


def _participation(record: delivered.Participation, locator: str) -> dict[str, object]:
    return {
        "project": record.project,
        "pic": record.organisation,
        "role": record.role or record.role_written,
        "name_as_stated": record.name,
        "country_as_stated": record.country,
        "eu_contribution": record.ec_contribution,
        "net_eu_contribution": record.net_ec_contribution,
        "total_cost": record.total_cost,
        "ended": record.ended,
        "locator": locator,
    }


def _again(met: Counter[str], project: str, what: str, order: object = None) -> str:
    """What tells this mention of something in a project from its first, which needs nothing: its order, or a number."""
    key = f"{project}/{what}"
    met[key] += 1
    return "" if met[key] == 1 else str(order or met[key])


def _locator(record: delivered.Record) -> str:
    """Where a record stands, such as ``organization.csv row 12``."""
    return f"{record.table.rpartition(' › ')[2].rpartition('/')[2]} row {record.row}"


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
    return str(value)


def _titled(folder: Path) -> str:
    """The programmes that the projects in ``folder`` belong to, in words."""
    words = {"fp7": "FP7", "h2020": "Horizon 2020", "horizon-europe": "Horizon Europe"}
    there = {row["programme"] for _, row in cordis.rows(folder, "projects")} - {""}
    return ", ".join(words.get(one, one) for one in sorted(there)) or "EU research projects"


def _files(paths: Sequence[Path]) -> list[Path]:
    return [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path]) if file.is_file()]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def report(summary: Summary) -> str:
    """What became of the rows of each table, in words, with the first reasons for what was not taken."""
    lines = [line for count in summary.tables for line in told(count)]
    lines += [f"{name}: not needed" for name in summary.passed_over]
    lines += summary.unknown
    missing = [kind for kind in ("project", "organization") if kind not in {count.kind for count in summary.tables}]
    if missing:
        lines.append(f"No table {' and no table '.join(missing)} was given: what only they say stays unknown.")
    return "\n".join(lines)


def told(count: Count, other: str = "of other projects") -> list[str]:
    """What became of the rows of one table, in words, with the first reasons for what was not taken.

    ``other`` says what the rows are that were left out because nobody had asked for them.
    """
    parts = [f"{count.read:,} rows", f"{count.taken:,} taken"]
    for number, words in (
        (count.other, other),
        (count.doubled, "doubled"),
        (count.repaired["mojibake"], "with repaired letters"),
        (count.repaired["quotes"], "with mended quotes"),
        (count.garbled, "with letters that look damaged"),
        (count.refused, "refused"),
        (count.refused_cells, "cells left empty"),
    ):
        parts += [f"{number:,} {words}"] if number else []
    table = f"{count.table} ({count.kind})" if count.kind else count.table
    return [f"{table}: {', '.join(parts)}", *(f"  {refusal.reason}" for refusal in count.refusals[:_REASONS])]


def eurio_report(found: eurio.Delivery) -> str:
    """What was taken of a file in EURIO, in words, with the first reasons for what was not."""
    there = ", ".join(f"{name} {len(rows):,}" for name, rows in found.tables.items() if rows)
    lines = [f"Taken: {there}."]
    count = found.count
    if count.refused:
        lines.append(f"Not taken: {count.refused:,}.")
    if count.refused_cells:
        lines.append(f"Cells left empty: {count.refused_cells:,}.")
    lines += [f"  {refusal.locator}: {refusal.reason}" for refusal in count.refusals[:_REASONS]]
    without = sum(not row["pic"].isdecimal() for row in found.tables["organisations"])
    if without:
        lines.append(
            f"Organisations without a PIC: {without:,}. They are not joined with ours; `bionrw match` proposes."
        )
    return "\n".join(lines)
