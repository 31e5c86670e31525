"""What may be added is added once: amounts, phases, umbrellas, sources, nested funders, houses."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bionrw_graph import queries, store
from bionrw_graph.as_of import as_of
from bionrw_graph.vocabulary import BASE
from small_tables import award, graph_of, organisation, period, project, statement


def amount(id_: str, subject: str, value: str, kind: str = "project-volume", **cells: str) -> dict[str, str]:
    return {
        **{"id": id_, "subject": subject if "/" in subject else f"project/{subject}", "value": value},
        **{"currency": "EUR", "kind": kind, "bound": "exact", **cells},
    }


ROWS = {
    "organisations": [organisation(one) for one in ("miwf", "mkw", "mwide", "mwike", "bbi-ju", "nobody-pays", "eu")],
    "programmes": [
        {"id": "h2020", "name": "H2020"},
        {"id": "competition", "name": "Competition"},
        {"id": "competition-1", "name": "Competition, call 1"},
        {"id": "competition-2", "name": "Competition, call 2"},
    ],
    "projects": [
        project(one)
        for one in (
            *("whole", "phases-only", "umbrella", "child", "grandchild", "read", "sure", "high", "foreign", "unknown"),
            *("nested", "two-bodies", "two-houses", "unfunded"),
        )
    ],
    "phases": [
        {"id": f"{one}/{number}", "project": one, "number": number, "name": f"{one}, phase {number}"}
        for one in ("whole", "phases-only")
        for number in ("1", "2")
    ],
    "periods": [period("programme/competition-1", "2008", "2009")],
    "amounts": [
        # The whole holds its phases; two phases stand for a whole that nobody prints.
        amount("whole", "whole", "10"),
        amount("whole-1", "phase/whole/1", "4"),
        amount("whole-2", "phase/whole/2", "5"),
        amount("only-1", "phase/phases-only/1", "3"),
        amount("only-2", "phase/phases-only/2", "4.5"),
        # An umbrella holds the grants of the projects under it, and says nothing of their volumes.
        amount("umbrella", "umbrella", "100", "public-grant"),
        amount("child", "child", "40", "public-grant"),
        amount("child-volume", "child", "60"),
        amount("grandchild", "grandchild", "20", "public-grant"),
        amount("grandchild-volume", "grandchild", "30"),
        # Of several sources: read before external, sure before unsure, high before low, then the name of the claim.
        amount("read", "read", "5"),
        amount("read-external", "read", "9", method="external", confidence="confirmed"),
        amount("sure", "sure", "6", method="external", confidence="confirmed"),
        amount("sure-stated", "sure", "8", method="external"),
        amount("sure-uncertain", "sure", "9", method="external", confidence="uncertain"),
        amount("high-0", "high", "3"),
        amount("high-b", "high", "999.25"),
        amount("high-a", "high", "999.25"),
        amount("high-00", "high", "999.2"),
        # Never added: another currency, and kinds that are parts or frames.
        amount("foreign", "foreign", "7", currency="USD"),
        amount("voucher", "foreign", "7", "voucher"),
        amount("share", "foreign", "7", "share-of-participant"),
        amount("budget", "programme/competition-1", "25000000", "programme-budget"),
        amount("nested", "nested", "1000"),
        amount("nested-eu", "nested", "700", "eu-contribution"),
        amount("two-bodies", "two-bodies", "2000"),
        amount("two-houses", "two-houses", "4000"),
        amount("unfunded", "unfunded", "9000"),
    ],
    "statements": [
        statement("project/child", "part-of", "project/umbrella"),
        # Two steps up: the project between them has no amount.
        statement("project/grandchild", "part-of", "project/unknown"),
        statement("project/unknown", "part-of", "project/umbrella"),
        statement("organisation/bbi-ju", "part-of", "programme/h2020"),
        statement("programme/h2020", "part-of", "funder-family/eu"),
        *(statement(f"organisation/{one}", "part-of", "funder-family/state") for one in ("mkw", "mwike")),
        statement("programme/competition", "kind", "competition"),
        statement("programme/competition-1", "kind", "call"),
        statement("programme/competition-2", "kind", "call"),
        statement("programme/competition-1", "part-of", "programme/competition"),
        statement("programme/competition-2", "part-of", "programme/competition"),
        statement("programme/competition-2", "successor-of", "programme/competition-1"),
    ],
    "awards": [
        {"id": "nested-1"} | award("nested", "organisation/bbi-ju"),
        {"id": "nested-2"} | award("nested", "programme/h2020"),
        {"id": "two-bodies-1"} | award("two-bodies", "organisation/miwf", "competition-1"),
        {"id": "two-bodies-2"} | award("two-bodies", "organisation/mkw"),
        {"id": "two-houses-1"} | award("two-houses", "organisation/mkw"),
        {"id": "two-houses-2"} | award("two-houses", "organisation/mwike"),
        {"id": "phases-1"} | award("phase/phases-only/1", "organisation/miwf"),
        {"id": "unknown"} | award("unknown", "organisation/mwide"),
        {"id": "eu"} | award("foreign", "organisation/eu"),
    ],
    "changes": [
        {"id": "miwf-mkw", "type": "recut", "before": "miwf", "after": "mkw", "date": "2017-06-30"},
        {"id": "mwide-mwike", "type": "recut", "before": "mwide", "after": "mwike", "date": "2022-06-29"},
    ],
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> store.Graph:
    return graph_of(tmp_path_factory.mktemp("small"), ROWS)


def added(graph: store.Graph, project_: str) -> set[str]:
    rows = store.select(graph, f"SELECT ?amount {{ <{BASE}id/project/{project_}> bionrw:addable ?amount }}")
    return {row["amount"].rpartition("/")[2] for row in rows}


@pytest.mark.parametrize(
    ("project_", "amounts"),
    [
        ("whole", {"whole"}),
        ("phases-only", {"only-1", "only-2"}),
        ("umbrella", {"umbrella"}),
        ("child", {"child-volume"}),
        ("grandchild", {"grandchild-volume"}),
        ("read", {"read"}),
        ("sure", {"sure"}),
        ("high", {"high-a"}),
        ("foreign", set()),
        ("nested", {"nested", "nested-eu"}),
    ],
)
def test_one_amount_of_a_kind_may_be_added(small: store.Graph, project_: str, amounts: set[str]) -> None:
    assert added(small, project_) == amounts


def test_a_further_citation_makes_an_amount_surer_and_adds_nothing(tmp_path: Path) -> None:
    graph = graph_of(
        tmp_path,
        {
            "sources": [{"id": "other", "title": "Other", "url": "https://example.org/other"}],
            "projects": [project("one")],
            "amounts": [
                amount("a", "one", "1", method="external", confidence="uncertain"),
                amount("b", "one", "9", method="external", confidence="inferred"),
            ],
            "citations": [{"claim": "amount/a", "source": "other", "method": "external", "confidence": "confirmed"}],
        },
    )
    assert added(graph, "one") == {"a"}


def total(rows: list[dict[str, Any]], column: str) -> dict[tuple[str, str | None], tuple[int, int, Decimal | None]]:
    return {(row[column], row["kind"]): (row["projects"], row["withAmount"], row["totalInEuro"]) for row in rows}


def test_a_funder_has_one_row_a_kind_with_its_coverage(small: store.Graph) -> None:
    rows = total(queries.find("volume-by-funder").run(small), "funder")
    assert rows["MIWF", "project volume"] == (2, 2, Decimal("2007.5"))
    assert rows["MKW", "project volume"] == (2, 2, Decimal(6000))
    assert rows["H2020", "EU contribution"] == (1, 1, Decimal(700))
    # What is not known is not 0 euro.
    assert rows["MWIDE", None] == (1, 0, None)
    # 10 + 60 + 30 + 5 + 6 + 999.25 + 9000: of the eight projects without a funder, one has no volume to be added.
    assert rows["not stated", "project volume"] == (8, 7, Decimal("10110.25"))
    assert rows["not stated", "public grant"] == (8, 1, Decimal(100))
    assert len(rows) == 11


def test_a_family_counts_a_project_once(small: store.Graph) -> None:
    rows = total(queries.find("volume-by-funder-family").run(small), "family")
    assert rows == {
        ("European Union", "project volume"): (1, 1, Decimal(1000)),
        ("European Union", "EU contribution"): (1, 1, Decimal(700)),
        # miwf and mwide are named nowhere as part of the state, but their houses are.
        ("federal state", "project volume"): (4, 3, Decimal("6007.5")),
        ("not stated", "project volume"): (9, 7, Decimal("10110.25")),
        ("not stated", "public grant"): (9, 1, Decimal(100)),
    }


def test_a_partnership_inside_a_programme_is_counted_once(small: store.Graph) -> None:
    rows = total(queries.find("horizon-2020-money").run(small), "name")
    assert rows == {
        ("H2020", "project volume"): (1, 1, Decimal(1000)),
        ("H2020", "EU contribution"): (1, 1, Decimal(700)),
    }


def test_a_house_has_one_total_under_all_its_names(small: store.Graph) -> None:
    rows = queries.find("funding-by-house").run(small)
    assert total(rows, "house") == {
        ("BBI-JU", "project volume"): (1, 1, Decimal(1000)),
        ("BBI-JU", "EU contribution"): (1, 1, Decimal(700)),
        ("EU", None): (1, 0, None),
        ("MKW", "project volume"): (3, 3, Decimal("6007.5")),
        ("MWIKE", "project volume"): (2, 1, Decimal(4000)),
    }
    assert {row["house"]: row["names"] for row in rows} == {
        **{"BBI-JU": "BBI-JU", "EU": "EU"},
        **{"MKW": "MIWF → MKW", "MWIKE": "MWIDE → MWIKE"},
    }


@pytest.mark.parametrize(
    ("day", "house", "names"),
    [("2024-01-01", "MWIKE", "MWIDE → MWIKE"), ("2019-01-01", "MWIDE", "MWIDE")],
)
def test_a_house_is_called_as_it_was_that_day(small: store.Graph, day: str, house: str, names: str) -> None:
    rows = queries.find("funding-by-house").run(as_of(small, day))
    (row,) = [row for row in rows if row["house"].startswith("MWI")]
    assert (row["house"], row["names"]) == (house, names)
    assert (row["projects"], row["withAmount"], row["totalInEuro"]) == (2, 1, Decimal(4000))


@pytest.mark.parametrize("name", ["mkw", "miwf"])
def test_a_house_is_found_under_any_of_its_names(small: store.Graph, name: str) -> None:
    expected = [row for row in queries.find("funding-by-house").run(small) if row["house"] == "MKW"]
    assert queries.find("money-of-a-house").run(small, organisation=name) == expected


def test_the_winners_of_a_competition_are_told_with_its_budget(small: store.Graph) -> None:
    rows = queries.find("competitions-and-winners").run(small)
    assert [(row["competition"], row["start"], row["budgetInEuro"], row["project"]) for row in rows] == [
        ("Competition", None, None, None),
        ("Competition, call 1", "2008", Decimal(25000000), "TWO-BODIES"),
        ("Competition, call 2", None, None, None),
    ]
    narrowed = queries.find("competitions-and-winners").run(small, programme="competition-1")
    assert [row["competition"] for row in narrowed] == ["Competition, call 1"]


def test_programmes_and_funding_bodies_are_told_with_their_successors(small: store.Graph) -> None:
    rows = queries.find("programmes-and-successors").run(small)
    assert [(row["before"], row["next"], row["date"]) for row in rows] == [
        ("Competition, call 1", "Competition, call 2", None),
        ("MIWF", "MKW", "2017-06-30"),
        ("MWIDE", "MWIKE", "2022-06-29"),
    ]


def test_members_without_a_joint_project(tmp_path: Path) -> None:
    member = {"network": "clib", "role": "member"}
    graph = graph_of(
        tmp_path,
        {
            "organisations": [organisation(one) for one in ("clib", "a", "b", "c", "outside")],
            "projects": [project("one"), project("two")],
            "memberships": [{"id": one, "organisation": one, **member} for one in ("a", "b", "c")],
            "participations": [
                {"project": here, "organisation": one, "role": "partner"}
                for here, one in (("one", "a"), ("one", "b"), ("two", "c"), ("two", "outside"))
            ],
        },
    )
    assert queries.find("members-without-joint-project").run(graph) == [{"organisation": "C", "projects": 1}]
