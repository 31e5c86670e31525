"""The picture of docs/decisions/0001-the-house.md: who imports whom."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "bionrw_graph"

# Which modules of ours each module may import. A module that is not here may not exist.
MAY_IMPORT = {
    "__init__": {"building", "pictures", "store"},
    "errors": set(),
    "paths": set(),
    "vocabulary": set(),
    "swap": {"errors"},
    "iris": {"errors", "vocabulary"},
    "ntriples": {"errors", "vocabulary"},
    "tables": {"errors", "paths"},
    "provenance": {"iris", "ntriples", "vocabulary"},
    "sources.__init__": {"sources"},
    "sources.source": set(),
    "sources.curated": {"errors", "iris", "ntriples", "tables", "vocabulary"},
    "deliveries.__init__": set(),
    "deliveries.files": {"errors"},
    "deliveries.tables": {"deliveries", "errors"},
    "deliveries.records": {"deliveries", "errors"},
    "deliveries.summary": set(),
    "deliveries.cells": {"deliveries", "errors"},
    "deliveries.regions": {"deliveries", "paths"},
    "deliveries.cordis": {"deliveries", "errors"},
    "deliveries.cordis_xml": {"deliveries", "errors"},
    "deliveries.efre": {"deliveries", "errors"},
    "deliveries.eurio": {"deliveries", "errors", "paths", "store", "vocabulary"},
    "deliveries.euroscivoc": {"deliveries", "errors", "paths", "store", "vocabulary"},
    "deliveries.foerderkatalog": {"deliveries", "errors", "paths"},
    "deliveries.fp7": {"deliveries", "errors"},
    "deliveries.identifiers": {"deliveries", "errors"},
    "deliveries.interreg": {"deliveries", "errors"},
    "deliveries.nuts": {"deliveries", "errors", "paths"},
    "deliveries.ror": {"deliveries", "errors"},
    "store": {"errors", "swap", "vocabulary"},
    "derivations": {"iris", "paths", "store"},
    "as_of": {"derivations", "errors", "iris", "ntriples", "store", "vocabulary"},
    "sources.imported": {"errors", "iris", "ntriples", "vocabulary"},
    "sources.funding": {"iris", "ntriples", "sources", "vocabulary"},
    "sources.ror": {"iris", "ntriples", "sources", "vocabulary"},
    "sources.cordis": {"errors", "iris", "ntriples", "sources", "vocabulary"},
    "importing": {"deliveries", "errors", "sources", "swap"},
    "registry": {"deliveries", "errors", "importing", "sources", "swap"},
    "grants": {"deliveries", "errors", "importing", "iris", "sources", "swap"},
    "building": {
        *(
            "derivations",
            "errors",
            "iris",
            "paths",
            "provenance",
            "queries",
            "sources",
            "store",
            "swap",
            "tables",
            "vocabulary",
        ),
    },
    "guard": {"errors"},
    "queries": {"errors", "guard", "ntriples", "paths", "store", "vocabulary"},
    "shapes": {"errors", "ntriples", "paths", "store", "vocabulary"},
    "validation": {"shapes", "store"},
    "networks": {"errors", "queries", "store"},
    "changes": {"answers", "errors", "iris", "ntriples", "queries", "store", "vocabulary"},
    "matching": {"queries", "store"},
    "conflicts": {"answers", "errors", "queries", "store", "vocabulary"},
    "upkeep": {"errors", "queries", "store"},
    "measures": {"errors"},
    "layouts": {"measures"},
    "bubbles": {"layouts"},
    "places": {"errors", "swap"},
    "scenes": {"bubbles", "errors", "layouts", "measures", "places"},
    "maps": {"errors", "scenes", "swap"},
    "labels": set(),
    "pictures": {"errors", "labels", "maps", "scenes", "swap"},
    "answers": {"errors", "vocabulary"},
    "eurio": {"iris", "paths", "queries", "store", "vocabulary"},
    "jsonld": {"errors", "paths", "vocabulary"},
    "exports": {"errors", "eurio", "jsonld", "store", "swap"},
    "pages": {"answers", "places", "queries", "scenes"},
    "publish": {
        *("answers", "building", "changes", "conflicts", "errors", "exports", "maps", "networks"),
        *("pages", "paths", "places", "queries", "scenes", "store", "swap", "tables", "upkeep", "validation"),
    },
    "__main__": {"cli"},
    "cli.__init__": {"cli"},
    "cli.options": set(),
    "cli.output": {"answers", "swap"},
    "cli.commands": {"errors"},
    "cli.graphs": {"as_of", "errors", "networks", "queries", "store"},
    "cli.making": {"building", "cli", "paths", "publish", "store"},
    "cli.imports": {"cli", "grants", "importing", "paths", "registry", "tables"},
    "cli.asking": {"answers", "cli", "errors", "queries", "store", "validation"},
    "cli.comparing": {"changes", "cli", "conflicts", "exports", "matching", "store", "upkeep"},
    "cli.drawing": {
        *("cli", "errors", "eurio", "exports", "measures", "networks", "pictures", "places", "publish", "queries"),
        *("scenes", "store"),
    },
}

COMMAND_LINE = {name for name in MAY_IMPORT if name.startswith("cli.")}

# Packages with one door each.
ONE_DOOR = {
    "pyoxigraph": {"store"},
    "oxrdflib": {"store"},
    "matplotlib": {"pictures"},
    "fontTools": {"pictures"},
    # The reference of the tests; hundreds of times too slow for a whole programme.
    "pyshacl": set(),
    # The reference of the tests; ten times slower, and the whole graph in memory.
    "pyld": set(),
    "pyvis": {"maps"},
    "frictionless": {"tables"},
    "defusedxml": {"deliveries.cordis_xml"},
    "ijson": {"deliveries.records"},
    "click": COMMAND_LINE,
    "rdflib": {"store"},
    "jinja2": {"maps", "pages"},
    "rapidfuzz": {"matching", "deliveries.regions"},
    "openpyxl": {"deliveries.tables"},
    # What is packed is opened where its size is checked.
    "gzip": {"deliveries.files"},
    "zipfile": {"deliveries.files"},
    "rustworkx": {"layouts", "measures"},
    "graspologic_native": {"measures"},
    "scipy": {"measures"},
}

MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def imports(path: Path) -> tuple[set[str], set[str]]:
    """The modules of ours and the packages of others that a module imports, anywhere in it."""
    ours: set[str] = set()
    others: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path.name} imports relatively"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            package, _, rest = name.partition(".")
            if package == "bionrw_graph":
                ours.add(rest.partition(".")[0])
            else:
                others.add(package)
    return ours, others


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_what_lies_below_it(path: Path) -> None:
    ours, _ = imports(path)
    assert ours - MAY_IMPORT[name_of(path)] == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_heavy_package_has_one_door(path: Path) -> None:
    _, others = imports(path)
    wrong = {package for package in others if name_of(path) not in ONE_DOOR.get(package, {name_of(path)})}
    assert wrong == set()


def test_the_picture_has_no_circle_and_no_module_that_is_gone() -> None:
    assert {name_of(path) for path in MODULES} == set(MAY_IMPORT)
    seen: set[str] = set()
    waiting = dict(MAY_IMPORT)
    # The name of a package stands for its modules; those of "sources" come before whoever imports it, those of
    # "deliveries" and of "cli" know each other.
    stands_for = {"sources": "sources.curated", "deliveries": "deliveries.__init__", "cli": "cli.options"}
    while waiting:
        ready = [
            name
            for name, needs in waiting.items()
            if all(stands_for.get(need, need) in seen for need in needs) or name == "sources.__init__"
        ]
        assert ready, f"a circle among {sorted(waiting)}"
        for name in ready:
            seen.add(name)
            del waiting[name]


def test_only_the_command_line_prints_or_exits() -> None:
    for path in MODULES:
        if name_of(path) in COMMAND_LINE:
            continue
        calls = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not calls & {"print", "exit", "quit"}, path.name


def test_no_sparql_and_no_iri_of_ours_outside_its_room() -> None:
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        documentation = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
                assert "WHERE {" not in node.value, path.name
                if name_of(path) not in ("vocabulary", "iris"):
                    assert "w3id.org/bionrw" not in node.value, path.name
