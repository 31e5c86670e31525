"""What changed between the two pages, read by hand, and between two builds of tables with known edits."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from click.testing import CliRunner, Result
from rdflib import RDFS, SKOS

from bionrw_graph import building, changes, exports, queries, store
from bionrw_graph.cli import main
from bionrw_graph.errors import BionrwError
from bionrw_graph.paths import DATA, ONTOLOGY
from bionrw_graph.vocabulary import BASE, BIONRW, DCTERMS

OLDER, NEWER = "bionrw-cluster", "bionrw-about"


@pytest.fixture(scope="module")
def pages(graph: store.Graph) -> changes.Comparison:
    return changes.between_sources(graph, OLDER, NEWER)


def thing(row: dict[str, Any]) -> str:
    return str(row["thing"]).removeprefix(f"{BASE}id/")


def of_kind(comparison: changes.Comparison, kind: str) -> list[dict[str, Any]]:
    return [row for row in comparison.rows if row["kind"] == kind]


# The two pages. Everything in capitals was written down while reading the two texts side by side.

FIGURES_CHANGED = {
    ("area/rhine-ruhr", "9900000", "more than 10000000", 4, 7),
    ("area/nrw", "1", "at best 1", 4, 7),
    ("area/nrw", "48.6 percent", "10.8 percent", 10, 10),
    ("area/nrw", "109", "118", 10, 10),
    ("area/nrw", "more than 4400", "more than 5780", 10, 10),
    ("area/nrw", "58", "56", 17, 16),
    ("area/nrw", "25", "22", 20, 20),
}
# Over 60 centres became many: a number beside mere words.
SOFTENED = {("area/nrw", "over 60", "Many technology and start-up centers", 20, 20)}
STATEMENTS_CHANGED = {
    ("organisation/bio-nrw", "catalyst", "catalyst", 26, 27),  # and bioeconomy
    ("organisation/bio-nrw", "An effective network", "Effective Network", 29, 30),
    ("organisation/bio-nrw", "Start-ups und SMEs", "Start-Ups and SMEs", 38, 37),
    ("organisation/bio-nrw", "state cluster", "network", 26, 59),
    ("organisation/bio-clustermanagement-nrw", "services", "services", 122, 63),  # of the cluster, of the network
    ("organisation/bio-clustermanagement-nrw", "economically active part", "economically active part", 122, 63),
}
SUPPORTERS_RECUT = {("organisation/bio-nrw", 40, 40), ("organisation/bio-nrw-office", 121, 62)}
NAMES_REPLACED = {
    ("organisation/mwike", "MWIDE", "MWIKE"),
    (
        "organisation/mwike",
        "Ministry for Economy, Innovation, Digitalization, and Energy of the State NRW",
        "ministry of economic affairs, industry, climate action and energy of the federal state of "
        "North Rhine-Westphalia; "
        "ministry of economic affairs, industry, climate action and energy of the federal state of NRW",
    ),
    (
        "organisation/bio-nrw",
        "Cluster BIO.NRW; State Cluster Biotechnology North Rhine-Westphalia",
        "Biotechnology North Rhine-Westphalia; BIO.NRW The Home of Biotech; BIO.NRW the Home of Biotech",
    ),
    ("organisation/bio-nrw-office", "office of BIO.NRW", "office BIO.NRW"),
}
ADDED = {
    ("area/nrw", "different focuses", 20),
    ("organisation/bio-nrw", "bioeconomy", 27),
    ("organisation/bio-nrw", "Central Platform", 32),
    ("organisation/bio-nrw", "Students and Young Talents", 34),
    ("organisation/bio-nrw", "Thematic fields", 42),
    ("field/bioeconomy", "knowledge-based production", 44),
    ("field/bioeconomy", "renewable resources", 45),
    ("field/bioeconomy", "products", 46),
    ("field/bioeconomy", "processes", 46),
    ("field/bioeconomy", "services", 46),
    ("field/industrial-biotechnology", "biological and biochemical", 49),
    ("field/industrial-biotechnology", "industrial production processes", 50),
    ("field/medical-biotechnology", "solutions", 52),
    ("field/medical-biotechnology", "medical problems", 53),
    ("field/medical-biotechnology", "diagnostics", 54),
    ("field/medical-biotechnology", "therapy", 54),
}
FIGURES_GONE = {
    ("area/germany", "16", 4),
    ("organisation/clib", "more than 100", 46),
    ("project/inmare", "at least 5 years", 81),
    ("project/inmare", "up to 7 years", 81),
    ("project/inmare", "3 years", 81),
    ("area/germany", "about 50 percent", 101),
    ("area/germany", "24.8 percent", 103),
    ("area/germany", "12.4 percent", 103),
    ("area/germany", "9300000000 euro", 103),
    ("area/germany", "627", 103),
    ("area/germany", "636", 103),
    ("area/germany-or-eu", "38", 103),
    ("area/germany-or-eu", "14", 103),
    ("area/germany-or-eu", "37 percent", 103),
}
# What the older page alone says of things of which both speak, figures apart: the printed words and the first line.
GONE_OF_BOTH = {
    ("area/nrw", "similarly important role", 101),
    ("area/nrw", "similar overall share", 101),
    ("organisation/state-government-nrw", "State Government", 6),
    ("organisation/bio-nrw", "scienctists", 30),
    ("organisation/bio-nrw", "A central event", 32),
    ("organisation/bio-nrw", "platform for", 33),
    ("organisation/bio-nrw", "life sciences topics", 34),
    ("organisation/bio-nrw", "Developing young", 36),
    ("organisation/bio-nrw", "industrial biotechnology", 46),
    ("organisation/bio-nrw", "CLIB2021", 46),
    ("organisation/bio-nrw", "strategic initiative", 105),
    ("organisation/bio-nrw", "market potential", 105),
    ("organisation/bio-nrw", "stable and sustainable network", 105),
    ("organisation/bio-nrw", "growth potential", 105),
    ("organisation/bio-nrw", "experts", 105),
    ("organisation/bio-nrw", "detection of diseases", 107),
    ("organisation/bio-nrw", "Biotechnological medicines (biopharmaceutics)", 109),
    ("organisation/bio-nrw", "endogenous tissues", 111),
    ("organisation/bio-nrw", "human genetic information", 113),
    ("organisation/bio-nrw", "State Cluster Manager", 121),
    ("organisation/bio-nrw-office", "State Cluster Manager", 121),
    ("organisation/bio-clustermanagement-nrw", "Bio Cluster Management NRW GmbH", 122),
    ("field/industrial-biotechnology", "industrial production processes", 44),
    ("field/industrial-biotechnology", "“white” biotechnology", 44),
    ("field/industrial-biotechnology", "microorganisms and biochemical methods", 44),
    ("field/industrial-biotechnology", "cross-sectional technology", 44),
    ("field/industrial-biotechnology", "pharmaceutical", 44),
    ("field/industrial-biotechnology", "chemical", 44),
    ("field/industrial-biotechnology", "steel", 44),
    ("field/industrial-biotechnology", "cosmetic", 44),
    ("field/industrial-biotechnology", "food", 44),
    ("field/industrial-biotechnology", "fodder", 44),
    ("field/industrial-biotechnology", "energy-efficient", 44),
    ("field/industrial-biotechnology", "environmentally friendly", 44),
    ("field/industrial-biotechnology", "bioconversion through biocatalysts (enzymes)", 44),
    ("field/industrial-biotechnology", "targeted evolution", 44),
    ("field/industrial-biotechnology", "metagenome analysis", 44),
    ("field/industrial-biotechnology", "surpass their functionalities", 44),
    ("field/medical-biotechnology", "lion’s share", 101),
    ("field/medical-biotechnology", "red biotechnology", 101),
    ("field/medical-biotechnology", "new medication or innovative diagnostic procedures", 101),
}
# Of these the newer page says nothing at all: every claim of the older one is gone.
PROJECTS_GONE = {
    "project/rin-material-flows": (
        *("clib coordinator", "dgaw core-partner", "energieagentur-nrw core-partner"),
    ),
    "project/biobase4sme": (
        *("ac3a partner", "bio-base-europe-pilot-plant partner", "clib partner", "flanders-biobased-valley partner"),
        *("materia-nova partner", "nnfcc partner", "rewin partner", "tcbb-resource partner"),
        "university-of-york partner",
    ),
    "project/big-cluster": (
        *("be-basic partner", "biobased-delta partner", "bio-nrw partner", "catalisti partner", "cef-nrw partner"),
        *("chemelot-brightlands partner", "cleantech-nrw partner", "clib partner", "flandersbio partner"),
        "flanders-biobased-valley partner",
    ),
    "project/inmare": (
        *("bangor-university coordinator", "evoxx partner", "bayer partner", "clib partner"),
        "heinrich-heine-university-duesseldorf partner",
    ),
    "project/biopen": (
        *("ciaotech coordinator", "clib partner", "innovation-engineering partner", "europe-unlimited partner"),
        *("national-technical-university-of-athens partner", "biobased-delta partner", "turku-science-park partner"),
        *("bioeconomy-cluster partner", "west-pomeranian-chemical-cluster-green-chemistry partner"),
    ),
    "project/hiperin": ("clib partner",),
}  # fmt: skip
OTHERS_GONE = {
    *("phase/rin-material-flows/1", "phase/rin-material-flows/2", "programme/h2020", "programme/interreg-nwe"),
    *("field/diagnostics", "field/biopharmaceuticals", "field/regenerative-medicine", "field/gene-therapy"),
    *("area/europe", "area/flanders", "organisation/european-union", "organisation/mkw", "organisation/bbi-ju"),
    *(
        f"organisation/{body.partition(' ')[0]}"
        for partners in PROJECTS_GONE.values()
        for body in partners
        if body != "bio-nrw partner"
    ),
}
AMOUNTS_GONE = {
    ("phase/rin-material-flows/1", "674000 EUR"),
    ("phase/rin-material-flows/2", "562000 EUR"),
    ("project/biobase4sme", "5800000 EUR"),
    ("project/biobase4sme", "up to 100000 EUR"),
    ("project/inmare", "6000000 EUR"),
    ("project/biopen", "1200000 EUR"),
    ("project/hiperin", "200000 EUR"),
}
PERIODS_GONE = {
    ("phase/rin-material-flows/1", "2014-05 – 2017-02"),
    ("phase/rin-material-flows/2", "2017-03 – 2020-02"),
    ("project/biobase4sme", "2016 – 2019"),
    ("project/big-cluster", "unlimited"),
    ("project/inmare", "2015 – 2019"),
    ("project/biopen", "2017-05 – 2019-10"),
    ("project/hiperin", "2016 – 2017"),
}


def line(row: dict[str, Any], side: str) -> int:
    word, number = str(row[f"{side}Place"]).split(" ")
    assert word == "line"
    return int(number)


def claim_type(row: dict[str, Any]) -> str:
    claim = (row["newerClaims"] or row["olderClaims"])[0]
    return str(claim).removeprefix(f"{BASE}id/").partition("/")[0]


def test_every_change_between_the_pages_is_found_and_no_other(pages: changes.Comparison) -> None:
    rows = of_kind(pages, "changed")
    figures = [row for row in rows if claim_type(row) == "observation"]
    assert {
        (thing(row), row["older"], row["newer"], line(row, "older"), line(row, "newer")) for row in figures
    } == FIGURES_CHANGED
    assert {
        (thing(row), row["olderPrinted"], row["newerPrinted"], line(row, "older"), line(row, "newer"))
        for row in rows
        if row not in figures
    } == STATEMENTS_CHANGED | SOFTENED
    assert len(rows) == len(FIGURES_CHANGED | STATEMENTS_CHANGED | SOFTENED)


def test_a_ministry_cut_anew_is_one_row_and_not_one_gone_and_one_added(pages: changes.Comparison) -> None:
    rows = of_kind(pages, "renamed")
    supporters = [row for row in rows if claim_type(row) == "statement"]
    assert {(thing(row), line(row, "older"), line(row, "newer")) for row in supporters} == SUPPORTERS_RECUT
    for row in supporters:
        assert "(MWIDE)" in row["older"] and "(MWIKE)" in row["newer"]
        assert row["explanation"] == "cut anew 2022-06-29"
        assert row["explanationGerman"] == "neu zugeschnitten 2022-06-29"
    names = [row for row in rows if row not in supporters]
    assert {(thing(row), row["older"], row["newer"]) for row in names} == NAMES_REPLACED


def test_every_addition_of_the_newer_page_is_found_and_no_other(pages: changes.Comparison) -> None:
    rows = of_kind(pages, "added")
    assert {(thing(row), row["newerPrinted"], line(row, "newer")) for row in rows} == ADDED
    assert len(rows) == len(ADDED)
    assert all(row["older"] is None and row["olderPlace"] is None for row in rows)


def test_all_that_the_newer_page_drops_is_found_and_no_more(pages: changes.Comparison, graph: store.Graph) -> None:
    rows = of_kind(pages, "not-stated")
    assert {row["change"] for row in rows} == {"not stated any more"}
    figures = [row for row in rows if claim_type(row) == "observation"]
    assert {(thing(row), row["older"], line(row, "older")) for row in figures} == FIGURES_GONE
    gone = {*PROJECTS_GONE, *OTHERS_GONE}
    of_both = [row for row in rows if row not in figures and thing(row) not in gone]
    assert {(thing(row), row["olderPrinted"], line(row, "older")) for row in of_both} == GONE_OF_BOTH
    # One word may bear two claims: CLIB is the partner cluster and a body that BIO.NRW works with, and so on.
    twice = {("CLIB2021", 46): 2, ("strategic initiative", 105): 2}
    assert len(of_both) == sum(twice.get((printed, place), 1) for _, printed, place in GONE_OF_BOTH)
    # The rest is each and every claim of the older page on things that are gone.
    claimed = {
        row["claim"]
        for row in queries.find("claims-to-compare").run(graph, source=OLDER)
        if row["thing"].removeprefix(f"{BASE}id/") in gone and not row["curated"]
    }
    assert {claim for row in rows if thing(row) in gone for claim in row["olderClaims"]} == claimed
    assert {thing(row) for row in rows} >= gone


def test_the_projects_are_gone_with_partners_amounts_and_running_times(pages: changes.Comparison) -> None:
    rows = of_kind(pages, "not-stated")
    participations = {claim for row in rows for claim in row["olderClaims"] if claim_type(row) == "participation"}
    assert participations == {
        f"{BASE}id/participation/{project.partition('/')[2]}/{partner.partition(' ')[0]}"
        for project, partners in PROJECTS_GONE.items()
        for partner in partners
    }
    assert {(thing(row), row["older"]) for row in rows if claim_type(row) == "amount"} == AMOUNTS_GONE
    assert {(thing(row), row["older"]) for row in rows if claim_type(row) == "period"} == PERIODS_GONE
    coordinators = {
        (thing(row), row["olderClaims"][0].rpartition("/")[2]) for row in rows if "(coordinator)" in row["older"]
    }
    assert coordinators == {
        ("project/rin-material-flows", "clib"),
        ("project/inmare", "bangor-university"),
        ("project/biopen", "ciaotech"),
    }


def test_what_was_read_by_hand_stands_in_the_pages(seeds: dict[str, list[str]]) -> None:
    """The lists above against the two texts: each printed value in its line."""
    for _, older, newer, before, after in STATEMENTS_CHANGED | SOFTENED:
        assert older in seeds[OLDER][before - 1] and newer in seeds[NEWER][after - 1]
    for _, printed, place in ADDED:
        assert printed in seeds[NEWER][place - 1]
    for _, printed, place in GONE_OF_BOTH:
        assert printed in seeds[OLDER][place - 1]
    for _, before, after in SUPPORTERS_RECUT:
        assert "(MWIDE)" in seeds[OLDER][before - 1] and "(MWIKE)" in seeds[NEWER][after - 1]


def test_what_stands_on_both_pages_is_the_same(pages: changes.Comparison) -> None:
    same = {(thing(row), row["older"]) for row in of_kind(pages, "same")}
    assert {
        ("area/nrw", "155"),
        ("area/nrw", "more than 500"),
        ("organisation/bio-nrw-office", "Forschungszentrum Jülich"),
        ("organisation/bio-nrw", "industrial biotechnology"),
        ("organisation/bio-nrw", "no"),  # no members
    } <= same
    columns, rows = changes.told(pages, same=True)
    assert len(rows) == len(pages.rows) > len(changes.told(pages)[1])
    assert columns == list(changes.COLUMNS) and all(list(row) == columns for row in rows)


def test_a_claim_repeated_on_a_page_counts_once_and_shows_its_first_place(pages: changes.Comparison) -> None:
    (row,) = (row for row in of_kind(pages, "changed") if row["older"] == "109")
    assert (row["olderPlace"], row["olderPlaces"], row["newerPlaces"]) == ("line 10", 2, 2)
    (row,) = (row for row in of_kind(pages, "not-stated") if row["older"] == "CLIB2021")
    assert (row["olderPlace"], row["olderPlaces"]) == ("line 46", 7)


def test_the_view_of_the_curators_explains_a_change(pages: changes.Comparison) -> None:
    explained = {row["older"]: row for row in of_kind(pages, "changed") if row["explanation"]}
    assert set(explained) == {"more than 60", "1", "48.6 percent"}
    assert "softened" in explained["more than 60"]["explanation"]
    assert "abgeschwächt" in explained["more than 60"]["explanationGerman"]
    assert explained["more than 60"]["aspect"] == "technology and start-up centres"


def test_the_answer_is_german_where_it_is_asked_for(pages: changes.Comparison) -> None:
    _, rows = changes.told(pages, "de")
    assert {row["change"] for row in rows} == {"geändert", "umbenannt", "hinzugekommen", "nicht mehr genannt"}
    (row,) = (row for row in rows if row["older"] == "mehr als 4400")
    assert (row["about"], row["newer"]) == ("Nordrhein-Westfalen", "mehr als 5780")
    (row,) = (row for row in rows if row["olderPrinted"] == "more than 100 members" and row["older"] == "ja")


def test_the_page_that_is_read_backwards_is_told(graph: store.Graph) -> None:
    back = changes.between_sources(graph, NEWER, OLDER)
    assert back.backwards
    assert len(of_kind(back, "added")) == len(of_kind(changes.between_sources(graph, OLDER, NEWER), "not-stated"))
    assert changes.remarks(back)[-1] == "The first source is a revision of the second: the comparison runs backwards."


# The rules, on claims small enough to read.


def claim(id_: str, key: str, value: str, **other: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "claim": f"{BASE}id/{id_}",
        "key": key,
        "fact": key,
        "value": value,
        "valueGerman": value,
        "said": value,
    }
    row |= {"compare": value, "sort": id_.partition("/")[0], "curated": False, "thing": f"{BASE}id/organisation/a"}
    row |= {"about": "A", "aboutGerman": "A", "aspect": "kind", "aspectGerman": "Art", "snapshot": "s", "page": "p"}
    return row | {"place": "line 1", "placeGerman": "line 1", "line": 1, "printed": value} | other


def kinds(older: list[dict[str, Any]], newer: list[dict[str, Any]], **other: Any) -> list[tuple[str, Any, Any]]:
    return [(row["kind"], row["older"], row["newer"]) for row in changes.changes(older, newer, **other)]


def test_nothing_is_matched_by_likeness() -> None:
    older = [claim("statement/a/aim/x-1", "a aim works well", "works well")]
    newer = [claim("statement/a/aim/y-1", "a aim works very well", "works very well")]
    assert kinds(older, newer) == [("added", None, "works very well"), ("not-stated", "works well", None)]


def test_the_same_words_are_the_same_under_another_id() -> None:
    older = [claim("statement/a/aim/x-1-one", "a aim one", "works well")]
    newer = [claim("statement/a/aim/y-1-two", "a aim two", "works well")]
    assert kinds(older, newer) == [("same", "works well", "works well")]


def test_a_side_with_two_values_shows_both() -> None:
    older = [claim("observation/x-1", "a n", "109")]
    newer = [claim("observation/y-1", "a n", "109"), claim("observation/y-2", "a n", "118", line=2)]
    assert kinds(older, newer) == [("changed", "109", "109; 118")]


def test_a_successor_is_matched_only_where_the_body_itself_is_not() -> None:
    before, after = f"{BASE}id/organisation/before", f"{BASE}id/organisation/after"
    successors = {before: (after, "merged 2016", "zusammengeschlossen 2016")}
    both = [claim(f"participation/{name}", f"p {body}", f"<{body}>") for name, body in (("b", before), ("a", after))]
    (gone, heir) = both
    assert kinds([gone], [heir], successors=successors) == [("renamed", f"<{before}>", f"<{after}>")]
    assert [kind for kind, _, _ in kinds(both, [heir], successors=successors)] == ["not-stated", "same"]
    assert [kind for kind, _, _ in kinds([gone], [heir])] == ["added", "not-stated"]


def test_a_circle_of_successors_does_no_harm() -> None:
    one, other, third = (f"{BASE}id/organisation/{name}" for name in ("one", "other", "third"))
    older, newer = ([claim("statement/a/kind/x", f"a {body}", f"<{body}>")] for body in (one, third))
    circle = {one: (other, "", ""), other: (one, "", "")}
    assert [kind for kind, _, _ in kinds(older, newer, successors=circle)] == ["added", "not-stated"]


def test_a_body_that_was_split_has_no_single_successor() -> None:
    org, type_ = "http://www.w3.org/ns/org#", f"<{BIONRW.changeType}> <{BASE}id/change-type/split>"
    lines = [
        f"<urn:{before}-{after}> {predicate} <urn:g> .\n"
        for before, after in (("a", "b"), ("a", "c"), ("d", "e"))
        for predicate in (
            *(f"<{org}originalOrganization> <urn:{before}>", f"<{org}resultingOrganization> <urn:{after}>"),
            type_,
        )
    ]
    assert changes._successors(store.in_memory(lines), {}) == {"urn:d": ("urn:e", "", "")}


def test_a_name_with_other_dates_is_no_other_name() -> None:
    older = [claim("name-use/a", "a full A", "A", fact="a full A")]
    newer = [claim("name-use/a", "a full A", "A (2010 – )", fact="a full A")]
    assert kinds(older, newer) == [("changed", "A", "A (2010 – )")]
    newer = [claim("name-use/b", "a full B", "B")]
    assert kinds(older, newer) == [("renamed", "A", "B")]
    newer = [claim("name-use/b", "a short B", "B", aspect="short name")]
    assert [kind for kind, _, _ in kinds(older, newer)] == ["added", "not-stated"]


def test_the_key_tells_years_and_lists_apart_and_is_no_value(graph: store.Graph) -> None:
    rows = {row["claim"].removeprefix(f"{BASE}id/"): row for row in queries.find("claims-to-compare").run(graph)}
    growth = rows["observation/biopharmaceutical-growth/cluster-103"]
    assert growth["key"] == f"{BASE}id/area/germany {BASE}id/indicator/biopharmaceutical-growth (2016)"
    counted, listed = (rows[f"partner-list/biobase4sme/partners/cluster-{place}"]["key"] for place in (64, 61))
    assert listed == f"{counted} list"
    then, now = (rows[f"observation/core-biotech-companies/{place}"] for place in ("cluster-10", "about-10"))
    assert then["key"] == now["key"] and then["value"] != now["value"]


# Two builds.

INMARE = "INMARE – Industrial Applications of Marine Enzymes"
EDITS = {
    "observations.csv": ("core-biotech-companies/about-13,", ",118,", ",119,"),
    "organisations.csv": ("evoxx,", "evoxx,evoxx GmbH", "evoxx,evoxx technologies GmbH"),
    "amounts.csv": ("inmare/project-volume/cluster-76,", ",line 76,", ",line 77,"),
    "participations.csv": ("inmare,bayer,", ",partner,", ",third-party,"),
}


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of our tables with four changed cells, one removed row and one added row."""
    folder = tmp_path_factory.mktemp("edited")
    shutil.copytree(DATA, folder / "data")
    for table, (start, old, new) in EDITS.items():
        rewrite(folder / "data" / "curated" / table, start, lambda row, old=old, new=new: row.replace(old, new))  # type: ignore[misc]
    names = folder / "data" / "curated" / "names.csv"
    rewrite(names, "clib/clib2021/cluster-52,", lambda row: "")
    added = "clib/clust/cluster-46,organisation/clib,Cluster Industrial,en,translated-name,,,bionrw-cluster,line 46,,\n"
    rewrite(names, "clib/legal/cluster-46,", lambda row: added + row)
    return building.build(folder / "data", folder / "build")


