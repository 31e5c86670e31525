"""The list of conflicts against discrepancies told by hand: both values, both pages, both places, and no rounding."""

from typing import Any

import pytest

from bionrw_graph import conflicts, store
from bionrw_graph.errors import BionrwError
from small_tables import graph_of, organisation, project

OLDER, NEWER = "BIO.NRW: cluster page (older)", "BIO.NRW: about page (newer)"

# Item of the hand-made list of discrepancies (parts A to E), what it is about, both values as the list tells them.
BY_HAND = [
    (8, "BIO.NRW", "thematic fields", "2", "3"),
    (13, "Ministry of Economic Affairs, Innovation", "name", "Ministry of Innovation, Science, Research", "Ministry"),
    (14, "BIO.NRW", "supported by", "(MWIDE)", "(MWIKE)"),
    (15, "RIN Material Flows, phase 1", "funder", "Ministry of Culture and Science, 2014-05", "2017-06-30"),
    (16, "HiPerIn", "funder", "MKW (NRW), 2016", "2017-06-30"),
    (17, "Ministry of Culture and Science", "name", "Ministry of Culture and Science", "MKW (NRW)"),
    (18, "BiOPEN", "funder", "BBI JU", "Horizon 2020"),
    (19, "BIG-Cluster", "funder", "no funder named", "(BMBF)"),
    (21, "North Rhine-Westphalia", "share of German biotechnology revenue", "48.6 %", "10.8 %"),
    (21, "North Rhine-Westphalia", "share of German biotechnology revenue", "10.8 %", "50 %"),
    (22, "North Rhine-Westphalia", "core biotechnology companies", "109", "118"),
    (22, "North Rhine-Westphalia", "employees of core biotechnology companies", "4400", "5780"),
    (23, "North Rhine-Westphalia", "universities and research institutes", "58", "56"),
    (24, "North Rhine-Westphalia", "technology centres with", "25", "22"),
    (24, "North Rhine-Westphalia", "companies in technology centres", "155 / 25", "155 / 22"),
    (24, "North Rhine-Westphalia", "technology and start-up centres", "over 60", "Many"),
    (25, "North Rhine-Westphalia", "life science companies", "500", "300"),
    (26, "Rhine-Ruhr region", "inhabitants", "9.9", "10"),
    (27, "North Rhine-Westphalia", "rank by population density", "most densely", "one of the most densely"),
    (28, "North Rhine-Westphalia", "patent applications", "1", "1 (2009)"),
    (29, "Germany", "share of biopharmaceuticals", "24.8 %", "12.4 %"),
    (30, "Germany or European Union", "share of biopharmaceuticals", "14 / 38 = 36.8 %", "37 %"),
    (34, "RIN Material Flows", "project volume", "1.236 M EUR", "1.236 M EUR"),
    (39, "BioBase4SME", "partners", "8", "9"),
    (40, "Flanders Biobased Valley", "name", "Flanders Bio-Economy Valley", "Flanders Biobased Valley"),
    (41, "University of York", "name", "York University", "University of York"),
    (45, "BioBase4SME", "Bio Base Europe Pilot Plant", "partner", "coordinator"),
]


@pytest.fixture(scope="module")
def found(graph: store.Graph) -> list[dict[str, Any]]:
    columns, rows = conflicts.conflicts(graph)
    assert columns == list(conflicts.COLUMNS)
    return rows


@pytest.mark.parametrize(("item", "about", "aspect", "one", "other"), BY_HAND)
def test_a_discrepancy_found_by_hand_is_listed_with_both_citations(
    found: list[dict[str, Any]], item: int, about: str, aspect: str, one: str, other: str
) -> None:
    rows = [
        row
        for row in found
        if str(row["about"]).startswith(about) and aspect in str(row["aspect"])
        if one in str(row["one"]) and other in str(row["other"])
    ]
    assert rows, item
    assert all(row["onePage"] and row["onePlace"] and row["otherPage"] and row["otherPlace"] for row in rows)
    assert OLDER in {row["onePage"] for row in rows} | {row["otherPage"] for row in rows} or NEWER in {
        row["onePage"] for row in rows
    }


