"""What became of the rows of a table, and of the tables of a delivery."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

SHOWN = 20
"""How many refusals of each table are kept with place and reason; all are counted."""


class Refusal(NamedTuple):
    """What was not taken, and why."""

    locator: str
    """Where it stands, such as ``row 14``, ``row 14, column totalCost`` or ``record 3``."""
    reason: str
    """One sentence: file, row, column, what is wrong."""


@dataclass(slots=True)
class Count:
    """What became of the rows of one table, or of the records of one file. A reader fills it while it reads."""

    table: str = ""
    """What to call the table in messages."""
    kind: str = ""
    """Which of its tables it is, where a publisher has several."""
    taken: int = 0
    repaired: Counter[str] = field(default_factory=Counter)
    """What was repaired, and in how many rows or cells."""
    garbled: int = 0
    """Rows taken in which something looks like mojibake and was left as it is."""
    other: int = 0
    """Rows of what was not asked for."""
    doubled: int = 0
    """Repeats, left out."""
    refused: int = 0
    """Rows left out."""
    refused_cells: int = 0
    """Cells left empty in rows that were taken."""
    refusals: list[Refusal] = field(default_factory=list)
    """The first :data:`SHOWN` of both kinds."""
    notes: list[str] = field(default_factory=list)
    """What a person should see beside: a title above the table, its footnotes, what is odd but was taken."""

    @property
    def read(self) -> int:
        """How many rows the table has, taken or not."""
        return self.taken + self.other + self.doubled + self.refused

    def refuse(self, locator: str, reason: object) -> None:
        """Count a row or a record that is not taken; ``reason`` is the whole sentence that says why."""
        self.refused += 1
        self._keep(locator, str(reason))

    def refuse_row(self, row: int, reason: object) -> None:
        """Count a row that is not taken; ``reason`` is what follows after table and row."""
        self.refuse(f"row {row}", f"{self.table}, row {row}: {reason}")

    def refuse_cell(self, row: int, column: str, reason: object) -> None:
        """Count a cell that is left empty in a row that is taken."""
        locator = f"row {row}, column {column}"
        self.leave_empty(locator, f"{self.table}, {locator}: {reason}")

    def leave_empty(self, locator: str, reason: object) -> None:
        """Count a value that is left out of a record that is taken; ``reason`` is the whole sentence."""
        self.refused_cells += 1
        self._keep(locator, str(reason))

    def mend(self, row: int, reason: str) -> None:
        """Count a row whose quotes had to be mended to read it."""
        self.repaired["quotes"] += 1

    def _keep(self, locator: str, reason: str) -> None:
        if len(self.refusals) < SHOWN:
            self.refusals.append(Refusal(locator, reason))

    def __str__(self) -> str:
        """One line for a report.

        >>> str(Count(taken=3, repaired=Counter({"spaces": 2})))
        '3 read, 3 taken, 0 refused; repaired: spaces (2)'
        """
        repaired = ", ".join(f"{what} ({times})" for what, times in sorted(self.repaired.items()))
        return f"{self.read} read, {self.taken} taken, {self.refused} refused" + (
            f"; repaired: {repaired}" if repaired else ""
        )


@dataclass(slots=True)
class Summary:
    """What became of a delivery of several tables. A reader fills it while it reads."""

    tables: list[Count] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    """Tables that are known and not needed."""
    unknown: list[str] = field(default_factory=list)
    """One sentence for each table whose header is not known."""
