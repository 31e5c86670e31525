"""Organisations that look alike → pairs that may be one body, with a score and its reasons. Nothing is merged here.

A pair is scored in three steps; every number is a constant below:

1. **Names.** A name becomes words: small letters, no umlauts, no legal forms, one word for what several languages say.
   Words that are rare among all bodies count more than common ones, words spelt almost alike count as one, and a short
   name may be made of the initials of a long one. The two names that are most alike count: 0 to 100.
2. **Evidence** adds and takes away points: same homepage or city; other country or city; a hospital and a university;
   other years in the names; listed side by side by one source.
3. **Identifiers decide.** A shared identifier (ROR, Wikidata) makes 100; different ROR identifiers make no pair.

Why RapidFuzz: it compares strings and nothing else, in compiled code, always with the same result, thousands with
thousands at a time. Splink estimates a model over many well-filled columns that do not depend on each other; our bodies
have a name and often no more. dedupe learns its weights from pairs that somebody labels in a dialogue, so there are no
reasons to print. recordlinkage brings pandas and scikit-learn to compare columns, and a name is again one string there.
Rare words weigh more as in the soft TFIDF of Cohen, Ravikumar and Fienberg 2003 (IIWeb, 73-78).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np
from rapidfuzz import fuzz, process

from bionrw_graph import queries

if TYPE_CHECKING:
    from bionrw_graph.store import Answer, Graph

COLUMNS = ["score", "one", "other", "reasons", "reasonsGerman", "oneId", "otherId"]

LEAST = 70
"""The score from which a pair is worth the look of a person."""

# How alike two names are, of 100; otherwise it is the share of the weight of their words that both have.
_SHORT_NAME = 85  # The same name of up to four letters: different bodies share one.
_INITIALS = 80  # A short name is made of the initials of the other name: FNR, Fachagentur Nachwachsende Rohstoffe.
_INITIALS_WITHIN = 66  # Of letters from within its words too: TFM, Technologieförderung Münster.
_PART, _WHOLE = 65, 90  # One name stands whole in the other: 65 where much more stands there, towards 90 where little.

# What a table of identifiers makes of a pair at least, whatever the names are, and how sure it is in its own words.
_MAPPED = {"inferred": (95, "high", "hoch"), "uncertain": (80, "medium", "mittel")}

# One VAT number makes a pair at least this: several parts of one legal body may share it.
_SAME_VAT = 90

# Points for a pair and against it.
_SAME_HOMEPAGE = 15
_SAME_CITY = 5
_SAME_PROJECT = 5
_JOINT_PARTNERS = 3
_SIDE_BY_SIDE = -15
_OTHER_CITY = -12
_OTHER_SORT = -25
_OTHER_COUNTRY = -25
_LINKED = -30
_OTHER_NUMBERS = -30
_HOSPITAL = -40

_SPELT_ALIKE = 85  # From this fuzz.ratio on, two words of five letters or more are spellings of one word.
_RARE = 0.6  # A word is rare if it has this share of the weight of a word that one body alone has.
_MANY = 3  # A homepage that more bodies share tells nothing: a research centre hosts many.


@dataclass(frozen=True)
class _Name:
    """A name in the forms in which it is compared."""

    text: str
    own_words: tuple[str, ...]
    """Folded, in their own language: initials are made of these."""
    words: frozenset[str]
    """Translated, so that languages do not matter."""
    joined: str
    """Translated and without blanks: "BioRiver" and "Bio River" differ in nothing else."""

    is_abbreviation: bool = False
    """Whether it may stand for a name of another body, since no name of its own body spells it out."""

    @cached_property
    def sort(self) -> frozenset[str]:
        """What two institutions of one town may differ in: TU Graz, University of Graz."""
        sorts = self.words & set(_SORTS)
        return sorts | (self.words & {_SORTS[sort] for sort in sorts})

    @cached_property
    def letters(self) -> frozenset[str]:
        return frozenset("".join(self.own_words))

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(re.findall("[0-9]+", self.text))


@dataclass(frozen=True)
class _Body:
    thing: str
    id: str
    label: str
    names: tuple[_Name, ...]
    cities: frozenset[str]
    countries: frozenset[str]
    homepages: frozenset[str]
    identifiers: frozenset[str]
    candidates: dict[str, str]
    """Identifiers that somebody found it may have → how sure that is: inferred or uncertain."""
    vats: frozenset[str]
    partners: frozenset[str]
    named: frozenset[str]
    """Where a source lists it: project, network or event, a blank, the source."""
    linked: frozenset[str]
    apart: frozenset[str]

    @cached_property
    def rors(self) -> frozenset[str]:
        return frozenset(identifier for identifier in self.identifiers if identifier.startswith("ror.org/"))

    @cached_property
    def places(self) -> frozenset[str]:
        return frozenset(entry.partition(" ")[0] for entry in self.named)

    @cached_property
    def is_hospital(self) -> bool:
        return any("klinik" in name.words for name in self.names)


@dataclass(frozen=True)
class _Reason:
    points: float
    english: str
    german: str


@dataclass(frozen=True)
class _Words:
    """All words of all names: how much each weighs, and how alike it is to others (1 for itself)."""

    weight: dict[str, float]
    alike: dict[str, dict[str, float]]
    heaviest: float


def proposals(graph: Graph, about: str = "", least: float = LEAST) -> tuple[list[str], Answer]:
    """The columns, and a row for each two organisations that may be one body, the most likely first.

    ``score`` is a whole number from 0 to 100; ``reasons`` and ``reasonsGerman`` say what it rests on; ``oneId`` and
    ``otherId`` are ids of ``organisations.csv`` or of imported bodies, for ``same.csv`` or ``not-same.csv``. With
    ``about``, only the pairs of that organisation, which then is ``one``. What ``same.csv`` merges and
    ``not-same.csv`` tells apart is left out, through any chain of merges. Raises ``BionrwError`` for an organisation
    that there is not.
    """
    asked = queries.resolve(graph, "organisation", about) if about else ""
    bodies = _bodies(graph)
    words = _weighed(bodies)
    hosts = Counter(host for body in bodies.values() for host in body.homepages)
    rows: Answer = []
    for one, other in sorted(_candidates(bodies, words)):
        if (asked and asked not in (one, other)) or other in bodies[one].apart:
            continue
        first, second = (bodies[other], bodies[one]) if other == asked else (bodies[one], bodies[other])
        reasons = _reasons(first, second, words, hosts)
        score = round(min(100, max(0, sum(reason.points for reason in reasons))))
        if reasons and score >= least:
            row = {
                "score": score,
                "one": first.label,
                "other": second.label,
                "reasons": "; ".join(reason.english for reason in reasons),
                "reasonsGerman": "; ".join(reason.german for reason in reasons),
                "oneId": first.id,
                "otherId": second.id,
            }
            rows.append(row)
    return COLUMNS, sorted(rows, key=lambda row: (-row["score"], row["oneId"], row["otherId"]))


def _bodies(graph: Graph) -> dict[str, _Body]:
    query = queries.find("organisations-to-match")
    bodies = {}
    for row in query.run(graph):
        lists = {name: frozenset(filter(None, row[name].split("|"))) for name in query.header["lists"].split()}
        id_ = row["thing"].partition("/organisation/")[2]
        names = [name for text in _texts(lists.pop("names")) if (name := _name(text)).words] or [_name(id_)]
        bodies[row["thing"]] = _Body(
            thing=row["thing"],
            id=id_,
            label=row["label"] or id_,
            names=_with_abbreviations(names),
            cities=frozenset(_name(city).joined for city in lists.pop("cities")),
            identifiers=frozenset(_identifier(address) for address in lists.pop("identifiers")),
            candidates={_identifier(entry.split()[0]): entry.split()[1] for entry in sorted(lists.pop("candidates"))},
            **lists,
        )
    return bodies


def _identifier(address: str) -> str:
    """What remains of the address of an identifier however it is written.

    >>> _identifier("http://www.wikidata.org/entity/Q273263"), _identifier("https://www.wikidata.org/wiki/Q273263")
    ('wikidata.org/Q273263', 'wikidata.org/Q273263')
    """
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    return f"{host}/{address.rstrip('/').rpartition('/')[2]}"


# Names → words.

_LEGAL_FORMS = (
    "ag aisbl asbl bv bvba co corp ev eg gbr ggmbh gmbh gr inc kg kgaa lda ltd mbh nv oy plc sa sarl sas se sl spa srl "
    "ug"
)
_FILLING = (
    "a affairs an and at d da de del della der des di die do du e en et for fur i im in l la le of on the und van von "
    "y zu zum zur"
)
_UNTOLD = frozenset(f"{_LEGAL_FORMS} {_FILLING}".split())
# One word for what several languages say: the words of which names of institutions are made, and cities.
_TRANSLATED = {
    "bildung": "education",
    "bundes": "federal",
    "digitalisierung": "digitalisation digitalization",
    "energie": "energy",
    "entwicklung": "development",
    "ernährung": "food",
    "europäisch": "european europäische europäischer europäisches",
    "forschung": "forschungs recherche research",
    "genf": "geneva geneve",
    "gesellschaft": "association society verein",
    "gesundheit": "health",
    "industrie": "industry",
    "institut": "institute institutes instituto instituut istituto",
    "klinik": "clinic clinics hospital hospitals kliniken klinikum krankenhaus",
    "köln": "cologne",
    "kultur": "culture",
    "landwirtschaft": "agriculture",
    "mailand": "milan milano",
    "ministerium": "ministry",
    "mittelstand": "smes",
    "münchen": "munich",
    "schule": "school",
    "technisch": "technical technische technischen technological technologie technology",
    "umwelt": "environment",
    "universität": "universidad universidade universita universitat universite universiteit university",
    "verkehr": "transport",
    "wien": "vienna",
    "wirtschaft": "economic economy",
    "wissenschaft": "science sciences wissenschaften wissenschafts",
    "zentrum": "center centre centro centrum",
}
# Kinds of institution, and a word that makes another kind of them.
_SORTS = {"hochschule": "technisch", "institut": "", "ministerium": "bundes", "universitat": "technisch"}

# Letters with points belong together (e.V., B.V., S.A.); a year behind a word is a word of its own (CLIB2021).
_IN_ANY_LANGUAGE = [
    (r"\b(\w)[. ]+(?=\w\b(?![\w-]))", r"\1"),
    (r"['’`´]", ""),
    (r"(?<=[a-z])(?=(19|20)[0-9]{2}\b)", " "),
]
_REWRITTEN = [
    (r"[^\W_]*(nordrhein|north rhine)[- ](westfalen|westphalia)", "nrw"),
    (r"\b((federal )?state( of)?|land(es)?) nrw\b", "nrw"),
    (r"\b(university )?(medical (center|centre)|hospital)\b", "universitat klinik"),
    (r"\buniversitats?(klinik|medizin|spital)\w*|\buniklinik\w*", "universitat klinik"),
    (r"\bfh\b|\bfachhochschule\b|\b(university|universitat) of applied sciences\b", "hochschule"),
    (r"\bth\b", "technische hochschule"),
    (r"\btu\b", "technische universitat"),
    (r"\bmpi\b", "max planck institut"),
    (r"\bbundes(?=minister)", "bundes "),
    (r"\bforschungs(?=zentrum|institut|anstalt)", "forschungs "),
    (r"\bclimate (action|protection)\b", "klimaschutz"),
]


def _folded(text: str) -> str:
    """Small letters without umlauts and accents, where ü, ue and u are one: people write all three.

    >>> _folded("Köln"), _folded("Koeln"), _folded("Weiß")
    ('koln', 'koln', 'weiss')
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"([aou])e", r"\1", plain)


