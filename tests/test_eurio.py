"""Our graph in the words of EURIO, and what EURIO cannot say; and files in EURIO on their way into the graph."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from click.testing import CliRunner
from rdflib import OWL, RDF, RDFS, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from bionrw_graph import building, derivations, eurio, exports, importing, networks, queries, store, validation
from bionrw_graph.cli import main
from bionrw_graph.deliveries import eurio as delivered
from bionrw_graph.errors import BionrwError
from bionrw_graph.sources import cordis, imported
from bionrw_graph.vocabulary import BASE, PREFIXES
from test_fields import FIELDS
from test_importing import ORGANISATIONS, delivery

EURIO = PREFIXES["eurio"]
ORGANISATION = f"{BASE}id/organisation/"
PROJECT = f"{BASE}id/project/"

_USED = """
    Acronym AdministrativeArea ForProfitOrganisation FundingAgency FundingScheme Grant GrantPayment
    HigherOrSecondaryEducation MonetaryAmount Organisation OrganisationRole OrganisationUnit PostalAddress Project
    PublicBody ResearchOrganisation SME Site TitleAcronym
    addressCountry addressLocality code currency definition description disburses endDate funds hasAcronym hasAddress
    hasEuroSciVocClassification hasFundingAmount hasFundingSchemeCall hasFundingSchemeProgramme hasFundingSchemeTopic
    hasGeographicalLocation hasInvolvedParty hasNUTS1code hasNUTSCode hasNextFundingScheme hasPayment hasPaymentAmount
    hasPreviousFundingScheme hasRecipient hasRelatedProject hasRole hasSite hasSubOrganisation hasSubScheme hasTotalCost
    hasUnit identifier isAcronymOf isDisbursedBy isFundedBy isInvolvedIn isPaymentOf isRecipientOf isRoleOf isSiteOf
    isSubOrganisationOf isSubSchemeOf isUnitOf legalName name postalCode projectStatus roleLabel shortForm startDate
    streetAddress title url value vatNumber
"""
TERMS = set(_USED.split())
"""All terms of EURIO that an export uses; of NUTS, the levels that the tables here have."""

BESIDE = {
    PREFIXES[name] + term
    for name, term in (
        *(("prov", "Entity"), ("prov", "wasDerivedFrom"), ("dcterms", "title"), ("dcterms", "publisher")),
        *(("schema", "url"), ("skos", "notation"), ("skos", "prefLabel"), ("rdf", "type")),
    )
}
"""What stands beside EURIO: where a claim comes from, and the codes and titles of regions and fields."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build of our tables with the small delivery of CORDIS."""
    folder = tmp_path_factory.mktemp("eurio")
    target = folder / "imports" / "cordis-h2020"
    more = (";vatNumber;street", ";;", ";DE900000011;HOLTORFER STR. 54", *(";;",) * 4)
    bodies = "".join(f"{row}{cells}\n" for row, cells in zip(ORGANISATIONS.splitlines(), more, strict=True))
    files = [delivery(folder, organization=bodies, euroSciVoc=FIELDS)]
    importing.cordis_delivery(files, target, region="DEA", also=frozenset({"870294"}))
    return building.build(target=folder / "current", imports=folder / "imports")


@pytest.fixture(scope="module")
def ours(place: Path) -> store.Graph:
    return store.opened(place)


@pytest.fixture(scope="module")
def theirs(ours: store.Graph) -> store.Graph:
    return eurio.expressed(ours)


def number(graph: store.Graph, pattern: str) -> int:
    [row] = store.select(graph, f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}")
    return int(row["n"])


def values(graph: store.Graph, pattern: str) -> set[Any]:
    return {row["x"] for row in store.select(graph, f"SELECT DISTINCT ?x {{ {pattern} }}")}


def test_projects_organisations_and_roles_are_as_many_as_ours(ours: store.Graph, theirs: store.Graph) -> None:
    for own, term in (
        *(("?x a bionrw:Project", "Project"), ("?x a bionrw:Organisation", "Organisation")),
        ("?award bionrw:countedAs ?x", "Grant"),
    ):
        there = number(ours, own)
        assert number(theirs, f"?x a eurio:{term}") == there > 100, own
    partners = number(ours, "?x a bionrw:Participation ; bionrw:role/skos:broader* id:role\\/partner")
    assert number(theirs, "?x a eurio:OrganisationRole") == partners > 400
    # A host, a guest or a speaker is no partner.
    assert 0 < number(ours, "?x a bionrw:Participation") - partners < 50


