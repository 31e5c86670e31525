"""The commands as people use them: what they print, where they write, and what they say when something is wrong."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bionrw_graph import tables
from bionrw_graph.cli import main
from bionrw_graph.paths import DATA

Run = Callable[..., Result]

COMMANDS = (
    "publish",
    "build",
    "import",
    "describe",
    "validate",
    "query",
    "diff",
    "match",
    "conflicts",
    "todo",
    "chain",
    "measure",
    "draw",
    "export",
)


@pytest.fixture
def run(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an empty folder whose build/current is the real graph."""
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "current").symlink_to(built)
    monkeypatch.chdir(tmp_path)

    def runner(*words: str, input: str | None = None) -> Result:
        result = CliRunner().invoke(main, list(words), input=input, catch_exceptions=False)
        assert "Traceback" not in result.output
        return result

    return runner


def refused(result: Result, *said: str) -> None:
    """One clear sentence on standard error, exit code 1, nothing on standard output."""
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    for words in said:
        assert words in result.stderr, result.stderr


def test_every_command_has_help_with_an_example(run: Run) -> None:
    context = click.Context(main)
    assert list(COMMANDS) == main.list_commands(context)
    listed = " ".join(run("--help").stdout.split())
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None and command.name == name
        assert f"{name} {(command.help or '').partition(chr(10) * 2)[0].partition('. ')[0]}" in listed
        for words in [[name, inner] for inner in getattr(command, "commands", ())] or [[name]]:
            assert f"$ bionrw {' '.join(words)}" in run(*words, "--help").stdout


def test_help_cuts_no_sentence(run: Run) -> None:
    for words in ([], ["import"]):
        said = " ".join(run(*words, "--help").stdout.partition("Commands:")[2].split())
        assert "..." not in said and said != ""
    assert "XLSX or XML, FP7 to Horizon Europe." in said


def test_help_loads_no_heavy_package() -> None:
    script = """
import sys
from click.testing import CliRunner
from bionrw_graph.cli import main
assert CliRunner().invoke(main, ["--help"]).exit_code == 0
heavy = {"rdflib", "pyoxigraph", "networkx", "numpy", "pyvis", "frictionless", "pyshacl", "jinja2", "pyld"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_a_query_loads_no_rdflib_and_no_networkx(built: Path) -> None:
    script = f"""
