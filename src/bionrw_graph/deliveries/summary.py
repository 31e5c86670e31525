"""What became of the records of a file: taken, repaired, refused."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Refusal:
    """A record that was not taken."""

    locator: str
    """Where it stands, such as ``row 14`` or ``record 3``."""
    reason: str
    """One sentence: file, row, column, what is wrong."""


@dataclass
class Summary:
    """What became of the records of one file. Empty when it is given to a reader, which fills it while it reads."""

    taken: int = 0
    repaired: Counter[str] = field(default_factory=Counter)
    """What was repaired in records that were taken, and how often."""
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What a person should see beside: a title above the table, its footnotes, what is odd but was taken."""

    @property
    def read(self) -> int:
        """How many records the file has, taken or refused."""
        return self.taken + len(self.refused)

    def refuse(self, locator: str, reason: object) -> None:
        """Write down a record that is not taken, with the sentence that says why."""
        self.refused.append(Refusal(locator, str(reason)))

    def __str__(self) -> str:
        """One line for a report.

        >>> str(Summary(taken=3, repaired=Counter({"spaces": 2})))
        '3 read, 3 taken, 0 refused; repaired: spaces (2)'
        """
        repaired = ", ".join(f"{what} ({times})" for what, times in sorted(self.repaired.items()))
        return f"{self.read} read, {self.taken} taken, {len(self.refused)} refused" + (
            f"; repaired: {repaired}" if repaired else ""
        )