def rewrite(table: Path, start: str, change: Callable[[str], str]) -> None:
    """Change the one row of the older page that begins like this."""
    rows = table.read_text(encoding="utf-8").splitlines(keepends=True)
    (place,) = (place for place, row in enumerate(rows) if row.startswith(start) and "bionrw-" in row)
    assert change(rows[place]) != rows[place]
    rows[place] = change(rows[place])
    table.write_text("".join(rows), encoding="utf-8", newline="\n")


@pytest.fixture(scope="module")
def builds(graph: store.Graph, edited: Path) -> changes.Comparison:
    return changes.between_graphs(graph, store.opened(edited))


def test_every_edit_of_the_tables_is_one_row(builds: changes.Comparison) -> None:
    _, rows = changes.told(builds)
    page = "BIO.NRW: cluster page (older)"
    assert [(row["change"], row["about"], row["aspect"], row["older"], row["newer"]) for row in rows] == [
        ("changed", INMARE, "participation", "Bayer AG (partner)", "Bayer AG (third party)"),
        ("changed", INMARE, "project volume", "6000000 EUR", "6000000 EUR"),
        ("changed", "North Rhine-Westphalia", "core biotechnology companies", "118", "119"),
        ("renamed", "evoxx technologies GmbH", "name", "evoxx GmbH", "evoxx technologies GmbH"),
        ("added", "CLIB", "translated name", None, "Cluster Industrial"),
        ("not stated any more", "CLIB", "short name", "CLIB2021", None),
    ]
    assert rows[1]["olderPlace"] == f"{page}, line 76 (read, stated)"
    assert rows[1]["newerPlace"] == f"{page}, line 77 (read, stated)"
    said = changes.remarks(builds)
    assert said[0] == "3 changed, 1 renamed, 1 added, 1 not stated any more."
    assert said[1].startswith("Triples: ") and len(said) == 2


