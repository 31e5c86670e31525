"""The names of terms and the prefixes that are bound everywhere.

Plain strings, so that a command can use them without waiting for an RDF library to load. A misspelt term
is an error of the type checker and an ``AttributeError``.
"""

# ruff: noqa: N815
# Terms are spelt as their vocabularies spell them.

from typing import Final

BASE: Final = "https://w3id.org/bionrw/"
BIONRW_NAMESPACE: Final = f"{BASE}ontology#"
SHACL_NAMESPACE: Final = "http://www.w3.org/ns/shacl#"

PREFIXES: Final[dict[str, str]] = {
    "bionrw": BIONRW_NAMESPACE,
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "dingo": "https://w3id.org/dingo#",
    "eurio": "http://data.europa.eu/s66#",
    "frapo": "http://purl.org/cerif/frapo/",
    "graph": f"{BASE}graph/",
    "id": f"{BASE}id/",
    "nuts": "http://data.europa.eu/nuts/code/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


class DCAT:
    """Terms of the Data Catalog Vocabulary that the build writes."""

    Dataset: Final = PREFIXES["dcat"] + "Dataset"


class DCTERMS:
    """Terms of Dublin Core that the build writes."""

    description: Final = PREFIXES["dcterms"] + "description"
    hasPart: Final = PREFIXES["dcterms"] + "hasPart"
    isReplacedBy: Final = PREFIXES["dcterms"] + "isReplacedBy"
    issued: Final = PREFIXES["dcterms"] + "issued"
    language: Final = PREFIXES["dcterms"] + "language"
    license: Final = PREFIXES["dcterms"] + "license"
    modified: Final = PREFIXES["dcterms"] + "modified"
    publisher: Final = PREFIXES["dcterms"] + "publisher"
    rights: Final = PREFIXES["dcterms"] + "rights"
    subject: Final = PREFIXES["dcterms"] + "subject"
    title: Final = PREFIXES["dcterms"] + "title"
    type: Final = PREFIXES["dcterms"] + "type"


class ORG:
    """Terms of the Organization Ontology that the build writes."""

    ChangeEvent: Final = PREFIXES["org"] + "ChangeEvent"
    member: Final = PREFIXES["org"] + "member"
    organization: Final = PREFIXES["org"] + "organization"
    originalOrganization: Final = PREFIXES["org"] + "originalOrganization"
    resultingOrganization: Final = PREFIXES["org"] + "resultingOrganization"
    subOrganizationOf: Final = PREFIXES["org"] + "subOrganizationOf"
    unitOf: Final = PREFIXES["org"] + "unitOf"


class OWL:
    """Terms of OWL that the build writes."""

    differentFrom: Final = PREFIXES["owl"] + "differentFrom"


class PROV:
    """Terms of PROV-O that the build writes."""

    Activity: Final = PREFIXES["prov"] + "Activity"
    Entity: Final = PREFIXES["prov"] + "Entity"
    SoftwareAgent: Final = PREFIXES["prov"] + "SoftwareAgent"
    used: Final = PREFIXES["prov"] + "used"
    wasAssociatedWith: Final = PREFIXES["prov"] + "wasAssociatedWith"
    wasDerivedFrom: Final = PREFIXES["prov"] + "wasDerivedFrom"
    wasGeneratedBy: Final = PREFIXES["prov"] + "wasGeneratedBy"
    wasQuotedFrom: Final = PREFIXES["prov"] + "wasQuotedFrom"
    wasRevisionOf: Final = PREFIXES["prov"] + "wasRevisionOf"


class RDF:
    """Terms of RDF that the build writes."""

    first: Final = PREFIXES["rdf"] + "first"
    object: Final = PREFIXES["rdf"] + "object"
    predicate: Final = PREFIXES["rdf"] + "predicate"
    rest: Final = PREFIXES["rdf"] + "rest"
    subject: Final = PREFIXES["rdf"] + "subject"
    type: Final = PREFIXES["rdf"] + "type"


class RDFS:
    """Terms of RDF Schema that the build writes."""

    comment: Final = PREFIXES["rdfs"] + "comment"
    label: Final = PREFIXES["rdfs"] + "label"


class SCHEMA:
    """Terms of schema.org that the build writes."""

    MonetaryAmount: Final = PREFIXES["schema"] + "MonetaryAmount"
    currency: Final = PREFIXES["schema"] + "currency"
    dissolutionDate: Final = PREFIXES["schema"] + "dissolutionDate"
    foundingDate: Final = PREFIXES["schema"] + "foundingDate"
    url: Final = PREFIXES["schema"] + "url"
    value: Final = PREFIXES["schema"] + "value"


class SKOS:
    """Terms of SKOS that the build writes."""

    Concept: Final = PREFIXES["skos"] + "Concept"
    altLabel: Final = PREFIXES["skos"] + "altLabel"
    broader: Final = PREFIXES["skos"] + "broader"
    closeMatch: Final = PREFIXES["skos"] + "closeMatch"
    exactMatch: Final = PREFIXES["skos"] + "exactMatch"
    inScheme: Final = PREFIXES["skos"] + "inScheme"
    notation: Final = PREFIXES["skos"] + "notation"
    note: Final = PREFIXES["skos"] + "note"
    prefLabel: Final = PREFIXES["skos"] + "prefLabel"
    topConceptOf: Final = PREFIXES["skos"] + "topConceptOf"


class TIME:
    """Terms of OWL-Time that the build writes."""

    ProperInterval: Final = PREFIXES["time"] + "ProperInterval"


class XSD:
    """Datatypes of XML Schema that the build writes."""

    boolean: Final = PREFIXES["xsd"] + "boolean"
    date: Final = PREFIXES["xsd"] + "date"
    decimal: Final = PREFIXES["xsd"] + "decimal"
    double: Final = PREFIXES["xsd"] + "double"
    float: Final = PREFIXES["xsd"] + "float"
    gYear: Final = PREFIXES["xsd"] + "gYear"
    gYearMonth: Final = PREFIXES["xsd"] + "gYearMonth"
    int: Final = PREFIXES["xsd"] + "int"
    integer: Final = PREFIXES["xsd"] + "integer"
    long: Final = PREFIXES["xsd"] + "long"
    string: Final = PREFIXES["xsd"] + "string"


class BIONRW:
    """Every term of ``ontology/bionrw.ttl``."""

    # [[[cog
    # import re, pathlib
    # import cog
    # text = pathlib.Path("ontology/bionrw.ttl").read_text(encoding="utf-8")
    # for name in sorted(set(re.findall(r"^bionrw:(\w+) a ", text, re.MULTILINE))):
    #     cog.outl(f'{"from_" if name == "from" else name}: Final = BIONRW_NAMESPACE + "{name}"')
    # ]]]
    Amount: Final = BIONRW_NAMESPACE + "Amount"
    Appearance: Final = BIONRW_NAMESPACE + "Appearance"
    Assessment: Final = BIONRW_NAMESPACE + "Assessment"
    Citation: Final = BIONRW_NAMESPACE + "Citation"
    Claim: Final = BIONRW_NAMESPACE + "Claim"
    Comparison: Final = BIONRW_NAMESPACE + "Comparison"
    Difference: Final = BIONRW_NAMESPACE + "Difference"
    Event: Final = BIONRW_NAMESPACE + "Event"
    Funder: Final = BIONRW_NAMESPACE + "Funder"
    FundingAward: Final = BIONRW_NAMESPACE + "FundingAward"
    FundingProgramme: Final = BIONRW_NAMESPACE + "FundingProgramme"
    Initiative: Final = BIONRW_NAMESPACE + "Initiative"
    Membership: Final = BIONRW_NAMESPACE + "Membership"
    Merge: Final = BIONRW_NAMESPACE + "Merge"
    NameUse: Final = BIONRW_NAMESPACE + "NameUse"
    Observation: Final = BIONRW_NAMESPACE + "Observation"
    Organisation: Final = BIONRW_NAMESPACE + "Organisation"
    Participation: Final = BIONRW_NAMESPACE + "Participation"
    PartnerList: Final = BIONRW_NAMESPACE + "PartnerList"
    Passage: Final = BIONRW_NAMESPACE + "Passage"
    Project: Final = BIONRW_NAMESPACE + "Project"
    ProjectPhase: Final = BIONRW_NAMESPACE + "ProjectPhase"
    Snapshot: Final = BIONRW_NAMESPACE + "Snapshot"
    Statement: Final = BIONRW_NAMESPACE + "Statement"
    about: Final = BIONRW_NAMESPACE + "about"
    acronym: Final = BIONRW_NAMESPACE + "acronym"
    activity: Final = BIONRW_NAMESPACE + "activity"
    addable: Final = BIONRW_NAMESPACE + "addable"
    after: Final = BIONRW_NAMESPACE + "after"
    aim: Final = BIONRW_NAMESPACE + "aim"
    amountKind: Final = BIONRW_NAMESPACE + "amountKind"
    appearanceOf: Final = BIONRW_NAMESPACE + "appearanceOf"
    applicationArea: Final = BIONRW_NAMESPACE + "applicationArea"
    asOf: Final = BIONRW_NAMESPACE + "asOf"
    assesses: Final = BIONRW_NAMESPACE + "assesses"
    atEvent: Final = BIONRW_NAMESPACE + "atEvent"
    before: Final = BIONRW_NAMESPACE + "before"
    bound: Final = BIONRW_NAMESPACE + "bound"
    callTopic: Final = BIONRW_NAMESPACE + "callTopic"
    callTopicTitle: Final = BIONRW_NAMESPACE + "callTopicTitle"
    changeType: Final = BIONRW_NAMESPACE + "changeType"
    characteristic: Final = BIONRW_NAMESPACE + "characteristic"
    city: Final = BIONRW_NAMESPACE + "city"
    commissionedBy: Final = BIONRW_NAMESPACE + "commissionedBy"
    completeness: Final = BIONRW_NAMESPACE + "completeness"
    confidence: Final = BIONRW_NAMESPACE + "confidence"
    conflictThreshold: Final = BIONRW_NAMESPACE + "conflictThreshold"
    coreAspect: Final = BIONRW_NAMESPACE + "coreAspect"
    countOf: Final = BIONRW_NAMESPACE + "countOf"
    countedAs: Final = BIONRW_NAMESPACE + "countedAs"
    country: Final = BIONRW_NAMESPACE + "country"
    countryAsStated: Final = BIONRW_NAMESPACE + "countryAsStated"
    coversArea: Final = BIONRW_NAMESPACE + "coversArea"
    date: Final = BIONRW_NAMESPACE + "date"
    endEarliest: Final = BIONRW_NAMESPACE + "endEarliest"
    endLatest: Final = BIONRW_NAMESPACE + "endLatest"
    endStatus: Final = BIONRW_NAMESPACE + "endStatus"
    eventType: Final = BIONRW_NAMESPACE + "eventType"
    field: Final = BIONRW_NAMESPACE + "field"
    flagship: Final = BIONRW_NAMESPACE + "flagship"
    focus: Final = BIONRW_NAMESPACE + "focus"
    from_: Final = BIONRW_NAMESPACE + "from"
    funder: Final = BIONRW_NAMESPACE + "funder"
    funds: Final = BIONRW_NAMESPACE + "funds"
    grantNumber: Final = BIONRW_NAMESPACE + "grantNumber"
    hasAmount: Final = BIONRW_NAMESPACE + "hasAmount"
    hasMembers: Final = BIONRW_NAMESPACE + "hasMembers"
    hasPartnerList: Final = BIONRW_NAMESPACE + "hasPartnerList"
    hasPeriod: Final = BIONRW_NAMESPACE + "hasPeriod"
    hasPhase: Final = BIONRW_NAMESPACE + "hasPhase"
    house: Final = BIONRW_NAMESPACE + "house"
    inProject: Final = BIONRW_NAMESPACE + "inProject"
    indicator: Final = BIONRW_NAMESPACE + "indicator"
    into: Final = BIONRW_NAMESPACE + "into"
    kind: Final = BIONRW_NAMESPACE + "kind"
    legalForm: Final = BIONRW_NAMESPACE + "legalForm"
    line: Final = BIONRW_NAMESPACE + "line"
    lineCount: Final = BIONRW_NAMESPACE + "lineCount"
    locator: Final = BIONRW_NAMESPACE + "locator"
    merges: Final = BIONRW_NAMESPACE + "merges"
    method: Final = BIONRW_NAMESPACE + "method"
    nameAsStated: Final = BIONRW_NAMESPACE + "nameAsStated"
    nameOf: Final = BIONRW_NAMESPACE + "nameOf"
    nameText: Final = BIONRW_NAMESPACE + "nameText"
    nameType: Final = BIONRW_NAMESPACE + "nameType"
    nuts: Final = BIONRW_NAMESPACE + "nuts"
    nutsLevel: Final = BIONRW_NAMESPACE + "nutsLevel"
    operatedBy: Final = BIONRW_NAMESPACE + "operatedBy"
    partOf: Final = BIONRW_NAMESPACE + "partOf"
    participant: Final = BIONRW_NAMESPACE + "participant"
    partnerCluster: Final = BIONRW_NAMESPACE + "partnerCluster"
    partnerOf: Final = BIONRW_NAMESPACE + "partnerOf"
    phaseNumber: Final = BIONRW_NAMESPACE + "phaseNumber"
    pic: Final = BIONRW_NAMESPACE + "pic"
    postcode: Final = BIONRW_NAMESPACE + "postcode"
    predates: Final = BIONRW_NAMESPACE + "predates"
    preferred: Final = BIONRW_NAMESPACE + "preferred"
    projectStatus: Final = BIONRW_NAMESPACE + "projectStatus"
    projectType: Final = BIONRW_NAMESPACE + "projectType"
    readOn: Final = BIONRW_NAMESPACE + "readOn"
    reason: Final = BIONRW_NAMESPACE + "reason"
    refArea: Final = BIONRW_NAMESPACE + "refArea"
    refPeriod: Final = BIONRW_NAMESPACE + "refPeriod"
    role: Final = BIONRW_NAMESPACE + "role"
    sha256: Final = BIONRW_NAMESPACE + "sha256"
    snapshot: Final = BIONRW_NAMESPACE + "snapshot"
    startEarliest: Final = BIONRW_NAMESPACE + "startEarliest"
    startLatest: Final = BIONRW_NAMESPACE + "startLatest"
    statedCount: Final = BIONRW_NAMESPACE + "statedCount"
    statedEnd: Final = BIONRW_NAMESPACE + "statedEnd"
    statedPrecision: Final = BIONRW_NAMESPACE + "statedPrecision"
    statedStart: Final = BIONRW_NAMESPACE + "statedStart"
    street: Final = BIONRW_NAMESPACE + "street"
    successorOf: Final = BIONRW_NAMESPACE + "successorOf"
    supportedBy: Final = BIONRW_NAMESPACE + "supportedBy"
    tableRow: Final = BIONRW_NAMESPACE + "tableRow"
    takesPartIn: Final = BIONRW_NAMESPACE + "takesPartIn"
    to: Final = BIONRW_NAMESPACE + "to"
    underProgramme: Final = BIONRW_NAMESPACE + "underProgramme"
    unit: Final = BIONRW_NAMESPACE + "unit"
    value: Final = BIONRW_NAMESPACE + "value"
    vatNumber: Final = BIONRW_NAMESPACE + "vatNumber"
    verbatim: Final = BIONRW_NAMESPACE + "verbatim"
    worksWith: Final = BIONRW_NAMESPACE + "worksWith"
    yearSeen: Final = BIONRW_NAMESPACE + "yearSeen"
    # [[[end]]]