_TRANSLATION = {_folded(word): _folded(one) for one, words in _TRANSLATED.items() for word in words.split()}


def _name(text: str) -> _Name:
    """A name as it was read in the forms in which it is compared.

    >>> sorted(_name("Universitätsklinikum Köln").words) == sorted(_name("University Hospital of Cologne").words)
    True
    >>> _name("Pfeifer & Langen GmbH & Co. KG").own_words
    ('pfeifer', 'langen')
    """
    folded = _rewritten(_folded(text), _IN_ANY_LANGUAGE)
    own_words = tuple(_told(folded))
    words = [_TRANSLATION.get(word, word) for word in _told(_rewritten(folded, _REWRITTEN))]
    return _Name(text, own_words, frozenset(words), "".join(words))


def _rewritten(text: str, rules: list[tuple[str, str]]) -> str:
    for pattern, replacement in rules:
        text = re.sub(pattern, replacement, text)
    return text


def _told(text: str) -> list[str]:
    """The words of a text without those that tell nothing; all of them where nothing else is there."""
    words = re.findall(r"[^\W_]+", text)
    return [word for word in words if word not in _UNTOLD] or words


def _with_abbreviations(names: list[_Name]) -> tuple[_Name, ...]:
    """The names, where marked those that look like TFM or acib (not like Merck) and that no other name explains."""

    def stands_alone(name: _Name) -> bool:
        capitals = sum(letter.isupper() for letter in name.text)
        looks_so = len(name.own_words) == 1 and 3 <= len(name.joined) <= 8 and (capitals > 1 or name.text.islower())
        return looks_so and not any(_explains(other.joined, name.joined) for other in names)

    return tuple(replace(name, is_abbreviation=stands_alone(name)) for name in names)