def test_the_awards_of_several_sources_are_one_grant(ours: store.Graph, theirs: store.Graph) -> None:
    for project in ("inmare", "mix-up"):
        assert number(ours, f"?x bionrw:funds <{PROJECT}{project}>") > 1
        [grant] = values(theirs, f"<{PROJECT}{project}> eurio:isFundedBy ?x")
        [known] = values(theirs, f"<{PROJECT}{project}> eurio:identifier ?x")
        assert values(theirs, f"<{grant}> eurio:identifier ?x") == {known}
        assert values(theirs, f"<{grant}> prov:wasDerivedFrom ?x") == values(
            ours, f"?award bionrw:funds <{PROJECT}{project}> ; prov:wasDerivedFrom/prov:wasQuotedFrom ?x"
        )
    # Two numbers are two grants.
    text = "".join(
        f"<urn:{n}> <{PREFIXES['rdf']}type> <{PREFIXES['bionrw']}FundingAward> <urn:g> .\n"
        f"<urn:{n}> <{PREFIXES['bionrw']}{term}> {value} <urn:g> .\n"
        for n, number_ in (("a", "1"), ("b", "2"), ("c", "1"))
        for term, value in (("funds", "<urn:p>"), ("funder", "<urn:f>"), ("grantNumber", f'"{number_}"'))
    )
    graph = store.in_memory([text])
    derivations.derive(graph)
    rows = store.select(graph, "SELECT ?award ?grant { ?award bionrw:countedAs ?grant } ORDER BY ?award")
    assert [tuple(row.values()) for row in rows] == [("urn:a", "urn:a"), ("urn:b", "urn:b"), ("urn:c", "urn:a")]


def test_a_role_stands_between_its_project_and_its_organisation(theirs: store.Graph) -> None:
    roles = """SELECT ?project ?who ?label { ?in eurio:hasInvolvedParty ?role . ?role eurio:isInvolvedIn ?in ;
        eurio:isRoleOf ?body ; eurio:roleLabel ?label . ?body eurio:hasRole ?role .
        FILTER (CONTAINS(STR(?role), "/cordis-h2020/")) BIND (STRAFTER(STR(?in), "/project/") AS ?project)
        BIND (STRAFTER(STR(?body), "/organisation/") AS ?who) } ORDER BY ?project ?who ?label"""
    assert [tuple(row.values()) for row in store.select(theirs, roles)] == [
        ("cordis-900000001", "forschungszentrum-juelich", "coordinator"),
        ("cordis-900000001", "pic-900000011", "participant"),
        ("cordis-900000001", "pic-900000012", "participant"),
        ("cordis-900000001", "pic-900000012", "third party"),
        ("mix-up", "pic-900000013", "international partner"),
    ]
    # Two roles of ours in one project are the higher one in EURIO: each participation has one label.
    labels = "SELECT ?role { ?role eurio:roleLabel ?label } GROUP BY ?role HAVING (COUNT(?label) != 1)"
    assert store.select(theirs, labels) == []


