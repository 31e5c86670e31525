"""Networks for the map tests, shaped like the real ones: a few projects, one body in nearly all of them."""

import random
from itertools import combinations
from typing import Any

import networkx as nx

from bionrw_graph import networks

BASE = "https://w3id.org/bionrw/id/"
CLIB = BASE + "organisation/clib"
DGAW = BASE + "organisation/dgaw"
RIN = BASE + "project/rin-material-flows"

HOSTILE = (
    "</script><script>window.PWN=1</script><img src=x onerror=window.PWN=1>\"'`{{ 7 * 7 }}${1}<!--\u202egnp\u2028&amp;"
)

# name, group, kind (en, de), country, city
_GROUPS = {
    "U": ("university", "university", "Hochschule"),
    "R": ("research-institute", "research institute", "Forschungsinstitut"),
    "K": ("clinic", "clinic", "Klinik"),
    "S": ("small-or-medium-company", "small or medium company", "kleines oder mittleres Unternehmen"),
    "C": ("company", "company", "Unternehmen"),
    "L": ("large-company", "large company", "Großunternehmen"),
    "N": ("support", "cluster", "Cluster"),
    "?": ("", "", ""),
}
_BODIES = {
    "clib": ("CLIB", "N", "DE", "Düsseldorf"),
    "dgaw": ("Deutsche Gesellschaft für Abfallwirtschaft (DGAW)", "N", "DE", "Berlin"),
    "energieagentur": ("EnergieAgentur.NRW", "N", "DE", "Düsseldorf"),
    "bbeu": ("Bio Base Europe Pilot Plant", "R", "BE", "Gent"),
    "flandersbio": ("FlandersBio", "N", "BE", ""),
    "greenwin": ("GreenWin", "N", "BE", "Charleroi"),
    "iar": ("Pôle IAR – Industries et Agro-Ressources", "N", "FR", "Laon"),
    "nnfcc": ("NNFCC", "S", "UK", "York"),
    "biorenewables": ("Biorenewables Development Centre", "R", "UK", "York"),
    "rewin": ("REWIN West-Brabant", "N", "NL", "Breda"),
    "tcbb": ("Technology Centre for Biorefining and Bioenergy", "R", "IE", "Galway"),
    "bioeconomy": ("Materia Nova", "R", "BE", "Mons"),
    "evonik": ("Evonik Industries AG", "L", "DE", "Essen"),
    "bayer": ("Bayer AG", "L", "DE", "Leverkusen"),
    "dsm": ("DSM", "L", "NL", "Heerlen"),
    "vito": ("VITO", "R", "BE", "Mol"),
    "tno": ("TNO", "R", "NL", ""),
    "ugent": ("Ghent University", "U", "BE", "Gent"),
    "rwth": ("RWTH Aachen University", "U", "DE", "Aachen"),
    "hhu": ("Heinrich-Heine-Universität Düsseldorf", "U", "DE", "Düsseldorf"),
    "fzj": ("Forschungszentrum Jülich GmbH", "R", "DE", "Jülich"),
    "biotech-delft": ("Delft University of Technology", "U", "NL", "Delft"),
    "bangor": ("Bangor University", "U", "UK", "Bangor"),
    "csic": ("CSIC", "R", "ES", "Madrid"),
    "hzi": ("Helmholtz-Zentrum für Infektionsforschung", "R", "DE", "Braunschweig"),
    "pharmamar": ("PharmaMar", "C", "ES", "Madrid"),
    "novozymes": ("Novozymes A/S", "L", "DK", ""),
    "ideaconsult": ("IDEA Consult", "S", "BE", "Brüssel"),
    "ukaachen": ("Uniklinik RWTH Aachen", "K", "DE", "Aachen"),
    "siemens": ("Steinbeis 2i GmbH", "S", "DE", "Stuttgart"),
    "ivam": ("IVAM Research", "R", "NL", "Amsterdam"),
    "hidden": ("Bio-based Industries Innovation Network of Extraordinarily Long Names", "N", "FI", ""),
    "who": ("Synpo", "?", "", ""),
    "kcpk": ("KCPK", "S", "NL", "Arnhem"),
    "celignis": ("Celignis Analytical", "S", "IE", "Limerick"),
    "unibonn": ("Rheinische Friedrich-Wilhelms-Universität Bonn", "U", "DE", "Bonn"),
}
# slug: name, name in German, members, funders, fields, start, end, end status
_PROJECTS: dict[str, tuple[Any, ...]] = {
    "rin-material-flows": (
        "RIN Material Flows",
        "RIN Stoffströme",
        "clib dgaw energieagentur",
        [
            ("Ministry for the Environment NRW", "Umweltministerium NRW"),
            ("European Regional Development Fund", "Europäischer Fonds für regionale Entwicklung"),
        ],
        [("bioeconomy", "Bioökonomie")],
        "2012-01-01",
        "2015-06-30",
        "stated",
    ),
    "biobase4sme": (
        "BioBase4SME",
        "",
        "clib bbeu flandersbio greenwin iar nnfcc biorenewables rewin tcbb",
        [("INTERREG North-West Europe", "INTERREG Nordwesteuropa")],
        [("bioeconomy", "Bioökonomie"), ("industrial biotechnology", "Industrielle Biotechnologie")],
        "2016-01-01",
        "2019-12-31",
        "stated",
    ),
    "big-cluster": (
        "BIG-Cluster",
        "",
        "clib evonik bayer dsm vito tno ugent rwth flandersbio biotech-delft",
        [],
        [("industrial biotechnology", "Industrielle Biotechnologie")],
        "2013-01-01",
        None,
        "unlimited",
    ),
    "inmare": (
        "INMARE",
        "",
        "clib bangor csic hhu pharmamar",
        [("Horizon 2020", "Horizont 2020")],
        [("industrial biotechnology", "Industrielle Biotechnologie")],
        "2015-04-01",
        "2019-03-31",
        "stated",
    ),
    "biopen": (
        "BiOPEN",
        "",
        "clib ideaconsult siemens ivam hidden who kcpk celignis bbeu",
        [("Horizon 2020", "Horizont 2020")],
        [("bioeconomy", "Bioökonomie")],
        "2016-11-01",
        None,
        "not-stated",
    ),
    "hiperin": (
        "HiPerIn",
        "",
        "clib",
        [("Ministry for Innovation NRW", "Innovationsministerium NRW")],
        [("industrial biotechnology", "Industrielle Biotechnologie")],
        None,
        None,
        "not-stated",
    ),
    "biosc": (
        "BioSC",
        "",
        "rwth hhu fzj unibonn",
        [("Ministry for Culture and Science NRW", "Ministerium für Kultur und Wissenschaft NRW")],
        [("bioeconomy", "Bioökonomie")],
        "2010-10-01",
        None,
        "unlimited",
    ),
    "bone": (
        "Clinical samples",
        "Klinische Proben",
        "ukaachen hzi",
        [],
        [("medical biotechnology", "Medizinische Biotechnologie")],
        None,
        None,
        "not-stated",
    ),
}
_ISOLATES = ["novozymes"]
_SHORT = {"hidden": "BIIN"}
# Who takes part in what according to somebody's conclusion only.
_CONCLUDED = {("biosc", "unibonn"), ("big-cluster", "flandersbio")}
NOTE = "These maps show what two pages name, and nothing else."
NOTE_DE = "Diese Karten zeigen, was zwei Seiten nennen, und sonst nichts."