import sys
from click.testing import CliRunner
from bionrw_graph.cli import main
assert CliRunner().invoke(main, ["query", "partners-of", "-g", {str(built)!r}]).exit_code == 0
print(sorted({{"rdflib", "networkx", "numpy", "pyvis", "frictionless", "pyshacl"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_query_lists_the_library_by_theme(run: Run) -> None:
    text = run("query").stdout
    assert re.search(r"^partners$", text, re.MULTILINE)
    assert re.search(r"^  partners-of +With whom .*\(-p organisation\)$", text, re.MULTILINE)
    assert len(re.findall(r"^  \S", text, re.MULTILINE)) >= 24


@pytest.mark.parametrize(
    ("format_", "begins"),
    [("table", "partner "), ("csv", "partner,"), ("tsv", "partner\t"), ("md", "| partner "), ("json", "[{")],
)
def test_an_answer_comes_in_every_format(run: Run, format_: str, begins: str) -> None:
    result = run("query", "partners-of", "-p", "organisation", "bangor-university", "-f", format_)
    assert result.exit_code == 0 and result.stderr == ""
    assert result.stdout.startswith(begins) and "Bayer" in result.stdout


def test_the_ending_of_the_file_chooses_the_format(run: Run, tmp_path: Path) -> None:
    result = run("query", "partners-of", "-p", "organisation", "CLIB", "-o", "partners.json")
    assert result.stdout == "" and result.stderr == "Wrote partners.json.\n"
    rows = json.loads((tmp_path / "partners.json").read_text(encoding="utf-8"))
    assert len(rows) > 20


def test_an_answer_says_whom_it_is_about(run: Run) -> None:
    result = run("query", "partners-of")
    assert result.stderr == "organisation: id:organisation/clib (default; choose with -p organisation …)\n"


def test_a_misspelt_term_of_ours_is_told_beside_the_empty_answer(run: Run) -> None:
    result = run("query", "-", "-f", "csv", input="SELECT ?o { ?o a bionrw:Organisaton }")
    assert (result.exit_code, result.stdout) == (0, "o\n")
    assert result.stderr == 'There is no term bionrw:Organisaton in the ontology. Did you mean "Organisation"?\n'


def test_show_prints_the_sparql(run: Run) -> None:
    assert run("query", "partners-of", "--show").stdout.startswith("#+ summary:")


def test_own_sparql_from_a_file_and_from_standard_input(run: Run, tmp_path: Path) -> None:
    sparql = "SELECT (COUNT(DISTINCT ?p) AS ?projects) { ?p a bionrw:Project ; bionrw:tableRow ?row }"
    (tmp_path / "own.rq").write_text(sparql, encoding="utf-8")
    for result in (run("query", "own.rq", "-f", "csv"), run("query", "-", "-f", "csv", input=sparql)):
        assert result.stdout == f"projects\n{len(tables.read()['projects'])}\n"


def test_the_other_forms_of_query(run: Run, tmp_path: Path) -> None:
    assert run("query", "-", input="ASK { ?x a bionrw:Initiative }").stdout == "yes\n"
    assert run("query", "-", "-f", "json", input="ASK { ?x a bionrw:Nothing }").stdout == "false\n"
    clib = "<https://w3id.org/bionrw/id/organisation/clib>"
    described = run("query", "-", input=f"DESCRIBE {clib}").stdout
    assert 'skos:prefLabel "CLIB"' in described and "@prefix bionrw:" in described
    run("query", "-", "-o", "part.nt", input=f"CONSTRUCT {{ {clib} ?p ?o }} WHERE {{ {clib} ?p ?o }}")
    assert (tmp_path / "part.nt").read_text(encoding="utf-8").startswith(clib)


def test_describe_counts_by_class_and_by_source(run: Run) -> None:
    text = run("describe").stdout
    assert re.search(r"\bproject +.*\b6\b", text, re.IGNORECASE)
    assert re.search(r"^graph:bionrw-cluster +BIO\.NRW: cluster page \(older\) +\d{3}$", text, re.MULTILINE)


def test_validate_says_how_it_went(run: Run) -> None:
    result = run("validate", "--lang", "de", "-f", "csv")
    assert result.exit_code == 0
    assert "0 violations" in result.stderr
    assert "organisations.csv, row" in result.stdout and "statements.csv" in result.stdout


def test_validate_fails_on_a_violation(run: Run, tmp_path: Path) -> None:
    run("export", "-o", "graph.nq")
    lines = (tmp_path / "graph.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "spoiled.nq").write_text("".join(line for line in lines if "schema.org/currency" not in line))
    result = run("validate", "-g", "spoiled.nq", "-f", "csv")
    assert result.exit_code == 1
    assert "amounts.csv, row 2" in result.stdout


def test_measure_ranks(run: Run) -> None:
    result = run("measure", "collaboration", "--by", "betweenness", "--top", "2", "-f", "json")
    rows = json.loads(result.stdout)
    assert [row["name"] for row in rows] == ["Fraunhofer-Gesellschaft", "DEUTSCHES ZENTRUM FUR LUFT - UND RAUMFAHRT EV"]
    assert [row["cut_vertex"] for row in rows] == [False, True] and rows[0]["betweenness"] > rows[1]["betweenness"]


def test_measure_says_what_is_an_estimate(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "estimates" not in run("measure", "countries").stderr
    monkeypatch.setattr("bionrw_graph.measures.EXACT_LIMIT", 10)
    result = run("measure", "countries", "-f", "csv")
    assert result.stderr.startswith("Betweenness and closeness are estimates here")
    assert "from 200 nodes of each connected part" in result.stderr


def test_draw_writes_one_page(run: Run, tmp_path: Path) -> None:
    result = run("draw", "collaboration", "--around", "Bangor University", "--title", "Bangor & friends")
    assert re.fullmatch(r"Drew \d+ nodes and \d+ edges: collaboration.html\n", result.stderr)
    page = (tmp_path / "collaboration.html").read_text(encoding="utf-8")
    assert "Bangor &amp; friends" in page and "evoxx" in page and "Catalisti" not in page


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_draw_writes_a_picture(run: Run, tmp_path: Path, ending: str) -> None:
    starts = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}
    by_format = run("draw", "collaboration", "--around", "bangor-university", "--format", ending, "--lang", "en")
    assert by_format.stderr.endswith(f": collaboration.{ending}\n") and by_format.exit_code == 0
    run("draw", "collaboration", "--around", "Bangor University", "--lang", "en", "-o", f"other.{ending}")
    content = (tmp_path / f"collaboration.{ending}").read_bytes()
    assert content.startswith(starts[ending]) and content == (tmp_path / f"other.{ending}").read_bytes()


def test_draw_opens_as_asked_and_may_be_embedded(run: Run, tmp_path: Path) -> None:
    run("draw", "collaboration", "--node-colour", "community", "--node-size", "partners", "--embed", "-o", "frame.html")
    page = (tmp_path / "frame.html").read_text(encoding="utf-8")
    assert '"opens":{"colour":"community","size":"partners"}' in page and '<div id="app" class="embed">' in page
    run("draw", "collaboration", "-o", "whole.html")
    page = (tmp_path / "whole.html").read_text(encoding="utf-8")
    assert '"opens":{"colour":"type","size":"strength"}' in page and '<div id="app">' in page


def test_a_map_says_what_was_asked_for(run: Run, tmp_path: Path) -> None:
    run("draw", "collaboration", "-p", "since=2016", "-p", "funder", "h2020", "--around", "clib", "--title", "A & B")
    page = (tmp_path / "collaboration.html").read_text(encoding="utf-8")
    assert "<h1>A &amp; B · Förderer: Horizont 2020 · Projekte mit Laufzeit ab 2016</h1>" in page
    run("draw", "collaboration", "--around", "clib", "--lang", "en")
    page = (tmp_path / "collaboration.html").read_text(encoding="utf-8")
    assert "<h1>CLIB and its partners</h1>" in page
    run("draw", "collaboration", "--around", "clib", "--steps", "2", "-p", "country=DE")
    page = (tmp_path / "collaboration.html").read_text(encoding="utf-8")
    assert "<h1>2 Schritte um CLIB · Land: DE</h1>" in page


def test_a_parameter_is_two_words_or_one(run: Run) -> None:
    two = run("query", "partners-of", "-p", "organisation", "clib", "-f", "csv").stdout
    assert two == run("query", "partners-of", "-p", "organisation=clib", "-f", "csv").stdout and "RWTH" in two


def test_export_writes_graph_and_network(run: Run, tmp_path: Path) -> None:
    run("export", "-o", "graph.trig")
    run("export", "funding", "-o", "funding.gexf")
    assert "bionrw:Participation" in (tmp_path / "graph.trig").read_text(encoding="utf-8")
    assert "<gexf" in (tmp_path / "funding.gexf").read_text(encoding="utf-8")


# Bad input: one clear sentence each, exit code 1, nothing half-written.


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["query", "partner-of"], 'No query named "partner-of". Did you mean "partners-of"?'),
        (["query", "partners-of", "-p", "organsation", "clib"], 'Did you mean "organisation"?'),
        (["query", "partners-of", "-p", "graph", "x"], 'The query "partners-of" has no parameter "graph".'),
        (["query", "partners-of", "-g", "/"], "There is no graph in / yet."),
        (["query", "partners-of", "-p", "organisation", "Bayern"], 'There is no organisation "Bayern" in this graph.'),
        (["query", "nowhere.rq"], "nowhere.rq cannot be read (No such file or directory)."),
        (["query", "partners-of", "-f", "xls"], 'There is no format "xls".'),
        (["query", "partners-of", "-o", "nowhere/x.csv"], "cannot be written (No such file or directory)"),
        (["query", "partners-of", "-g", "nowhere"], "There is no graph in nowhere yet. Run `bionrw build` first."),
        (["measure", "colaboration"], 'No network named "colaboration". Did you mean "collaboration"?'),
        (["measure", "collaboration", "--by", "degre"], 'There is no measure "degre". Did you mean "degree"?'),
        (["draw", "collaboration", "--around", "CLIP"], 'There is no organisation "CLIP" in this graph.'),
        (["draw", "collaboration", "--around", "mkw"], '"mkw" is not in the network "collaboration".'),
        (["draw", "collaboration", "-p", "since", "2090", "-p", "country", "XX"], "has no nodes with these"),
        (["draw", "collaboration", "-o", "map.pfd"], 'A map cannot be written as ".pfd". Did you mean "pdf"?'),
        (["draw", "collaboration", "-f", "png", "-o", "a.svg"], "ends with .svg, but --format says png"),
        (["draw", "collaboration", "--embed", "-o", "a.png"], "Only a page can be embedded"),
        (["export", "-o", "graph.tll"], 'A graph cannot be written as ".tll". Did you mean "ttl"?'),
        (["export", "-o", "nowhere/graph.ttl"], "cannot be written (No such file or directory)"),
    ],
)  # fmt: skip
def test_a_slip_is_told_in_one_sentence(run: Run, words: list[str], said: str, tmp_path: Path) -> None:
    refused(run(*words), said)
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


@pytest.mark.parametrize(
    ("sparql", "said"),
    [
        ("SELECT ?a {\n  ?a }", "The query has a syntax error in line 2, column 7."),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is refused (line 1, column 12)"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "there is no such graph here, and nothing is ever fetched"),
        ("LOAD <file:///etc/passwd>", "A query only reads: LOAD"),
        ("", "none of the words SELECT, ASK, CONSTRUCT and DESCRIBE"),
    ],
)
def test_own_sparql_that_cannot_be_asked_is_told(run: Run, sparql: str, said: str) -> None:
    refused(run("query", "-", input=sparql), said)


def test_an_unknown_command_is_told_with_the_nearest(run: Run) -> None:
    result = run("qeury")
    assert result.exit_code == 2 and 'Did you mean "query"?' in result.stderr


def test_wrong_tables_stop_the_build_and_keep_the_old_one(run: Run, tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    assert run("build", "-o", "mine").exit_code == 0
    before = (tmp_path / "mine" / "bionrw-build.json").read_text(encoding="utf-8")
    amounts = tmp_path / "data" / "curated" / "amounts.csv"
    amounts.write_text(amounts.read_text(encoding="utf-8").replace(",5800000,", ',"5,8 Mio",'), encoding="utf-8")
    refused(run("build", "-d", "data", "-o", "mine"), "amounts.csv, row", 'column value: "5,8 Mio" is no number.')
    assert (tmp_path / "mine" / "bionrw-build.json").read_text(encoding="utf-8") == before


@pytest.mark.parametrize("command", ["build", "publish"])
def test_a_folder_that_cannot_be_written_is_told(run: Run, command: str) -> None:
    refused(run(command, "-o", "/proc/out"), "/proc/out cannot be written", "Choose another folder.")


def test_a_folder_of_somebody_else_is_not_replaced(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("dear")
    refused(run("build", "-o", "letters"), "letters exists and was not made by this command")
    refused(run("publish", "-o", "letters"), "letters exists and was not made by this command")
    assert (tmp_path / "letters" / "letter.txt").read_text() == "dear"


def test_a_query_that_takes_too_long_is_stopped_and_says_so(built: Path, tmp_path: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    began = time.monotonic()
    done = subprocess.run(
        [
            *(sys.executable, "-c", "from bionrw_graph.cli import main; main()"),
            *("query", "-", "-g", str(built), "--timeout", "1", "-o", "n.csv"),
        ],
        input=endless,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    assert done.returncode == 1
    assert (
        done.stderr == "Error: The query was stopped after 1 seconds. Make it narrower, or allow more with --timeout.\n"
    )
    assert time.monotonic() - began < 30
    assert list(tmp_path.iterdir()) == []


def test_the_command_leaves_no_garbage_to_look_for() -> None:
    script = """
import gc, sys
from bionrw_graph.__main__ import main
try:
    main()
except SystemExit as end:
    print(gc.isenabled(), gc.get_freeze_count() > 1000, end.code)
"""
    ended = subprocess.run(
        [sys.executable, "-c", script, "query", "no-such-question"], capture_output=True, text=True, check=False
    )
    assert ended.stdout == "True True 1\n"
    assert ended.stderr.startswith('Error: No query named "no-such-question".')


def test_the_package_runs_as_a_module() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bionrw_graph", "--version"], capture_output=True, text=True, check=True
    )
    assert ended.stdout.startswith("bionrw, version ")