def test_a_project_of_cordis_comes_out_as_cordis_says_it(theirs: store.Graph) -> None:
    alpha = f"<{PROJECT}cordis-900000001>"
    assert values(theirs, f"{alpha} eurio:title ?x") == {"Enzymes of the sea"}
    assert values(theirs, f"{alpha} eurio:hasAcronym/eurio:shortForm ?x") == {"ALPHA"}
    assert values(theirs, f"{alpha} eurio:identifier ?x") == {"900000001"}
    assert values(theirs, f"{alpha} eurio:projectStatus ?x") == {"SIGNED"}
    assert values(theirs, f"{alpha} eurio:startDate ?x") == {"2015-04-01"}
    assert values(theirs, f"{alpha} eurio:endDate ?x") == {"2019-03-31"}
    assert {float(value) for value in values(theirs, f"{alpha} eurio:hasTotalCost/eurio:value ?x")} == {6000000.5}
    grant = f"{alpha} eurio:isFundedBy ?grant . ?grant"
    assert {float(value) for value in values(theirs, f"{grant} eurio:hasFundingAmount/eurio:value ?x")} == {5000000.25}
    assert values(theirs, f"{grant} eurio:hasFundingSchemeProgramme/eurio:title ?x") == {"Horizon 2020"}
    assert values(theirs, f"{grant} eurio:hasFundingSchemeTopic/eurio:code ?x") == {"BG-04-2014"}
    paid = f"{grant} eurio:hasPayment ?p . ?p eurio:hasRecipient/eurio:isRoleOf <{ORGANISATION}pic-900000011> ."
    assert {float(value) for value in values(theirs, f"{paid} ?p eurio:hasPaymentAmount/eurio:value ?x")} == {1000000.5}
    assert values(theirs, f"{alpha} prov:wasDerivedFrom/dcterms:title ?x") == {"CORDIS: Horizon 2020"}


def test_the_address_hangs_on_the_site_and_the_region_on_its_area(theirs: store.Graph) -> None:
    site = f"<{ORGANISATION}pic-900000011> eurio:hasSite ?site . ?site"
    assert values(theirs, f"{site} eurio:hasAddress/eurio:addressLocality ?x") == {"Dusseldorf"}
    assert values(theirs, f"{site} eurio:hasAddress/eurio:addressCountry ?x") == {"DE"}
    assert values(theirs, f"{site} eurio:hasAddress/eurio:streetAddress ?x") == {"HOLTORFER STR. 54"}
    assert values(theirs, f"{site} eurio:hasAddress/eurio:postalCode ?x") == {"40225"}
    assert values(theirs, f"<{ORGANISATION}pic-900000011> eurio:vatNumber ?x") == {"DE900000011"}
    # Our tables know the city by another source than the postcode.
    ours = f"<{ORGANISATION}forschungszentrum-juelich> eurio:hasSite/eurio:hasAddress ?address . ?address"
    assert values(theirs, f"{ours} eurio:addressLocality ?x") and not values(theirs, f"{ours} eurio:postalCode ?x")
    assert values(theirs, f"{site} eurio:hasGeographicalLocation/eurio:hasNUTS1code ?x") == {PREFIXES["nuts"] + "DEA"}
    assert values(theirs, f"<{ORGANISATION}pic-900000011> a ?x") == {
        EURIO + name for name in ("Organisation", "ForProfitOrganisation", "SME")
    }
    assert values(theirs, f"<{ORGANISATION}pic-900000011> eurio:identifier ?x") == {"900000011"}


def test_only_known_days_are_dates(ours: store.Graph, theirs: store.Graph) -> None:
    vague = "?x bionrw:hasPeriod ?period . ?period bionrw:statedStart ?day FILTER (DATATYPE(?day) != xsd:date)"
    known = "?x bionrw:hasPeriod ?period . ?period bionrw:statedStart ?day FILTER (DATATYPE(?day) = xsd:date)"
    dated = values(theirs, "?x eurio:startDate ?day FILTER (DATATYPE(?day) = xsd:date)")
    assert dated == values(ours, f"?x a bionrw:Project . {known}")
    assert values(ours, f"?x a bionrw:Project . {vague}") - dated


def test_no_claim_loses_its_source_and_no_node_is_blank(theirs: store.Graph) -> None:
    for term in ("Project", "OrganisationRole", "Organisation", "Grant", "MonetaryAmount"):
        there = number(theirs, f"?x a eurio:{term}")
        assert number(theirs, f"?x a eurio:{term} ; prov:wasDerivedFrom/dcterms:title ?title") == there > 0, term
    assert number(theirs, "?x ?p ?o FILTER (ISBLANK(?x) || ISBLANK(?o))") == 0


def test_an_export_uses_the_terms_that_are_pinned(theirs: store.Graph) -> None:
    used = values(theirs, "{ ?s ?x ?o } UNION { ?s a ?x }")
    assert {term.removeprefix(EURIO) for term in used if term.startswith(EURIO)} == TERMS
    assert {term for term in used if not term.startswith(EURIO)} == BESIDE | {
        PREFIXES["skos"] + "Concept",
        PREFIXES["skos"] + "exactMatch",
    }


