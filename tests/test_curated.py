"""What the tables say is what the two pages print, line by line; and what they say becomes the right statements."""

import hashlib
import re
from decimal import Decimal
from pathlib import Path

import pytest

from bionrw_graph import store, tables
from bionrw_graph.errors import BionrwError
from bionrw_graph.sources import curated
from bionrw_graph.tables import ROW

READ_BY_LINE = ("bionrw-cluster", "bionrw-about")


def cited_rows() -> list[dict[str, str]]:
    return [
        row for rows in tables.read().values() for row in rows if row.get("source") in READ_BY_LINE and "locator" in row
    ]


def folded(text: str) -> str:
    return " ".join(text.split())


def test_the_pages_are_those_that_were_read(seeds: dict[str, list[str]]) -> None:
    for row in tables.read()["sources"]:
        if row["id"] in seeds:
            text = "\n".join(seeds[row["id"]])
            assert hashlib.sha256(text.encode()).hexdigest() == row["sha256"]
            assert int(row["lines"]) == len(seeds[row["id"]])


def test_what_is_printed_stands_in_its_line(seeds: dict[str, list[str]]) -> None:
    wrong = []
    for row in cited_rows():
        line = int(row["locator"].removeprefix("line "))
        for column in ("verbatim", "text", "name_as_stated", "country_as_stated"):
            printed = folded(row.get(column, ""))
            if printed and printed not in folded(seeds[row["source"]][line - 1]):
                wrong.append(f"{row[ROW]}, {column}: {printed}")
    assert wrong == []


def test_every_line_is_accounted_for(seeds: dict[str, list[str]]) -> None:
    listed = {(row["source"], int(row["line"])): row["reason"] for row in tables.read()["passages"]}
    claimed = {(row["source"], int(row["locator"].removeprefix("line "))) for row in cited_rows()}
    for page, lines in seeds.items():
        for number, text in enumerate(lines, start=1):
            reason = listed.pop((page, number))
            assert (reason == "blank") == (not text.strip()), (page, number)
            assert bool(reason) != ((page, number) in claimed), (page, number)
    assert listed == {}


def test_no_sentence_of_the_pages_is_copied(seeds: dict[str, list[str]]) -> None:
    """Names may be long; apart from them no cell repeats eight words in a row."""
    words = [re.findall(r"\w+", " ".join(lines).lower()) for lines in seeds.values()]
    runs = {tuple(page[start : start + 8]) for page in words for start in range(len(page) - 7)}
    names = ("verbatim", "text", "name_as_stated", "name", "title", "acronym")
    copied = []
    for rows in tables.read().values():
        for row in rows:
            for column, cell in row.items():
                if column in names:
                    continue
                found = re.findall(r"\w+", cell.lower())
                if any(tuple(found[start : start + 8]) in runs for start in range(len(found) - 7)):
                    copied.append(f"{row[ROW]}, {column}")
    assert copied == []


NUMBER = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>MEUR|K EUR|billion|million)?")
FACTOR = {"MEUR": 10**6, "K EUR": 10**3, "billion": 10**9, "million": 10**6, None: 1}


def test_amounts_and_figures_are_the_printed_numbers() -> None:
    """Read a second time, by a program, from what is printed."""
    checked = 0
    for table in ("amounts", "observations"):
        for row in tables.read()[table]:
            found = [
                float(match["number"].replace(",", "")) * FACTOR[match["unit"]]
                for match in NUMBER.finditer(row["verbatim"])
            ]
            if found and row.get("unit") != "rank":
                checked += 1
                assert any(abs(float(row["value"]) - value) < 1e-6 * value for value in found), row[ROW]
    assert checked > 35


def value(graph: store.Graph, query: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in store.select(graph, query)]


def test_a_participation_carries_role_country_and_line(graph: store.Graph) -> None:
    assert value(
        graph,
        """SELECT ?role ?country ?locator ?printed ?row {
          GRAPH <https://w3id.org/bionrw/graph/bionrw-cluster> {
            <https://w3id.org/bionrw/id/participation/biobase4sme/ac3a> bionrw:role ?role ;
              bionrw:countryAsStated ?country ; prov:wasDerivedFrom ?citation .
            ?citation bionrw:locator ?locator ; bionrw:verbatim ?printed }
          <https://w3id.org/bionrw/id/participation/biobase4sme/ac3a> bionrw:tableRow ?row }""",
    ) == [("https://w3id.org/bionrw/id/role/partner", "France", "line 61", "AC3A", _row("biobase4sme", "ac3a"))]


def _row(project: str, organisation: str) -> str:
    rows = tables.read()["participations"]
    return next(row[ROW] for row in rows if (row["project"], row["organisation"]) == (project, organisation))