def _explains(long: str, short: str) -> bool:
    letters = iter(long)
    return long != short and long[0] == short[0] and all(letter in letters for letter in short)


def _texts(names: Iterable[str]) -> list[str]:
    """The names; where an abbreviation stands in brackets after one, the two apart."""
    found: set[str] = set()
    for name in names:
        match = re.fullmatch(r"(.+) \(([\w -]+)\)", name)
        apart = match and all(sum(map(str.isupper, word)) > 1 for word in match[2].split())
        found.update(match.groups() if match and apart else [name])
    return sorted(found)


# Words → weights.


def _weighed(bodies: dict[str, _Body]) -> _Words:
    bearers = Counter(word for body in bodies.values() for word in {word for name in body.names for word in name.words})
    # Inverse document frequency: what nearly every body has in its name tells nothing.
    weight = {word: math.log(1 + len(bodies) / count) for word, count in sorted(bearers.items())}
    return _Words(weight, _spellings(weight), math.log(1 + len(bodies)))


def _spellings(words: Iterable[str]) -> dict[str, dict[str, float]]:
    """For each word those spelt almost alike, with their likeness from 0 to 1."""
    alike: dict[str, dict[str, float]] = {word: {word: 1.0} for word in words}
    by_initial: dict[str, list[str]] = defaultdict(list)
    for word in sorted(alike):
        if len(word) >= 5 and word.isalpha():
            # Whoever mistypes a name hardly ever does so in its first letter; and compared are fewer words at a time.
            by_initial[word[0]].append(word)
    for group in by_initial.values():
        likeness = process.cdist(group, group, scorer=fuzz.ratio, score_cutoff=_SPELT_ALIKE, dtype=np.uint8)
        for row, column in np.argwhere(likeness):
            alike[group[row]][group[column]] = int(likeness[row, column]) / 100
    return alike


