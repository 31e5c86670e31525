"""The documentation says what the software does."""

import re
import subprocess
import sys
import venv
from pathlib import Path

import click
import pytest
import yaml

from bionrw_graph import queries
from bionrw_graph.cli import main

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("page", ["docs/cli.md", "docs/questions.md", "docs/seed-coverage.md"])
def test_a_generated_page_is_current(page: str) -> None:
    checking = [sys.executable, "-m", "cogapp", "--check", "--diff", page]
    done = subprocess.run(checking, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_link_in_the_documentation_leads_to_a_file() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")]
    assert len(pages) > 10
    for page in pages:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_command_and_question_that_is_named_exists() -> None:
    library = queries.library()
    named = 0
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for command, name in re.findall(
            r"\bbionrw (\w+)(?: ([a-z][a-z0-9-]+)(?![\w.-]))?", page.read_text(encoding="utf-8")
        ):
            if command in main.list_commands(click.Context(main)):
                named += 1
                if name and command in ("query", "draw", "measure", "export"):
                    assert name in library, f"{page.name}: bionrw {command} {name}"
    assert named > 30


def test_every_table_is_described_for_those_who_keep_it() -> None:
    text = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    for path in (ROOT / "data" / "curated").glob("*.csv"):
        assert f"`{path.name}`" in text


def test_the_citation_names_the_version_of_the_package() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert f'version = "{citation["version"]}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_a_wheel_carries_queries_ontology_and_tables(tmp_path: Path) -> None:
    """Built and installed beside this environment's packages, away from the checkout."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    building = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(building, check=True, capture_output=True)
    venv.create(tmp_path / "venv", with_pip=False)
    place = next((tmp_path / "venv").rglob("site-packages"))
    (wheel,) = tmp_path.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(place), str(wheel)], check=True, capture_output=True)
    others = next(path for path in sys.path if path.endswith("site-packages"))
    script = """
import bionrw_graph, sys
from bionrw_graph import building, queries, store
assert bionrw_graph.__file__.startswith(sys.argv[1]), bionrw_graph.__file__
graph = store.opened(building.build(target=sys.argv[1] + "/current"))
print(len(queries.find("partners-of").run(graph)))
"""
    python = next(path for path in (tmp_path / "venv").rglob("python*") if path.stem == "python")
    done = subprocess.run(
        [str(python), "-c", script, str(tmp_path)],
        env={"PYTHONPATH": f"{place}:{others}"},
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20
