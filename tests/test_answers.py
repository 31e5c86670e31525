"""Rows as text, for people, spreadsheets and programs."""

import csv
import io
import json
from decimal import Decimal

import pytest

from bionrw_graph import answers
from bionrw_graph.errors import BionrwError

ROWS = [
    {"name": 'Materia Nova, "MN"', "value": Decimal("5800000"), "share": Decimal("48.6"), "open": True, "end": None},
    {"name": "Köln | Bonn", "value": 7, "share": Decimal("-1.5"), "open": False, "end": "2019"},
]
COLUMNS = ["name", "value", "share", "open", "end"]


def test_csv_is_read_back_as_it_was() -> None:
    read = list(csv.DictReader(io.StringIO(answers.text(ROWS, COLUMNS, "csv"))))
    assert read[0] == {"name": 'Materia Nova, "MN"', "value": "5800000", "share": "48.6", "open": "true", "end": ""}
    assert read[1]["share"] == "-1.5"


@pytest.mark.parametrize("formula", ["=1+1", "+49", "-x", "@sum", "\tx", "\uff1dx"])
def test_a_spreadsheet_never_runs_a_text(formula: str) -> None:
    for format_, separator in (("csv", ","), ("tsv", "\t")):
        text = answers.text([{"a": formula}], ["a"], format_)
        assert list(csv.reader(io.StringIO(text), delimiter=separator))[1] == [f"'{formula}"]
    assert json.loads(answers.text([{"a": formula}], ["a"], "json")) == [{"a": formula}]


def test_json_has_numbers_truths_and_nothing() -> None:
    read = json.loads(answers.text(ROWS, COLUMNS, "json"))
    assert read[0] == {"name": 'Materia Nova, "MN"', "value": 5800000, "share": 48.6, "open": True, "end": None}


def test_markdown_escapes_what_would_end_a_cell() -> None:
    text = answers.text(ROWS, COLUMNS, "md")
    assert "Köln \\| Bonn" in text
    assert text.splitlines()[1].startswith("|")


def test_the_table_aligns_numbers_and_wraps_long_texts() -> None:
    lines = answers.text([*ROWS, {"name": "long " * 30}], COLUMNS, "table").splitlines()
    assert max(len(line) for line in lines) < 100
    assert lines[2].index("5800000") + len("5800000") == lines[3].index("7") + 1


def test_the_table_reads_as_it_always_did() -> None:
    rows = [
        {"partner": "Forschungszentrum Jülich", "jointProjects": 12, "end": None},
        {"partner": "日本 e\u0301 " + "Well-known " * 4 + "x" * 60, "jointProjects": 3, "end": "2019"},
    ]
    # Wide letters take two places of a terminal and marks above letters none: the numbers stand in one line.
    assert answers.text(rows, ["partner", "jointProjects", "end"], "table") == (
        "partner                                             jointProjects  end\n"
        "------------------------------------------------  ---------------  -----\n"
        "Forschungszentrum Jülich                                       12\n"
        "日本 e\u0301 Well-known Well-known Well-known Well-                   3  2019\n"
        "known xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n"
        "xxxxxxxxxxxxxxxxxx\n"
    )
    assert answers.text(rows[:1], ["partner", "jointProjects"], "md") == (
        "| partner                  |   jointProjects |\n"
        "|--------------------------|-----------------|\n"
        "| Forschungszentrum Jülich |              12 |\n"
    )


@pytest.mark.parametrize("word", ['a "b"', "a,b\tc", "two\nlines", "a\rb", "", "plain"])
def test_every_text_comes_back_from_csv_and_tsv(word: str) -> None:
    for format_, separator in (("csv", ","), ("tsv", "\t")):
        for row in ({"a": word}, {"a": word, "b": 1}, {"b": Decimal("-1.50"), "a": word}):
            text = answers.text([row, row], row, format_)
            read = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
            assert read == [list(row), *[[str(value) for value in row.values()]] * 2]


def test_an_empty_answer_has_its_header() -> None:
    assert answers.text([], ["a", "b"], "csv") == "a,b\n"
    assert answers.text([], ["a", "b"], "json") == "[]\n"
    assert answers.text([], ["a", "b"], "table").split() == ["a", "b", "---", "---"]


@pytest.mark.parametrize("format_", answers.FORMATS)
def test_an_answer_without_columns_is_text_as_well(format_: str) -> None:
    assert answers.text([{}], [], format_).endswith("\n")


def test_an_unknown_format_is_told_with_the_nearest() -> None:
    with pytest.raises(BionrwError, match=r'There is no format "jsn"\. Did you mean "json"'):
        answers.text([], [], "jsn")