# Which pairs are compared at all.


def _candidates(bodies: dict[str, _Body], words: _Words) -> set[tuple[str, str]]:
    """Pairs in which one body has the rarest word of a name of the other, or its initials, identifier or homepage.

    A second word counts if it is rare too. Whatever has no such word in common is not alike, so that the work grows
    with the number of bodies and not with its square.
    """
    bearers: dict[str, set[str]] = defaultdict(set)
    initials: dict[str, set[tuple[str, _Name]]] = defaultdict(set)
    for thing, body in bodies.items():
        for key in body.identifiers | body.homepages | body.vats:
            bearers[key].add(thing)
        for name in body.names:
            for key in name.words | {name.joined}:
                bearers[key].add(thing)
            initials[name.own_words[0][0]].add((thing, name))
    found: set[tuple[str, str]] = set()
    for thing, body in bodies.items():
        others: set[str] = set()
        for name in body.names:
            # Words before numbers: a year is rare, and tells little.
            rarest, *second = sorted(name.words, key=lambda word: (word.isdecimal(), -words.weight[word], word))[:2]
            second = [word for word in second if words.weight[word] >= _RARE * words.heaviest]
            for key in {name.joined, rarest, *second}:
                for spelling in words.alike.get(key, {key: 1.0}):
                    others |= bearers[spelling]
            if name.is_abbreviation:
                others |= {there for there, long in initials[name.joined[0]] if _initials(name.joined, long)}
        for key in (
            body.identifiers
            | body.candidates.keys()
            | body.vats
            | {host for host in body.homepages if len(bearers[host]) <= _MANY}
        ):
            others |= bearers[key]
        found |= {(min(thing, other), max(thing, other)) for other in others if other != thing}
    return found


