"""Take the picture of the map that stands in the README: the published map, as a browser shows it.

.venv/bin/bionrw publish && .venv/bin/python docs/picture.py
"""

import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]


def main() -> None:
    chromium = os.environ.get("BIONRW_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(offline=True, viewport={"width": 1400, "height": 860}, locale="en-GB")
        page = context.new_page()
        page.goto(
            (ROOT / "public" / "maps" / "around-clib.html").as_uri()
            + "#lang=en&select=organisation/biobased-delta|organisation/clib"
        )
        page.wait_for_function("() => window.bionrwMap && window.bionrwMap.labelBoxes().length > 0")
        page.wait_for_timeout(500)
        page.screenshot(path=ROOT / "docs" / "map.png")
        browser.close()


if __name__ == "__main__":
    main()
