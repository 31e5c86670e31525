"""Errors in words, and the guess at what was meant."""

from collections.abc import Iterable


class BionrwError(Exception):
    """An error in words: what is wrong, where, and what to do."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that offers the known word nearest to ``word``; empty where none is near.

    >>> did_you_mean("colaboration", ["collaboration", "funding"])
    ' Did you mean "collaboration"?'
    >>> did_you_mean("xyz", ["collaboration", "funding"])
    ''
    """
    from difflib import get_close_matches  # for those who misspell

    # Compared in small letters: whoever types "INMARE" means "inmare".
    by_folded = {name.casefold(): name for name in sorted(known)}
    matches = get_close_matches(word.casefold(), by_folded, n=1)
    return f' Did you mean "{by_folded[matches[0]]}"?' if matches else ""
