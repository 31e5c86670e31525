"""Lists of grants → tables → graph: what is taken, who is whom, what the money is, and what is told."""

import csv
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from bionrw_graph import building, grants, importing, matching, networks, queries, store, validation
from bionrw_graph.cli import main
from bionrw_graph.errors import BionrwError
from small_tables import award, graph_of, organisation, project, statement, tables_of

COUNTRY = ["Nordrhein-Westfalen", "Deutschland"]
DUESSELDORF = ["05111000", "Düsseldorf", "Düsseldorf", *COUNTRY]
AACHEN = ["05334002", "Aachen", "Aachen", *COUNTRY]
BERLIN = ["11000000", "Berlin", "Berlin", "Berlin", "Deutschland"]


def grant(number: str, recipient: str, place: list[str], **more: str) -> str:
    """A row of the Förderkatalog as the export writes it."""
    cells = [number, more.get("ministry", "BMBF"), "414", "PT", "", recipient, *place]
    cells += [more.get("executing", recipient), *place, more.get("title", f"Theme of {number}")]
    cells += [more.get("subject", "K03530"), "Ernährungsforschung", more.get("start", "01.12.2017"), "31.03.2029"]
    quoted = ";".join(f'="{cell}"' for cell in cells)
    return f'{quoted};{more.get("amount", "1.000,50")};="Profil";="{more.get("joint", "")}";="PDIR";\n'


ROWS = [
    grant("031B1", "Universität Düsseldorf", DUESSELDORF, executing="Universität Düsseldorf - Institut für Biologie"),
    grant("031B2A", "Enzym GmbH", AACHEN, joint="ENZYMNETZ", amount="2.000,00"),
    grant("031B2B", "Fraunhofer-Gesellschaft", BERLIN, executing="Fraunhofer-Institut IXY", joint="ENZYMNETZ"),
    grant("031B3", "Berliner Firma", BERLIN),
    grant("01X4", "ENZYM GmbH", AACHEN, ministry="BMUV", subject="ZMAN", start="01.01.2023"),
    grant("01X5", "Enzym GmbH", AACHEN, ministry="BMFT", subject="ZMAN", start="01.01.1990"),
]
EFRE = [
    {
        "Name des Begünstigten": name,
        "Bezeichnung des Vorhabens": "Labor",
        "Zusammenfassung des Vorhabens": "Labor",
        "Durchführungs-beginn": "01.11.2015",
        "Durchführungs-ende": "31.10.2018",
        "bewilligte förderfähige Gesamtinvestition": "€ 833851.95",
        "Gebietskennziffer": key,
        "Land": "DE",
        "EU-Interventions-kategorie": "067",
        "Bezeichnung der EU-Interventionskategorie": "KMU",
    }
    for name, key in (("Enzym GmbH", ""), ("Enzym GmbH", "05334002"), ("Enzym GmbH", "05334002"))
]
EFRE_2007 = [
    {
        "beneficiary": "Enzym\nGmbH",
        "name_of_operation": "Technikum",
        "years": "2013",
        "allocated_public_funding": "48.219",
        "on_finish_total_value": "48.000",
    }
]
MERGED = {"reason": "One body.", "reason_de": "Eine Einrichtung.", "date": "2026-11-21"}
OURS = {
    "organisations": [
        organisation("enzym", "Enzym"),
        organisation("bmbf"),
        organisation("bmft-old"),
        organisation("hhu"),
    ],
    "names": [
        {"subject": "organisation/bmbf", "text": "BMBF", "type": "short-name"},
        # Of a later house, so not the one of 1990.
        {"subject": "organisation/bmft-old", "text": "BMFT", "type": "short-name", "from": "1995"},
    ],
    "programmes": [{"id": id_, "name": id_.upper()} for id_ in ("erdf", "ziel2-nrw")],
    "projects": [project("ours")],
    "awards": [award("ours", "organisation/bmbf") | {"grant_number": "031B2B"}],
    "statements": [
        row
        for house in ("bmbf", "bmft-old")
        for row in (
            statement(f"organisation/{house}", "kind", "ministry"),
            statement(f"organisation/{house}", "part-of", "funder-family/federal"),
        )
    ],
}
ENZYM = "named-enzym-gmbh-05334002"


def export(folder: Path, *rows: str) -> Path:
    path = folder / "export.csv"
    path.write_text("".join(rows or ROWS), encoding="cp1252")
    return path