def test_a_cell_that_is_no_claim_is_told_by_its_triples(graph: store.Graph) -> None:
    lines = store.lines(graph)
    title = "<https://schema.org/url> <https://bio.nrw.de/about-bio-nrw/>"
    assert sum(title in line for line in lines) == 1
    other = store.in_memory(line.replace("bio.nrw.de/about-bio-nrw/", "bio.nrw.de/about/") for line in lines)
    comparison = changes.between_graphs(graph, other)
    assert of_kind(comparison, "same") == comparison.rows
    assert changes.remarks(comparison) == ["No claim differs.", "Triples: 1 added, 1 gone."]
    assert changes.remarks(comparison, "de")[0] == "Keine Aussage ist anders."


def test_two_files_are_compared_as_two_builds(
    builds: changes.Comparison, graph: store.Graph, edited: Path, tmp_path: Path
) -> None:
    exports.write(graph, tmp_path / "a.nq")
    exports.write(store.opened(edited), tmp_path / "b.trig")
    files = changes.compared(str(tmp_path / "a.nq"), str(tmp_path / "b.trig"))
    assert files == builds


# RDF.


@pytest.mark.parametrize("ending", ["ttl", "nt", "trig", "nq", "jsonld", "rdf"])
def test_the_differences_are_read_back_from_every_format(
    pages: changes.Comparison, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"changes.{ending}"
    exports.write(store.in_memory(changes.statements(pages)), path)
    read = rdflib.Dataset(default_union=True)
    read.parse(path, format={"jsonld": "json-ld", "nq": "nquads", "rdf": "xml"}.get(ending, ending))
    subjects = set(read.subjects())
    assert not any(isinstance(term, rdflib.BNode) for triple in read.triples((None, None, None)) for term in triple)
    whole = rdflib.URIRef(f"{BASE}id/comparison/{OLDER}/{NEWER}")
    assert read.value(whole, rdflib.URIRef(BIONRW.before)) == rdflib.URIRef(f"{BASE}id/snapshot/{OLDER}")
    assert read.value(whole, rdflib.URIRef(BIONRW.after)) == rdflib.URIRef(f"{BASE}id/snapshot/{NEWER}")
    parts = set(read.objects(whole, rdflib.URIRef(DCTERMS.hasPart)))
    rows = [row for row in pages.rows if row["kind"] != "same"]
    assert len(parts) == len(rows) and parts < subjects
    for part in parts:
        assert {label.language for label in read.objects(part, RDFS.label)} == {"en", "de"}  # type: ignore[attr-defined]
    by_kind: dict[str, int] = {}
    for part in parts:
        kind = str(read.value(part, rdflib.URIRef(DCTERMS.type))).rpartition("/")[2]
        by_kind[kind] = by_kind.get(kind, 0) + 1
    assert by_kind == {kind: len(of_kind(pages, kind)) for kind in changes.CHANGES if kind != "same"}
    labels = {str(label) for label in read.objects(None, RDFS.label)}
    assert (
        "North Rhine-Westphalia: employees of core biotechnology companies: more than 4400 → more than 5780" in labels
    )
    assert "BIG-Cluster: Laufzeit: unbegrenzt → –" in labels


def test_a_difference_joins_the_claims_of_both_pages(pages: changes.Comparison) -> None:
    graph = store.in_memory(changes.statements(pages))
    rows = store.select(
        graph,
        """SELECT ?then ?now { ?difference bionrw:before ?then ; bionrw:after ?now ;
          dcterms:type <https://w3id.org/bionrw/id/difference/changed> ; dcterms:subject id:area\\/rhine-ruhr }""",
    )
    observation = f"{BASE}id/observation/population"
    assert rows == [{"then": f"{observation}/cluster-4", "now": f"{observation}/about-7"}]


def test_the_words_of_a_change_are_those_of_the_concepts() -> None:
    concepts = rdflib.Graph().parse(ONTOLOGY / "concepts.ttl")
    scheme = rdflib.URIRef(f"{BASE}id/scheme/difference")
    found = {}
    for concept in concepts.subjects(SKOS.inScheme, scheme):
        words = {label.language: str(label) for label in concepts.objects(concept, SKOS.prefLabel)}  # type: ignore[attr-defined]
        found[str(concept).rpartition("/")[2]] = (words["en"], words["de"])
    assert found == {kind: words for kind, words in changes.CHANGES.items() if kind != "same"}


@pytest.mark.parametrize("form", ["ttl", "json"])
def test_the_hash_seed_changes_nothing(built: Path, form: str) -> None:
    script = "from bionrw_graph.cli import main; main()"
    texts = {
        subprocess.run(
            [sys.executable, "-c", script, "diff", OLDER, NEWER, "-g", str(built), "-f", form],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1 and len(texts.pop()) > 50_000


# The command.


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["diff", *words], catch_exceptions=False)


def test_the_command_tells_changes_and_what_they_do_not_mean(built: Path) -> None:
    result = run(OLDER, NEWER, "-g", str(built), "-f", "json")
    assert result.exit_code == 0
    rows = json.loads(result.stdout)
    assert list(rows[0]) == list(changes.COLUMNS)
    counted, note = result.stderr.splitlines()
    assert counted.startswith("14 changed, 6 renamed, 16 added, ") and counted.endswith(" not stated any more.")
    assert note.startswith("Not stated any more does not mean false: ")
    german = run(OLDER, NEWER, "-g", str(built), "--lang", "de", "-f", "csv")
    assert german.stderr.startswith("14 geändert, 6 umbenannt, 16 hinzugekommen, ")
    assert "Nicht mehr genannt heißt nicht falsch" in german.stderr
    assert run(OLDER, NEWER, "-g", str(built), "--all", "-f", "csv").stdout.count("\nsame,") > 50


def test_the_ending_chooses_between_rows_and_rdf(built: Path, tmp_path: Path) -> None:
    assert run(OLDER, NEWER, "-g", str(built), "-o", str(tmp_path / "changes.md")).exit_code == 0
    assert (tmp_path / "changes.md").read_text(encoding="utf-8").startswith("| change ")
    assert run(OLDER, NEWER, "-g", str(built), "-o", str(tmp_path / "changes.ttl")).exit_code == 0
    assert "a bionrw:Difference" in (tmp_path / "changes.ttl").read_text(encoding="utf-8")


def test_no_difference_is_said(built: Path) -> None:
    for words in ((str(built), str(built)), (OLDER, OLDER, "-g", str(built))):
        result = run(*words)
        assert (result.exit_code, result.stdout, result.stderr) == (0, "", "No difference.\n")
    assert run(OLDER, OLDER, "-g", str(built), "--lang", "de").stderr == "Kein Unterschied.\n"


def test_a_slip_is_told_in_one_sentence(built: Path, tmp_path: Path) -> None:
    for words, said in (
        (("bionrw-abuot", NEWER), 'There is no snapshot "bionrw-abuot" in this graph. Did you mean "bionrw-about"?'),
        ((str(built), NEWER), f'"{built}" is a build or a file, "{NEWER}" is none. Give two sources, or two builds.'),
        ((OLDER, "new.ttl"), f'"new.ttl" is a build or a file, "{OLDER}" is none. Give two sources, or two builds.'),
        ((str(built), "none.ttl"), "There is no graph in none.ttl yet."),
        ((str(built), str(tmp_path)), f"There is no graph in {tmp_path} yet. Run `bionrw build` first."),
        ((OLDER, NEWER, "-f", "xls"), 'There is no format "xls".'),
    ):
        result = run(*words, "-g", str(built))
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith(f"Error: {said}"), result.stderr
    with pytest.raises(BionrwError, match="no graph in nowhere yet"):
        changes.compared(OLDER, NEWER, "nowhere")