def test_every_term_in_the_files_is_pinned() -> None:
    for file in eurio.files():
        named = set(re.findall(r"\beurio:(\w+)", file.read_text(encoding="utf-8")))
        assert named <= TERMS, file.name


# Against the ontology itself, which is no part of this repository.


class Ontology:
    """What EURIO declares, and what of a graph does not keep to it."""

    def __init__(self, path: Path) -> None:
        self.graph = rdflib.Graph().parse(path, format="turtle")

    def classes(self, subject: Node, property_: URIRef) -> set[Node]:
        """The domain or range of a term: classes, those of a union one by one."""
        found: set[Node] = set()
        for class_ in self.graph.objects(subject, property_):
            union = self.graph.value(class_, OWL.unionOf)
            found |= set(Collection(self.graph, union)) if union else {class_}
        return found

    def faults(self, lines: str) -> list[str]:
        """A sentence for each statement of an N-Triples text that EURIO does not allow."""
        data = rdflib.Graph().parse(data=lines, format="nt")
        types: dict[Node, set[Node]] = {}
        for node, class_ in data.subject_objects(RDF.type):
            types.setdefault(node, set()).update(self.graph.transitive_objects(class_, RDFS.subClassOf))
        declared = set(self.graph.subjects(RDF.type, None))
        found = []
        for subject, predicate, object_ in data:
            term = object_ if predicate == RDF.type else predicate
            if str(term) in BESIDE:
                continue
            if term not in declared:
                found.append(f"{term} is no term of EURIO")
            domain, range_ = self.classes(predicate, RDFS.domain), self.classes(predicate, RDFS.range)
            if domain and not domain & types.get(subject, set()):
                found.append(f"{predicate} is said of {subject}")
            if range_ and not self.in_range(object_, range_, types.get(object_, set())):
                found.append(f"{predicate} says {object_}")
        return found

    def in_range(self, value: Node, range_: set[Node], types: set[Node]) -> bool:
        for class_ in range_:
            choices = self.graph.value(class_, OWL.oneOf)
            if choices is not None:
                if str(value) in {str(choice) for choice in Collection(self.graph, choices)}:
                    return True
            elif isinstance(value, Literal):
                if class_ == RDFS.Literal or (class_ == (value.datatype or rdflib.XSD.string) and not value.language):
                    return True
            elif class_ in types:
                return True
        return False


@pytest.fixture(scope="module")
def ontology(deliveries: Path) -> Ontology:
    return Ontology(deliveries / "eurio" / "EURIO-2.4.ttl")


def test_the_export_keeps_to_the_domains_and_ranges_of_eurio(theirs: store.Graph, ontology: Ontology) -> None:
    assert ontology.faults(store.serialised(store.quads(theirs), "nt")) == []


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        ("<urn:p> a eurio:Project ; eurio:acronym 'X'", "acronym is no term of EURIO"),
        ("<urn:p> a eurio:Partner", "Partner is no term of EURIO"),
        ("<urn:o> a eurio:SME ; eurio:hasAddress <urn:a> . <urn:a> a eurio:PostalAddress", "hasAddress is said of"),
        ("<urn:p> a eurio:Project ; eurio:hasInvolvedParty <urn:o> . <urn:o> a eurio:SME", "hasInvolvedParty says"),
        ("<urn:r> a eurio:OrganisationRole ; eurio:roleLabel 'thirdParty'", "roleLabel says thirdParty"),
        ("<urn:p> a eurio:Project ; eurio:projectStatus 'running'", "projectStatus says running"),
        ("<urn:p> a eurio:Project ; eurio:startDate '2015-04'^^xsd:gYearMonth", "startDate says 2015-04"),
        ("<urn:p> a eurio:Project ; eurio:description 'ein Satz'@de", "description says"),
    ],
)
def test_a_wrong_term_domain_or_value_is_found(ontology: Ontology, statements: str, said: str) -> None:
    prefixes = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("eurio", "xsd"))
    wrong = store.turtle(f"{prefixes}{statements} .".encode(), "x")
    [fault] = ontology.faults(store.serialised(store.quads(wrong), "nt"))
    assert said in fault