def test_at_least_twenty_items_of_the_hand_made_list_are_there() -> None:
    assert len({item for item, *_ in BY_HAND}) >= 20


def test_every_row_has_both_sides_and_german_words(found: list[dict[str, Any]]) -> None:
    for row in found:
        for name in ("about", "one", "onePage", "onePlace", "other", "otherPage", "otherPlace", "verdict", "sort"):
            assert row[name] not in (None, ""), row
        assert row["verdict"] in conflicts.VERDICTS and row["verdictGerman"] != row["verdict"], row["verdict"]
        assert row["sortGerman"] != row["sort"]


def test_a_rounding_is_no_conflict(found: list[dict[str, Any]]) -> None:
    # 5.8 million on the page, 5.83 million in a press text; 450,000 euro of grant are no other volume.
    assert not [row for row in found if row["about"] == "BioBase4SME" and "volume" in str(row["aspect"])]
    assert not [
        row for row in found if str(row["about"]).startswith("RIN Material Flows, phase") and "volume" in row["aspect"]
    ]


def test_conflicts_between_other_sources_are_listed(found: list[dict[str, Any]]) -> None:
    told = {(row["about"].split(" – ")[0], row["one"], row["other"]) for row in found}
    assert any(
        about == "Carbon2Chem, phase 2" and {"75", "84"} == {one.split()[0], other.split()[0]}
        for about, one, other in told
    )
    assert any(about == "Food Pro·tec·ts" and {one, other} == {"18", "22"} for about, one, other in told)


def test_pages_that_print_the_same_are_one_side(found: list[dict[str, Any]]) -> None:
    (row,) = [row for row in found if row["one"] == "109" and row["other"] == "118"]
    # Deutsche Börse repeats the figure of the older page: that confirms nothing.
    assert row["onePages"] == 2 and row["otherPages"] == 1


def test_contradictions_come_first_and_checks_that_pass_last(found: list[dict[str, Any]]) -> None:
    places = [conflicts.VERDICTS.index(row["verdict"]) for row in found]
    assert (
        places == sorted(places) and found[0]["verdict"] == "contradiction" and found[-1]["verdict"] == "check passes"
    )


def test_about_keeps_one_thing_and_its_parts(graph: store.Graph) -> None:
    _, rows = conflicts.conflicts(graph, "rin-material-flows")
    assert rows and {str(row["about"]).partition(",")[0] for row in rows} == {"RIN Material Flows"}
    with pytest.raises(BionrwError, match='There is no thing "rin-material-flow" in this graph'):
        conflicts.conflicts(graph, "rin-material-flow")


def amount(key: str, value: int, source: str, precision: int = 1) -> dict[str, Any]:
    return {
        "id": f"p/project-volume/{key}", "subject": "project/p", "value": str(value), "currency": "EUR",
        "kind": "project-volume", "bound": "exact", "precision": str(precision), "source": source, "locator": "opening",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "conflict"),
    [
        (((5_800_000, 100_000), (5_830_000, 10_000)), False),
        (((5_800_000, 100_000), (5_900_000, 10_000)), True),
        (((75_000_000, 1_000_000), (84_000_000, 1_000_000)), True),
    ],
)
def test_amounts_conflict_beyond_a_rounding(tmp_path: Any, values: Any, conflict: bool) -> None:
    rows = [amount(str(number), *pair[:1], f"s{number}", pair[1]) for number, pair in enumerate(values)]
    pages = [{"id": f"s{number}", "title": f"Page {number}", "url": "https://example.org/x"} for number in (0, 1)]
    tables = {"sources": pages, "projects": [project("p")], "organisations": [organisation("o")], "amounts": rows}
    graph = graph_of(tmp_path, tables)
    _, found = conflicts.conflicts(graph)
    assert bool([row for row in found if row["aspect"] == "project volume"]) is conflict