def _body(slug: str) -> dict[str, Any]:
    name, group, country, city = _BODIES[slug]
    notation, kind, kind_de = _GROUPS[group]
    names = {"clib": ["CLIB2021", "Cluster Industrielle Biotechnologie"], "rwth": ["RWTH"]}.get(slug, [])
    return {
        "label": name,
        "type": "organisation",
        "kind": kind.replace(" ", "-"),
        "kind_label": kind,
        "kind_label_de": kind_de,
        "group": notation,
        "country": country,
        "city": city,
        "names": names,
        "short": _SHORT.get(slug, ""),
    }


def _about(slug: str) -> dict[str, Any]:
    label, label_de, _, funders, fields, start, end, status = _PROJECTS[slug]
    return {
        "label": label,
        "label_de": label_de or label,
        "funders": [f for f, _ in funders],
        "funders_de": [f for _, f in funders],
        "fields": [f for f, _ in fields],
        "fields_de": [f for _, f in fields],
        "start": start,
        "end": end,
        "end_status": status,
    }


def collaboration() -> nx.Graph:
    """Organisations joined by joint projects."""
    network = nx.Graph(
        name="collaboration",
        label="Who works with whom in NRW biotechnology",
        label_de="Wer mit wem in der Biotechnologie in NRW zusammenarbeitet",
        note=NOTE,
        note_de=NOTE_DE,
    )
    network.graph["through"] = {BASE + "project/" + slug: _about(slug) for slug in _PROJECTS}
    for slug, project in _PROJECTS.items():
        members = sorted(project[2].split())
        for member in members:
            network.add_node(BASE + "organisation/" + member, **_body(member))
        for a, b in combinations(members, 2):
            ends = BASE + "organisation/" + a, BASE + "organisation/" + b
            shared = [*network.get_edge_data(*ends, default={"through": []})["through"], BASE + "project/" + slug]
            network.add_edge(*ends, weight=len(shared), through=shared)
    for slug in _ISOLATES:
        network.add_node(BASE + "organisation/" + slug, **_body(slug))
    return network


