"""Every question of the library: described, complete, answered as stored, and alike on two engines."""

import importlib.util
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import rdflib

import store_answers
from bionrw_graph import building, guard, importing, queries, store
from bionrw_graph.errors import BionrwError
from bionrw_graph.vocabulary import BASE

LIBRARY = queries.library()
STORED = Path(__file__).parent / "answers"
THEMES = {
    "conflicts",
    "structure",
    "projects",
    "partners",
    "money",
    "figures",
    "quality",
    "upkeep",
    "networks",
    "lookup",
}


@pytest.fixture(scope="module")
def part(graph: store.Graph) -> store.Graph:
    """The two pages and every hundredth other source, with what is ours of them: rdflib is slow on the whole graph."""
    sources = sorted(
        store.select(graph, "SELECT ?graph { ?graph prov:wasDerivedFrom ?page . ?page a bionrw:Snapshot }"), key=str
    )
    names = [row["graph"] for row in sources if "/graph/" in row["graph"]]
    kept = {name for name in names if name.endswith(("/bionrw-cluster", "/bionrw-about"))} | set(names[::100])
    told = [line for line in store.lines(graph) if line.rpartition("<")[2].partition(">")[0] in kept]
    things = {iri for line in told for iri in re.findall(r"<([^>]*)>", line)}
    ours = {f"{BASE}graph/{name}" for name in ("curated", "derived", "provenance")}
    ontology = f"<{BASE}graph/ontology> .\n"
    return store.in_memory(
        line
        for line in store.lines(graph)
        if line.endswith(ontology)
        or (name := line.rpartition("<")[2].partition(">")[0]) in kept
        or (name in ours and {iri for iri in re.findall(r"<([^>]*)>", line)[:-1] if f"{BASE}id/" in iri} <= things)
    )


@pytest.fixture(scope="module")
def in_rdflib(part: store.Graph) -> rdflib.Dataset:
    """The same quads in rdflib's own memory: its query engine shares no line of code with Oxigraph's."""
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data="".join(store.lines(part)), format="nquads")
    return dataset


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> store.Graph:
    """The graph of the real tables and of a made-up delivery of CORDIS beside them: 36 projects, some 170 bodies."""
    path = Path(__file__).parents[1] / "benchmarks" / "deliveries.py"
    spec = importlib.util.spec_from_file_location("deliveries", path)
    assert spec and spec.loader
    deliveries = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(deliveries)
    folder = tmp_path_factory.mktemp("grown")
    deliveries.made(folder / "delivery", 36)
    importing.cordis_delivery([folder / "delivery"], folder / "imports" / "cordis")
    return store.opened(building.build(target=folder / "build", imports=folder / "imports"))


def test_the_library_has_at_least_24_questions() -> None:
    questions = [query for query in LIBRARY.values() if query.theme not in ("networks", "lookup")]
    assert len(questions) >= 24
    assert {query.theme for query in LIBRARY.values()} == THEMES
    assert len(LIBRARY) == len(list(queries.QUERIES.glob("*/*.rq"))), "two questions have the same name"


@pytest.mark.parametrize("name", LIBRARY)
def test_a_question_is_described_and_complete(name: str) -> None:
    query = LIBRARY[name]
    assert query.header["summary"] and query.header["question"] and query.header["question-de"]
    assert query.header["question"] != query.header["question-de"]
    assert guard.check(query.text) == "SELECT"
    # Any tool runs the file as it stands: every prefix that is used is declared.
    body = re.sub(r'"[^"\n]*"|<[^>\s]*>|#.*', " ", query.text)
    declared = set(re.findall(r"PREFIX\s+([\w-]*):", body))
    used = set(re.findall(r"(?<![\w?:-])([A-Za-z][\w-]*):[A-Za-z]", body))
    assert used <= declared, used - declared
    assert "ORDER BY" in query.text or name in ("headline", "data-date")
    for parameter, default in query.parameters.items():
        assert len(query.header[parameter]) > 5
        # One that stands in several branches has one default.
        assert set(re.findall(rf"VALUES \?{parameter} {{ (.*) }}", query.text)) == {default}
    if "number" in query.header:
        assert 1 <= int(query.header["number"].split(",")[0]) <= 41


