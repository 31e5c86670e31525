"""Take in what others publish."""

from __future__ import annotations

from pathlib import Path

import click

from bionrw_graph.cli.commands import Group
from bionrw_graph.cli.options import data_option
from bionrw_graph.cli.output import progress, say


@click.group("import", cls=Group)
def import_() -> None:
    """Read what others publish into tables that the build takes in."""


@import_.command("cordis")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE-OR-FOLDER…")
@click.option(
    "--region", metavar="NUTS", help="Only projects with a participant in this region.  [default: DEA, unless --field]"
)
@click.option("--field", metavar="CODE", help="Only projects of this EuroSciVoc field and those below, like /23/45.")
@click.option("--all", "everything", is_flag=True, help="All projects.")
@click.option(
    "--programme",
    type=click.Choice(["fp7", "h2020", "horizon-europe"]),
    help="The programme of projects whose row is missing or does not name it.",
)
@data_option
@click.option(
    "-o",
    "--output",
    default="imports/cordis",
    show_default=True,
    metavar="FOLDER",
    help="The folder to write to; its name becomes that of the source.",
)
def import_cordis(
    files: tuple[Path, ...],
    region: str | None,
    field: str | None,
    everything: bool,
    programme: str | None,
    data: Path | None,
    output: str,
) -> None:
    """Read EU projects as CORDIS delivers them: ZIP, folder, CSV, XLSX or XML, FP7 to Horizon Europe.

    Taken are projects with a participant in North Rhine-Westphalia and those whose grant number our tables know, each
    with all its participants. Where no NUTS code is given, postcode and city tell the region, and the graph says so.

    \b
    $ bionrw import cordis cordis-h2020projects-csv.zip
    $ bionrw import cordis organization.csv topics.csv --programme h2020 -o imports/cordis-h2020
    $ bionrw import cordis cordis-HORIZONprojects-csv.zip --field /25/61 -o imports/cordis-horizon
    """
    from bionrw_graph import importing, paths, tables

    if everything and (region or field):
        raise click.UsageError("Give --all or a selection, not both.")
    awards = tables.read(data or paths.DATA)["awards"]
    summary = importing.cordis_delivery(
        files,
        output,
        region="" if everything else region or ("" if field else importing.REGION),
        field=field or "",
        programme=programme or "",
        also=frozenset(row["grant_number"] for row in awards if row["grant_number"].isdecimal()),
        progress=progress,
    )
    say(importing.report(summary))
    _say_where(output)


@import_.command("eurio")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--programme",
    type=click.Choice(["fp7", "h2020", "horizon-europe"]),
    help="The programme of projects whose grant does not name it.",
)
@click.option("--publisher", default="", metavar="NAME", help="Who publishes the file, if not the EU.")
@click.option("--url", default="", metavar="URL", help="Where it is published, if not by the EU.")
@click.option(
    "-o",
    "--output",
    default="imports/eurio",
    show_default=True,
    metavar="FOLDER",
    help="The folder to write to; its name becomes that of the source.",
)
def import_eurio(file: Path, programme: str | None, publisher: str, url: str, output: str) -> None:
    """Read EU projects from an RDF file in the words of EURIO, the ontology of CORDIS.

    Taken are all projects that have a number, each with all its roles.

    \b
    $ bionrw import eurio bigmap.ttl --programme h2020 -o imports/big-map
    """
    from bionrw_graph import importing

    found = importing.eurio_delivery(file, output, programme=programme or "", publisher=publisher, url=url)
    say(importing.eurio_report(found))
    _say_where(output)


@import_.command("foerderkatalog")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--region",
    default="DEA",
    show_default=True,
    metavar="NUTS",
    help="Only grants to bodies in North Rhine-Westphalia, or in a part of it.",
)
@click.option("--all", "everything", is_flag=True, help="Grants to bodies anywhere.")
@click.option("--biotechnology", is_flag=True, help="Only subjects that biotechnology-subjects.csv counts as such.")
@click.option(
    "-o",
    "--output",
    default="imports/foerderkatalog",
    show_default=True,
    metavar="FOLDER",
    help="The folder to write to; its name becomes that of the source.",
)
def import_foerderkatalog(file: Path, region: str, everything: bool, biotechnology: bool, output: str) -> None:
    """Read federal grants from a CSV export of the Förderkatalog.

    With one grant of a joint project (Verbundprojekt) all of that project are taken. The list has no identifiers of
    bodies: `bionrw match` proposes which are ours.

    \b
    $ bionrw import foerderkatalog export.csv
    $ bionrw import foerderkatalog export.csv --all --biotechnology -o imports/federal-biotechnology
    """
    from bionrw_graph import grants, importing

    count = grants.foerderkatalog_delivery(
        file, output, region="" if everything else region, biotechnology=biotechnology
    )
    say("\n".join(importing.told(count, "not asked for")))
    _say_where(output)


@import_.command("efre")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    default="imports/efre",
    show_default=True,
    metavar="FOLDER",
    help="The folder to write to; its name becomes that of the source.",
)
def import_efre(file: Path, output: str) -> None:
    """Read a list of ERDF (EFRE) operations of North Rhine-Westphalia: 2014-2020 as XLSX or JSON, 2007-2013 as JSON.

    The list has no identifiers of bodies: `bionrw match` proposes which are ours.

    \b
    $ bionrw import efre ERDF_NRW_2014-2020.xlsx -o imports/efre-2014
    """
    from bionrw_graph import grants, importing

    count = grants.efre_delivery(file, output)
    say("\n".join(importing.told(count, "not asked for")))
    _say_where(output)


@import_.command("ror")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--region", is_flag=True, help="All records in North Rhine-Westphalia as well, as bodies of their own.")
@click.option(
    "--pic-mapping",
    "mapping",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A table of PIC and ROR ids: finds bodies by their PIC, and lets `bionrw match` propose.",
)
@data_option
@click.option(
    "-o",
    "--output",
    default="imports/ror-records",
    show_default=True,
    metavar="FOLDER",
    help="The folder to write to; its name becomes that of the source.",
)
def import_ror(file: Path, region: bool, mapping: Path | None, data: Path | None, output: str) -> None:
    """Read what ROR, the registry of research organisations, says of bodies that our tables know.

    A file of records in schema 1 or 2, also packed: names, town and country, founding year, ids elsewhere, and which
    body is a part of which. What our tables say stays; contradictions show in `bionrw conflicts`.

    \b
    $ bionrw import ror ror-data.zip
    $ bionrw import ror ror-data.zip --region --pic-mapping pic_mapping.csv.gz
    """
    from bionrw_graph import importing, paths, registry, tables

    stated = tables.read(data or paths.DATA)["statements"]
    summary = registry.ror_delivery(
        file,
        output,
        known={row["value"] for row in stated if row["property"] == "same-as" and "//ror.org/" in row["value"]},
        pics={row["value"] for row in stated if row["property"] == "pic"},
        mapping=mapping,
        region=region,
    )
    for count in summary.tables:
        say("\n".join(importing.told(count, "not asked for")))
    _say_where(output)


def _say_where(output: str) -> None:
    """Where a delivery was written, and how the build finds it there."""
    beside = str(Path(output).parent)
    option = "" if beside == "imports" else f" --imports {beside}"
    say(f"Wrote {output}. `bionrw build{option}` takes it in.")
