"""What follows from the claims, each file after those whose triples it reads."""

from itertools import pairwise

import pytest

from bionrw_graph import derivations, iris, ntriples, store
from bionrw_graph.vocabulary import BIONRW, PROV, RDF, SCHEMA, SKOS

GRAPH = iris.graph("small")
NESTED = ("child", "between", "umbrella")


def said(subject: str, predicate: str, reference: str) -> str:
    return ntriples.quad(iris.referred(subject), predicate, ntriples.iri(iris.referred(reference)), GRAPH)


def takes_part(body: str, project: str, role: str) -> str:
    row = f"participation/{project}/{body}/{role}"
    return ntriples.quad(iris.referred(row), RDF.type, ntriples.iri(BIONRW.Participation), GRAPH) + "".join(
        (
            said(row, BIONRW.participant, f"organisation/{body}"),
            said(row, BIONRW.inProject, f"project/{project}"),
            said(row, BIONRW.role, f"role/{role}"),
        )
    )


def test_a_file_runs_after_those_that_it_names() -> None:
    waves = [[file.stem for file in wave] for wave in derivations.waves()]
    assert "takes-part-in" in waves[0] and "partner-of" in waves[1]
    names = [name for wave in waves for name in wave]
    assert sorted(names) == [file.stem for file in derivations.files()] and len(names) >= 6


def test_partners_are_those_who_take_part_in_one_project() -> None:
    graph = store.in_memory(
        [
            said("role/coordinator", SKOS.broader, "role/partner"),
            takes_part("a", "one", "coordinator"),
            takes_part("b", "one", "partner"),
            # A second row for the same body, and a role that is no partner's.
            takes_part("b", "one", "coordinator"),
            takes_part("host", "one", "host"),
            takes_part("c", "two", "partner"),
        ]
    )
    derivations.derive(graph)
    asked = "SELECT ?one ?other { GRAPH graph:derived { ?one bionrw:partnerOf ?other } } ORDER BY ?one"
    pairs = [tuple(iri.rpartition("/")[2] for iri in row.values()) for row in store.select(graph, asked)]
    assert pairs == [("a", "b"), ("b", "a")]


def amount(of: str) -> str:
    """Nine euros of a project or a phase, and the project or the phase itself."""
    claim, citation = f"amount/{of}", f"citation/{of}"
    return "".join(
        (
            said(of, BIONRW.hasAmount, claim),
            said(claim, BIONRW.amountKind, "amount-kind/project-volume"),
            said(claim, PROV.wasDerivedFrom, citation),
            said(citation, BIONRW.method, "method/read"),
            said(citation, BIONRW.confidence, "confidence/stated"),
            ntriples.quad(iris.referred(claim), SCHEMA.currency, ntriples.text("EUR"), GRAPH),
            ntriples.quad(iris.referred(claim), SCHEMA.value, ntriples.decimal("9"), GRAPH),
        )
    )


@pytest.mark.parametrize(
    ("amounts", "addable"),
    [
        (["project/child"], ["child"]),
        (["project/child", "project/umbrella"], ["umbrella"]),
        (["project/child", "phase/first"], ["first"]),
        (["project/umbrella", "phase/first"], ["umbrella"]),
    ],
)
def test_an_amount_above_a_project_holds_its_own(amounts: list[str], addable: list[str]) -> None:
    lines = [
        *(ntriples.quad(iris.thing("project", one), RDF.type, ntriples.iri(BIONRW.Project), GRAPH) for one in NESTED),
        *(said(f"project/{one}", BIONRW.partOf, f"project/{above}") for one, above in pairwise(NESTED)),
        said("project/umbrella", BIONRW.hasPhase, "phase/first"),
        *map(amount, amounts),
    ]
    graph = store.in_memory(lines)
    derivations.derive(graph)
    asked = "SELECT ?amount { ?project bionrw:addable ?amount }"
    assert [row["amount"].rpartition("/")[2] for row in store.select(graph, asked)] == addable