@pytest.mark.parametrize("name", store_answers.asked())
def test_a_question_has_the_stored_answer(name: str, graph: store.Graph) -> None:
    text = LIBRARY[name].text
    columns, rows = store.select_with_columns(graph, text)
    answer = store_answers.stored(columns, rows)
    assert json.loads(answer) == json.loads((STORED / f"{name}.json").read_text(encoding="utf-8"))


def test_no_answer_is_stored_for_a_question_that_is_gone() -> None:
    assert {path.stem for path in STORED.glob("*.json")} == set(store_answers.asked())


def test_few_questions_are_too_slow_for_rdflib() -> None:
    """They join claims with claims, which rdflib does pair by pair; what they find is checked by hand elsewhere."""
    slow = {name for name, query in LIBRARY.items() if query.header.get("slow") == "rdflib"}
    assert len(slow) <= 18 and {LIBRARY[name].theme for name in slow} <= {"conflicts", "money", "partners"}


@pytest.mark.parametrize("name", [name for name, query in LIBRARY.items() if "slow" not in query.header])
def test_two_engines_agree(name: str, part: store.Graph, in_rdflib: rdflib.Dataset) -> None:
    result = in_rdflib.query(LIBRARY[name].text)
    names = [str(variable) for variable in result.vars or []]
    rows = [dict(zip(names, (plain(term) for term in row), strict=True)) for row in result]  # type: ignore[arg-type]
    # How GROUP_CONCAT orders its values is up to the engine; networks sort them in Python.
    lists = set(LIBRARY[name].header.get("lists", "").split())
    expected = LIBRARY[name].run(part)
    assert [unordered(row, lists) for row in rows] == [unordered(row, lists) for row in expected]


def plain(term: Any) -> Any:
    """A term of rdflib as ``store.select`` gives it."""
    if term is None or isinstance(term, rdflib.URIRef):
        return None if term is None else str(term)
    value = term.toPython()
    if isinstance(value, bool | int | float | Decimal):
        return value
    return str(term)


def unordered(row: dict[str, Any], lists: set[str]) -> dict[str, Any]:
    return {key: sorted(value.split("|")) if key in lists and value else value for key, value in row.items()}


def test_a_parameter_takes_an_id_a_name_a_reference_and_a_curie(graph: store.Graph) -> None:
    query = queries.find("partners-of")
    expected = query.run(graph, organisation="bangor-university")
    assert expected and expected != query.run(graph)
    for word in (
        "organisation/bangor-university",
        "Bangor University",
        "bangor university",
        "University of Bangor",
        "id:organisation/bangor-university",
        "https://w3id.org/bionrw/id/organisation/bangor-university",
    ):
        assert query.run(graph, organisation=word) == expected, word


def test_an_organisation_that_does_not_exist_is_told_with_the_nearest(graph: store.Graph) -> None:
    with pytest.raises(
        BionrwError,
        match=r'There is no organisation "Bangor Universty" in this graph\. Did you mean "Bangor University"',
    ):
        queries.find("partners-of").run(graph, organisation="Bangor Universty")


