"""Organisations that look alike: the same body first, a false friend far below, and what was decided never again."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bionrw_graph import matching, queries, store
from bionrw_graph.cli import main
from bionrw_graph.errors import BionrwError
from bionrw_graph.vocabulary import BASE
from small_tables import graph_of, organisation, project, statement

MERGED = {"reason": "One body.", "reason_de": "Eine Einrichtung.", "date": "2026-11-21"}
REFUSED = {"reason": "Two bodies.", "reason_de": "Zwei Einrichtungen.", "date": "2026-11-21"}

BODIES = {
    "tfm": "TFM GmbH",
    "tf-muenster": "Technologieförderung Münster GmbH",
    "dgaw": "Deutsche Gesellschaft für Abfallwirtschaft e.V. (DGAW)",
    "dgaw-2": "Deutsche Gesellschaft fuer Abfallwirtschaft",
    "dgaw-3": "Dt. Gesellschaft für Abfallwirtschaft",
    "uni-koeln": "Universität zu Köln",
    "university-of-cologne": "University of Cologne",
    "uk-koeln": "Universitätsklinikum Köln",
    "tu-graz": "TU Graz",
    "uni-graz": "University of Graz",
    "york": "University of York",
    "york-canada": "York University",
    "siemens": "Siemens",
    "siemens-energy": "Siemens Energy",
    "mwf-1970": "Ministry of Science and Research (1970-1998)",
    "mwf-2002": "Ministry of Science and Research (2002-2005)",
    "acme": "Acme",
    "acme-biotech": "Acme Biotech",
    "clib": "CLIB2021",
    "clib-new": "CLIB",
    "fnr": "FNR",
    "fachagentur": "Fachagentur Nachwachsende Rohstoffe",
    "lanxess": "Lanxess",
    "henkel": "Henkel",
    **{f"firm-{letter}": f"{letter}isto {letter}elp Biotech GmbH" for letter in "bdfgklmnprstvw"},
}


def of(id_: str, **properties: str) -> list[dict[str, str]]:
    named = {name.replace("_", "-"): value for name, value in properties.items()}
    return [statement(f"organisation/{id_}", name, value) | {"id": f"{id_}/{name}"} for name, value in named.items()]


STATEMENTS = [
    *of("tfm", city="Münster", country="DE"),
    *of("tf-muenster", city="Muenster", country="DE", homepage="https://www.tfm.example/start"),
    *of("york", country="GB"),
    *of("york-canada", country="CA"),
    *of("uni-koeln", same_as="https://ror.org/00rcxh774"),
    *of("uk-koeln", city="Köln"),
    *of("university-of-cologne", city="Cologne"),
]


def tables(**more: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    rows = {"organisations": [organisation(id_, name) for id_, name in BODIES.items()], "statements": STATEMENTS}
    return {name: [*rows.get(name, []), *more.get(name, [])] for name in {*rows, *more}}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> store.Graph:
    return graph_of(tmp_path_factory.mktemp("match"), tables())


def scores(graph: store.Graph, least: int = 0) -> dict[tuple[str, str], int]:
    return {(row["oneId"], row["otherId"]): row["score"] for row in matching.proposals(graph, least=least)[1]}


def row(graph: store.Graph, one: str, other: str) -> dict[str, Any]:
    (found,) = [row for row in matching.proposals(graph, one, least=0)[1] if row["otherId"] == other]
    return found


def test_the_same_name_in_other_words_and_letters_comes_first_with_its_reason(graph: store.Graph) -> None:
    columns, rows = matching.proposals(graph)
    assert columns == ["score", "one", "other", "reasons", "reasonsGerman", "oneId", "otherId"]
    assert [(row["oneId"], row["otherId"], row["score"]) for row in rows[:2]] == [
        ("dgaw", "dgaw-2", 100),
        ("uni-koeln", "university-of-cologne", 100),
    ]
    assert rows[1] == {
        "score": 100,
        "one": "Universität zu Köln",
        "other": "University of Cologne",
        "reasons": 'names 100 % alike ("Universität zu Köln" / "University of Cologne")',
        "reasonsGerman": "Namen zu 100 % gleich („Universität zu Köln“ / „University of Cologne“)",
        "oneId": "uni-koeln",
        "otherId": "university-of-cologne",
    }


def test_a_score_is_the_likeness_of_the_names_and_the_points_of_the_evidence(graph: store.Graph) -> None:
    # 66 for letters from within words, 5 for the city; a homepage that only one has says nothing.
    found = row(graph, "tfm", "tf-muenster")
    assert found["score"] == 71
    assert found["reasons"] == (
        'one name may abbreviate the other ("TFM GmbH" / "Technologieförderung Münster GmbH"); same city'
    )
    assert found["reasonsGerman"].endswith("; gleicher Ort")


@pytest.mark.parametrize(
    ("one", "other", "score", "said"),
    [
        ("fnr", "fachagentur", 80, "one name may abbreviate the other"),
        ("york", "york-canada", 75, "different countries"),
        ("mwf-1970", "mwf-2002", 25, "different numbers in the names"),
        ("tu-graz", "uni-graz", 58, "different kinds of institution"),
        ("university-of-cologne", "uk-koeln", 48, "only one is a hospital"),
    ],
)
def test_false_friends_say_what_speaks_against_them(
    graph: store.Graph, one: str, other: str, score: int, said: str
) -> None:
    found = row(graph, one, other)
    assert said in found["reasons"]
    assert found["score"] == score


def test_a_name_that_is_part_of_another_is_proposed_below_an_equal_one(graph: store.Graph) -> None:
    found = scores(graph)
    for pair in (("siemens", "siemens-energy"), ("acme", "acme-biotech"), ("clib", "clib-new")):
        assert matching.LEAST <= found[pair] < 90, pair
    # The rarer the words that are left over, the further apart.
    assert found[("siemens", "siemens-energy")] < found[("acme", "acme-biotech")]


def test_a_word_of_many_names_makes_no_pair(graph: store.Graph) -> None:
    assert not [pair for pair in scores(graph) if pair[0].startswith("firm-") and pair[1].startswith("firm-")]


def test_a_refused_pair_is_never_proposed(tmp_path: Path, graph: store.Graph) -> None:
    refused = [{"id": "dgaw-2", "other": "dgaw", **REFUSED}]
    before, after = scores(graph), scores(graph_of(tmp_path, tables(**{"not-same": refused})))
    assert set(before) - set(after) == {("dgaw", "dgaw-2")}


def test_a_chain_of_merges_is_one_body_and_keeps_its_refusals(tmp_path: Path, graph: store.Graph) -> None:
    same = [
        {"id": "dgaw-3", "same_as": "dgaw-2", **MERGED},
        {"id": "dgaw-2", "same_as": "dgaw", **MERGED},
        {"id": "siemens", "same_as": "henkel", **MERGED},
        {"id": "henkel", "same_as": "lanxess", **MERGED},
    ]
    merged = graph_of(tmp_path / "merged", tables(same=same))
    assert not [pair for pair in scores(merged) if {"dgaw-2", "dgaw-3", "siemens"} & set(pair)]
    # The name of an id that was given up stays a name of the body, and still finds its like ...
    assert row(merged, "lanxess", "siemens-energy")["score"] >= matching.LEAST
    # ... unless that was refused before the merges, under an id that is no more.
    refused = [{"id": "siemens-energy", "other": "siemens", **REFUSED}]
    decided = graph_of(tmp_path / "decided", tables(**{"same": same, "not-same": refused}))
    assert ("lanxess", "siemens-energy") not in scores(decided)
    apart = {row["thing"]: row["apart"] for row in queries.find("organisations-to-match").run(decided)}
    things = [f"{BASE}id/organisation/{id_}" for id_ in ("lanxess", "siemens-energy")]
    assert things[0] in apart[things[1]].split("|") and things[1] in apart[things[0]].split("|")
    assert ("siemens", "siemens-energy") in scores(graph)


def test_identifiers_decide(tmp_path: Path) -> None:
    found = graph_of(
        tmp_path,
        tables(
            statements=[
                *of("university-of-cologne", same_as="https://ror.org/05mxhda18"),
                *of("lanxess", same_as="http://www.wikidata.org/entity/Q1"),
                *of("henkel", same_as="https://www.wikidata.org/wiki/Q1"),
            ]
        ),
    )
    # Different ROR: no pair, however alike the names are; the same Wikidata item: one body, however different they are.
    assert ("uni-koeln", "university-of-cologne") not in scores(found)
    assert row(found, "henkel", "lanxess")["reasonsGerman"] == "gleiche Kennung wikidata.org/Q1"
    assert scores(found)[("henkel", "lanxess")] == 100


def test_what_stands_in_one_list_of_one_source_is_less_likely_the_same(tmp_path: Path) -> None:
    def together(place: str, *sources: str) -> int:
        members = zip(("acme", "acme-biotech"), sources, strict=True)
        more = {
            "sources": [{"id": "other-page", "title": "Other", "url": "https://example.org/other"}],
            "projects": [project("p")],
            "participations": [
                {"project": "p", "organisation": one, "role": "partner", "source": source} for one, source in members
            ],
        }
        return scores(graph_of(tmp_path / place, tables(**more)))[("acme", "acme-biotech")]

    one_list, two_lists = together("one", "page", "page"), together("two", "page", "other-page")
    assert two_lists - one_list == 20


def test_bodies_that_a_source_links_are_less_likely_the_same(tmp_path: Path, graph: store.Graph) -> None:
    def line(before: str, after: str, year: str) -> dict[str, str]:
        return {"id": f"{before}-{after}", "type": "recut", "before": before, "after": after, "date": year}

    linked = graph_of(
        tmp_path,
        tables(
            statements=of("acme-biotech", part_of="organisation/acme"),
            # Two bodies of one line, of which neither stands today.
            changes=[
                line("siemens", "henkel", "2001"),
                line("henkel", "siemens-energy", "2002"),
                line("siemens-energy", "lanxess", "2003"),
            ],
        ),
    )
    for one, other in (("acme", "acme-biotech"), ("siemens", "siemens-energy")):
        assert row(linked, one, other)["score"] == row(graph, one, other)["score"] - 30
        assert "how the two are linked" in row(linked, one, other)["reasons"]


def test_a_homepage_counts_where_few_share_it(tmp_path: Path, graph: store.Graph) -> None:
    def with_homepage(place: str, *bodies: str) -> int:
        given = [statement for body in bodies for statement in of(body, homepage="https://www.acme.example/x")]
        return scores(graph_of(tmp_path / place, tables(statements=given)))[("acme", "acme-biotech")]

    alone = scores(graph)[("acme", "acme-biotech")]
    assert with_homepage("two", "acme", "acme-biotech") == min(100, alone + 15)
    assert with_homepage("four", "acme", "acme-biotech", "henkel", "lanxess") == alone


def test_about_one_organisation_by_any_of_its_names(graph: store.Graph) -> None:
    _, rows = matching.proposals(graph, "University of York", least=0)
    assert [(row["oneId"], row["otherId"]) for row in rows if row["score"] > 50] == [("york", "york-canada")]
    assert {row["oneId"] for row in rows} == {"york"}


def test_an_organisation_that_there_is_not_is_told_with_the_nearest(graph: store.Graph) -> None:
    with pytest.raises(BionrwError, match=r'There is no organisation "simens" in this graph\. Did you mean "siemens"'):
        matching.proposals(graph, "simens")


@pytest.mark.parametrize(
    ("short", "long", "points"),
    [
        ("fnr", "Fachagentur Nachwachsende Rohstoffe", 80),
        ("bfi", "Betriebsforschungsinstitut", 66),
        ("mtz", "Medizintechnik-Zentrum Aachen", 66),
        ("tfm", "Technologieförderung Dortmund", 0),
        ("fnr", "Nachwachsende Rohstoffe Fachagentur", 0),
        ("nrw", "NRW.BANK", 0),
        ("aaaaaaaa", "a" * 290, 0),
    ],
)
def test_initials(short: str, long: str, points: int) -> None:
    assert matching._initials(short, matching._name(long)) == points


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Miltenyi Biotec B.V. & Co. KG", "Miltenyi Biotec"),
        ("Fachhochschule Aachen", "FH Aachen"),
        ("Max-Planck-Institut für Kohlenforschung", "MPI Kohlenforschung"),
        (
            "Ministerium für Kultur und Wissenschaft des Landes Nordrhein-Westfalen",
            "Ministry of Culture and Science NRW",
        ),
        ("St George's, University of London", "St. Georges University of London"),
        ("Procter & Gamble", "Procter and Gamble"),
        ("Klinikum der Universität München", "University Hospital of Munich"),
    ],
)
def test_one_name_in_two_forms(one: str, other: str) -> None:
    assert matching._name(one).words == matching._name(other).words


def test_two_runs_with_other_hash_seeds_give_the_same_bytes(tmp_path: Path) -> None:
    graph_of(tmp_path, tables())
    script = "from bionrw_graph.cli import main; main()"
    command = [sys.executable, "-c", script, "match", "-g", str(tmp_path / "build"), "--least", "0", "-f", "csv"]
    texts = [
        subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": seed}, check=True, capture_output=True).stdout
        for seed in ("1", "2")
    ]
    assert texts[0] == texts[1] and texts[0].count(b"\n") > 10


def test_the_command_writes_rows_for_the_tables(tmp_path: Path) -> None:
    graph_of(tmp_path, tables())

    def match(*words: str) -> Any:
        return CliRunner().invoke(main, ["match", "-g", str(tmp_path / "build"), *words], catch_exceptions=False)

    first = next(csv.DictReader(io.StringIO(match("--top", "1", "-f", "csv").stdout)))
    assert (first["oneId"], first["otherId"], first["score"]) == ("dgaw", "dgaw-2", "100")
    german = match("--about", "tfm", "--lang", "de")
    assert "gleicher Ort" in german.stdout and "same city" not in german.stdout
    assert german.stderr.startswith("Pairs with a score of 70 or more: 1.")
    nothing = match("--about", "tfm", "--least", "72")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert nothing.stderr == "Nothing to propose: no pair of it has a score of 72 or more.\n"
    assert match("--about", "tfm", "--least", "72", "-f", "json").stdout == "[]\n"
    assert match("--least", "101").exit_code == 2
    unknown = match("--about", "simens")
    assert unknown.exit_code == 1 and unknown.stdout == "" and 'Did you mean "siemens"?' in unknown.stderr


def test_a_misspelt_word_makes_no_name_more_than_the_same(tmp_path: Path) -> None:
    # The rarer a word the more it weighs, and nobody else misspells it like that.
    words = ("Wirtschaftsförderungsgesellschaft", "Wirtschaftsföderungsgesellschaft")
    names = {
        f"wfg-{town}": f"{words[0]} für den Kreis {town.title()}" for town in ("borken", "herford", "unna", "olpe")
    }
    named = [organisation(id_, name) for id_, name in (names | {"wfg": f"{words[1]} für den Kreis Unna"}).items()]
    found = row(graph_of(tmp_path, {"organisations": named}), "wfg", "wfg-unna")
    assert found["score"] == 100
    assert found["reasons"].startswith("names 100 % alike")
