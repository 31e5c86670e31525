"""Records of ROR → tables → graph: whom they are about, what they add, what contradicts, and what is only proposed."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bionrw_graph import building, importing, matching, queries, registry, store, validation
from bionrw_graph.cli import main
from bionrw_graph.errors import BionrwError
from bionrw_graph.paths import DATA
from small_tables import organisation, statement, tables_of

KNOWN = "https://ror.org/02hpadn98"
BY_PIC = "https://ror.org/00rcxh774"
NEARBY = "https://ror.org/04tsk2644"
MAYBE = "https://ror.org/05mxhda18"
ELSEWHERE = "https://ror.org/0006e6p34"
WITHDRAWN = "https://ror.org/000ayt557"


def record(id_: str, name: str, city: str = "Bielefeld", country: str = "DE", **more: Any) -> dict[str, Any]:
    """A record of ROR in schema 2."""
    place = {"name": city, "country_code": country, "country_subdivision_code": more.get("land", "NW")}
    return {
        "id": id_,
        "status": more.get("status", "active"),
        "types": ["education"],
        "established": more.get("established"),
        "domains": [],
        "links": [],
        "names": [{"value": name, "types": ["ror_display", "label"], "lang": "de"}, *more.get("names", [])],
        "locations": [{"geonames_id": 1, "geonames_details": place | {"lat": 52.0, "lng": 8.5}}],
        "external_ids": more.get("external_ids", []),
        "relationships": more.get("relationships", []),
    }


RECORDS = [
    record(
        KNOWN,
        "Universität Bielefeld",
        established=1969,
        names=[
            {"value": "Bielefeld University", "types": ["label"], "lang": "en"},
            {"value": "UB", "types": ["acronym"], "lang": None},
        ],
        external_ids=[
            {"type": "wikidata", "preferred": None, "all": ["Q24382"]},
            {"type": "isni", "preferred": None, "all": ["0000 0001 0944 9128"]},
            {"type": "grid", "preferred": "grid.7491.b", "all": ["grid.7491.b"]},
        ],
        relationships=[
            {"type": "child", "id": BY_PIC, "label": "Klinikum"},
            {"type": "child", "id": ELSEWHERE, "label": "not here"},
        ],
    ),
    record(BY_PIC, "Klinikum", "Cologne", relationships=[{"type": "parent", "id": KNOWN, "label": "Universität"}]),
    record(NEARBY, "Neues Institut", "Bochum"),
    record(MAYBE, "Anderes Institut", "Bochum"),
    record(ELSEWHERE, "Fernes Institut", "Hanover", land="NI"),
    record(WITHDRAWN, "Altes Institut", status="withdrawn"),
]
MAPPING = f"""pic,ror_id,confidence,source
900000001,{BY_PIC[-9:]},high,openaire_direct
900000002,{MAYBE[-9:]},medium,openaire_domain_name
900000003,{KNOWN[-9:]},high,openaire_direct
900000009,{ELSEWHERE[-9:]},high,openaire_direct
"""
PARTICIPANTS = """projectID;organisationID;vatNumber;name;postCode;city;country;order;role
900000001;900000002;DE 111;INSTITUTE FOR OTHER THINGS;44801;Bochum;DE;1;coordinator
900000001;900000003;;BIELEFELD CAMPUS;33615;Bielefeld;DE;2;participant
900000004;900000005;DE111;Zweiter Eintrag;44801;Bochum;DE;1;coordinator
"""
OURS = {
    "organisations": [organisation("ub", "Bielefeld University"), organisation("klinik", "Klinik")],
    "programmes": [{"id": "h2020", "name": "Horizon 2020"}],
    "statements": [
        statement("organisation/ub", "same-as", KNOWN),
        statement("organisation/ub", "country", "NL"),
        statement("organisation/ub", "city", "Bielefeld"),
        statement("organisation/klinik", "pic", "900000001"),
    ],
}


def delivered(folder: Path) -> Path:
    (folder / "ror.json").write_text(json.dumps(RECORDS), encoding="utf-8")
    (folder / "mapping.csv").write_text(MAPPING, encoding="utf-8")
    (folder / "organization.csv").write_text(PARTICIPANTS, encoding="utf-8")
    return folder / "ror.json"


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def imports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("delivered")
    path = delivered(folder)
    asked = {"known": {KNOWN}, "pics": {"900000001"}, "mapping": folder / "mapping.csv", "region": True}
    # Its name comes before that of the delivery of which it says more.
    registry.ror_delivery(path, folder / "imports" / "a-ror", **asked)  # type: ignore[arg-type]
    importing.cordis_delivery([folder / "organization.csv"], folder / "imports" / "cordis", programme="h2020")
    return folder / "imports"


@pytest.fixture(scope="module")
def graph(imports: Path, tmp_path_factory: pytest.TempPathFactory) -> store.Graph:
    folder = tmp_path_factory.mktemp("built")
    return store.opened(building.build(tables_of(folder, OURS), folder / "current", imports=imports))


def values(graph: store.Graph, body: str, predicate: str) -> list[str]:
    asked = f"SELECT ?value {{ id:organisation\\/{body} {predicate} ?value }} ORDER BY STR(?value)"
    return [str(row["value"]) for row in store.select(graph, asked)]


def test_taken_are_bodies_that_are_known_and_those_of_the_region(imports: Path, tmp_path: Path) -> None:
    rows = table(imports / "a-ror", "organisations")
    assert [(row["ror"], row["pic"]) for row in rows] == [
        (KNOWN, ""),
        (BY_PIC, "900000001"),
        (NEARBY, ""),
        (MAYBE, ""),
    ]
    summary = registry.ror_delivery(delivered(tmp_path), tmp_path / "i" / "ror", known={KNOWN})
    assert [row["ror"] for row in table(tmp_path / "i" / "ror", "organisations")] == [KNOWN]
    assert importing.told(summary.tables[0], "not asked for") == ["ror.json: 6 rows, 1 taken, 5 not asked for"]


def test_a_known_body_gets_names_ids_and_dates_and_keeps_its_own(graph: store.Graph) -> None:
    assert values(graph, "ub", "skos:prefLabel") == ["Bielefeld University"]
    # What is its name already is no other name of it.
    assert values(graph, "ub", "skos:altLabel") == ["UB", "Universität Bielefeld"]
    assert values(graph, "ub", "schema:foundingDate") == ["1969"]
    assert values(graph, "ub", "skos:exactMatch") == [
        "http://www.wikidata.org/entity/Q24382",
        "https://isni.org/isni/0000000109449128",
        KNOWN,
    ]
    # The kind of a body of ours is chosen by the curators.
    assert values(graph, "ub", "bionrw:kind") == []
    language = "SELECT ?l { id:organisation\\/ub skos:altLabel ?n FILTER (STR(?n) != 'UB') BIND (LANG(?n) AS ?l) }"
    assert store.select(graph, language) == [{"l": "de"}]


def test_a_body_is_found_by_its_pic_and_the_claim_says_so(graph: store.Graph) -> None:
    assert values(graph, "klinik", "skos:altLabel") == ["Klinikum"]
    assert values(graph, "klinik", "bionrw:city") == ["Köln"], "the town by its own name"
    asked = f"""SELECT ?method ?confidence ?locator {{
        ?claim rdf:subject id:organisation\\/klinik ; rdf:object <{BY_PIC}> ;
        prov:wasDerivedFrom ?citation . ?citation bionrw:locator ?locator ; bionrw:method/skos:notation ?method ;
        bionrw:confidence/skos:notation ?confidence }}"""
    assert store.select(graph, asked) == [
        {"method": "external", "confidence": "inferred", "locator": "ror.json record 2"}
    ]


def test_a_part_and_its_whole_are_linked_once_and_only_in_the_graph(graph: store.Graph) -> None:
    asked = "SELECT ?part ?whole { ?part org:subOrganizationOf ?whole }"
    found = [tuple(value.rpartition("/")[2] for value in row.values()) for row in store.select(graph, asked)]
    assert found == [("klinik", "ub")]
    claims = "SELECT ?locator { ?c rdf:predicate org:subOrganizationOf ; prov:wasDerivedFrom/bionrw:locator ?locator }"
    assert store.select(graph, claims) == [{"locator": "ror.json record 1"}]


def test_only_a_record_of_the_region_makes_a_body_of_its_own(graph: store.Graph) -> None:
    assert values(graph, "ror-04tsk2644", "skos:prefLabel") == ["Neues Institut"]
    assert values(graph, "ror-04tsk2644", "bionrw:nuts") == ["http://data.europa.eu/nuts/code/DEA"]
    bodies = "SELECT ?body { ?body a bionrw:Organisation FILTER (CONTAINS(STR(?body), '/ror-')) } ORDER BY ?body"
    assert [row["body"].rpartition("/")[2] for row in store.select(graph, bodies)] == ["ror-04tsk2644", "ror-05mxhda18"]


def test_a_record_that_no_body_has_any_more_says_nothing(tmp_path: Path) -> None:
    registry.ror_delivery(delivered(tmp_path), tmp_path / "imports" / "ror", known={KNOWN})
    data = tables_of(tmp_path, {"organisations": [organisation("other")]})
    after = store.opened(building.build(data, tmp_path / "current", imports=tmp_path / "imports"))
    assert not store.ask(after, "ASK { GRAPH graph:ror { ?s ?p ?o } }")


def test_another_country_shows_as_a_contradiction(graph: store.Graph) -> None:
    rows = queries.find("contradicting-statements").run(graph)
    said = [(row["about"], row["aspect"], row["one"], row["other"], row["onePlace"]) for row in rows]
    assert said == [("Bielefeld University", "country", "DE", "NL", "ror.json record 1")]


def test_a_table_of_identifiers_only_proposes(graph: store.Graph, imports: Path, tmp_path: Path) -> None:
    _, rows = matching.proposals(graph)
    found = {(row["oneId"], row["otherId"]): (row["score"], row["reasons"]) for row in rows}
    score, reasons = found["pic-900000002", "ror-05mxhda18"]
    assert score >= 80 and "a table of identifiers says so (ror.org/05mxhda18, confidence medium)" in reasons
    score, reasons = found["pic-900000003", "ub"]
    assert score >= 95 and "a table of identifiers says so (ror.org/02hpadn98, confidence high)" in reasons
    score, reasons = found["pic-900000002", "pic-900000005"]
    assert score >= 90 and "same VAT number DE111" in reasons
    assert values(graph, "pic-900000003", "skos:exactMatch") == []
    merged = {"reason": "One body.", "reason_de": "Eine Einrichtung.", "date": "2026-11-21"}
    decided = OURS | {
        "same": [{"id": "pic-900000003", "same_as": "ub", **merged}],
        "not-same": [{"id": "ror-05mxhda18", "other": "pic-900000002", **merged}],
    }
    data = tables_of(tmp_path, decided)
    after = store.opened(building.build(data, tmp_path / "current", imports=imports))
    left = {(row["oneId"], row["otherId"]) for row in matching.proposals(after)[1]}
    assert ("pic-900000002", "pic-900000005") in left, "what nobody decided is proposed again"
    assert not left & {("pic-900000003", "ub"), ("pic-900000002", "ror-05mxhda18")}
    assert values(after, "ub", "skos:altLabel") == ["BIELEFELD CAMPUS", "UB", "Universität Bielefeld"]
    partners = queries.find("partners-of").run(after, organisation="ub")
    assert [row["partner"] for row in partners] == ["INSTITUTE FOR OTHER THINGS"]
    assert building.idle_decisions(data, imports) == []


def test_a_graph_with_records_keeps_the_shapes(graph: store.Graph) -> None:
    report = validation.validate(graph)
    assert report.conforms, [finding for finding in report.findings if finding.severity == "Violation"][:3]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    monkeypatch.chdir(tmp_path)

    def runner(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["import", "ror", *words], catch_exceptions=False)
        assert "Traceback" not in result.output
        return result.exit_code, result.stderr

    return runner


def test_the_command_takes_what_our_tables_know(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    delivered(tmp_path)
    code, said = run("ror.json", "--pic-mapping", "mapping.csv")
    assert code == 0 and said == (
        "ror.json: 6 rows, 3 taken, 3 not asked for\nmapping.csv: 4 rows, 2 taken, 2 not asked for\n"
        "Wrote imports/ror-records. `bionrw build` takes it in.\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["mapping.csv"], "mapping.csv is not records of ROR but looks like a table of PIC and ROR ids"),
        (["ror.json", "--pic-mapping", "ror.json"], "ror.json is not a table of PIC and ROR ids"),
        (["far.json"], "far.json has no record of a body that our tables know. Nothing was written."),
        (["ror.json", "-o", "imports/Mein ROR"], "use small letters, digits and hyphens"),
    ],
)
def test_records_that_cannot_be_taken_are_told(
    run: Callable[..., tuple[int, str]], tmp_path: Path, words: list[str], said: str
) -> None:
    delivered(tmp_path)
    (tmp_path / "far.json").write_text(json.dumps([record(ELSEWHERE, "Fernes Institut", land="NI")]))
    code, words_said = run(*words)
    assert code == 1 and said in words_said and words_said.startswith("Error: ")
    assert not (tmp_path / "imports").exists() or not list((tmp_path / "imports").iterdir())


def test_a_spoilt_cell_is_told_with_its_row(imports: Path, tmp_path: Path) -> None:
    folder = tmp_path / "imports" / "ror"
    folder.mkdir(parents=True)
    for path in (imports / "a-ror").iterdir():
        (folder / path.name).write_text(path.read_text(encoding="utf-8").replace(",1969,", ",about 1969,"), "utf-8")
    with pytest.raises(BionrwError, match=r"ror/organisations\.csv, row 2"):
        building.build(tables_of(tmp_path, OURS), tmp_path / "current", imports=tmp_path / "imports")


@pytest.mark.parametrize("name", ["page", "derived", "ontology", "provenance"])
def test_a_delivery_under_the_name_of_a_source_of_ours_is_refused(tmp_path: Path, name: str) -> None:
    registry.ror_delivery(delivered(tmp_path), tmp_path / "imports" / name, known={KNOWN})
    with pytest.raises(BionrwError, match=f'"{name}" is the name of one of our own sources or graphs. Import the'):
        building.build(tables_of(tmp_path, OURS), tmp_path / "current", imports=tmp_path / "imports")
    assert not (tmp_path / "current").exists()


# The real records, which are no part of this repository.


def test_the_real_records_come_in_with_their_counts(deliveries: Path, tmp_path: Path) -> None:
    path = deliveries / "ror" / "ror-v2-de.jsonl.gz"
    with (DATA / "curated" / "statements.csv").open(encoding="utf-8", newline="") as file:
        known = {row["value"] for row in csv.DictReader(file) if row["value"].startswith("https://ror.org/")}
    target = tmp_path / "imports" / "ror-records"
    registry.ror_delivery(path, target, known=known, mapping=deliveries / "pic-ror" / "pic_mapping.csv.gz", region=True)
    rows = table(target, "organisations")
    assert sum(row["region"] == "DEA" for row in rows) == 175 and sum(row["ror"] in known for row in rows) == 44
    graph = store.opened(building.build(target=tmp_path / "current", imports=tmp_path / "imports"))
    created = "SELECT (COUNT(?b) AS ?n) { ?b a bionrw:Organisation FILTER (CONTAINS(STR(?b), '/organisation/ror-')) }"
    assert store.select(graph, created) == [{"n": sum(row["ror"] not in known for row in rows)}]
