"""Deliveries of CORDIS → tables → graph: what is taken, under which identity, with which source, and what is told."""

import csv
import json
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from bionrw_graph import building, importing, networks, queries, store, validation
from bionrw_graph.cli import main
from bionrw_graph.deliveries.summary import Summary
from bionrw_graph.errors import BionrwError
from bionrw_graph.paths import DATA
from bionrw_graph.sources import cordis
from bionrw_graph.sources.imported import MANIFEST, manifest

PROJECTS = """id;acronym;status;title;startDate;endDate;totalCost;ecMaxContribution;frameworkProgramme;topics
900000001;ALPHA;SIGNED;Enzymes of the sea;2015-04-01;2019-03-31;6000000,5;5000000.25;H2020;BG-04-2014
870294;MIX-UP;CLOSED;MIXed plastics;2020-01-01;;7000000;7000000;H2020;X
900000003;GAMMA;SIGNED;Nobody from here;2015-04-01;2019-03-31;1;1;H2020;X
"""
ORGANISATIONS = """projectID;organisationID;name;shortName;SME;activityType;postCode;city;country;nutsCode;order;role;\
ecContribution
900000001;999980470;FORSCHUNGSZENTRUM JULICH GMBH;FZJ;false;REC;52428;JULICH;DE;;1;coordinator;2000000
900000001;900000011;Kleine Firma GmbH;;true;PRC;40225;Dusseldorf;DE;;2;participant;1000000,5
900000001;900000012;University of Elsewhere;;;HES;;Athens;EL;;3;thirdParty;
900000001;900000012;UNIVERSITY OF ELSEWHERE;;;HES;;Athens;EL;;4;participant;7
870294;900000013;Big Ltd;;false;PRC;;London;UK;;1;internationalPartner;0
900000003;900000014;Musterhaus;;false;OTH;80331;Munchen;DE;DE212;1;coordinator;1
"""
TOPICS = """projectID;topic;title
900000001;BG-04-2014;Marine-derived enzymes
900000003;X;Elsewhere
"""
TABLES = {"project.csv": PROJECTS, "organization.csv": ORGANISATIONS, "topics.csv": TOPICS}


def delivery(folder: Path, **changed: str) -> Path:
    """A small delivery as CORDIS packs it."""
    path = folder / "cordis-h2020projects-csv.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in (TABLES | {f"{key}.csv": text for key, text in changed.items()}).items():
            archive.writestr(name, text)
    return path


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small delivery, with the region and the one project that our tables know by its number."""
    folder = tmp_path_factory.mktemp("delivered")
    importing.cordis_delivery(
        [delivery(folder)], folder / "imports" / "cordis-h2020", region="DEA", also=frozenset({"870294"})
    )
    return folder / "imports"


@pytest.fixture(scope="module")
def graph(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> store.Graph:
    return store.opened(building.build(target=tmp_path_factory.mktemp("built") / "current", imports=imported))


def test_projects_of_the_region_and_those_known_are_taken_with_all_participants(imported: Path) -> None:
    folder = imported / "cordis-h2020"
    assert [row["id"] for row in table(folder, "projects")] == ["900000001", "870294"]
    assert [(row["project"], row["pic"], row["order"]) for row in table(folder, "participations")] == [
        ("900000001", "999980470", ""),
        ("900000001", "900000011", ""),
        ("900000001", "900000012", ""),
        # The same body once more: now its order is needed.
        ("900000001", "900000012", "4"),
        ("870294", "900000013", ""),
    ]
    assert [row["project"] for row in table(folder, "topics")] == ["900000001"]
    about = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert about["title"] == "CORDIS: Horizon 2020" and "European Union" in about["attribution"]
    assert about["files"][0]["name"] == "cordis-h2020projects-csv.zip" and len(about["files"][0]["sha256"]) == 64


def test_a_body_that_is_met_twice_without_an_order_is_numbered(tmp_path: Path) -> None:
    old = """projectID;role;id;name;country