def test_what_keeps_to_eurio_is_no_fault(ontology: Ontology) -> None:
    right = f"""@prefix eurio: <{EURIO}> .
        <urn:p> a eurio:Project ; eurio:projectStatus "SIGNED" ; eurio:hasInvolvedParty <urn:r> .
        <urn:r> a eurio:OrganisationRole ; eurio:isRoleOf <urn:o> ; eurio:roleLabel "third party" .
        <urn:o> a eurio:SME ; eurio:legalName "X" ."""
    assert ontology.faults(store.serialised(store.quads(store.turtle(right.encode(), "x")), "nt")) == []


# What EURIO cannot say


def test_what_goes_out_and_what_stays_is_counted_in_the_graph(ours: store.Graph, theirs: store.Graph) -> None:
    rows = {(row["what"], row["term"]): row for row in eurio.coverage(ours)}
    bionrw = PREFIXES["bionrw"]
    for row in rows.values():
        assert row["statements"] == row["inEurio"] + row["notInEurio"] > 0
    for term in ("Membership", "NameUse", "Observation", "Assessment", "Citation", "PartnerList"):
        assert rows["class", bionrw + term]["inEurio"] == 0 < rows["class", bionrw + term]["statements"], term
    for term in ("Project", "Organisation", "FundingAward", "FundingProgramme"):
        assert rows["class", bionrw + term]["notInEurio"] == 0 < rows["class", bionrw + term]["statements"], term
    roles = rows["class", bionrw + "Participation"]
    assert roles["inEurio"] == number(theirs, "?x a eurio:OrganisationRole")
    assert roles["statements"] == number(ours, "?x a bionrw:Participation")
    amounts = rows["class", bionrw + "Amount"]
    assert amounts["inEurio"] == number(theirs, "?x a eurio:MonetaryAmount") < amounts["statements"]
    # Of two languages EURIO has one; what only follows from the claims is not counted.
    assert rows["property", PREFIXES["skos"] + "prefLabel"]["notInEurio"] > 0
    assert ("property", bionrw + "partnerOf") not in rows


def test_a_statement_that_is_new_shows_in_the_report(tmp_path: Path) -> None:
    text = f"""<{PROJECT}a> <{PREFIXES["rdf"]}type> <{PREFIXES["bionrw"]}Project> <urn:g> .
        <{PROJECT}a> <{PREFIXES["bionrw"]}acronym> "A" <urn:g> .
        <{PROJECT}a> <{PREFIXES["bionrw"]}smell> "sweet" <urn:g> ."""
    rows = eurio.coverage(store.in_memory([text]))
    assert [tuple(row.values()) for row in rows] == [
        (PREFIXES["bionrw"] + "Project", "class", 1, 1, 0),
        (PREFIXES["bionrw"] + "acronym", "property", 1, 1, 0),
        (PREFIXES["bionrw"] + "smell", "property", 1, 0, 1),
    ]


# Files and the command


@pytest.mark.parametrize("ending", exports.GRAPH_ENDINGS)
def test_every_format_holds_the_same_and_the_same_bytes(ending: str, theirs: store.Graph, tmp_path: Path) -> None:
    for name in ("one", "other"):
        exports.write(theirs, tmp_path / f"{name}.{ending}")
    again = store.opened(tmp_path / f"one.{ending}")
    assert store.lines(again) == store.lines(theirs)
    assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"other.{ending}").read_bytes()


@pytest.fixture
def run(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.chdir(tmp_path)

    def runner(*words: str) -> tuple[int, str, str]:
        result = CliRunner().invoke(main, ["export", "-g", str(place), *words], catch_exceptions=False)
        assert "Traceback" not in result.output
        return result.exit_code, result.stdout, result.stderr

    return runner


def test_the_command_writes_eurio_and_reports(
    run: Callable[..., tuple[int, str, str]], theirs: store.Graph, tmp_path: Path
) -> None:
    code, said, words = run("--as", "eurio", "-o", "eurio.ttl")
    assert (code, said) == (0, "") and "Wrote eurio.ttl." in words and "--report" in words
    assert store.lines(store.opened(tmp_path / "eurio.ttl")) == store.lines(theirs)
    code, said, _ = run("--as", "eurio", "--report", "-o", "eurio.ttl")
    assert code == 0 and re.search(r"^bionrw:Membership +class +[1-9][0-9]* +0 ", said, re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--as", "eurio", "-o", "x.graphml"], 'A graph cannot be written as ".graphml".'),
        (["--as", "dingo", "-o", "x.ttl"], "'dingo' is not 'eurio'"),
        (["collaboration", "--as", "eurio", "-o", "x.graphml"], "--as belongs to the whole graph"),
        (["--report", "-o", "x.ttl"], "--report belongs to --as"),
    ],
)
def test_what_cannot_be_exported_is_told(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path, words: list[str], said: str
) -> None:
    code, _, told = run(*words)
    assert code != 0 and said in told and not list(tmp_path.glob("x.*"))


