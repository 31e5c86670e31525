"""A page of a map in a browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import map_samples as samples
from bionrw_graph import maps
from map_pages import Open, Opened


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Open]:
    contexts = []

    def open_page(
        html: str,
        fragment: str = "",
        *,
        size: tuple[int, int] = (1400, 900),
        dark: bool = False,
        locale: str = "de-DE",
        motion: bool = False,
    ) -> Opened:
        path = tmp_path / "map.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context(
            offline=True,
            viewport={"width": size[0], "height": size[1]},
            locale=locale,
            reduced_motion="no-preference" if motion else "reduce",
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        found = Opened(context.new_page())
        found.page.goto(path.as_uri() + fragment)
        found.page.wait_for_timeout(150)
        return found

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def collaboration() -> str:
    return maps.page(samples.collaboration(), claims=samples.claims(), data_date="2023-11-20")
