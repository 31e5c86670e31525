"""What is open: found once, gone when mended, and told by organisation."""

from pathlib import Path

import pytest

from bionrw_graph import networks, store, upkeep
from bionrw_graph.errors import BionrwError
from small_tables import award, graph_of, organisation, period, project, statement

PARTNERS = [
    {"project": "p", "organisation": "a", "role": "coordinator"},
    {"project": "p", "organisation": "b", "role": "partner"},
    {"project": "q", "organisation": "b", "role": "partner"},
    {"project": "q", "organisation": "c", "role": "partner"},
]
TABLES = {
    "organisations": [organisation("a"), organisation("b"), organisation("c"), organisation("d")],
    "projects": [project("p"), project("q")],
    "participations": PARTNERS,
}


def gaps(graph: store.Graph, about: str = "") -> set[tuple[str, str]]:
    _, rows = upkeep.todo(graph, about)
    return {(str(row["thing"]), str(row["gap"])) for row in rows}


def test_gaps_are_found_and_gone_when_mended(tmp_path: Path) -> None:
    before = gaps(graph_of(tmp_path / "before", TABLES))
    assert {
        ("A", "no kind"),
        ("A", "no country"),
        ("P", "no end"),
        ("Q", "no coordinator"),
        ("P", "no funder"),
    } <= before
    assert ("P", "no coordinator") not in before
    mended = TABLES | {
        "statements": [statement("organisation/a", "kind", "company"), statement("organisation/a", "country", "DE")],
        "periods": [period("p", "2015", "2018")],
        "awards": [award("p", "organisation/d")],
    }
    after = gaps(graph_of(tmp_path / "after", mended))
    assert not {("A", "no kind"), ("A", "no country"), ("P", "no end"), ("P", "no start"), ("P", "no funder")} & after
    assert ("B", "no kind") in after


def test_a_project_stands_with_its_coordinator(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, TABLES)
    _, rows = upkeep.todo(graph)
    assert {row["group"] for row in rows if row["thing"] == "P"} == {"A"}
    assert [str(row["group"]).casefold() for row in rows] == sorted(str(row["group"]).casefold() for row in rows)
    assert {thing for thing, _ in gaps(graph, "organisation/a")} >= {"A", "P"}
    assert "C" not in {thing for thing, _ in gaps(graph, "organisation/a")}


def test_doubts_and_lonely_claims_are_told_with_their_table(tmp_path: Path) -> None:
    unsure = [row | ({"confidence": "uncertain"} if row["organisation"] == "c" else {}) for row in PARTNERS]
    _, rows = upkeep.todo(graph_of(tmp_path, TABLES | {"participations": unsure}))
    (row,) = [row for row in rows if row["gap"] == "uncertain"]
    assert (row["table"], row["row"]) == ("participations.csv", "participations.csv, row 5")
    assert row["gapGerman"] == "unsicher"
    assert any(row["gap"] == "one source only" for row in rows)
    # The page has no date, and none is guessed.
    assert any(row["gap"] == "no date known" for row in rows)
    assert not any(row["gap"] == "long not confirmed" for row in rows)


def test_months_decide_what_was_long_not_confirmed(tmp_path: Path) -> None:
    dated = TABLES | {
        "sources": [{"id": "dated", "title": "Dated", "url": "https://example.org", "published": "2026-05"}]
    }
    dated["organisations"] = [organisation("a") | {"source": "dated"}, *TABLES["organisations"][1:]]
    graph = graph_of(tmp_path, dated)
    for months, expected in ((3, True), (12, False)):
        _, rows = upkeep.todo(graph, "organisation/a", months)
        assert any(row["gap"] == "long not confirmed" and row["thing"] == "A" for row in rows) is expected


def test_words_count_what_is_open(graph: store.Graph) -> None:
    _, rows = upkeep.todo(graph)
    assert len(rows) > 1000 and "no identifier elsewhere" in upkeep.remark(rows)
    assert "keine Kennung anderswo" in upkeep.remark(rows, "de")
    assert upkeep.remark([]) == "Nothing is open."


def test_the_shortest_chain_names_each_step_and_its_projects(tmp_path: Path) -> None:
    network = networks.projection(graph_of(tmp_path, TABLES), "collaboration")
    ends = [f"https://w3id.org/bionrw/id/organisation/{name}" for name in ("a", "c")]
    steps, ways = networks.chain(network, *ends)
    assert ways == 1 and [(step["from"], step["to"], step["projects"]) for step in steps] == [
        ("A", "B", "P"),
        ("B", "C", "Q"),
    ]


def test_where_no_chain_leads_it_is_said(tmp_path: Path) -> None:
    alone = TABLES | {"participations": [*PARTNERS[:2], {"project": "q", "organisation": "c", "role": "partner"}]}
    network = networks.projection(graph_of(tmp_path, alone), "collaboration")
    ends = [f"https://w3id.org/bionrw/id/organisation/{name}" for name in ("a", "c")]
    with pytest.raises(BionrwError, match="No joint project leads from A to C"):
        networks.chain(network, *ends)