def test_an_ontology_that_is_not_known_is_refused(theirs: store.Graph, tmp_path: Path) -> None:
    with pytest.raises(BionrwError, match="only as: eurio"):
        exports.write(theirs, tmp_path / "x.ttl", as_="dingo")


# On the way in


SMALL = f"""
@prefix eurio: <{EURIO}> .
@prefix owl: <{PREFIXES["owl"]}> .
@prefix rdfs: <{PREFIXES["rdfs"]}> .
@prefix skos: <{PREFIXES["skos"]}> .
@prefix xsd: <{PREFIXES["xsd"]}> .
@prefix e: <https://example.org/> .
e:p a eurio:Project ; eurio:identifier "900000009" ; eurio:title "Enzymes\\n of the sea" ; eurio:hasAcronym e:a , e:d ;
    eurio:startDate "2020-01-01"^^xsd:date ; eurio:endDate "2020-13-01" ; eurio:projectStatus "SIGNED" ;
    eurio:hasTotalCost [ eurio:value 7.5 ; eurio:currency "EUR" ] ; eurio:isFundedBy e:g ;
    eurio:hasInvolvedParty e:r1 , e:r2 , e:r3 , e:r4 , e:r5 , [ eurio:isRoleOf e:sme ] .
e:p2 a eurio:Project ; eurio:title "No number" ; eurio:hasInvolvedParty e:r1 .
e:a a eurio:Acronym ; eurio:shortForm "SEA" .
e:d a eurio:DetectedAcronym ; eurio:shortForm "AAA" .
e:g a eurio:Grant ; eurio:hasFundingAmount [ eurio:value 5 ; eurio:currency "USD" ] ;
    eurio:hasFundingSchemeProgramme [ eurio:code "H2020-EU.3.2." ] ; eurio:hasFundingSchemeTopic e:t .
e:t eurio:code "BG-04" ; eurio:title "Marine enzymes" .
e:r1 eurio:isRoleOf e:fzj ; eurio:roleLabel "coordinator" ; eurio:isRecipientOf e:pay1 , e:pay2 , e:pay3 .
e:pay1 eurio:hasPaymentAmount [ eurio:value 100.5 ; eurio:currency "EUR" ; eurio:isNet false ] .
e:pay2 eurio:hasPaymentAmount [ eurio:value 100.5 ; eurio:currency "EUR" ] .
e:pay3 eurio:hasPaymentAmount [ eurio:value 90 ; eurio:currency "EUR" ; eurio:isNet true ] .
e:r2 eurio:roleLabel "third party" . e:sme eurio:hasRole e:r2 , e:r3 .
e:r3 eurio:roleLabel "participant" .
e:r4 eurio:isRoleOf e:person . e:person a eurio:Person .
e:r5 eurio:isRoleOf <http://data.europa.eu/s66/resource/organisations/ab-1> ;
    rdfs:label "Org: ACME / X/ Role: partner/ Project: 1" .
e:fzj a eurio:ResearchOrganisation ; eurio:identifier "999980470" ; eurio:legalName "FZ" .
e:sme a eurio:SME , eurio:ForProfitOrganisation ; eurio:identifier "900000077" ; eurio:legalName "Klein GmbH" ;
    eurio:hasSite [ eurio:hasAddress [ eurio:postalCode "40225" ; eurio:addressLocality "Düsseldorf" ;
    eurio:addressCountry "DE" ] ; eurio:hasGeographicalLocation e:area ] .
e:area eurio:hasNUTS1code e:DEA ; eurio:hasNUTS3code e:DEA11 .
"""