# How alike two bodies are.


def _reasons(one: _Body, other: _Body, words: _Words, hosts: Counter[str]) -> list[_Reason]:
    """What speaks for the pair and against it, the names first; nothing where the two cannot be one body."""
    if _differ(one.rors, other.rors):
        return []
    for shared in sorted(one.identifiers & other.identifiers):
        return [_Reason(100, f"same identifier {shared}", f"gleiche Kennung {shared}")]
    # Of several that are equal the first, and names are sorted: always the same one, and one text before two.
    (points, how), mine, theirs = max(
        ((_likeness(mine, theirs, words), mine, theirs) for mine, theirs in product(one.names, other.names)),
        key=lambda found: (found[0][0], found[1].text == found[2].text),
    )
    english, german = (said.format(percent=round(points)) for said in _SAID[how])
    texts = dict.fromkeys((mine.text, theirs.text))
    quoted, quoted_german = " / ".join(f'"{text}"' for text in texts), " / ".join(f"„{text}“" for text in texts)
    names = _Reason(points, f"{english} ({quoted})", f"{german} ({quoted_german})")
    return [
        names,
        *_mapped(one, other, points),
        *_mapped(other, one, points),
        *_same_vat(one, other, points),
        *_evidence(one, other, mine, theirs, hosts),
    ]


def _same_vat(one: _Body, other: _Body, points: float) -> Iterator[_Reason]:
    """That both have one VAT number, as parts of one legal body do, too; ``points`` are those of the names."""
    for number in sorted(one.vats & other.vats):
        yield _Reason(max(0, _SAME_VAT - points), f"same VAT number {number}", f"gleiche USt-IdNr. {number}")
        return


def _mapped(one: _Body, other: _Body, points: float) -> Iterator[_Reason]:
    """That a table of identifiers gives one body an identifier of the other; ``points`` are those of the names."""
    for identifier, sureness in one.candidates.items():
        if identifier in other.identifiers:
            at_least, english, german = _MAPPED[sureness]
            yield _Reason(
                max(0, at_least - points),
                f"a table of identifiers says so ({identifier}, confidence {english})",
                f"eine Tabelle von Kennungen sagt es ({identifier}, Sicherheit: {german})",
            )


_SAID = {
    "alike": ("names {percent} % alike", "Namen zu {percent} % gleich"),
    "short": ("same short name", "gleicher Kurzname"),
    "initials": ("one name may abbreviate the other", "ein Name kann die Abkürzung des anderen sein"),
    "part": ("one name is part of the other", "ein Name ist Teil des anderen"),
}


def _likeness(one: _Name, other: _Name, words: _Words) -> tuple[float, str]:
    """How alike two names are, from 0 to 100, and how that is said."""
    if one.joined == other.joined:
        return (_SHORT_NAME, "short") if len(one.joined) <= 4 else (100, "alike")
    found = [_shared(one, other, words)]
    for short, long in ((one, other), (other, one)):
        if short.is_abbreviation:
            found.append((_initials(short.joined, long), "initials"))
    return max(found, key=lambda likeness: likeness[0])