900000001;coordinator;999980470;FORSCHUNGSZENTRUM JULICH GMBH;DE
900000001;participant;999980470;FZJ, another institute;DE
900000001;participant;999980470;FZJ, a third;DE
"""
    importing.cordis_delivery([delivery(tmp_path, organization=old)], tmp_path / "imports" / "cordis-h2020")
    assert [row["order"] for row in table(tmp_path / "imports" / "cordis-h2020", "participations")] == ["", "2", "3"]
    said = "".join(cordis.statements(tmp_path / "imports" / "cordis-h2020", {}))
    names = re.findall(r"/participation/cordis-h2020/(\S+)> <\S+nameAsStated> (\"[^\"]*\")", said)
    assert names == [
        ("900000001/999980470", '"FORSCHUNGSZENTRUM JULICH GMBH"'),
        ("900000001/999980470/2", '"FZJ, another institute"'),
        ("900000001/999980470/3", '"FZJ, a third"'),
    ]


def test_a_field_with_the_number_of_a_body_is_kept(tmp_path: Path) -> None:
    told = """projectID;organisationID;name;country;nutsCode;order;role
900000001;61;Kleine Firma GmbH;DE;DEA11;1;coordinator
"""
    fields = """projectID;euroSciVocCode;euroSciVocPath;euroSciVocTitle
