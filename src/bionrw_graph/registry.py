"""ROR, the registry of research organisations → a folder of tables of ours that say more of bodies that are known.

The build takes them in after all other deliveries. A table of PIC and ROR ids may help to find them; where it speaks of
imported bodies, its rows become proposals of ``bionrw match``, and nothing more.
"""

from collections.abc import Collection
from pathlib import Path

from bionrw_graph.deliveries import identifiers, ror
from bionrw_graph.deliveries.summary import Count, Summary
from bionrw_graph.errors import BionrwError
from bionrw_graph.importing import REGION, Write, delivery_name, write_manifest, written
from bionrw_graph.sources import imported
from bionrw_graph.sources import ror as tables
from bionrw_graph.swap import replaced_folder

# GeoNames calls these towns by their English names, our tables by their own.
_TOWNS = {"Cologne": "Köln", "Hanover": "Hannover", "Munich": "München", "Nuremberg": "Nürnberg"}
_ADDRESSES = {"wikidata": "http://www.wikidata.org/entity/{}", "isni": "https://isni.org/isni/{}"}


def ror_delivery(
    path: Path,
    target: str | Path,
    *,
    known: Collection[str] = frozenset(),
    pics: Collection[str] = frozenset(),
    mapping: Path | None = None,
    region: bool = False,
) -> Summary:
    """Read records of ROR and write those that are wanted to the folder ``target``.

    Wanted are the records of bodies that our tables know, by their ROR ids ``known`` (full IRIs) or, through the table
    ``mapping`` where that is highly confident, by their ``pics``; and, with ``region``, all in North Rhine-Westphalia.
    Of ``mapping``, the rows that lead to one of these records are written, too. Gives what became of the records and
    rows; raises ``BionrwError`` for a file that cannot be read, and where nothing is left. The folder stays as it was
    then.
    """
    name = delivery_name(target)
    summary = Summary([Count()])
    pairs: list[identifiers.PicToRor] = []
    if mapping:
        summary.tables.append(Count())
        pairs = list(identifiers.pic_to_ror(mapping, summary.tables[1]))
    by_pic: dict[str, str] = {}
    for pair in pairs:
        if pair.pic in pics and pair.ror not in known and pair.confidence == "high":
            by_pic.setdefault(pair.ror, pair.pic)
    [count, *_] = summary.tables
    taken: set[str] = set()
    with replaced_folder(target, imported.MANIFEST) as fresh:
        with written(fresh, tables.COLUMNS) as write:
            for record in ror.organisations(path, count):
                here = region and ror.lies_in(record, "DE", "NW")
                if record.status != "withdrawn" and (here or record.id in known or record.id in by_pic):
                    taken.add(record.id)
                    _write_record(record, count.table, here, by_pic.get(record.id, ""), write)
                else:
                    count.taken -= 1
                    count.other += 1
            for pair in pairs:
                if pair.ror in taken or pair.ror in known:
                    locator = f"{summary.tables[1].table} {pair.locator}"
                    row = {"pic": pair.pic, "ror": pair.ror, "confidence": pair.confidence, "method": pair.method}
                    write("candidates", row | {"locator": locator})
                else:
                    summary.tables[1].taken -= 1
                    summary.tables[1].other += 1
        if not taken:
            raise BionrwError(f"{path.name} has no record of a body that our tables know. Nothing was written.")
        about = {
            "name": name,
            "title": "Research Organization Registry (ROR)",
            "publisher": "Research Organization Registry (ROR)",
            "url": "https://ror.org/",
            "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
            "attribution": "",
            "selected": {"region": REGION if region else ""},
        }
        write_manifest(fresh, "ror", about, [path, *([mapping] if mapping else [])])
    return summary


def _write_record(record: ror.Organisation, table: str, here: bool, pic: str, write: Write) -> None:
    locator = f"{table} {record.locator}"
    row = {
        "ror": record.id,
        "name": record.display_name,
        "pic": pic,
        "region": REGION if here else "",
        "status": record.status,
        "types": " ".join(sorted(record.types)),
        "established": record.established,
        "locator": locator,
    }
    write("organisations", row)
    for name in record.names:
        said = {"ror": record.id, "name": name.value, "language": name.language, "types": " ".join(name.types)}
        write("names", said | {"locator": locator})
    for location in record.locations:
        town = _TOWNS.get(location.name, location.name)
        place = {"ror": record.id, "city": town, "country": location.country, "subdivision": location.subdivision}
        write("places", place | {"locator": locator})
    for ids in record.external_ids:
        # One is preferred, or all are equally good.
        for value in [ids.preferred] if ids.preferred else ids.all:
            address = _ADDRESSES.get(ids.type, "").format(value.replace(" ", ""))
            write(
                "identifiers", {"ror": record.id, "type": ids.type, "id": value, "address": address, "locator": locator}
            )
    for other in record.relationships:
        link = {"ror": record.id, "type": other.type, "other": other.id, "label": other.label}
        write("relations", link | {"locator": locator})