def _initials(short: str, long: _Name) -> int:
    """The points for a short name that may be made of initials of a long one; 0 where it is not.

    >>> _initials("fnr", _name("Fachagentur Nachwachsende Rohstoffe"))
    80
    >>> _initials("fzj", _name("Forschungszentrum Jülich"))
    66
    """
    words = long.own_words
    if not long.letters.issuperset(short) or len(long.joined) < 2 * len(short) or short in words:
        return 0
    if short == "".join(word[0] for word in words):
        return _INITIALS
    # At most two letters from within words, or anything could be found in a long name. The last word may be missing: it
    # is often the town.
    if not -1 <= len(short) - len(words) <= 2 or any(word[0] not in short for word in words[:-1]):
        return 0
    read = {0}
    for count, word in enumerate(words, start=1):
        read = {end for begin in read for end in _read_on(short, begin, word)}
        if len(short) in read and count >= max(1, len(words) - 1):
            return _INITIALS_WITHIN
    return 0


def _read_on(short: str, begin: int, word: str) -> Iterator[int]:
    """Where in a short name one may stand after a word: its first letter is read, and any others in their order."""
    if short.startswith(word[0], begin):
        end = begin + 1
        yield end
        for letter in word[1:]:
            if short.startswith(letter, end):
                end += 1
                yield end


def _shared(one: _Name, other: _Name, words: _Words) -> tuple[float, str]:
    """The share of the weight of all words of two names that stands in both; more where one name is in the other."""
    mine = {one.joined} if one.joined in other.words else one.words
    theirs = {other.joined} if other.joined in one.words else other.words
    # Sorted, since a sum of decimals depends on their order.
    like = {
        word: max((likeness for there, likeness in words.alike[word].items() if there in theirs), default=0.0)
        for word in sorted(mine)
    }
    shared = sum(likeness * words.weight[word] for word, likeness in like.items())
    total = sum(words.weight[word] for word in [*sorted(mine), *sorted(theirs)])
    # A word that is misspelt in one name is rarer there, and so weighs more than what it stands for in the other.
    points = min(100.0, 100 * 2 * shared / total)
    matched = [words.weight[word] for word, likeness in like.items() if likeness]
    if len(matched) == min(len(mine), len(theirs)) and max(matched) >= _RARE * words.heaviest:
        return max((points, "alike"), (_PART + (_WHOLE - _PART) * points / 100, "part"))
    return points, "alike"


def _evidence(one: _Body, other: _Body, mine: _Name, theirs: _Name, hosts: Counter[str]) -> Iterator[_Reason]:
    if any(hosts[host] <= _MANY for host in one.homepages & other.homepages):
        yield _Reason(_SAME_HOMEPAGE, "same homepage", "gleiche Internetseite")
    if one.cities & other.cities:
        yield _Reason(_SAME_CITY, "same city", "gleicher Ort")
    if one.named & other.named:
        yield _Reason(
            _SIDE_BY_SIDE, "but listed side by side by a source", "aber von einer Quelle nebeneinander genannt"
        )
    elif one.places & other.places:
        yield _Reason(
            _SAME_PROJECT,
            "in the same project or network by different sources",
            "laut verschiedenen Quellen im selben Projekt oder Netzwerk",
        )
    elif one.partners & other.partners:
        yield _Reason(_JOINT_PARTNERS, "joint partners", "gemeinsame Partner")
    if other.thing in one.linked:
        yield _Reason(
            _LINKED, "but a source says how the two are linked", "aber eine Quelle sagt, wie die beiden zusammenhängen"
        )
    if _differ(one.countries, other.countries):
        yield _Reason(_OTHER_COUNTRY, "but different countries", "aber verschiedene Länder")
    elif _differ(one.cities, other.cities):
        yield _Reason(_OTHER_CITY, "but different cities", "aber verschiedene Orte")
    if one.is_hospital != other.is_hospital:
        yield _Reason(_HOSPITAL, "but only one is a hospital", "aber nur eines ist ein Klinikum")
    elif _differ(mine.sort, theirs.sort, exactly=True):
        yield _Reason(_OTHER_SORT, "but different kinds of institution", "aber verschiedene Arten von Einrichtung")
    if _differ(mine.numbers, theirs.numbers):
        yield _Reason(_OTHER_NUMBERS, "but different numbers in the names", "aber verschiedene Zahlen in den Namen")


def _differ(one: frozenset[str], other: frozenset[str], exactly: bool = False) -> bool:
    """Whether both are known and have nothing in common; ``exactly``: and are not equal."""
    return bool(one and other and (one != other if exactly else not one & other))