def table(folder: Path, name: str) -> list[dict[str, str]]:
    return [row for _, row in cordis.rows(folder, name)]


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("taken")
    (folder / "small.ttl").write_text(SMALL, encoding="utf-8")
    importing.eurio_delivery(folder / "small.ttl", folder / "imports" / "small")
    return folder / "imports" / "small"


def test_a_file_in_eurio_becomes_tables_of_ours(taken: Path) -> None:
    [project] = table(taken, "projects")
    assert {key: value for key, value in project.items() if value} == {
        **{"id": "900000009", "acronym": "SEA", "title": "Enzymes of the sea", "status": "SIGNED"},
        **{"start": "2020-01-01", "total_cost": "7.5", "programme": "h2020", "locator": "https://example.org/p"},
    }
    columns = ("pic", "order", "role", "name_as_stated", "eu_contribution", "net_eu_contribution", "locator")
    assert [tuple(row[column] for column in columns) for row in table(taken, "participations")] == [
        ("999980470", "", "coordinator", "FZ", "201.0", "90", "https://example.org/r1"),
        ("900000077", "", "thirdParty", "Klein GmbH", "", "", "https://example.org/r2"),
        ("900000077", "2", "participant", "Klein GmbH", "", "", "https://example.org/r3"),
        ("eurio-ab-1", "", "", "ACME / X", "", "", "https://example.org/r5"),
    ]
    bodies = {row["pic"]: row for row in table(taken, "organisations")}
    assert bodies["eurio-ab-1"]["name"] == "ACME / X" and bodies["999980470"]["activity"] == "REC"
    sme = bodies["900000077"]
    assert (sme["activity"], sme["sme"], sme["nuts"], sme["region"], sme["region_by"]) == (
        *("PRC", "true", "DEA11", "DEA", "nuts"),
    )
    assert [(row["project"], row["topic"], row["title"]) for row in table(taken, "topics")] == [
        ("900000009", "BG-04", "Marine enzymes")
    ]


def test_what_was_not_taken_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "small.ttl").write_text(SMALL, encoding="utf-8")
    found = importing.eurio_delivery(tmp_path / "small.ttl", tmp_path / "imports" / "small")
    said = importing.eurio_report(found)
    assert "Taken: projects 1, organisations 3, participations 4, topics 1." in said
    assert "https://example.org/p2: The project has no number" in said
    assert "a role without an IRI" in said
    assert 'https://example.org/p, end: "2020-13-01" is no day. The cell stays empty.' in said
    assert "Organisations without a PIC: 1." in said
    about = imported.manifest(tmp_path / "imports" / "small")
    # Nobody is named as the publisher who did not name the projects.
    assert (about["publisher"], about["url"], about["licence"]) == ("not stated", "https://example.org/p", "")


def test_a_file_in_eurio_joins_the_graph(taken: Path, tmp_path: Path) -> None:
    graph = store.opened(building.build(target=tmp_path / "current", imports=taken.parent))
    partners = {row["partner"] for row in queries.find("partners-of").run(graph, organisation="pic-900000077")}
    # The one with a PIC of ours is ours.
    assert partners == {"Forschungszentrum Jülich", "ACME / X"}
    edge = networks.projection(graph, "collaboration").edges[
        f"{ORGANISATION}forschungszentrum-juelich", f"{ORGANISATION}eurio-ab-1"
    ]
    assert edge["through"] == [f"{PROJECT}cordis-900000009"]
    said = [row for row in queries.find("claims").run(graph) if row["other"] == f"{ORGANISATION}eurio-ab-1"]
    assert {row["locator"] for row in said} == {"https://example.org/r5"}
    assert values(graph, f"<{ORGANISATION}eurio-ab-1> bionrw:pic ?x") == set()
    assert validation.validate(graph).conforms