def test_a_thing_is_found_without_a_list_of_all_names(graph: store.Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[store.Answer] = []
    select = store.select
    monkeypatch.setattr(store, "select", lambda *asked: found.append(select(*asked)) or found[-1])
    bangor = f"{BASE}id/organisation/bangor-university"
    for word in ("bangor-university", "organisation/bangor-university", "id:organisation/bangor-university", bangor):
        assert queries.resolve(graph, "organisation", word) == queries.resolve(graph, "", word) == bangor
    for word in ("Bangor University", "University of Bangor"):
        assert queries.resolve(graph, "organisation", word) == queries.resolve(graph, "", word) == bangor
    # What is read grows with the types of things, not with the things.
    assert max(len(rows) for rows in found) < 50
    assert queries.resolve(graph, "organisation", "bangor UNIVERSITY") == bangor
    assert len(found[-1]) > 1000, "other letters are looked for in the list"
    with pytest.raises(BionrwError, match="Did you mean"):
        queries.resolve(graph, "organisation", "Bangor Universty")
    assert len(found[-1]) > 1000, "what is like it is looked for in the list"


@pytest.mark.parametrize("name", ["partners-of", "joint-projects", "organisation-profile"])
def test_what_is_asked_of_one_body_does_not_change_with_projects_of_others(
    name: str, graph: store.Graph, grown: store.Graph
) -> None:
    # No project of a delivery has this body among its partners.
    alone = {"organisation": "bangor-university"}
    assert LIBRARY[name].run(grown, **alone) == LIBRARY[name].run(graph, **alone) != []


@pytest.mark.parametrize("name", LIBRARY)
def test_an_answer_has_the_same_form_with_a_delivery_in_the_graph(
    name: str, graph: store.Graph, grown: store.Graph
) -> None:
    columns, rows = store.select_with_columns(graph, LIBRARY[name].text)
    grown_columns, grown_rows = store.select_with_columns(grown, LIBRARY[name].text)
    assert grown_columns == columns
    assert bool(rows) <= bool(grown_rows), "more in the graph, and nothing is found any more"
    for column in columns:
        kinds, grown_kinds = (
            {isinstance(row[column], str) for row in found if row[column] is not None} for found in (rows, grown_rows)
        )
        assert not kinds or kinds >= grown_kinds, f"{column} holds numbers and texts"


def test_what_is_found_by_its_iri_is_what_is_found_by_a_name(graph: store.Graph) -> None:
    by_iri, by_name = (
        {row["thing"] for row in queries.find(name).run(graph)} for name in ("things-by-iri", "things-by-name")
    )
    assert by_iri == by_name != set()


@pytest.mark.parametrize("name", ["partners/partners-of", "*", "partners-o?", "../queries/partners/partners-of", ""])
def test_a_question_is_named_not_looked_for_in_folders(name: str) -> None:
    with pytest.raises(BionrwError, match=r"No query named "):
        queries.find(name)


def test_a_thing_may_be_of_any_type_of_the_graph(graph: store.Graph) -> None:
    types = {row["type"] for row in queries.find("types-of-things").run(graph)}
    assert {row["type"] for row in queries.find("things-by-name").run(graph)} <= types
    assert queries.resolve(graph, "", "inmare") == f"{BASE}id/project/inmare"
    with pytest.raises(BionrwError, match=r'called "network"\. Say which: .*kind/network, .*project-type/network'):
        queries.resolve(graph, "", "network")


@pytest.mark.parametrize("word", ["a:%zz", "<x>", 'a "b" c', "http://[", "a\u200eb", "a:b#c#d", "\\", ""])
def test_a_word_that_is_no_name_and_no_address_is_not_found(graph: store.Graph, word: str) -> None:
    with pytest.raises(BionrwError, match="There is no thing "):
        queries.resolve(graph, "", word)


def test_a_misspelt_query_is_told_with_the_nearest() -> None:
    with pytest.raises(BionrwError, match=r'No query named "partner-of"\. Did you mean "partners-of"'):
        queries.find("partner-of")


def test_a_misspelt_parameter_is_told_with_the_nearest(graph: store.Graph) -> None:
    with pytest.raises(BionrwError, match=r'has no parameter "organization"\. Did you mean "organisation"'):
        queries.find("partners-of").run(graph, organization="clib")


def test_a_value_cannot_break_out_of_its_place(graph: store.Graph) -> None:
    query = queries.own('#+ word: any [text]\nSELECT ?word ?o {\n  VALUES ?word { "x" }\n  OPTIONAL { ?word ?p ?o }\n}')
    for hostile in ('zz" } UNION { ?x ?y ?o } } #', "\\", '"""', "a\nb"):
        assert query.run(graph, word=hostile) == [{"word": hostile, "o": None}]


@pytest.mark.parametrize(
    ("name", "parameter", "value", "said"),
    [
        ("projects-running-on", "day", "yesterday", 'is a day such as 2018-06-30, not "yesterday"'),
        ("figures-of-a-year", "year", "20x6", 'is a number such as 2016, not "20x6"'),
    ],
)
def test_a_value_of_the_wrong_kind_is_told(
    graph: store.Graph, name: str, parameter: str, value: str, said: str
) -> None:
    with pytest.raises(BionrwError, match=said):
        queries.find(name).run(graph, **{parameter: value})


def test_a_syntax_error_names_line_and_column(graph: store.Graph) -> None:
    with pytest.raises(BionrwError, match=r"syntax error in line 2, column 7"):
        store.select(graph, "SELECT ?a {\n  ?a }")
    with pytest.raises(BionrwError, match="a prefix that is not declared, in line 1"):
        store.select(graph, "SELECT ?a { ?a foo:b ?c }")