900000001;/25/61;/natural sciences/biological sciences;biological sciences
900000001;/25/61;/natural sciences/biological sciences;biological sciences
"""
    packed = delivery(tmp_path, organization=told, euroSciVoc=fields)
    importing.cordis_delivery([packed], tmp_path / "imports" / "cordis-h2020")
    assert [row["code"] for row in table(tmp_path / "imports" / "cordis-h2020", "fields")] == ["/25/61"]


def test_values_are_written_as_our_tables_write_them(imported: Path) -> None:
    folder = imported / "cordis-h2020"
    alpha, mixup = table(folder, "projects")
    assert (alpha["total_cost"], alpha["eu_contribution"]) == ("6000000.5", "5000000.25")
    assert (alpha["start"], alpha["end"], mixup["end"]) == ("2015-04-01", "2019-03-31", "")
    assert alpha["programme"] == "h2020" and alpha["locator"] == "project.csv row 2"
    bodies = {row["pic"]: row for row in table(folder, "organisations")}
    assert bodies["900000012"]["country"] == "GR" and bodies["900000013"]["country"] == "GB"
    assert bodies["900000011"]["sme"] == "true" and bodies["900000012"]["sme"] == ""
    located = {pic: (row["region"], row["region_by"], row["region_confidence"]) for pic, row in bodies.items()}
    assert located["900000011"] == ("DEA", "postcode", "confirmed") and located["900000013"] == ("", "", "")
    assert {(row["pic"], row["name"]) for row in table(folder, "names")} == {("900000012", "UNIVERSITY OF ELSEWHERE")}


def test_a_known_body_and_a_known_project_are_one_with_ours(graph: store.Graph) -> None:
    asked = """
        SELECT ?project ?body ?role {
          ?taking bionrw:inProject ?in ; bionrw:participant ?who ; bionrw:role/skos:notation ?role ;
                  prov:wasDerivedFrom/prov:wasQuotedFrom id:snapshot\\/cordis-h2020 .
          BIND (STRAFTER(STR(?in), "/project/") AS ?project)
          BIND (STRAFTER(STR(?who), "/organisation/") AS ?body)
        } ORDER BY ?project ?body ?role"""
    assert [tuple(row.values()) for row in store.select(graph, asked)] == [
        ("cordis-900000001", "forschungszentrum-juelich", "coordinator"),
        ("cordis-900000001", "pic-900000011", "participant"),
        ("cordis-900000001", "pic-900000012", "participant"),
        ("cordis-900000001", "pic-900000012", "third-party"),
        ("mix-up", "pic-900000013", "international-partner"),
    ]
    labels = "SELECT ?label { id:organisation\\/forschungszentrum-juelich skos:prefLabel ?label }"
    assert {row["label"] for row in store.select(graph, labels)} == {"Forschungszentrum Jülich"}


def test_imported_partners_show_in_questions_and_networks(graph: store.Graph) -> None:
    partners = queries.find("partners-of").run(graph, organisation="pic-900000011")
    assert {row["partner"] for row in partners} == {"Forschungszentrum Jülich", "University of Elsewhere"}
    network = networks.projection(graph, "collaboration")
    ours = "https://w3id.org/bionrw/id/organisation/forschungszentrum-juelich"
    theirs = "https://w3id.org/bionrw/id/organisation/pic-900000011"
    assert network.edges[ours, theirs]["through"] == ["https://w3id.org/bionrw/id/project/cordis-900000001"]
    assert network.nodes[theirs]["label"] == "Kleine Firma GmbH"
    said = [row for row in queries.find("claims").run(graph) if row["other"] == theirs]
    assert {(row["locator"], row["publisher"]) for row in said} == {
        ("organization.csv row 3", "Publications Office of the European Union (CORDIS)")
    }


def test_money_topic_time_and_region_come_with_their_rows(graph: store.Graph) -> None:
    [award] = store.select(
        graph,
        """SELECT ?number ?topic ?title {
             ?award bionrw:funds id:project\\/cordis-900000001 ; bionrw:grantNumber ?number ;
                    bionrw:underProgramme id:programme\\/h2020 ;
                    bionrw:callTopic ?topic ; bionrw:callTopicTitle ?title }""",
    )
    assert award == {"number": "900000001", "topic": "BG-04-2014", "title": "Marine-derived enzymes"}
    amounts = store.select(
        graph,
        """SELECT ?kind ?value { ?subject bionrw:hasAmount ?amount . ?amount schema:value ?value ;
           bionrw:amountKind/skos:notation ?kind ; prov:wasDerivedFrom/prov:wasQuotedFrom id:snapshot\\/cordis-h2020 .
           FILTER (CONTAINS(STR(?amount), "900000001")) } ORDER BY ?kind ?value""",
    )
    assert [(row["kind"], float(row["value"])) for row in amounts] == [
        ("eu-contribution", 5000000.25),
        ("project-volume", 6000000.5),
        ("share-of-participant", 7.0),
        ("share-of-participant", 1000000.5),
        ("share-of-participant", 2000000.0),
    ]
    where = """SELECT ?locator ?method ?confidence { ?statement rdf:subject id:organisation\\/pic-900000011 ;
               rdf:object nuts:DEA ; prov:wasDerivedFrom ?citation . ?citation bionrw:locator ?locator ;
               bionrw:method/skos:notation ?method ; bionrw:confidence/skos:notation ?confidence }"""
    assert store.select(graph, where) == [
        {"locator": "organization.csv row 3, from the postcode", "method": "inferred", "confidence": "confirmed"}
    ]


def test_the_graph_with_a_delivery_keeps_the_shapes(graph: store.Graph) -> None:
    report = validation.validate(graph)
    broken = [finding for finding in report.findings if finding.severity == "Violation"]
    assert report.conforms, broken[:3]


def test_the_same_delivery_gives_the_same_tables_and_the_build_names_them(imported: Path, tmp_path: Path) -> None:
    again = tmp_path / "imports" / "cordis-h2020"
    importing.cordis_delivery([delivery(tmp_path)], again, region="DEA", also=frozenset({"870294"}))
    for name in cordis.COLUMNS:
        assert (again / f"{name}.csv").read_bytes() == (imported / "cordis-h2020" / f"{name}.csv").read_bytes()
    place = building.build(target=tmp_path / "current", imports=imported)
    inputs = json.loads((place / building.MANIFEST).read_text(encoding="utf-8"))["inputs"]
    assert {"imports/cordis-h2020/projects.csv", "imports/cordis-h2020/delivery.json"} <= set(inputs)


def test_without_a_table_of_projects_they_are_known_by_what_the_others_say(tmp_path: Path) -> None:
    (tmp_path / "organization.csv").write_text(ORGANISATIONS, encoding="utf-8")
    target = tmp_path / "imports" / "slice"
    summary = importing.cordis_delivery([tmp_path / "organization.csv"], target, region="DEA", programme="h2020")
    assert table(target, "projects") == [
        {
            **dict.fromkeys(cordis.COLUMNS["projects"], ""),
            "id": "900000001",
            "programme": "h2020",
            "locator": "organization.csv row 2",
        }
    ]
    assert importing.report(summary).splitlines() == [
        "organization.csv (organization): 6 rows, 4 taken, 2 of other projects",
        "No table project was given: what only they say stays unknown.",
    ]


def test_what_is_not_taken_is_told_with_row_and_reason(tmp_path: Path) -> None:
    bad = (
        ORGANISATIONS
        + "900000001;none;X;;;PRC;;;DE;;9;participant;1\n900000001;900000015;Y;;;PRC;;;DE;;8;guest;1.234,5\n"
    )
    summary = importing.cordis_delivery([delivery(tmp_path, organization=bad)], tmp_path / "x" / "cordis", region="DEA")
    said = importing.report(summary)
    assert (
        "› organization.csv (organization): 8 rows, 5 taken, 2 of other projects, 1 refused, 2 cells left empty" in said
    )
    assert "row 8: " in said and '"none"' in said
    assert (
        'row 9, column role: "guest" is not known here.' in said and 'row 9, column ecContribution: "1.234,5"' in said
    )


# Bad input: one sentence, exit code 1, and the old folder is whole.


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    monkeypatch.chdir(tmp_path)

    def runner(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["import", "cordis", *words], catch_exceptions=False)
        assert "Traceback" not in result.output
        return result.exit_code, result.stderr

    return runner


def test_the_command_imports_and_says_what_it_took(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    delivery(tmp_path)
    code, said = run("cordis-h2020projects-csv.zip", "-o", "imports/cordis-h2020")
    assert code == 0 and said.endswith("Wrote imports/cordis-h2020. `bionrw build` takes it in.\n")
    # MIX-UP lies elsewhere, but its grant number stands in our tables.
    assert {row["id"] for row in table(tmp_path / "imports" / "cordis-h2020", "projects")} == {"900000001", "870294"}
    code, _ = run("cordis-h2020projects-csv.zip", "--all", "-o", "imports/everything")
    assert len(table(tmp_path / "imports" / "everything", "projects")) == 3


def test_a_region_without_a_project_is_told(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    code, said = run(str(delivery(tmp_path)), "--region", "FI1", "-o", "elsewhere/finland")
    assert code == 0 and "No project here has a participant in FI1: taken are only those that our tables know." in said
    assert said.endswith("Wrote elsewhere/finland. `bionrw build --imports elsewhere` takes it in.\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.zip"], "There is no file nowhere.zip."),
        (["text.csv"], "No table of CORDIS that is needed is here."),
        (["cordis-h2020projects-csv.zip", "--region", "FRK"], "No project here has a participant in FRK."),
        (["cordis-h2020projects-csv.zip", "--region", "nrw"], '"nrw" is no NUTS code.'),
        (
            ["cordis-h2020projects-csv.zip", "--field", "biotechnology"],
            '"biotechnology" is no code of EuroSciVoc. Write',
        ),
        (["cordis-h2020projects-csv.zip", "--field", "/23"], 'No table "euroSciVoc" is in the delivery'),
        (["cut.zip"], "cut.zip"),
        (["cordis-h2020projects-csv.zip", "-o", "imports/My CORDIS"], "use small letters, digits and hyphens"),
        (["cordis-h2020projects-csv.zip", "-o", "mine"], "was not made by this command"),
    ],
)
def test_a_delivery_that_cannot_be_taken_is_told(
    run: Callable[..., tuple[int, str]], tmp_path: Path, words: list[str], said: str
) -> None:
    whole = delivery(tmp_path)
    (tmp_path / "text.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    (tmp_path / "cut.zip").write_bytes(whole.read_bytes()[:-40])
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me")
    if "--region" in words and "FRK" in words:
        # Nothing of our own lies in this delivery either.
        delivery(
            tmp_path,
            project=PROJECTS.replace("870294", "900000002"),
            organization=ORGANISATIONS.replace("870294", "900000002"),
        )
    code, words_said = run(*words)
    assert code == 1 and said in words_said and words_said.startswith("Error: ")
    assert not (tmp_path / "imports").exists() or not list((tmp_path / "imports").iterdir())
    assert (tmp_path / "mine" / "letter.txt").read_text() == "keep me"


def test_a_failed_import_leaves_the_old_one_whole(tmp_path: Path) -> None:
    target = tmp_path / "imports" / "cordis"
    importing.cordis_delivery([delivery(tmp_path)], target, region="DEA")
    before = {path.name: path.read_bytes() for path in target.iterdir()}
    with pytest.raises(BionrwError):
        importing.cordis_delivery([delivery(tmp_path, organization=ORGANISATIONS + '900000001;"open')], target)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before
    assert [path.name for path in target.parent.iterdir()] == ["cordis"]


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
from bionrw_graph.cli import main
main(sys.argv[2:])
"""


