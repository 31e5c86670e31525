"""EuroSciVoc: the tree from the real paths of CORDIS and the real concepts, and what paths may not say."""

import gzip
from pathlib import Path

import openpyxl
import pytest

from bionrw_graph.deliveries import euroscivoc, files
from bionrw_graph.deliveries.euroscivoc import Classification, Concept, Entry, Tree
from bionrw_graph.deliveries.summary import Count
from bionrw_graph.errors import BionrwError

HEADER = ["projectID", "euroSciVocCode", "euroSciVocPath", "euroSciVocTitle", "euroSciVocDescription"]
PREFIXES = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
EU = "http://data.europa.eu/8mn/euroscivoc/"


def concept(name: str, notation: str, label: str) -> str:
    return (
        f"<https://example.org/euroscivoc/{name}> a skos:Concept ; {notation} {label} "
        f'rdfs:isDefinedBy "{EU}{name}"^^xsd:anyURI .\n'
    )


def entries(path: Path) -> tuple[list[Entry], Count]:
    count = Count()
    return list(euroscivoc.entries(path, count)), count


def classifications(path: Path) -> tuple[list[Classification], Count]:
    count = Count()
    return list(euroscivoc.classifications(path, count)), count


def path_of(codes: str, titles: str, project: str = "1") -> Classification:
    return Classification(project, tuple(codes.split("/")), tuple(titles.split("/")), "row 2")


def entry(notation: str, label: str) -> Entry:
    return Entry(EU + notation, notation, label, f"https://example.org/{notation}")


@pytest.fixture(scope="module")
def tree(deliveries: Path) -> Tree:
    return euroscivoc.tree(
        entries(deliveries / "euroscivoc" / "EuroSciVoc-ec2u.ttl.gz")[0],
        classifications(deliveries / "cordis" / "horizon-euroSciVoc.xlsx")[0],
    )


def test_the_real_table_has_38789_rows(deliveries: Path) -> None:
    found, count = classifications(deliveries / "cordis" / "horizon-euroSciVoc.xlsx")
    assert (count.read, count.taken, count.refused) == (38789, 38789, 0)
    assert found[0] == Classification(
        "101116741",
        ("29", "97", "543"),
        ("social sciences", "political sciences", "government systems"),
        "row 2",
    )
    assert len({row.project for row in found}) == 13542
    assert len({row.codes for row in found}) == 961


def test_the_real_vocabulary_has_1031_concepts(deliveries: Path) -> None:
    found, count = entries(deliveries / "euroscivoc" / "EuroSciVoc-ec2u.ttl.gz")
    assert (count.read, count.taken, count.refused) == (1031, 1031, 0)
    assert all(item.iri.startswith(EU) and item.locator.startswith("https://data.ec2u.eu/") for item in found)
    assert next(item for item in found if item.notation == "29") == Entry(
        f"{EU}12c980a5-034f-4cd5-8ce7-fcfe109c675c",
        "29",
        "social sciences",
        "https://data.ec2u.eu/taxonomies/euroscivoc/12c980a5-034f-4cd5-8ce7-fcfe109c675c",
    )


def test_the_real_tree_has_six_roots_and_no_contradiction(tree: Tree) -> None:
    assert tree.roots == ("21", "23", "25", "27", "29", "31")
    assert (tree.without_concept, tree.contradictions) == ((), ())
    assert len(tree.concepts) == 1031 and len(tree.without_path) == 51
    with_parent = {item.notation for item in tree.concepts if item.parent}
    assert len(with_parent) == 1031 - 51 - 6
    assert not with_parent & {*tree.without_path, *tree.roots}
    assert tree.other_titles == (
        '52679357 is "edge artificial Intelligence" in paths and "edge artificial intelligence" in the vocabulary.',
    )


def test_every_way_up_ends_at_a_root(tree: Tree) -> None:
    by_notation = {item.notation: item for item in tree.concepts}
    field = by_notation["543"]
    assert (field.label, field.parent) == ("government systems", "97")
    assert by_notation["97"].parent == "29"
    for item in tree.concepts:
        if item.notation not in tree.without_path:
            steps = 0
            while item.parent:
                item, steps = by_notation[item.parent], steps + 1
                assert steps < 10
            assert item.notation in tree.roots


def test_parents_come_from_paths_and_from_nothing_else() -> None:
    vocabulary = [entry("1", "a"), entry("2", "b"), entry("3", "c"), entry("4", "d")]
    made = euroscivoc.tree(vocabulary, [path_of("1/2/9", "a/b/x"), path_of("1/2", "a/b", "2")])
    assert [(item.notation, item.parent) for item in made.concepts] == [("1", ""), ("2", "1"), ("3", ""), ("4", "")]
    assert made.concepts[1] == Concept(f"{EU}2", "2", "b", "1", "https://example.org/2")
    assert (made.roots, made.without_concept, made.without_path) == (("1",), ("9",), ("3", "4"))


def test_paths_that_contradict_each_other_give_no_parent() -> None:
    vocabulary = [entry("1", "a"), entry("2", "b"), entry("3", "c")]
    made = euroscivoc.tree(vocabulary, [path_of("1/3", "a/c"), path_of("2/3", "b/C")])
    assert {item.notation: item.parent for item in made.concepts} == {"1": "", "2": "", "3": ""}
    assert made.roots == ("1", "2")
    assert made.contradictions == (
        "3 has several parents in paths: 1, 2.",
        "3 has several titles in paths: C, c.",
    )
    assert made.other_titles == ('3 is "C" in paths and "c" in the vocabulary.',)