def participation() -> nx.Graph:
    """Organisations and the projects they take part in."""
    network = nx.Graph(name="participation", label="Projects and their partners", label_de="Projekte und ihre Partner")
    for slug, project in _PROJECTS.items():
        network.add_node(BASE + "project/" + slug, type="project", **_about(slug))
        for member in project[2].split():
            network.add_node(BASE + "organisation/" + member, **_body(member))
            network.add_edge(BASE + "organisation/" + member, BASE + "project/" + slug, weight=1)
    return network


def claims() -> list[dict[str, str]]:
    """Claims about the two networks, with invented addresses and values."""
    rows = []

    def claim(
        thing: str,
        aspect: str,
        aspect_de: str,
        value: str,
        value_de: str,
        line: int,
        verbatim: str,
        other: str = "",
        method: str = "read",
        method_de: str = "gelesen",
        publisher: str = "Cluster",
    ) -> None:
        rows.append(
            {
                "thing": BASE + thing,
                "other": BASE + other if other else "",
                "aspect": aspect,
                "aspect_de": aspect_de,
                "value": value,
                "value_de": value_de,
                "source": "Example page: cluster",
                "publisher": publisher,
                "url": "https://example.org/cluster",
                "locator": f"line {line}",
                "verbatim": verbatim,
                "method": method,
                "method_de": method_de,
            }
        )

    for number, (slug, project) in enumerate(_PROJECTS.items()):
        line = 40 + 7 * number
        if project[5]:
            claim(
                "project/" + slug,
                "period",
                "Laufzeit",
                project[5][:4] + "–" + (project[6] or "")[:4],
                "",
                line,
                project[5][:4],
            )
        for funder, funder_de in project[3]:
            claim("project/" + slug, "funder", "Förderer", funder, funder_de, line + 1, funder, publisher="Ministry")
        claim(
            "project/" + slug,
            "project volume",
            "Projektvolumen",
            f"EUR {number + 1}.5 million",
            f"{number + 1},5 Mio. Euro",
            line + 2,
            f"{number + 1}.5 Mio.",
            publisher="Gazette" if number % 2 else "Cluster",
        )
        for member in project[2].split():
            for thing, other in (
                ("organisation/" + member, "project/" + slug),
                ("project/" + slug, "organisation/" + member),
            ):
                how = ("inferred", "erschlossen") if (slug, member) in _CONCLUDED else ("read", "gelesen")
                claim(thing, "role", "Rolle", "partner", "Partner", line + 3, _BODIES[member][0], other, *how)
    # The same participation read on another page: the conclusion is no longer needed.
    for slug, member in (("inmare", "csic"),):
        for how in (("inferred", "erschlossen"), ("read", "gelesen")):
            project = "project/" + slug
            claim(project, "role", "Rolle", "partner", "Partner", 99, "", "organisation/" + member, *how)
    claim("project/inmare", "short name", "Kurzname", "INM", "", 98, "")
    claim("organisation/clib", "kind", "Art", "cluster", "Cluster", 12, "Cluster")
    claim(
        "organisation/clib",
        "country",
        "Land",
        "Germany",
        "Deutschland",
        12,
        "",
        method="inferred",
        method_de="erschlossen",
    )
    claim("organisation/clib", "homepage", "Netzseite", "https://www.example.org/clib", "", 13, "www.example.org/clib")
    return rows