def operations(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def imports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("delivered")
    grants.foerderkatalog_delivery(export(folder), folder / "imports" / "foerderkatalog", region="DEA")
    grants.efre_delivery(operations(folder, "2014.json", EFRE), folder / "imports" / "efre-2014")
    grants.efre_delivery(operations(folder, "2007.json", EFRE_2007), folder / "imports" / "efre-2007")
    return folder / "imports"


@pytest.fixture(scope="module")
def graph(imports: Path, tmp_path_factory: pytest.TempPathFactory) -> store.Graph:
    folder = tmp_path_factory.mktemp("built")
    return store.opened(building.build(tables_of(folder, OURS), folder / "current", imports=imports))


def test_grants_of_the_region_are_taken_and_with_one_the_whole_joint_project(imports: Path) -> None:
    folder = imports / "foerderkatalog"
    assert [(row["number"], row["project"], row["organisation"]) for row in table(folder, "grants")] == [
        ("031B1", "fkz-031b1", "named-universitaet-duesseldorf-05111000"),
        ("031B2A", "joint-enzymnetz", ENZYM),
        ("031B2B", "joint-enzymnetz", "named-fraunhofer-institut-ixy-11000000"),
        ("01X4", "fkz-01x4", ENZYM),
        ("01X5", "fkz-01x5", ENZYM),
    ]
    # The department of a recipient is no body of its own, but what was printed stays.
    assert table(folder, "grants")[0]["name_as_stated"] == "Universität Düsseldorf - Institut für Biologie"
    about = json.loads((folder / "delivery.json").read_text(encoding="utf-8"))
    assert (about["kind"], about["licence"]) == ("funding", "") and "no licence is stated" in about["attribution"]


def test_the_region_is_told_by_the_municipality_key_and_the_subject_by_its_code(tmp_path: Path) -> None:
    def taken(**asked: object) -> list[str]:
        target = tmp_path / "imports" / "x"
        count = grants.foerderkatalog_delivery(export(tmp_path), target, **asked)  # type: ignore[arg-type]
        assert count.read == 6 and count.taken == len(table(target, "grants"))
        return [row["number"] for row in table(target, "grants")]

    assert taken(region="DEA2D") == ["031B2A", "031B2B", "01X4", "01X5"]
    assert taken(biotechnology=True) == ["031B1", "031B2A", "031B2B", "031B3"]
    assert taken(region="DEA1", biotechnology=True) == ["031B1"]
    assert len(taken()) == 6


def test_a_joint_project_has_the_money_and_the_time_of_its_grants_together(imports: Path) -> None:
    [joint] = [row for row in table(imports / "foerderkatalog", "projects") if row["id"].startswith("joint")]
    assert joint == {
        "id": "joint-enzymnetz",
        "name": "ENZYMNETZ",
        "start": "2017-12-01",
        "end": "2029-03-31",
        "amount_kind": "public-grant",
        "amount": "3000.50",
        "bound": "at-least",
        "method": "computed",
        "locator": "export.csv row 2, row 3",
    }


def test_money_funder_region_and_row_of_a_grant_are_in_the_graph(graph: store.Graph) -> None:
    asked = """SELECT ?number ?funder ?kind ?bound ?value ?locator {
        ?award bionrw:funds ?project ; bionrw:grantNumber ?number ; bionrw:funder ?house ;
               prov:wasDerivedFrom/bionrw:locator ?locator .
        ?project bionrw:hasAmount ?amount . ?amount schema:value ?value ; bionrw:amountKind/skos:notation ?kind ;
                 bionrw:bound/skos:notation ?bound .
        BIND (STRAFTER(STR(?house), "/organisation/") AS ?funder) } ORDER BY ?number"""
    said = [tuple(map(str, row.values())) for row in store.select(graph, asked)]
    assert said == [
        ("01X4", "named-ministry-bmuv", "public-grant", "exact", "1000.5", "export.csv row 5"),
        # In 1990 the house that we know by this abbreviation was not there yet.
        ("01X5", "named-ministry-bmft", "public-grant", "exact", "1000.5", "export.csv row 6"),
        ("031B1", "bmbf", "public-grant", "exact", "1000.5", "export.csv row 1"),
        ("031B2A", "bmbf", "public-grant", "at-least", "3000.5", "export.csv row 2"),
        # Twice: our own table says it, and the delivery.
        ("031B2B", "bmbf", "public-grant", "at-least", "3000.5", "export.csv row 3"),
        ("031B2B", "bmbf", "public-grant", "at-least", "3000.5", "opening"),
    ]
    stated = "SELECT ?name { ?award bionrw:grantNumber '01X5' ; bionrw:nameAsStated ?name }"
    assert store.select(graph, stated) == [{"name": "BMFT"}]
    where = f"""SELECT ?locator ?method {{ ?statement rdf:subject id:organisation\\/{ENZYM} ; rdf:object nuts:DEA2D ;
        prov:wasDerivedFrom ?citation . ?citation bionrw:locator ?locator ; bionrw:method/skos:notation ?method }}"""
    assert store.select(graph, where) == [
        {"locator": "export.csv row 2, from the municipality key", "method": "inferred"}
    ]
    licence = "SELECT ?graph { ?graph dcterms:license ?licence FILTER (CONTAINS(STR(?graph), 'foerderkatalog')) }"
    assert store.select(graph, licence) == []


def test_a_project_whose_grant_number_is_ours_is_ours(graph: store.Graph) -> None:
    partners = queries.find("partners-of").run(graph, organisation=ENZYM)
    assert [row["partner"] for row in partners] == ["Fraunhofer-Institut IXY"]
    network = networks.projection(graph, "collaboration")
    ours = "https://w3id.org/bionrw/id/organisation/"
    assert network.edges[f"{ours}{ENZYM}", f"{ours}named-fraunhofer-institut-ixy-11000000"]["through"] == [
        "https://w3id.org/bionrw/id/project/ours"
    ]


def test_operations_have_their_programme_and_their_kind_of_amount(graph: store.Graph) -> None:
    asked = """SELECT ?name ?programme ?kind ?value ?start {
        ?project skos:prefLabel ?name ; bionrw:hasAmount ?amount .
        ?award bionrw:funds ?project ; bionrw:underProgramme/skos:prefLabel ?programme .
        ?amount schema:value ?value ; bionrw:amountKind/skos:notation ?kind .
        OPTIONAL { ?project bionrw:hasPeriod/bionrw:statedStart ?start } } ORDER BY ?name ?project"""
    said = [tuple(str(value) for value in row.values()) for row in store.select(graph, asked)]
    labor = ("Labor", "OP EFRE NRW 2014-2020", "project-volume", "833851.95", "2015-11-01")
    # Two rows that agree in every cell are two operations.
    assert said == [labor, labor, labor, ("Technikum", "ZIEL2-NRW", "public-grant", "48219", "None")]
    part = "ASK { id:programme\\/efre-nrw-2014-2020 bionrw:partOf id:programme\\/erdf ; a bionrw:FundingProgramme }"
    assert store.ask(graph, part)


def test_a_programme_that_our_tables_lack_is_named_by_the_list(imports: Path, tmp_path: Path) -> None:
    place = building.build(tables_of(tmp_path, {}), tmp_path / "current", imports=imports)
    names = "SELECT ?name { ?programme a bionrw:FundingProgramme ; skos:prefLabel ?name } ORDER BY ?name"
    alone = store.opened(place)
    assert [row["name"] for row in store.select(alone, names)] == ["NRW-EU-Ziel 2-Programm", "OP EFRE NRW 2014-2020"]
    assert validation.validate(alone).conforms


def test_the_place_of_an_operation_is_not_that_of_its_beneficiary(graph: store.Graph) -> None:
    asked = """SELECT ?region ?confidence ?locator { ?statement rdf:subject id:organisation\\/named-enzym-gmbh ;
        rdf:predicate bionrw:nuts ; rdf:object ?region ; prov:wasDerivedFrom ?citation .
        ?citation bionrw:confidence/skos:notation ?confidence ; bionrw:locator ?locator }"""
    assert [tuple(row.values()) for row in store.select(graph, asked)] == [
        (
            "http://data.europa.eu/nuts/code/DEA",
            "uncertain",
            "2014.json record 2, from the municipality key of the operation",
        )
    ]


def test_a_graph_with_all_lists_keeps_the_shapes(graph: store.Graph) -> None:
    report = validation.validate(graph)
    assert report.conforms, [finding for finding in report.findings if finding.severity == "Violation"][:3]


def proposed(graph: store.Graph) -> set[tuple[str, str]]:
    _, rows = matching.proposals(graph)
    return {(row["oneId"], row["otherId"]) for row in rows}


def test_a_pair_is_proposed_until_a_person_decides_and_then_joined_or_silent(
    imports: Path, graph: store.Graph, tmp_path: Path
) -> None:
    pairs = {("enzym", ENZYM), ("enzym", "named-enzym-gmbh"), ("named-enzym-gmbh", ENZYM)}
    assert pairs <= proposed(graph)
    decided = OURS | {
        "same": [{"id": ENZYM, "same_as": "enzym", **MERGED}],
        "not-same": [{"id": "enzym", "other": "named-enzym-gmbh", **MERGED}],
    }
    data = tables_of(tmp_path, decided)
    after = store.opened(building.build(data, tmp_path / "current", imports=imports))
    assert pairs & proposed(after) == set()
    assert building.idle_decisions(data, imports) == []
    partners = queries.find("partners-of").run(after, organisation="enzym")
    assert [row["partner"] for row in partners] == ["Fraunhofer-Institut IXY"]
    labels = "SELECT ?label { id:organisation\\/enzym skos:prefLabel|skos:altLabel ?label }"
    assert {row["label"] for row in store.select(after, labels)} == {"Enzym", "Enzym GmbH"}
    assert not store.ask(after, f"ASK {{ id:organisation\\/{ENZYM} a bionrw:Organisation }}")
    assert validation.validate(after).conforms


def test_a_decision_about_a_delivery_that_is_away_is_told_and_harmless(tmp_path: Path) -> None:
    same = [{"id": ENZYM, "same_as": "enzym", **MERGED}]
    data = tables_of(tmp_path, OURS | {"same": same})
    place = building.build(data, tmp_path / "current", imports=tmp_path / "none")
    assert building.idle_decisions(data, tmp_path / "none") == [
        f'same.csv, row 2, column id: no imported delivery has "{ENZYM}", so the row has no effect.'
    ]
    assert validation.validate(store.opened(place)).conforms


@pytest.mark.parametrize(
    ("table_", "row", "said"),
    [
        ("same", {"id": "enzim", "same_as": "hhu"}, '"enzim" is not in organisations.csv. Did you mean "enzym"?'),
        ("same", {"id": "enzym", "same_as": ENZYM}, f'column same_as: "{ENZYM}" is not in organisations.csv.'),
        ("not-same", {"id": "enzym", "other": "hhx"}, 'column other: "hhx" is not in organisations.csv.'),
    ],
)
def test_a_decision_about_a_body_that_cannot_be_is_refused(
    tmp_path: Path, table_: str, row: dict[str, str], said: str
) -> None:
    with pytest.raises(BionrwError) as caught:
        graph_of(tmp_path, OURS | {table_: [row | MERGED]})
    assert said in str(caught.value)


def test_the_same_list_gives_the_same_ids_wherever_its_rows_stand(imports: Path, tmp_path: Path) -> None:
    grants.foerderkatalog_delivery(export(tmp_path, *reversed(ROWS)), tmp_path / "i" / "turned", region="DEA")
    grants.efre_delivery(operations(tmp_path, "2014.json", EFRE[::-1]), tmp_path / "i" / "efre")
    for old, new in (("foerderkatalog", "turned"), ("efre-2014", "efre")):
        for name in ("projects", "organisations", "grants"):
            before = {row["id"] for row in table(imports / old, name)}
            assert {row["id"] for row in table(tmp_path / "i" / new, name)} == before


def test_two_deliveries_with_the_same_bodies_and_projects_name_them_once(imports: Path, tmp_path: Path) -> None:
    again = tmp_path / "imports"
    for name in ("a", "b"):
        grants.foerderkatalog_delivery(export(tmp_path, *(ROWS if name == "a" else ROWS[4:] + ROWS[:4])), again / name)
    data = tables_of(tmp_path, OURS)
    both = store.opened(building.build(data, tmp_path / "current", imports=again))
    # One delivery writes the firm "Enzym GmbH", the other "ENZYM GmbH".
    labels = f"SELECT ?kind ?label {{ id:organisation\\/{ENZYM} ?kind ?label FILTER (CONTAINS(STR(?kind), 'Label')) }}"
    assert {(row["kind"].rpartition("#")[2], row["label"]) for row in store.select(both, labels)} == {
        ("prefLabel", "Enzym GmbH"),
        ("altLabel", "ENZYM GmbH"),
    }
    assert validation.validate(both).conforms


# Bad input: one sentence, exit code 1, and the old folder is whole.


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    monkeypatch.chdir(tmp_path)

    def runner(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["import", *words], catch_exceptions=False)
        assert "Traceback" not in result.output
        return result.exit_code, result.stderr

    return runner


def test_the_commands_import_and_say_what_they_took(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    export(tmp_path)
    operations(tmp_path, "2007.json", EFRE_2007)
    assert run("foerderkatalog", "export.csv") == (
        0,
        "export.csv: 6 rows, 5 taken, 1 not asked for\nWrote imports/foerderkatalog. `bionrw build` takes it in.\n",
    )
    assert run("foerderkatalog", "export.csv", "--all")[1].startswith("export.csv: 6 rows, 6 taken\n")
    assert run("efre", "2007.json") == (
        0,
        "2007.json: 1 rows, 1 taken\nWrote imports/efre. `bionrw build` takes it in.\n",
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["foerderkatalog", "2007.json"],
            "2007.json is not an export of the Förderkatalog but looks like a list of ERDF",
        ),
        (["efre", "export.csv"], "export.csv is not a list of ERDF operations but looks like an export of the Förder"),
        (["efre", "nowhere.xlsx"], "nowhere.xlsx"),
        (["foerderkatalog", "export.csv", "--region", "DE2"], '"DE2" is not DEA or a part of it'),
        (
            ["foerderkatalog", "export.csv", "--region", "DEA23"],
            "export.csv has no grant in DEA23. Nothing was written.",
        ),
        (["foerderkatalog", "export.csv", "-o", "imports/Mein Import"], "use small letters, digits and hyphens"),
        (["efre", "empty.json"], "empty.json"),
    ],
)
def test_a_list_that_cannot_be_taken_is_told(
    run: Callable[..., tuple[int, str]], tmp_path: Path, words: list[str], said: str
) -> None:
    export(tmp_path)
    operations(tmp_path, "2007.json", EFRE_2007)
    (tmp_path / "empty.json").write_text("[]")
    code, words_said = run(*words)
    assert code == 1 and said in words_said and words_said.startswith("Error: ")
    assert not (tmp_path / "imports").exists() or not list((tmp_path / "imports").iterdir())