def test_what_goes_out_comes_in_again(ours: store.Graph, tmp_path: Path) -> None:
    exports.write(ours, tmp_path / "eurio.nt", as_="eurio")
    importing.eurio_delivery(tmp_path / "eurio.nt", tmp_path / "imports" / "again")
    again = {
        (row["pic"], row["role"], row["eu_contribution"])
        for row in table(tmp_path / "imports" / "again", "participations")
        if row["project"] == "900000001"
    }
    assert again == {
        ("999980470", "coordinator", "2000000"),
        ("900000011", "participant", "1000000.5"),
        ("900000012", "thirdParty", ""),
        ("900000012", "participant", "7"),
    }
    [alpha] = [row for row in table(tmp_path / "imports" / "again", "projects") if row["id"] == "900000001"]
    assert (alpha["acronym"], alpha["title"], alpha["start"], alpha["end"], alpha["programme"]) == (
        *("ALPHA", "Enzymes of the sea", "2015-04-01", "2019-03-31", "h2020"),
    )


def test_a_real_project_of_the_eu_shows_its_partners(deliveries: Path, tmp_path: Path) -> None:
    target = tmp_path / "imports" / "big-map"
    found = importing.eurio_delivery(deliveries / "eurio" / "bigmap.ttl", target, programme="h2020")
    assert found.count.refused == 0 and found.count.refused_cells == 0
    [project] = table(target, "projects")
    assert (project["id"], project["acronym"], project["total_cost"]) == ("957189", "BIG-MAP", "19997812.5")
    roles = [row["role"] for row in table(target, "participations")]
    assert len(roles) == len(table(target, "organisations")) == 38
    assert (roles.count("coordinator"), roles.count("thirdParty"), roles.count("participant")) == (1, 3, 34)
    graph = store.opened(building.build(target=tmp_path / "current", imports=target.parent))
    partners = {row["partner"] for row in queries.find("partners-of").run(graph, organisation="BASF SE")}
    assert len(partners) == 37 and "DANMARKS TEKNISKE UNIVERSITET" in partners
    network = networks.projection(graph, "collaboration")
    through = [
        data["through"] for _, _, data in network.edges(data=True) if f"{PROJECT}cordis-957189" in data["through"]
    ]
    assert len(through) == 38 * 37 // 2


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("missing.ttl", "", "There is no file missing.ttl."),
        ("other.ttl", "<urn:a> <urn:b> <urn:c> .", "other.ttl says nothing in EURIO"),
        ("broken.ttl", "<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn", "broken.ttl cannot be read: Parser error at line 2"),
        ("none.ttl", f"<urn:a> a <{EURIO}Organisation> .", "none.ttl has no project (eurio:Project) in it."),
        ("bare.ttl", f"<urn:a> a <{EURIO}Project> .", "bare.ttl has no project with a number"),
        ("table.csv", "a;b", "table.csv is no RDF file that can be read. Endings: ttl"),
        ("bomb.rdf", '<!DOCTYPE x [<!ENTITY a "b">]><rdf/>', "document type declaration"),
        ("far.jsonld", '{"@context": "https://example.org/c.jsonld", "a": 1}', "far.jsonld cannot be read"),
        ("large.ttl", "<urn:a> <urn:b> <urn:c> . " * 100, "large.ttl is larger than"),
    ],
)
def test_a_file_that_cannot_be_taken_is_told(
    name: str, text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(delivered, "LARGEST", 2000)
    if text:
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["import", "eurio", name, "-o", "imports/x"], catch_exceptions=False)
    assert result.exit_code == 1 and result.stderr.startswith("Error: ") and said in result.stderr
    assert "Traceback" not in result.output and not (tmp_path / "imports" / "x").exists()


def test_the_command_takes_a_file_in_and_names_its_publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.ttl").write_text(SMALL, encoding="utf-8")
    words = ["import", "eurio", "small.ttl", "-o", "imports/small", "--publisher", "Somebody"]
    result = CliRunner().invoke(main, [*words, "--url", "https://example.org/"], catch_exceptions=False)
    assert result.exit_code == 0 and result.stderr.endswith("Wrote imports/small. `bionrw build` takes it in.\n")
    about = imported.manifest(tmp_path / "imports" / "small")
    assert (about["publisher"], about["url"], about["title"]) == ("Somebody", "https://example.org/", "EURIO: SEA")
    result = CliRunner().invoke(main, [*words, "--url", "example.org"], catch_exceptions=False)
    assert result.exit_code == 1 and '"example.org" is no web address.' in result.stderr