def compared() -> nx.Graph:
    """The collaboration of today beside an older one: without BIG-Cluster, and with a body that left."""
    newer = collaboration()
    older = nx.Graph(newer)
    older.graph = {**newer.graph, "through": dict(newer.graph["through"])}
    late = BASE + "project/big-cluster"
    for one, other, shared in list(older.edges(data="through")):
        left = [iri for iri in shared if iri != late]
        if left:
            older.add_edge(one, other, through=left, weight=len(left))
        else:
            older.remove_edge(one, other)
    older.remove_nodes_from([node for node in newer if newer.degree(node) and not older.degree(node)])
    older.add_node(BASE + "organisation/left", label="Left Behind", type="organisation", group="university")
    older.add_edge(BASE + "organisation/left", CLIB, weight=1, through=[RIN])
    return networks.merged(older, newer, "2012-06-30")


_FIELDS = ("label", "label_de", "type", "kind", "kind_label", "kind_label_de", "group", "country", "city", "short")


def hostile() -> tuple[nx.Graph, list[dict[str, str]]]:
    """A small network with a hostile text in every field, and claims about it."""
    network = nx.Graph(name=HOSTILE, label=HOSTILE, label_de=HOSTILE, note=HOSTILE, note_de=HOSTILE)
    project = BASE + "project/" + HOSTILE
    about = dict.fromkeys(("label", "label_de", "start", "end", "end_status"), HOSTILE)
    network.graph["through"] = {
        project: {**about, **{key: [HOSTILE] for key in ("funders", "funders_de", "fields", "fields_de")}}
    }
    ends = [BASE + f"organisation/{HOSTILE}{number}" for number in range(3)]
    for end in ends:
        network.add_node(
            end,
            **dict.fromkeys(_FIELDS, HOSTILE),
            names=[HOSTILE],
        )
        network.nodes[end]["type"] = "organisation"
    network.add_edge(ends[0], ends[1], weight=1, through=[project])
    network.add_edge(ends[1], ends[2], weight=2, through=[project, project + "2"])
    fields = ("aspect", "aspect_de", "value", "value_de", "source", "locator", "verbatim", "method", "method_de")
    rows = [
        {"thing": thing, "other": other, **dict.fromkeys(fields, HOSTILE), "url": url}
        for thing, other in [(ends[0], ""), (ends[1], project), (project, ""), (project, ends[1])]
        for url in (
            "javascript:window.PWN=1",
            "JaVaScRiPt:window.PWN=1",
            "data:text/html,<script>window.PWN=1</script>",
            'https://example.org/"onclick="window.PWN=1',
            HOSTILE,
        )
    ]
    return network, rows