def test_a_root_that_another_path_puts_below_something_is_no_root() -> None:
    made = euroscivoc.tree([entry("1", "a"), entry("2", "b")], [path_of("2", "b"), path_of("1/2", "a/b")])
    assert {item.notation: item.parent for item in made.concepts} == {"1": "", "2": ""}
    assert made.roots == ("1",)
    assert made.contradictions == ("2 has several parents in paths: none (a root), 1.",)


def sheet(folder: Path, *rows: list[str | None]) -> Path:
    book = openpyxl.Workbook()
    for row in (HEADER, *rows):
        book.worksheets[0].append(row)
    book.save(folder / "paths.xlsx")
    return folder / "paths.xlsx"


def test_a_wrong_row_is_refused(tmp_path: Path) -> None:
    found, count = classifications(
        sheet(
            tmp_path,
            ["1", "/29/97", "/social sciences/law", "law", None],
            ["1", "29/97", "/social sciences/law", "law", None],
            ["1", "/29//97", "/social sciences/x/law", "law", None],
            ["1", "/29/97", "/law", "law", None],
            ["1", "/29/97", "/social sciences/law", "order", None],
            [None, "/29/97", "/social sciences/law", "law", None],
        )
    )
    assert [row.locator for row in found] == ["row 2"]
    assert [refusal.reason.removeprefix("paths.xlsx, ") for refusal in count.refusals] == [
        'row 3, column euroSciVocCode: "29/97" is no path of codes, such as /29/97/543.',
        'row 4, column euroSciVocCode: "/29//97" is no path of codes, such as /29/97/543.',
        "row 5, column euroSciVocPath: the path has 1 titles for 2 codes.",
        'row 6, column euroSciVocTitle: "order" is not the last title of its path.',
        "row 7, column projectID: the project has no id.",
    ]


def test_the_table_may_be_a_csv_file_too(tmp_path: Path) -> None:
    row = ["1", "/29/97", "/social sciences/law, and order", "law, and order", ""]
    path = tmp_path / "euroSciVoc.csv"
    path.write_text("".join(";".join(f'"{cell}"' for cell in cells) + "\n" for cells in (HEADER, row)))
    assert classifications(path)[0] == classifications(sheet(tmp_path, list(row)))[0] != []


def test_a_wrong_concept_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.ttl"
    path.write_text(
        PREFIXES
        + concept("a", 'skos:notation "1" ;', 'skos:prefLabel "one "@en, "eins"@de ;')
        + concept("b", "", 'skos:prefLabel "two"@en ;')
        + concept("c", 'skos:notation "3" ;', 'skos:prefLabel "drei"@de ;')
        + concept("d", 'skos:notation "1" ;', 'skos:prefLabel "four"@en ;')
        + '<https://example.org/euroscivoc> skos:prefLabel "the scheme"@en .\n',
        encoding="utf-8-sig",
    )
    found, count = entries(path)
    assert [(item.iri, item.notation, item.label) for item in found] == [(f"{EU}a", "1", "one")]
    assert count.repaired == {"spaces": 1}
    assert sorted(refusal.reason for refusal in count.refusals) == [
        "vocabulary.ttl, <https://example.org/euroscivoc/b>: the concept has 0 of what it must have once: notation.",
        "vocabulary.ttl, <https://example.org/euroscivoc/c>: "
        "the concept has 0 of what it must have once: English label.",
        'vocabulary.ttl, <https://example.org/euroscivoc/d>: the notation "1" is that of another concept too.',
    ]


def test_files_that_are_damaged_or_meant_for_others_are_told(tmp_path: Path, deliveries: Path) -> None:
    packed = (deliveries / "euroscivoc" / "EuroSciVoc-ec2u.ttl.gz").read_bytes()
    cut = tmp_path / "cut.ttl.gz"
    cut.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(
        BionrwError, match=r"cut\.ttl\.gz ends in the middle, the download was cut off\. Download it again\.$"
    ):
        entries(cut)
    broken = tmp_path / "broken.ttl"
    broken.write_bytes(gzip.decompress(packed)[:20_000])
    with pytest.raises(BionrwError, match=r"broken\.ttl is no readable Turtle: "):
        entries(broken)
    with pytest.raises(BionrwError, match=r"looks like a CORDIS table of EuroSciVoc paths\.$"):
        entries(sheet(tmp_path, ["1", "/29", "/law", "law"]))
    with pytest.raises(BionrwError, match=r"looks like EuroSciVoc as RDF\."):
        classifications(broken)


def test_what_has_to_be_held_in_memory_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "vocabulary.ttl"
    path.write_text(PREFIXES + concept("a", 'skos:notation "1" ;', 'skos:prefLabel "one"@en ;'), encoding="utf-8")
    assert len(entries(path)[0]) == 1
    monkeypatch.setattr(files, "MOST_HELD", 100)
    with pytest.raises(BionrwError, match=r"vocabulary\.ttl has more than 0 MB\. Unpack it and name it by itself\.$"):
        entries(path)
    packed = tmp_path / "vocabulary.ttl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes() + b"# " * 17 * 1024**2))
    monkeypatch.setattr(files, "MOST_HELD", 64 * 1024**2)
    with pytest.raises(BionrwError, match=r"vocabulary\.ttl\.gz unpacks to more than 16 MB"):
        entries(packed)