@pytest.mark.parametrize("what", ["import", "build"])
def test_a_disk_that_fills_up_is_told_and_the_old_one_stays(imported: Path, tmp_path: Path, what: str) -> None:
    shutil.copytree(imported, tmp_path / "imports")
    building.build(target=tmp_path / "build" / "current")
    place = {"import": "imports/cordis-h2020", "build": "build/current"}[what]

    def content() -> dict[str, bytes]:
        files = sorted(path for path in (tmp_path / place).rglob("*") if path.is_file())
        return {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in files}

    before = content()
    # A file may have this many bytes and no more, as on a full disk.
    words = {
        "import": ["200", "import", "cordis", str(delivery(tmp_path)), "-o", place],
        "build": ["200000", "build", "-o", place],
    }[what]
    done = subprocess.run([sys.executable, "-c", LIMITED, *words], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert f"{place} cannot be written (" in done.stderr and "None" not in done.stderr
    assert content() == before
    assert {path.name for path in (tmp_path / place).parent.iterdir()} == {Path(place).name}
    done = subprocess.run([sys.executable, "-c", LIMITED, str(2**40), *words[1:]], cwd=tmp_path, capture_output=True)
    assert done.returncode == 0, "a second run succeeds"


def test_an_import_killed_in_the_middle_leaves_the_old_one(imported: Path, tmp_path: Path) -> None:
    shutil.copytree(imported, tmp_path / "imports")
    before = (tmp_path / "imports" / "cordis-h2020" / "participations.csv").read_bytes()
    script = """
import os, signal, sys
from pathlib import Path
from bionrw_graph import importing
importing._organisation = lambda *given: os.kill(os.getpid(), signal.SIGKILL)
importing.cordis_delivery([Path(sys.argv[1])], sys.argv[2], region="DEA")
"""
    target = tmp_path / "imports" / "cordis-h2020"
    done = subprocess.run([sys.executable, "-c", script, str(delivery(tmp_path)), str(target)])
    assert done.returncode == -signal.SIGKILL
    assert (target / "participations.csv").read_bytes() == before
    # What it left behind is no delivery, were it as good as whole.
    [left] = [path for path in target.parent.iterdir() if path.name.startswith(".")]
    (left / MANIFEST).write_text("{}")
    assert building.deliveries(tmp_path / "none", tmp_path / "imports") == [target]
    importing.cordis_delivery([delivery(tmp_path)], target, region="DEA")


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("projects.csv", "id,acronym", "ID,acronym", "row 1: the columns are not those of this version."),
        ("projects.csv", "6000000.5", "six", "projects.csv, row 2: a cell cannot be read"),
        ("participations.csv", "999980470,,", "999980470,,,,", "row 2: it has 13 cells, not 11."),
        ("organisations.csv", ",DEA,", ",Nordrhein,", 'row 2: "Nordrhein" is no NUTS code.'),
        ("delivery.json", '"name"', '"nam', "delivery.json is damaged. Import the delivery again."),
    ],
)
def test_a_table_that_was_spoilt_is_told_with_its_row(
    imported: Path, tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    folder = tmp_path / "imports" / "cordis-h2020"
    folder.mkdir(parents=True)
    for path in (imported / "cordis-h2020").iterdir():
        text = path.read_text(encoding="utf-8")
        assert path.name != name or old in text
        (folder / path.name).write_text(text.replace(old, new, 1) if path.name == name else text, encoding="utf-8")
    with pytest.raises(BionrwError, match=said.replace(".", r"\.").replace("(", r"\(")):
        building.build(target=tmp_path / "current", imports=tmp_path / "imports")
    assert not (tmp_path / "current").exists()


# The real slices, which are no part of this repository.


def test_the_real_slices_come_in_with_their_counts(deliveries: Path, tmp_path: Path) -> None:
    files = [
        deliveries / "cordis" / name
        for name in (
            *("h2020-organizations-2023-06-12.csv.gz", "raw-h2020-topics.csv.gz"),
            "h2020-projects-union-2022-2023.csv.gz",
        )
    ]
    target = tmp_path / "imports" / "cordis-h2020"
    summary = importing.cordis_delivery(files, target, region="DEA", programme="h2020", also=frozenset({"634486"}))
    assert isinstance(summary, Summary) and [count.read for count in summary.tables] == [2722, 35389, 175]
    here = [row for row in table(target, "organisations") if row["region"] == "DEA"]
    assert len(here) == 49, "organisations of North Rhine-Westphalia by postcode"
    assert len(table(target, "projects")) == 55, "54 with a participant of NRW, and INMARE by its number"
    assert [row for row in table(target, "topics") if row["project"] == "634486"] == [
        {
            "project": "634486",
            "topic": "BG-04-2014",
            "title": "Enhancing the industrial exploitation potential of marine-derived enzymes",
            "locator": "raw-h2020-topics.csv.gz row 25093",
        }
    ]
    graph = store.opened(building.build(DATA, tmp_path / "current", imports=tmp_path / "imports"))
    topic = "SELECT ?topic { ?award bionrw:funds id:project\\/inmare ; bionrw:callTopic ?topic }"
    assert store.select(graph, topic) == [{"topic": "BG-04-2014"}]
    [inmare] = queries.find("call-topics").run(graph, topic="BG-04-2014")
    assert inmare["project"].startswith("INMARE") and "marine-derived enzymes" in inmare["title"]


def test_what_comes_with_the_tables_is_what_the_deliveries_say(deliveries: Path, tmp_path: Path) -> None:
    shipped = DATA / "imports" / "cordis-h2020"
    about = manifest(shipped)
    files = [deliveries / "cordis" / file["name"] for file in about["files"]]
    also = frozenset(about["selected"]["also"])
    again = tmp_path / "cordis-h2020"
    importing.cordis_delivery(files, again, region="DEA", programme="h2020", also=also)
    for path in shipped.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes(), path.name


def test_european_partnerships_come_with_the_tables(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    for part in ("curated", "imports"):
        shutil.copytree(DATA / part, tmp_path / "tables" / part)
    counts = {}
    for name in ("with", "without"):
        if name == "without":
            shutil.rmtree(tmp_path / "tables" / "imports")
        graph = store.opened(building.build(tmp_path / "tables", tmp_path / name))
        counts[name] = {
            "participations": store.select(graph, "SELECT (COUNT(*) AS ?n) { ?p a bionrw:Participation }")[0]["n"],
            "partners": len(queries.find("partners-of").run(graph, organisation="rwth-aachen-university")),
            "said": [row["attribution"] for row in queries.find("attributions").run(graph)],
        }
    assert counts["with"]["participations"] - counts["without"]["participations"] == 855
    assert counts["with"]["partners"] > counts["without"]["partners"] > 90
    assert counts["without"]["said"] == [] and len(counts["with"]["said"]) == 1
    assert "© European Union" in counts["with"]["said"][0]


def test_an_import_takes_the_place_of_what_comes_with_the_tables(imported: Path) -> None:
    assert building.deliveries(DATA) == [DATA / "imports" / "cordis-h2020"]
    assert building.deliveries(DATA, imported) == [imported / "cordis-h2020"]


def test_what_the_tables_say_is_what_they_said_before(imported: Path) -> None:
    """``imported.nq`` was written before the writer was made fast: each row says what it said, line by line."""
    same = {
        ("pic", "999980470"): "https://w3id.org/bionrw/id/organisation/forschungszentrum-juelich",
        ("grant", "870294"): "https://w3id.org/bionrw/id/project/mix-up",
    }
    lines = "".join(cordis.statements(imported / "cordis-h2020", same)).splitlines(keepends=True)
    before = Path(__file__).with_name("imported.nq").read_text(encoding="utf-8")
    assert sorted(lines) == before.splitlines(keepends=True)


def test_a_cell_that_is_text_of_the_graph_stays_a_cell(tmp_path: Path) -> None:
    """A name that looks like the end of a statement, in its own graph and in the merge."""
    name = 'Ende" <urn:x> . <urn:s> <urn:p> <urn:o> <urn:g> .'
    table = ORGANISATIONS.replace("Kleine Firma GmbH", '"' + name.replace('"', '""') + '"')
    importing.cordis_delivery([delivery(tmp_path, organization=table)], tmp_path / "imports" / "cordis", region="DEA")
    lines = cordis.statements(tmp_path / "imports" / "cordis", {})
    kept = store.in_memory(lines)
    asked = "{ id:organisation\\/pic-900000011 skos:prefLabel ?name }"
    assert store.select(kept, f"SELECT ?name {asked}") == [{"name": name}]
    assert store.select(kept, f"SELECT ?name {{ GRAPH graph:cordis {asked} }}") == [{"name": name}]
    assert not store.ask(kept, "ASK { <urn:s> ?p ?o }") and "urn:g" not in store.graph_names(kept)


HOSTILE = ['"', "\\", "> <urn:x> .", "a\nb", "\ta", "\x00", "\u202e", 'x" .\n<urn:s> <urn:p> <urn:o> <urn:g> .\n']


@pytest.mark.parametrize("name", ["projects", "organisations", "names", "participations", "topics", "links"])
def test_a_hostile_word_in_any_cell_is_escaped_or_refused(imported: Path, tmp_path: Path, name: str) -> None:
    """Either a sentence names the table and the row, or each line is one quad of the delivery.

    The row stands there twice, the second time with the word, so that the order of a participation is needed as well.
    """
    folder = shutil.copytree(imported / "cordis-h2020", tmp_path / "cordis-h2020")
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    row = rows[0] if rows else ["900000001", "https://example.org/", "webLink.csv row 2"]
    for column in range(len(header)):
        for word in HOSTILE:
            changed = [*row[:column], row[column] + word, *row[column + 1 :]]
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([header, row, changed])
            try:
                said = "".join(cordis.statements(folder, {}))
            except BionrwError as error:
                assert f"cordis-h2020/{name}.csv, row 3: " in str(error)
                continue
            quads = list(store.quads(store.in_memory([said])))
            assert said.count("\n") == len(said.splitlines()) and len(set(said.splitlines())) == len(quads)
            assert {quad.graph_name.value.rpartition("/")[2] for quad in quads} == {"cordis-h2020", "provenance"}