def test_a_wrong_expansion_is_on_the_claim_and_no_name_of_the_body(graph: store.Graph) -> None:
    wrong = "Ministry of Innovation, Science, Research and Technology of the State of North Rhine Westphalia (MWIDE)"
    stated = (
        f'ASK {{ ?claim bionrw:nameAsStated "{wrong}" ; rdf:object <https://w3id.org/bionrw/id/organisation/mwide> }}'
    )
    labelled = f'ASK {{ ?body skos:prefLabel|skos:altLabel|^bionrw:nameOf/bionrw:nameText "{wrong}" }}'
    assert store.ask(graph, stated)
    assert not store.ask(graph, labelled)


def test_a_period_of_months_implies_its_days(graph: store.Graph) -> None:
    assert value(
        graph,
        """SELECT ?start ?earliest ?latest ?end ?last ?status {
          <https://w3id.org/bionrw/id/phase/rin-material-flows/1> bionrw:hasPeriod ?period .
          ?period bionrw:statedStart ?start ; bionrw:startEarliest ?earliest ; bionrw:startLatest ?latest ;
            bionrw:statedEnd ?end ; bionrw:endLatest ?last ; bionrw:endStatus ?status }""",
    ) == [
        ("2014-05", "2014-05-01", "2014-05-31", "2017-02", "2017-02-28", "https://w3id.org/bionrw/id/end-status/stated")
    ]


def test_an_unlimited_end_has_no_date(graph: store.Graph) -> None:
    big = "<https://w3id.org/bionrw/id/project/big-cluster> bionrw:hasPeriod ?period"
    assert set(value(graph, f"SELECT ?status {{ {big} . ?period bionrw:endStatus ?status }}")) == {
        ("https://w3id.org/bionrw/id/end-status/unlimited",)
    }
    assert not store.ask(graph, f"ASK {{ {big} . ?period bionrw:endLatest|bionrw:statedEnd ?date }}")


def test_both_values_of_a_conflict_stand_each_in_the_graph_of_its_page(graph: store.Graph) -> None:
    stated = value(
        graph,
        """SELECT ?graph ?value { GRAPH ?graph {
          ?figure bionrw:indicator <https://w3id.org/bionrw/id/indicator/revenue-share> ;
            bionrw:value ?value } }""",
    )
    assert ("https://w3id.org/bionrw/graph/bionrw-about", Decimal("10.8")) in stated
    assert ("https://w3id.org/bionrw/graph/bionrw-cluster", Decimal("48.6")) in stated
    assert len({page for page, _ in stated}) == len(stated) > 2


def row(**cells: str) -> tables.Row:
    base = {
        ROW: "t.csv, row 2",
        "source": "s",
        "locator": "line 1",
        "verbatim": "",
        "method": "",
        "name_as_stated": "",
        "value_de": "",
    }
    return base | cells


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            {"property": "kind", "value": "universty"},
            '"universty" is no kind that is known here. Did you mean "university"?',
        ),
        ({"property": "country", "value": "Germany"}, '"Germany" is no country code'),
        ({"property": "region", "value": "Ruhr"}, '"Ruhr" is no NUTS code'),
        ({"property": "homepage", "value": "javascript:alert(1)"}, "is no web address"),
        ({"property": "has-members", "value": "no"}, '"no" is neither true nor false'),
        ({"property": "aim", "value": "to grow"}, "fill the column value_de"),
        ({"property": "unit-of", "value": "organisation/clbi"}, 'is in no table. Did you mean "organisation/clib"?'),
    ],
)
def test_a_wrong_value_of_a_statement_is_told(cells: dict[str, str], said: str) -> None:
    known = {"kind/university", "organisation/clib"}
    with pytest.raises(BionrwError, match=re.escape(said)):
        list(curated._statement(row(id="a", subject="organisation/clib", **cells), known))


def test_a_period_that_ends_before_it_begins_is_told() -> None:
    cells = row(id="a", subject="project/p", start="2019", end="2018", end_status="stated")
    with pytest.raises(BionrwError, match='"2018" lies before the start "2019"'):
        list(curated._period(cells))


def test_an_end_that_is_stated_and_not_there_is_told() -> None:
    with pytest.raises(BionrwError, match="column end_status"):
        list(curated._period(row(id="a", subject="project/p", start="2019", end="", end_status="stated")))


def test_a_wrong_row_stops_the_statements_with_its_place(tmp_path: Path) -> None:
    rows = [row(id="a", subject="organisation/clib", property="country", value="Germany")]
    with pytest.raises(BionrwError, match=r"t\.csv, row 2: column value: "):
        list(curated._each(rows, lambda cells: curated._statement(cells, set())))
