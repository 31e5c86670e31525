"""What several test files share: a browser that is cut off from every network."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bionrw_graph import building, store
from bionrw_graph.paths import DATA


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A headless Chromium (a ``playwright.sync_api.Browser``).

    Looked for in the environment variable BIONRW_CHROMIUM, then on the PATH. Where there is none, the test
    is skipped; on a continuous-integration machine (CI is set) it fails, so that nobody takes a skip for a pass.
    """
    names = [os.environ.get("BIONRW_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    problem = ""
    if found is None:
        problem = "No Chromium found. Install one, or name it in the environment variable BIONRW_CHROMIUM."
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        problem = "Playwright is not installed."
    if problem:
        if os.environ.get("CI"):
            pytest.fail(problem)
        pytest.skip(problem)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build of the real tables, with the deliveries that come with them."""
    return building.build(target=tmp_path_factory.mktemp("build") / "current")


@pytest.fixture(scope="session")
def graph(built: Path) -> store.Graph:
    """The graph of the real tables, as the commands open it."""
    return store.opened(built)


@pytest.fixture(scope="session")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build of the tables kept by hand alone, without what was imported."""
    folder = tmp_path_factory.mktemp("curated")
    shutil.copytree(DATA / "curated", folder / "tables" / "curated")
    return building.build(folder / "tables", folder / "current")


@pytest.fixture(scope="session")
def seeds() -> dict[str, list[str]]:
    """The lines of the two BIO.NRW pages, by the id of their snapshot; the texts are no part of this repository."""
    folder = Path(os.environ.get("BIONRW_SEEDS", Path(__file__).parents[2] / "shared" / "seeds"))
    pages = {
        "bionrw-cluster": folder / "001_0fd0ba25b41ad518.txt",
        "bionrw-about": folder / "000_cac9ceaed8e85d47.txt",
    }
    if not folder.is_dir():
        pytest.skip(f"The texts of the two pages are not here ({folder}); name their folder in BIONRW_SEEDS.")
    return {name: path.read_text(encoding="utf-8").split("\n") for name, path in pages.items()}


@pytest.fixture(scope="session")
def deliveries() -> Path:
    """The folder of real deliveries (CORDIS and others); they are no part of this repository."""
    folder = Path(os.environ.get("BIONRW_DELIVERIES", Path(__file__).parents[2] / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"The deliveries are not here ({folder}); name their folder in BIONRW_DELIVERIES.")
    return folder
