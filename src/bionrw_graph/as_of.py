"""A graph → the graph as it was on one day: the names and the claims that were true then."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from bionrw_graph import derivations, iris, ntriples, store
from bionrw_graph.errors import BionrwError
from bionrw_graph.vocabulary import BIONRW, DCTERMS, ORG, PROV, RDF, SCHEMA, SKOS

if TYPE_CHECKING:
    from bionrw_graph.store import Graph

# A quad with its first two terms as strings.
_Key: TypeAlias = "tuple[str, str, Any, Any]"

# Dates of a claim's own: with one after the day it is not true yet.
_DATES = (BIONRW.yearSeen, BIONRW.refPeriod)
# What belongs to the thing that points to it, and goes with it.
_PARTS = (BIONRW.hasPhase, BIONRW.hasPeriod, BIONRW.hasAmount, BIONRW.hasPartnerList)
# How a claim names the things that it is about.
_NAMING = (
    *(BIONRW.inProject, BIONRW.participant, BIONRW.funds, BIONRW.funder, BIONRW.underProgramme, BIONRW.nameOf),
    *(BIONRW.appearanceOf, BIONRW.atEvent, BIONRW.about, BIONRW.assesses, BIONRW.into, RDF.subject, RDF.object),
    *(ORG.member, ORG.organization, ORG.originalOrganization, ORG.resultingOrganization),
)
# Claims that say what a body is called or how it came about, and nothing of what it was.
_OF_THE_BODY = {BIONRW.NameUse, BIONRW.Merge, BIONRW.Assessment, ORG.ChangeEvent}


def as_of(graph: Graph, day: str) -> Graph:
    """A new graph in memory with what was true on ``day`` (``2019-01-01``); ``graph`` stays as it is.

    *Not begun yet* and therefore gone, with all that is said of them: projects, phases and programmes whose periods all
    start later; names, memberships, appearances, observations and changes that are dated later; bodies and programmes
    that came about later (by a change, by their founding, or because each of their names is younger). Such a body stays
    where a claim that stays names it: a project that had begun, or a claim with a date of its own. Then its founding
    and the changes from the house before it stay too, so that ``bionrw:house`` and ``bionrw:predates`` can tell what is
    meant; what it was (kind, seat, supporter …) goes.

    *Over* and therefore gone: names whose end has come, and what an organisation was to a body that had ended
    (supported by it, operated by it …). What happened stays: projects that ended, their participations, awards and
    amounts, and who succeeded whom.

    A year or a month begins on its first day and is over on its last; what has no date stays. A name without a date
    follows the dates that other claims give the same name of the same thing.

    Where the preferred label is a name of another time, the name of that day takes its place. All of ``graph/derived``
    is derived anew, and ``graph/provenance`` says ``bionrw:asOf``. The same graph and day give the same quads.
    Raises ``BionrwError`` for a word that is no day, and for a graph without named graphs.
    """
    tomorrow = _day_after(day)
    if not store.graph_names(graph):
        raise BionrwError("--as-of needs the named graphs: open a build, or a TriG, N-Quads or JSON-LD file.")
    quads: list[Any] = [
        quad
        for quad in store.quads(graph)
        if getattr(quad.graph_name, "value", "") != derivations.GRAPH and quad.predicate.value != BIONRW.asOf
    ]
    said = _Said(quads)
    gone = _gone(said, day, tomorrow)
    labels = dict(_labels_of_the_day(quads, said, day, tomorrow))
    kept = store.holding(_kept(quads, said, gone, labels))
    store.add(kept, [*_new_labels(labels, gone), _mark(day)])
    derivations.derive(kept)
    return kept


class _Said:
    """What is said of each thing: subject → predicate → values, IRIs and literals alike as plain strings."""

    def __init__(self, quads: Iterable[Any]) -> None:
        self.of: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            self.of[quad.subject.value][quad.predicate.value].append(quad.object.value)
        self._of_type: defaultdict[str, list[str]] = defaultdict(list)
        for thing, values in self.of.items():
            for type_ in dict.fromkeys(values.get(RDF.type, ())):
                self._of_type[type_].append(thing)

    def all(self, things: Iterable[str], *predicates: str) -> list[str]:
        """All values of these predicates of these things."""
        known = [self.of[thing] for thing in things if thing in self.of]
        return [value for values in known for predicate in predicates for value in values.get(predicate, ())]

    def of_type(self, *types: str) -> list[str]:
        """All things of one of these classes."""
        return [thing for type_ in types for thing in self._of_type.get(type_, ())]


def _day_after(day: str) -> str:
    """The day after; raises ``BionrwError`` for a word that is no day.

    >>> _day_after("2016-02-28")
    '2016-02-29'
    """
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day):
            raise ValueError
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError) as error:
        raise BionrwError(f'"{day}" is no day. Write it like 2019-01-01.') from error


# Dates are compared as text: "2017" lies before "2017-06-30", so a year or a month begins on its first day …


def _later(dates: Iterable[str], day: str) -> bool:
    """Whether there are dates, and all of them lie after the day."""
    found = list(dates)
    return bool(found) and all(one > day for one in found)


def _over(end: str, tomorrow: str) -> bool:
    """Whether that day, month or year is over.

    >>> _over("2017-02", "2017-02-28"), _over("2017-02", "2017-03-01")
    (False, True)
    """
    # … and is over when tomorrow lies in another one. An end is the first day that no longer counts.
    return end < tomorrow[: len(end)]


def _gone(said: _Said, day: str, tomorrow: str) -> set[str]:
    """All that had not begun by the day or was over: things, claims, and citations that nothing cites any more."""
    naming = _naming(said)
    gone = {*_not_begun(said, day), *_dated_later(said, day), *_names_of_another_time(said, day, tomorrow)}
    gone = _with_what_hangs_on(said, naming, gone | set(_states_of_ended_bodies(said, tomorrow)))
    unborn = _unborn(said, day)
    before_their_time = {
        claim for body in unborn for claim in naming.get(body, ()) if _may_name_the_unborn(said, claim)
    } - gone
    named = _with_predecessors(
        said, unborn, {body for body in unborn if before_their_time.intersection(naming.get(body, ()))}
    )
    gone |= {
        claim
        for body in named
        for claim in naming.get(body, ())
        if claim not in before_their_time and not _tells_how_it_came_about(said, claim)
    }
    gone |= {
        change
        for change in said.of_type(ORG.ChangeEvent)
        if _later(said.all([change], BIONRW.date), day)
        and named.isdisjoint(said.all([change], ORG.resultingOrganization))
    }
    gone = _with_what_hangs_on(said, naming, gone | (unborn - named))
    seen = {event: naming.get(event, []) for event in said.of_type(BIONRW.Event)}
    gone |= {event for event, claims in seen.items() if claims and gone.issuperset(claims)}
    return gone | set(said.of_type(BIONRW.Citation)).difference(said.all(said.of.keys() - gone, PROV.wasDerivedFrom))


def _naming(said: _Said) -> dict[str, list[str]]:
    """The claims that name each thing."""
    naming: defaultdict[str, list[str]] = defaultdict(list)
    for claim, values in said.of.items():
        for thing in {value for predicate in _NAMING for value in values.get(predicate, ())}:
            naming[thing].append(claim)
    return dict(naming)


def _with_what_hangs_on(said: _Said, naming: dict[str, list[str]], gone: set[str]) -> set[str]:
    """These things with their parts and with every claim that names one of them."""
    found, waiting = set(gone), list(gone)
    while waiting:
        thing = waiting.pop()
        more = {*said.all([thing], *_PARTS), *naming.get(thing, ())} - found
        found |= more
        waiting += more
    return found


def _not_begun(said: _Said, day: str) -> Iterator[str]:
    """Projects and phases all of whose periods start after the day; a project has the periods of its phases too."""
    for thing in said.of_type(BIONRW.Project, BIONRW.ProjectPhase):
        own = said.all([thing], BIONRW.hasPeriod)
        parts = [said.all([phase], BIONRW.hasPeriod) for phase in said.all([thing], BIONRW.hasPhase)]
        # A phase without a period may have begun at any time, unless the project itself says when.
        if parts and not own and not all(parts):
            continue
        starts = [
            said.all([period], BIONRW.startEarliest) for period in (*own, *(one for part in parts for one in part))
        ]
        if starts and all(_later(start, day) for start in starts):
            yield thing


def _dated_later(said: _Said, day: str) -> Iterator[str]:
    """Claims with a date of their own after the day; changes come last, since what they lead to decides."""
    for claim, values in said.of.items():
        if any(_later(values.get(predicate, ()), day) for predicate in _DATES) or (
            SCHEMA.dissolutionDate in values.get(RDF.predicate, ()) and _later(values.get(RDF.object, ()), day)
        ):
            yield claim


def _names_of_another_time(said: _Said, day: str, tomorrow: str) -> Iterator[str]:
    """Names that begin later or are over; those without a date, where all dates of the same name say so."""
    for uses in _uses(said).values():
        dated = [use for use in uses if _is_dated(said, use)]
        valid = [use for use in dated if _is_valid(said, use, day, tomorrow)]
        yield from set(dated) - set(valid)
        if dated and not valid:
            yield from uses


def _uses(said: _Said) -> dict[tuple[str, str], list[str]]:
    """The claims about each name: by thing and text."""
    uses: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for use in said.of_type(BIONRW.NameUse):
        for thing in said.all([use], BIONRW.nameOf):
            for text in said.all([use], BIONRW.nameText):
                uses[thing, text].append(use)
    return dict(uses)


def _is_dated(said: _Said, use: str) -> bool:
    return bool(said.all([use], BIONRW.from_, BIONRW.to))


def _is_valid(said: _Said, use: str, day: str, tomorrow: str) -> bool:
    ends = said.all([use], BIONRW.to)
    return not _later(said.all([use], BIONRW.from_), day) and not any(_over(end, tomorrow) for end in ends)


def _unborn(said: _Said, day: str) -> set[str]:
    """Bodies and programmes that came about only after the day."""
    births: defaultdict[str, list[str]] = defaultdict(list)
    for change in said.of_type(ORG.ChangeEvent):
        for body in said.all([change], ORG.resultingOrganization):
            births[body] += said.all([change], BIONRW.date)
    names: defaultdict[str, list[list[str]]] = defaultdict(list)
    for (thing, _), uses in _uses(said).items():
        names[thing] += [said.all([use], BIONRW.from_) for use in uses]
    unborn = set()
    for body in said.of_type(BIONRW.Organisation, BIONRW.FundingProgramme):
        born = [*births.get(body, ()), *said.all([body], SCHEMA.foundingDate)]
        born += said.all(said.all([body], BIONRW.hasPeriod), BIONRW.startEarliest)
        # Names alone tell only where each of them has a date; one that is older tells that the body is.
        if born or all(names[body]):
            born += [first for dates in names[body] for first in dates]
        if _later(born, day):
            unborn.add(body)
    return unborn


def _may_name_the_unborn(said: _Said, claim: str) -> bool:
    """Whether a claim stays though it names a body before its time: about a project, or with a date of its own."""
    if said.all([claim], BIONRW.inProject, BIONRW.funds, *_DATES):
        return True
    types = said.all(said.all([claim], RDF.subject), RDF.type)
    return BIONRW.Project in types or BIONRW.ProjectPhase in types


def _with_predecessors(said: _Said, unborn: set[str], named: set[str]) -> set[str]:
    """Bodies that are named before their time, with those of their line that were not there yet either."""
    found, waiting = set(named), list(named)
    changes = said.of_type(ORG.ChangeEvent)
    while waiting:
        body = waiting.pop()
        to_it = [change for change in changes if body in said.all([change], ORG.resultingOrganization)]
        more = unborn.intersection(said.all(to_it, ORG.originalOrganization)) - found
        found |= more
        waiting += more
    return found


def _tells_how_it_came_about(said: _Said, claim: str) -> bool:
    """Whether a claim says what a body is called or how it began, and nothing of what it was."""
    types = said.all([claim], RDF.type)
    return not _OF_THE_BODY.isdisjoint(types) or SCHEMA.foundingDate in said.all([claim], RDF.predicate)


def _states_of_ended_bodies(said: _Said, tomorrow: str) -> Iterator[str]:
    """What an organisation was to a body that had ended; to have succeeded it is no state."""
    ends: defaultdict[str, list[str]] = defaultdict(list)
    for change in said.of_type(ORG.ChangeEvent):
        for body in said.all([change], ORG.originalOrganization):
            ends[body] += said.all([change], BIONRW.date)
    for body in said.of_type(BIONRW.Organisation):
        ends[body] += said.all([body], SCHEMA.dissolutionDate)
    ended = {body for body, dates in ends.items() if dates and all(_over(end, tomorrow) for end in dates)}
    for claim in said.of_type(BIONRW.Statement):
        is_state = BIONRW.successorOf not in said.all([claim], RDF.predicate)
        of_a_body = BIONRW.Organisation in said.all(said.all([claim], RDF.subject), RDF.type)
        if is_state and of_a_body and not ended.isdisjoint(said.all([claim], RDF.object)):
            yield claim


def _labels_of_the_day(quads: Iterable[Any], said: _Said, day: str, tomorrow: str) -> Iterator[tuple[Any, str]]:
    """Preferred labels that are names of another time, each with the name of that day, where one is known."""
    dated: defaultdict[str, list[str]] = defaultdict(list)
    for (thing, _), uses in _uses(said).items():
        dated[thing] += [use for use in uses if _is_dated(said, use)]
    for quad in quads:
        thing, label = quad.subject.value, quad.object.value
        if quad.predicate.value != SKOS.prefLabel or thing not in dated:
            continue
        own = [use for use in dated[thing] if label in said.all([use], BIONRW.nameText)]
        valid = [use for use in dated[thing] if _is_valid(said, use, day, tomorrow)]
        if own and valid and set(own).isdisjoint(valid):
            types = said.all(own, BIONRW.nameType)
            yield quad, _nearest_name(said, valid, quad.object.language or "", types)


def _nearest_name(said: _Said, uses: list[str], language: str, types: list[str]) -> str:
    """The latest of these names in a language, else in none, else in another; of one of these types, where there is."""

    def distance(use: str) -> tuple[int, bool]:
        spoken = "".join(said.all([use], DCTERMS.language))
        return [language, "", spoken].index(spoken), set(types).isdisjoint(said.all([use], BIONRW.nameType))

    latest_first = sorted(uses, key=lambda use: (said.all([use], BIONRW.from_), use), reverse=True)
    return said.all([min(latest_first, key=distance)], BIONRW.nameText)[0]


def _kept(quads: Iterable[Any], said: _Said, gone: set[str], labels: dict[Any, str]) -> Iterator[Any]:
    """The quads that stay."""
    uncarried = _uncarried(quads, said, gone)
    preferred = {(old.subject.value, SKOS.altLabel, text) for old, text in labels.items()}
    for quad in quads:
        thing, predicate, value = quad.subject.value, quad.predicate.value, quad.object.value
        key = thing, predicate, quad.object, quad.graph_name
        is_gone = thing in gone or value in gone or quad in labels or key in uncarried
        if not is_gone and (thing, predicate, value) not in preferred:
            yield quad


def _uncarried(quads: Iterable[Any], said: _Said, gone: set[str]) -> set[_Key]:
    """The plain triples of statements and names, by named graph, that no claim carries any more."""
    lost: set[_Key] = set()
    still: set[_Key] = set()
    for quad in quads:
        claim, carried = quad.subject.value, lost if quad.subject.value in gone else still
        if quad.predicate.value == RDF.object:
            for thing in said.all([claim], RDF.subject):
                for predicate in said.all([claim], RDF.predicate):
                    carried.add((thing, predicate, quad.object, quad.graph_name))
        elif quad.predicate.value == BIONRW.nameText:
            for thing in said.all([claim], BIONRW.nameOf):
                carried.add((thing, SKOS.altLabel, quad.object, quad.graph_name))
    return lost - still


def _new_labels(labels: dict[Any, str], gone: set[str]) -> Iterator[str]:
    for old, text in labels.items():
        thing, graph = old.subject.value, old.graph_name.value
        if thing not in gone:
            yield ntriples.quad(thing, SKOS.prefLabel, ntriples.text(text, old.object.language or ""), graph)


def _mark(day: str) -> str:
    return ntriples.quad(iris.graph("curated"), BIONRW.asOf, ntriples.date(day), iris.graph("provenance"))
