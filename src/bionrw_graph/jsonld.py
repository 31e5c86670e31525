"""Sorted lines of N-Triples → JSON-LD in the words of ``ontology/context.jsonld``, one node after the other.

The context stands in the file: reading it needs no network. Nothing becomes an object of ours on the way: a string of
N-Triples, as the engine escapes it, is a string of JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from bionrw_graph.errors import BionrwError
from bionrw_graph.paths import ONTOLOGY
from bionrw_graph.vocabulary import RDF


def pieces(graphs: Iterable[tuple[bytes, Iterable[bytes]]]) -> Iterator[bytes]:
    """The JSON-LD of graphs, piece by piece.

    A graph is its name as N-Triples writes it, empty for the default graph, and its lines of N-Triples, sorted. Each
    value is read back as the very term it was: one that is not of the kind its property has in the context is written
    in full, and no number or truth as one of JSON. Raises ``BionrwError`` for what JSON-LD cannot say: a statement
    about a statement, and an IRI that would be read with a prefix of the context.
    """
    context = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    words = _Words(context)
    meanings = ",\n".join(f"  {_json(word)}: {_json(meaning)}" for word, meaning in context.items())
    yield f'{{\n "@context": {{\n{meanings}\n }},\n "@graph": ['.encode()
    separator = b""
    for name, lines in graphs:
        if name:
            yield separator + b'\n  {\n   "id": ' + words.node(name) + b',\n   "@graph": ['
            yield from _nodes(words, lines, b"\n    ")
            yield b"\n   ]\n  }"
            separator = b","
        else:
            yield from _nodes(words, lines, b"\n  ")
    yield b"\n ]\n}\n"


def _nodes(words: _Words, lines: Iterable[bytes], margin: bytes) -> Iterator[bytes]:
    """An object for each subject: the lines of one follow each other, and among them those of one property."""
    separator, within = b"", b"," + margin + b" "
    triples = (line[:-3].split(b" ", 2) for line in lines)
    for subject, about in groupby(triples, itemgetter(0)):
        members = [b'"id": ' + words.node(subject)]
        for predicate, alike in groupby(about, itemgetter(1)):
            # What a thing is stands before what is said of it.
            at = 1 if predicate == _TYPE else len(members)
            members[at:at] = words.members(predicate, [triple[2] for triple in alike], margin)
        yield separator + margin + b"{" + margin + b" " + within.join(members) + margin + b"}"
        separator = b","


class _Words:
    """What a context has words for: simple prefixes, and IRIs with at most a type or a container of languages."""

    def __init__(self, context: dict[str, Any]) -> None:
        self._prefixes = {
            word: meaning for word, meaning in context.items() if isinstance(meaning, str) and meaning[0] != "@"
        }
        self._spaces = {iri.encode(): f"{prefix}:".encode() for prefix, iri in self._prefixes.items()}
        self._classes: dict[bytes, bytes] = {}
        self._by_language: dict[bytes, bytes] = {}
        # The key of a property, and what follows the quotes of a literal of its type; None where it has IRIs.
        self._properties: dict[bytes, tuple[bytes, bytes | None]] = {}
        for word, meaning in context.items():
            if not isinstance(meaning, dict):
                continue
            iri, kind = self._in_full(meaning["@id"]), meaning.get("@type")
            name = self._classes[iri] = _json(word).encode()
            if "@container" in meaning:
                self._by_language[iri] = name + b": "
            else:
                bare = None if kind == "@id" else b"^^" + self._in_full(kind) if kind else b""
                self._properties[iri] = name + b": ", bare

    def node(self, term: bytes) -> bytes:
        """An IRI or a blank node where an id is expected."""
        return b'"' + (self._short(term[1:-1]) if term[0] == _IRI else term) + b'"'

    def members(self, predicate: bytes, objects: list[bytes], margin: bytes) -> list[bytes]:
        """What is said with one property, as members of an object: two where not all of it fits the word for it."""
        members = []
        if predicate == _TYPE:
            types = [self._classes.get(each) or self.node(each) for each in objects if each[0] != _QUOTE]
            objects = [each for each in objects if each[0] == _QUOTE]
            if types:
                members.append(b'"type": ' + (b"[" + b", ".join(types) + b"]" if len(types) > 1 else types[0]))
        elif predicate in self._by_language:
            texts: dict[bytes, list[bytes]] = {}
            others = []
            for each in objects:
                text, quote, tag = each.rpartition(b'"')
                # A language with a direction of writing has no place in a container of languages.
                if tag[:1] == b"@" and b"--" not in tag:
                    texts.setdefault(tag[1:], []).append(text + quote)
                else:
                    others.append(each)
            objects = others
            if texts:
                inner = (b'"' + tag + b'": ' + _listed(some, margin + b" ") for tag, some in sorted(texts.items()))
                members.append(self._by_language[predicate] + _between(b"{", inner, b"}", margin))
        if objects:
            known = self._properties.get(predicate)
            if known is None:
                known = self._properties[predicate] = self.node(predicate) + b": ", b""
            key, bare = known
            members.append(key + _listed([self._value(each, bare) for each in objects], margin))
        return members

    def _value(self, term: bytes, bare: bytes | None) -> bytes:
        if term[0] == _QUOTE:
            end = term.rindex(b'"') + 1
            text, rest = term[:end], term[end:]
            if rest == bare:
                return text
            if not rest:
                return b'{"@value": ' + text + b"}"
            if rest[:1] == b"^":
                return b'{"@type": ' + self.node(rest[2:]) + b', "@value": ' + text + b"}"
            language, _, direction = rest[1:].partition(b"--")
            turned = b'"@direction": "' + direction + b'", ' if direction else b""
            return b"{" + turned + b'"@language": "' + language + b'", "@value": ' + text + b"}"
        return self.node(term) if bare is None else b'{"id": ' + self.node(term) + b"}"

    def _short(self, iri: bytes) -> bytes:
        if not iri.startswith((b"https://", b"http://")):
            if iri.startswith(b"<"):
                raise BionrwError("JSON-LD has no statements about statements. Choose another format.")
            scheme, _, rest = iri.partition(b":")
            if scheme.decode() in self._prefixes and not rest.startswith(b"//"):
                raise BionrwError(
                    f"JSON-LD cannot say <{iri.decode()}>: it would be read with a prefix. Choose another format."
                )
        cut = max(iri.rfind(b"/"), iri.rfind(b"#")) + 1
        prefix = self._spaces.get(iri[:cut])
        return prefix + iri[cut:] if prefix and cut < len(iri) else iri

    def _in_full(self, word: str) -> bytes:
        """An IRI of the context as N-Triples writes it."""
        prefix, _, name = word.partition(":")
        return f"<{self._prefixes.get(prefix, prefix + ':')}{name}>".encode()


_IRI, _QUOTE = b'<"'
_TYPE = f"<{RDF.type}>".encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _listed(values: list[bytes], margin: bytes) -> bytes:
    return values[0] if len(values) == 1 else _between(b"[", values, b"]", margin)


def _between(opening: bytes, values: Iterable[bytes], closing: bytes, margin: bytes) -> bytes:
    inner = margin + b"  "
    return opening + inner + (b"," + inner).join(values) + margin + b" " + closing