def test_an_import_killed_in_the_middle_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "imports" / "foerderkatalog"
    grants.foerderkatalog_delivery(export(tmp_path), target)
    before = {path.name: path.read_bytes() for path in target.iterdir()}
    script = """
import os, signal, sys
from pathlib import Path
from bionrw_graph import grants
grants._organisation = lambda *given: os.kill(os.getpid(), signal.SIGKILL)
grants.foerderkatalog_delivery(Path(sys.argv[1]), sys.argv[2])
"""
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path / "export.csv"), str(target)])
    assert done.returncode == -signal.SIGKILL
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before


def test_a_delivery_of_an_unknown_kind_is_told(imports: Path, tmp_path: Path) -> None:
    folder = tmp_path / "imports" / "x"
    folder.mkdir(parents=True)
    about = json.loads((imports / "foerderkatalog" / "delivery.json").read_text(encoding="utf-8"))
    (folder / "delivery.json").write_text(json.dumps(about | {"kind": "tea"}), encoding="utf-8")
    with pytest.raises(BionrwError, match='"tea" is no kind of delivery that is known here'):
        building.build(tables_of(tmp_path, OURS), tmp_path / "current", imports=tmp_path / "imports")


# The real lists, which are no part of this repository.


def test_the_real_lists_come_in_with_their_counts(deliveries: Path, tmp_path: Path) -> None:
    target = tmp_path / "imports"
    count = grants.foerderkatalog_delivery(
        deliveries / "foerderkatalog" / "foerderportal_newest_100_a.csv", target / "foerderkatalog", region="DEA"
    )
    assert (count.read, count.taken, len(table(target / "foerderkatalog", "grants"))) == (100, 11, 11)
    assert all(row["region"].startswith("DEA") for row in table(target / "foerderkatalog", "organisations"))
    for name, file, rows in (
        ("efre-2014", "ERDF_NRW_2014-2020.xlsx", 160),
        ("efre-2007", "ERDF_NRW_2007-2013.json.gz", 3109),
    ):
        count = grants.efre_delivery(deliveries / "efre-nrw" / file, target / name)
        projects = table(target / name, "projects")
        assert importing.told(count)[0] == f"{file}: {rows:,} rows, {rows:,} taken"
        assert len(projects) == len({row["id"] for row in projects}) == rows
    graph = store.opened(building.build(target=tmp_path / "current", imports=target))
    funded = """SELECT (COUNT(DISTINCT ?award) AS ?awards) { ?award bionrw:funder id:organisation\\/bmbf ;
        prov:wasDerivedFrom/prov:wasQuotedFrom id:snapshot\\/foerderkatalog }"""
    assert store.select(graph, funded) == [{"awards": 10}], "ten of eleven, one is of BMUV"
    _, pairs = matching.proposals(graph, "bielefeld-university")
    assert {"named-universitaet-bielefeld", "named-universitaet-bielefeld-05711000"} <= {
        row["otherId"] for row in pairs if row["score"] == 100
    }