def many(size: int = 300) -> nx.Graph:
    """A made-up network of ``size`` organisations with long and short names."""
    chance = random.Random(4)
    plain = nx.barabasi_albert_graph(size, 2, seed=5)
    words = [
        "Institut",
        "für",
        "Biotechnologie",
        "GmbH",
        "Universität",
        "Rhein",
        "Enzym",
        "Cluster",
        "Köln",
        "AG",
        "Pflanzen",
        "Forschungs-",
    ]
    network = nx.Graph(name="many", label="Many organisations", label_de="Viele Organisationen")
    network.graph["through"] = {
        BASE + f"project/p{n}": {
            "label": f"Project {n}",
            "label_de": f"Projekt {n}",
            "funders": [f"Funder {n % 5}"],
            "funders_de": [f"Förderer {n % 5}"],
            "fields": [],
            "fields_de": [],
            "start": f"{2000 + n}-01-01",
            "end": f"{2003 + n}-12-31",
            "end_status": "stated",
        }
        for n in range(20)
    }
    for node in plain:
        name = " ".join(chance.choices(words, k=chance.randint(1, 7))) + f" {node}"
        group = chance.choice(["U", "R", "K", "S", "L", "N", "C"])
        network.add_node(
            BASE + f"organisation/o{node}",
            label=name,
            type="organisation",
            group=_GROUPS[group][0],
            country=chance.choice(["DE", "NL", "BE"]),
            city="Köln",
            names=[],
        )
    for a, b in plain.edges():
        through = [BASE + f"project/p{n}" for n in chance.sample(range(20), chance.choice([1, 1, 1, 2, 3]))]
        network.add_edge(BASE + f"organisation/o{a}", BASE + f"organisation/o{b}", weight=len(through), through=through)
    return network


def grouped(size: int, *, links: int = 3, alone: int = 0) -> nx.Graph:
    """A made-up network of ``size`` organisations in groups of very different sizes; ``alone`` of them have no partner.

    Each pair shares two projects, so that the whole network is shown at the start.
    """
    chance = random.Random(size)
    network = nx.Graph(name="grouped", label="Made-up large network", label_de="Erfundenes großes Netzwerk")
    words = [
        "Institut",
        "Biotechnologie",
        "Universität",
        "Rhein",
        "Enzym",
        "Köln",
        "Pflanzen",
        "Ruhr",
        "Protein",
        "Pharma",
    ]
    projects = {
        BASE + f"project/p{number:03d}": {
            "label": f"Project {number}",
            "label_de": f"Projekt {number}",
            "funders": [f"Funder {number % 7}"],
            "funders_de": [f"Förderer {number % 7}"],
            "fields": [f"field {number % 4}"],
            "fields_de": [f"Feld {number % 4}"],
            "start": f"{2000 + number % 20}-01-01",
            "end": f"{2003 + number % 20}-12-31",
            "end_status": "stated",
        }
        for number in range(200)
    }
    network.graph["through"] = projects
    keys = sorted(projects)
    members: list[list[str]] = [[]]
    for number in range(size):
        name = BASE + f"organisation/o{number:05d}"
        group = chance.choices("URKSLNC", weights=[6, 6, 2, 14, 3, 4, 8])[0]
        network.add_node(
            name,
            label=" ".join(chance.choices(words, k=chance.randint(1, 4))) + f" {number}",
            type="organisation",
            group=_GROUPS[group][0],
            country=chance.choices(["DE", "NL", "BE", "FR"], weights=[8, 2, 2, 1])[0],
            city=chance.choice(["Köln", "Aachen", "Bonn", "Essen"]),
        )
        if number >= size - alone:
            continue
        # One in so many opens a group of its own; the others join a group, the more likely the larger it is.
        if members[-1] and chance.random() < 25 / size:
            members.append([])
            home = members[-1]
        else:
            home = chance.choices(members, weights=[len(group) + 12 for group in members])[0]
        everyone = [one for group in members for one in group]
        for _ in range(links):
            pool = home if home and chance.random() < 0.85 else everyone
            if pool:
                # The square prefers those who came early: a few become centres.
                other = pool[int(len(pool) * chance.random() ** 2)]
                network.add_edge(name, other, weight=2, through=chance.sample(keys, 2))
        home.append(name)
    return network
