"""The graph on a day: what had not begun, what was over, and what stays."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bionrw_graph import exports, queries, store, validation
from bionrw_graph.as_of import as_of
from bionrw_graph.cli import main
from bionrw_graph.errors import BionrwError
from bionrw_graph.vocabulary import BASE, PREFIXES
from small_tables import award, graph_of, organisation, period, project, statement


def name(subject: str, text: str, from_: str = "", to: str = "", language: str = "", type_: str = "short-name") -> dict:
    return {"subject": subject, "text": text, "from": from_, "to": to, "language": language, "type": type_}


ROWS = {
    "organisations": [
        # Renamed in 2018.
        organisation("clib", "CLIB"),
        # A firm whose name has two languages, renamed in 2015.
        organisation("firm", "New Works") | {"name_de": "Neue Werke"},
        # A ministry cut anew in 2017, and one in 2022.
        *(organisation("miwf"), organisation("mkw"), organisation("mwide"), organisation("mwike")),
        organisation("office"),
        # Founded in 2018, named as partner of a project of 2015.
        organisation("late-partner"),
        # Founded in 2018, named by nothing but its own statements and an undated membership.
        organisation("late"),
        # Told by its only name to be of 2020.
        organisation("young"),
        # Seen in 2012, six years before it was founded.
        organisation("seen-early"),
        organisation("undated"),
    ],
    "events": [{"id": "fair", "name": "Fair", "type": "fair"}, {"id": "other-fair", "name": "Other", "type": "fair"}],
    "programmes": [{"id": "later-programme", "name": "Later"}, {"id": "call", "name": "Call"}],
    "projects": [project(one) for one in ("old", "new", "month", "phased", "open", "printed", "called", "half")],
    "phases": [
        {"id": "phased/1", "project": "phased", "number": "1", "name": "Phase 1"},
        {"id": "phased/2", "project": "phased", "number": "2", "name": "Phase 2"},
        # The first of two phases without a period.
        {"id": "half/1", "project": "half", "number": "1", "name": "Phase 1"},
        {"id": "half/2", "project": "half", "number": "2", "name": "Phase 2"},
    ],
    "periods": [
        period("old", "2010", "2012-03-31"),
        period("new", "2016", "2019"),
        period("month", "2016-05"),
        period("phase/phased/1", "2014", "2015"),
        period("phase/phased/2", "2016", "2017"),
        period("phase/half/2", "2016", "2017"),
        period("printed", "2015", "2018"),
        period("called", "2015", "2018"),
        period("programme/later-programme", "2020"),
    ],
    "names": [
        name("organisation/clib", "CLIB2021", "2009", "2018-03"),
        name("organisation/clib", "CLIB2021"),
        name("organisation/clib", "CLIB", "2018-03"),
        name("organisation/clib", "Cluster Industrielle Biotechnologie", "2009", "2018-03", "de", "full-name"),
        name("organisation/clib", "the cluster"),
        name("organisation/firm", "New Works", "2015", "", "en"),
        name("organisation/firm", "Neue Werke", "2015", "", "de"),
        name("organisation/firm", "Old Works", "", "2015", "en"),
        name("organisation/firm", "Alte Werke", "", "2015", "de"),
        name("organisation/young", "Young", "2020"),
    ],
    "statements": [
        statement("organisation/clib", "kind", "cluster"),
        statement("organisation/office", "supported-by", "organisation/mwide") | {"id": "office/mwide"},
        statement("organisation/office", "supported-by", "organisation/mwike") | {"id": "office/mwike"},
        statement("organisation/mwike", "successor-of", "organisation/mwide"),
        statement("programme/call", "part-of", "organisation/mwide"),
        statement("organisation/mkw", "kind", "ministry"),
        statement("organisation/mkw", "part-of", "funder-family/state"),
        statement("organisation/miwf", "part-of", "funder-family/state"),
        statement("organisation/late-partner", "founded", "2018"),
        statement("organisation/late-partner", "city", "Bonn"),
        statement("organisation/late", "founded", "2018"),
        statement("organisation/late", "city", "Bonn"),
        statement("organisation/seen-early", "founded", "2018"),
        statement("organisation/undated", "dissolved", "2021"),
        statement("project/new", "successor-of", "project/old"),
        statement("project/called", "part-of", "programme/later-programme"),
    ],
    "participations": [
        {"project": "old", "organisation": "clib", "role": "partner"},
        {"project": "old", "organisation": "undated", "role": "partner"},
        {"project": "new", "organisation": "clib", "role": "partner"},
        {"project": "new", "organisation": "office", "role": "partner"},
        {"project": "printed", "organisation": "late-partner", "role": "partner"},
    ],
    "awards": [
        award("printed", "organisation/mkw"),
        award("open", "organisation/mwike"),
        award("new", "organisation/mwide"),
    ],
    "amounts": [
        {"subject": "project/new", "value": "5", "currency": "EUR", "kind": "project-volume", "bound": "exact"},
        {"subject": "project/old", "value": "7", "currency": "EUR", "kind": "project-volume", "bound": "exact"},
    ],
    "changes": [
        {"id": "miwf-mkw", "type": "recut", "before": "miwf", "after": "mkw", "date": "2017-06-30"},
        {"id": "mwide-mwike", "type": "recut", "before": "mwide", "after": "mwike", "date": "2022-06-29"},
    ],
    "memberships": [
        {"id": "early", "organisation": "undated", "network": "clib", "role": "member", "year_seen": "2012"},
        {"id": "later", "organisation": "office", "network": "clib", "role": "member", "year_seen": "2017"},
        {"id": "undated", "organisation": "miwf", "network": "clib", "role": "member"},
        {"id": "late", "organisation": "late", "network": "clib", "role": "member"},
        {"id": "seen", "organisation": "seen-early", "network": "clib", "role": "member", "year_seen": "2012"},
    ],
    "appearances": [
        {"id": "one", "organisation": "clib", "event": "fair", "role": "exhibitor", "year_seen": "2017"},
        {"id": "two", "organisation": "clib", "event": "other-fair", "role": "exhibitor"},
    ],
    "observations": [
        {
            **{"id": year or "undated", "indicator": "members", "about": "organisation/clib", "value": "1"},
            **{"unit": "count", "bound": "exact", "period": year},
        }
        for year in ("2012", "2017-02", "")
    ],
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> store.Graph:
    return graph_of(tmp_path_factory.mktemp("small"), ROWS)


def there(graph: store.Graph, type_: str) -> set[str]:
    """The ids of all things of a type that are the subject of a statement."""
    prefix = f"{BASE}id/{type_}/"
    found = {str(quad.subject)[1:-1] for quad in store.quads(graph)}
    return {iri.removeprefix(prefix) for iri in found if iri.startswith(prefix)}


def labels(graph: store.Graph, thing: str, predicate: str = "skos:prefLabel") -> set[tuple[str, str]]:
    rows = store.select(graph, f"SELECT ?text (LANG(?text) AS ?in) {{ <{BASE}id/{thing}> {predicate} ?text }}")
    return {(row["text"], row["in"]) for row in rows}


def houses(graph: store.Graph, body: str) -> set[str]:
    rows = store.select(graph, f"SELECT ?house {{ <{BASE}id/organisation/{body}> bionrw:house ?house }}")
    return {row["house"].rpartition("/")[2] for row in rows}


def states(graph: store.Graph, subject: str, property_: str) -> set[str]:
    rows = store.select(graph, f"SELECT ?value {{ <{BASE}id/{subject}> {property_} ?value }}")
    return {str(row["value"]).rpartition("/")[2] for row in rows}


def test_a_project_and_a_phase_that_had_not_begun_are_gone_with_all_that_is_said_of_them(small: store.Graph) -> None:
    graph = as_of(small, "2015-07-01")
    assert there(graph, "project") == {"old", "phased", "open", "printed", "called", "half"}
    assert there(graph, "phase") == {"phased/1", "half/1"}
    assert there(graph, "participation") == {"old/clib", "old/undated", "printed/late-partner"}
    assert there(graph, "amount") == {"row-2"}
    lines = "".join(store.lines(graph))
    for gone in ("project/new", "phase/phased/2", "participation/new", "award/row-3", "amount/row-1"):
        assert f"id/{gone}" not in lines
        assert gone.partition("/")[2] in "".join(store.lines(small))
    # Nor a citation, nor a row of a table.
    assert not store.select(graph, "SELECT ?c { ?c a bionrw:Citation FILTER NOT EXISTS { ?x prov:wasDerivedFrom ?c } }")
    assert not store.select(graph, "SELECT ?c { ?c bionrw:tableRow ?row FILTER NOT EXISTS { ?c a ?class } }")


def test_what_had_ended_is_history_and_stays(small: store.Graph) -> None:
    graph = as_of(small, "2030-01-01")
    assert there(graph, "project") == there(small, "project")
    assert there(graph, "participation") == there(small, "participation")
    assert there(graph, "amount") == there(small, "amount") and there(graph, "award") == there(small, "award")
    assert states(graph, "project/new", "bionrw:successorOf") == {"old"}
    assert states(graph, "organisation/mwike", "bionrw:successorOf") == {"mwide"}
    assert states(graph, "programme/call", "bionrw:partOf") == {"mwide"}


@pytest.mark.parametrize(
    ("day", "begun"),
    [("2015-12-31", set()), ("2016-01-01", {"new"}), ("2016-04-30", {"new"}), ("2016-05-01", {"new", "month"})],
)
def test_a_year_or_a_month_begins_on_its_first_day(small: store.Graph, day: str, begun: set[str]) -> None:
    assert there(as_of(small, day), "project") & {"new", "month"} == begun


@pytest.mark.parametrize(
    ("day", "label"),
    [("2017-06-01", "CLIB2021"), ("2018-03-30", "CLIB"), ("2018-03-31", "CLIB"), ("2005-01-01", "CLIB")],
)
def test_the_name_of_the_day_is_the_preferred_label(small: store.Graph, day: str, label: str) -> None:
    assert labels(as_of(small, day), "organisation/clib") == {(label, "")}


def test_a_name_of_another_time_is_no_label_and_one_without_a_date_stays(small: store.Graph) -> None:
    before, after = as_of(small, "2017-06-01"), as_of(small, "2019-01-01")
    full, undated = ("Cluster Industrielle Biotechnologie", ""), ("the cluster", "")
    assert labels(before, "organisation/clib", "skos:altLabel") == {full, undated}
    # The undated use of CLIB2021 follows the dated one.
    assert labels(after, "organisation/clib", "skos:altLabel") == {undated}
    assert there(after, "name-use") & {"row-1", "row-2", "row-3", "row-4", "row-5"} == {"row-3", "row-5"}
    # Until the last day of the month in which the old name ended, both may be true.
    assert ("CLIB2021", "") in labels(as_of(small, "2018-03-30"), "organisation/clib", "skos:altLabel")
    assert ("CLIB2021", "") not in labels(as_of(small, "2018-03-31"), "organisation/clib", "skos:altLabel")


def test_a_label_is_replaced_in_its_own_language(small: store.Graph) -> None:
    assert labels(as_of(small, "2014-01-01"), "organisation/firm") == {("Old Works", "en"), ("Alte Werke", "de")}
    assert labels(as_of(small, "2016-01-01"), "organisation/firm") == {("New Works", "en"), ("Neue Werke", "de")}


def test_a_house_is_the_one_that_stood_that_day(small: store.Graph) -> None:
    assert houses(small, "miwf") == houses(small, "mkw") == {"mkw"}
    assert houses(small, "mwide") == houses(small, "mwike") == {"mwike"}
    assert houses(as_of(small, "2017-01-01"), "mkw") == {"miwf"}
    # mwike is named by a project without a period.
    assert houses(as_of(small, "2019-01-01"), "mwike") == {"mwide"}
    assert houses(as_of(small, "2019-01-01"), "miwf") == {"mkw"}
    assert houses(as_of(small, "2024-01-01"), "mwide") == {"mwike"}


def test_a_body_named_by_a_project_before_its_time_stays_and_is_marked(small: store.Graph) -> None:
    graph = as_of(small, "2016-07-01")
    assert there(graph, "award") >= {"row-1"}
    assert states(graph, "award/row-1", "bionrw:predates") == {"mkw"}
    assert labels(graph, "organisation/mkw") == {("MKW", "")}
    assert there(graph, "change-event") == {"miwf-mkw", "mwide-mwike"}
    # What it was later is not said.
    assert not states(graph, "organisation/mkw", "bionrw:kind") and not states(
        graph, "organisation/mkw", "bionrw:partOf"
    )
    assert states(graph, "organisation/miwf", "bionrw:partOf") == {"state"}
    assert states(graph, "organisation/late-partner", "schema:foundingDate") == {"2018"}
    assert not states(graph, "organisation/late-partner", "bionrw:city")


def test_a_body_that_was_not_there_yet_is_gone(small: store.Graph) -> None:
    graph = as_of(small, "2016-12-31")
    assert not there(graph, "organisation") & {"late", "young"}
    assert there(graph, "membership") == {"early", "undated", "seen"}
    assert "late" in there(as_of(small, "2018-01-01"), "organisation")
    assert "young" not in there(as_of(small, "2019-12-31"), "organisation")
    assert "young" in there(as_of(small, "2020-01-01"), "organisation")
    # A claim with a date of its own keeps the body that it names.
    assert "seen-early" in there(graph, "organisation") and "seen-early" not in there(
        as_of(small, "2011-01-01"), "organisation"
    )
    # A project that had begun keeps the programme that it is a part of.
    assert "later-programme" in there(graph, "programme")
    assert "later-programme" not in there(as_of(small, "2014-01-01"), "programme")


def test_what_a_body_was_to_one_that_had_ended_is_gone(small: store.Graph) -> None:
    def supporters(day: str) -> set[str]:
        graph = as_of(small, day)
        plain = states(graph, "organisation/office", "bionrw:supportedBy")
        assert {one.removeprefix("office/") for one in there(graph, "statement") if one.startswith("office/")} == plain
        return plain

    assert supporters("2019-01-01") == {"mwide"}
    assert supporters("2022-06-28") == {"mwide"}
    assert supporters("2022-06-29") == {"mwike"}


def test_dated_claims_of_later_are_gone_and_undated_ones_stay(small: store.Graph) -> None:
    graph = as_of(small, "2016-12-31")
    assert there(graph, "membership") == {"early", "undated", "seen"}
    assert there(graph, "observation") == {"2012", "undated"}
    assert there(graph, "appearance") == {"two"} and there(graph, "event") == {"other-fair"}
    assert not states(graph, "organisation/undated", "schema:dissolutionDate")
    assert states(as_of(small, "2021-01-01"), "organisation/undated", "schema:dissolutionDate") == {"2021"}
    assert there(as_of(small, "2017-02-01"), "observation") == {"2012", "2017-02", "undated"}


def test_what_follows_is_derived_anew(small: store.Graph) -> None:
    assert states(small, "organisation/clib", "bionrw:takesPartIn") == {"old", "new"}
    assert states(as_of(small, "2015-01-01"), "organisation/clib", "bionrw:takesPartIn") == {"old"}
    assert states(as_of(small, "2015-01-01"), "organisation/clib", "bionrw:partnerOf") == {"undated"}


def test_a_triple_that_another_claim_carries_stays(tmp_path: Path) -> None:
    twice = graph_of(
        tmp_path,
        {
            "organisations": [organisation("club", "Club")],
            "projects": [project("late")],
            "periods": [period("late", "2020")],
            "names": [name("organisation/club", "The Club", "2020"), name("organisation/club", "The Club", "2010")],
        },
    )
    assert labels(as_of(twice, "2015-01-01"), "organisation/club", "skos:altLabel") == {("The Club", "")}
    assert labels(as_of(twice, "2005-01-01"), "organisation/club", "skos:altLabel") == set()


def test_the_graph_says_its_day_and_another_day_takes_its_place(small: store.Graph) -> None:
    def day(graph: store.Graph) -> list[dict]:
        return store.select(graph, "SELECT ?graph ?day { GRAPH ?graph { ?curated bionrw:asOf ?day } }")

    assert day(small) == []
    once = as_of(small, "2018-01-01")
    assert day(once) == [{"graph": PREFIXES["graph"] + "provenance", "day": "2018-01-01"}]
    assert store.lines(as_of(once, "2016-01-01")) == store.lines(as_of(small, "2016-01-01"))


def test_the_same_day_gives_the_same_bytes_and_leaves_the_graph_alone(graph: store.Graph) -> None:
    before = store.lines(graph)
    first, second = as_of(graph, "2019-01-01"), as_of(graph, "2019-01-01")
    assert exports.text(first, "trig") == exports.text(second, "trig")
    assert store.lines(graph) == before and store.lines(first) != before


@pytest.mark.parametrize("day", ["2012-01-01", "2024-01-01"])
def test_the_real_graph_is_whole_on_any_day(graph: store.Graph, day: str) -> None:
    then = as_of(graph, day)
    assert validation.validate(then).conforms
    for rule in sorted((queries.QUERIES.parent / "ontology" / "rules").glob("*.rq")):
        assert store.select(then, rule.read_text(encoding="utf-8")) == [], rule.stem


def test_the_supporter_of_bionrw_changes_with_the_day(graph: store.Graph) -> None:
    assert states(graph, "organisation/bio-nrw", "bionrw:supportedBy") == {"mwide", "mwike"}
    assert states(as_of(graph, "2019-01-01"), "organisation/bio-nrw", "bionrw:supportedBy") == {"mwide"}
    assert states(as_of(graph, "2024-01-01"), "organisation/bio-nrw", "bionrw:supportedBy") == {"mwike"}
    assert houses(as_of(graph, "2017-01-01"), "mkw") == {"miwf"}


@pytest.mark.parametrize("day", ["", "2019", "2019-02-30", "yesterday", "20190101", "9999-12-31"])
def test_a_word_that_is_no_day_is_told(built: Path, day: str) -> None:
    result = CliRunner().invoke(main, ["query", "partners-of", "-g", str(built), "--as-of", day])
    assert result.exit_code == 1 and result.stdout == ""
    assert result.stderr == f'Error: "{day}" is no day. Write it like 2019-01-01.\n'


def test_a_file_without_named_graphs_is_refused(tmp_path: Path, small: store.Graph) -> None:
    exports.write(small, tmp_path / "small.ttl")
    with pytest.raises(BionrwError, match="needs the named graphs"):
        as_of(store.opened(tmp_path / "small.ttl"), "2019-01-01")


def test_the_commands_take_a_day(tmp_path: Path, built: Path) -> None:
    def run(*words: str) -> str:
        result = CliRunner().invoke(main, [*words, "-g", str(built), "--as-of", "2014-06-01"], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    assert "INMARE" not in run("query", "names-of-projects") and "RIN" in run("query", "names-of-projects")
    assert run("describe") != CliRunner().invoke(main, ["describe", "-g", str(built)]).stdout
    run("export", "-o", str(tmp_path / "then.nq"))
    assert "asOf" in (tmp_path / "then.nq").read_text(encoding="utf-8")
    run("draw", "participation", "-o", str(tmp_path / "then.html"))
    page = (tmp_path / "then.html").read_text(encoding="utf-8")
    assert "· Stand 1. Juni 2014</title>" in page and "· as of 1 June 2014" in page
    assert "Industrial Applications of Marine Enzymes" not in page
