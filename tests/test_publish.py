"""The published folder: whole, the same every time, and readable by a stranger without a network."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape

from bionrw_graph import changes, conflicts, networks, publish, queries, scenes, store, tables, upkeep
from bionrw_graph.errors import BionrwError
from bionrw_graph.paths import DATA
from map_pages import data_of
from small_tables import organisation, project, tables_of


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    said: list[str] = []
    publish.publish(DATA, folder / "public", folder / "build" / "current", said.append)
    assert said[0] == "Building the graph …" and len(said) >= 5
    return folder / "public"


def test_the_manifest_lists_every_file_with_its_hash(public: Path) -> None:
    manifest = json.loads((public / publish.MANIFEST).read_text(encoding="utf-8"))
    listed = {file["path"]: file for file in manifest["files"]}
    there = {path.relative_to(public).as_posix() for path in public.rglob("*") if path.is_file()}
    assert set(listed) == there - {publish.MANIFEST}
    for name, file in listed.items():
        content = (public / name).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())


def test_two_runs_with_other_hash_seeds_give_the_same_bytes(public: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from bionrw_graph import paths, publish; "
        "publish.publish(paths.DATA, sys.argv[1], sys.argv[2])"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "public"), str(tmp_path / "build")],
        env=os.environ | {"PYTHONHASHSEED": "5"},
        check=True,
        capture_output=True,
    )
    assert (tmp_path / "public" / publish.MANIFEST).read_text() == (public / publish.MANIFEST).read_text()


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.ids |= {found["id"] or ""} if "id" in found else set()
        self.targets += [found[name] or "" for name in ("href", "src") if name in found]


def test_every_link_leads_to_something(public: Path) -> None:
    for page in [public / "index.html", *(public / "questions").iterdir()]:
        links = Links()
        links.feed(page.read_text(encoding="utf-8"))
        assert len(links.targets) > 5
        for target in links.targets:
            if target.startswith(("http:", "https:", "data:")):
                continue
            path, _, anchor = target.partition("#")
            assert not path or (page.parent / path).is_file(), f"{page.name}: {target}"
            if anchor and (not path or path.endswith("index.html")):
                index = Links()
                index.feed((public / "index.html").read_text(encoding="utf-8"))
                assert anchor in index.ids, target


def test_every_question_is_there_with_its_answer(public: Path) -> None:
    index = (public / "index.html").read_text(encoding="utf-8")
    for query in queries.library().values():
        if query.theme in ("lookup", "networks"):
            continue
        assert f"questions/{query.name}.html" in index
        assert (public / "answers" / f"{query.name}.csv").is_file()
        page = (public / "questions" / f"{query.name}.html").read_text(encoding="utf-8")
        assert "SELECT" in page and '<span lang="de">' in page


def test_whoever_gave_data_is_named_on_every_page_and_the_tables_go_along(public: Path) -> None:
    words = "CORDIS: Horizon 2020: © European Union, reuse under CC BY 4.0"
    for page in ("index.html", "conflicts.html", "questions/partners-of.html"):
        assert (public / page).read_text(encoding="utf-8").count(words) == 2, "in German and in English"
    shipped = public / "downloads" / "imports" / "cordis-h2020"
    assert (shipped / "participations.csv").read_bytes().count(b"\n") == 856


def test_the_first_page_shows_the_large_map_as_it_opens(public: Path, graph: Any) -> None:
    network = networks.projection(graph, "collaboration")
    stronger = [edge for edge in network.edges if network.edges[edge]["weight"] > 1]
    drawing = (public / "index.html").read_text(encoding="utf-8").partition('class="preview"')[2].partition("</svg>")[0]
    assert len(network) > 300 and drawing.count("<path") == len(stronger)
    assert drawing.count("<circle") == len({node for edge in stronger for node in edge})


def test_both_values_of_a_conflict_stand_on_the_first_page(public: Path) -> None:
    index = (public / "index.html").read_text(encoding="utf-8")
    conflicts = index[index.index('id="conflicts"') : index.index('id="questions"')]
    assert 'href="conflicts.html"' in conflicts
    for page in (conflicts, (public / "conflicts.html").read_text(encoding="utf-8")):
        for word in ("48.6", "10.8", "109", "118", "5780", "4400"):
            assert re.search(rf"\b{word}\b", page), word


def test_conflicts_changes_and_upkeep_have_pages_in_both_languages(public: Path) -> None:
    told = {
        "conflicts": ("Wo Quellen einander widersprechen", "Widerspruch", "BIO.NRW: cluster page (older), Zeile 10"),
        "changes": ("nicht mehr genannt", "not stated any more", "umbenannt"),
        "upkeep": ("keine Kennung anderswo", "no identifier elsewhere", "participations.csv"),
    }
    for name, words in told.items():
        html = (public / f"{name}.html").read_text(encoding="utf-8")
        for word in words:
            assert word in html, (name, word)
        rows = json.loads((public / f"{name}.json").read_text(encoding="utf-8"))
        assert html.count("<tr><td") == len(rows) > 50
        assert (public / f"{name}.csv").read_text(encoding="utf-8").count("\n") >= len(rows)


def test_the_columns_of_every_answer_have_a_german_name(graph: Any) -> None:
    package = Path(publish.__file__).parent
    german = json.loads((package / "templates" / "columns.json").read_text(encoding="utf-8"))
    used: set[str] = set()
    for query in queries.library().values():
        if query.theme not in ("lookup", "networks"):
            used |= set(store.select_with_columns(graph, query.text)[0])
            used |= {name for name, default in query.parameters.items() if default != "UNDEF"}
    used |= {*conflicts.COLUMNS, *changes.COLUMNS, *upkeep.COLUMNS}
    assert used == set(german)


def test_what_a_source_prints_is_the_same_in_both_languages(public: Path) -> None:
    """A quotation is never translated: in the quoted columns no cell has a German and an English form."""
    checked = 0
    for query in queries.library().values():
        quoted = query.header.get("quoted", "").split()
        if not quoted:
            continue
        html = (public / "questions" / f"{query.name}.html").read_text(encoding="utf-8")
        answer = json.loads((public / "answers" / f"{query.name}.json").read_text(encoding="utf-8"))
        if not answer:
            continue
        shown = [name for name in answer[0] if name.removesuffix("German") == name or name[:-6] not in answer[0]]
        rows = re.findall(r"<tr>(<td.*?)</tr>", html)
        assert len(rows) == len(answer)
        for row, record in zip(rows, answer, strict=True):
            cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
            for name in quoted:
                printed = record[name]
                if printed is not None:
                    checked += 1
                    assert cells[shown.index(name)] == str(escape(str(printed))), (query.name, name)
    assert checked > 500


def test_every_column_of_quotations_is_marked(graph: Any) -> None:
    """What stands on a citation or in a name as stated is a quotation, whatever the column is called."""
    quotations = {"printed", "nameAsStated", "countryAsStated", "fundedAs", "fundersAsStated", "volumeAsPrinted"}
    quotations |= {"innerAsStated", "outerAsStated", "asPrinted"}
    for query in queries.library().values():
        if query.theme not in ("lookup", "networks"):
            there = set(store.select_with_columns(graph, query.text)[0]) & quotations
            assert there <= set(query.header.get("quoted", "").split()), query.name


def test_the_words_that_questions_make_have_a_german_form(graph: Any) -> None:
    """Words written in the SPARQL itself, such as a verdict, have no label in the graph."""
    package = Path(publish.__file__).parent
    words = json.loads((package / "templates" / "words.json").read_text(encoding="utf-8"))
    labels = {row["english"] for row in queries.find("labels").run(graph)}
    made: set[str] = set()
    for query in queries.library().values():
        if query.theme not in ("lookup", "networks"):
            quoted = query.header.get("quoted", "").split()
            values = {
                value
                for row in query.run(graph)
                for name, value in row.items()
                # A column with a German form of its own needs no other.
                if isinstance(value, str) and name not in quoted and f"{name}German" not in row
                if not name.endswith("German")
            }
            made |= values & set(re.findall(r'"([^"\n]+)"', re.sub(r"#.*", "", query.text)))
    # The verdicts of one list stand in it, whether today's data bring them up or not.
    assert made - labels - {"en", "de"} | set(conflicts.VERDICTS) == set(words) | (set(conflicts.VERDICTS) & labels)


def test_a_graph_that_breaks_a_shape_is_not_published(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    places = data / "curated" / "observations.csv"
    # A figure about nothing: neither area nor body. The table allows it, the shape does not.
    lines = places.read_text(encoding="utf-8").splitlines(keepends=True)
    cells = lines[1].split(",")
    cells[2] = cells[3] = ""
    places.write_text("".join([lines[0], ",".join(cells), *lines[2:]]), encoding="utf-8")
    with pytest.raises(BionrwError, match=r"not in order \(1 violations\)[\s\S]*observations\.csv, row 2: "):
        publish.publish(data, tmp_path / "public", tmp_path / "build", lambda words: None)
    assert not (tmp_path / "public").exists()


# Steady places.


def published(folder: Path, members: list[str]) -> tuple[dict[str, Any], list[str]]:
    """The places in ``folder/public`` after publishing one project of these members into it, and what was said."""
    said: list[str] = []
    rows = {
        "organisations": [organisation(one) for one in members],
        "projects": [project("joint")],
        "participations": [{"project": "joint", "organisation": one, "role": "partner"} for one in members],
    }
    shutil.rmtree(folder / "data", ignore_errors=True)
    tables_of(folder, rows)
    publish.publish(folder / "data", folder / "public", folder / "build", said.append)
    return json.loads((folder / "public" / "downloads" / "places.json").read_text(encoding="utf-8")), said


def test_three_newcomers_move_nobody_on_a_published_map(tmp_path: Path) -> None:
    before, _ = published(tmp_path, list("abcdefgh"))
    after, said = published(tmp_path, list("abcdefghxyz"))
    assert len(before["collaboration"]) == 8 and len(after["collaboration"]) == 11
    assert {node: after["collaboration"][node] for node in before["collaboration"]} == before["collaboration"]
    page = (tmp_path / "public" / "maps" / "collaboration.html").read_text(encoding="utf-8")
    drawn = {(node["x"], node["y"]) for node in data_of(page)["vis"]["nodes"]}
    assert drawn == {tuple(place) for place in after["collaboration"].values()}
    assert not [words for words in said if "afresh" in words]
    # Many newcomers are another map, and an empty folder has nothing to keep.
    fresh, said = published(tmp_path, list("abcdefghijklmnopqrs"))
    assert 'Much of the map "Collaboration in projects" is new: it was laid out afresh.' in said
    shutil.rmtree(tmp_path / "public")
    assert published(tmp_path, list("abcdefghijklmnopqrs"))[0]["collaboration"] == fresh["collaboration"]


def test_a_bad_file_of_places_stops_a_publication_before_it_begins(tmp_path: Path) -> None:
    published(tmp_path, list("ab"))
    bad = tmp_path / "public" / "downloads" / "places.json"
    for text in ("{", "[]", '{"collaboration": 1}', '{"collaboration": {"x": [1]}}', '{"c": {"x": [1, NaN]}}'):
        bad.write_text(text, encoding="utf-8")
        with pytest.raises(BionrwError, match=r"places\.json .*places"):
            publish.publish(tmp_path / "data", tmp_path / "public", tmp_path / "build")
        assert bad.read_text(encoding="utf-8") == text


def test_a_network_too_large_for_a_map_is_named_and_the_rest_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = {
        "organisations": [organisation(id_) for id_ in ("a", "b", "c")],
        "projects": [project("one")],
        "participations": [{"project": "one", "organisation": id_, "role": "partner"} for id_ in "abc"],
    }
    monkeypatch.setattr(scenes, "NODE_LIMIT", 3)
    said: list[str] = []
    publish.publish(tables_of(tmp_path, rows), tmp_path / "public", tmp_path / "build", said.append)
    left_out = [words for words in said if "is left out" in words]
    assert left_out == [
        'The map "Organisations and projects" is left out: it has 4 nodes, and a map takes at most 3. '
        "Draw a part of it: bionrw draw participation --around ID."
    ]
    drawn = {path.stem for path in (tmp_path / "public" / "maps").glob("*.html")}
    assert "collaboration" in drawn and "participation" not in drawn
    page = (tmp_path / "public" / "index.html").read_text(encoding="utf-8")
    assert "Not drawn, being too large: Organisations and projects (4 nodes)." in page
    assert "maps/participation.html" not in page
    assert (tmp_path / "public" / "downloads" / "participation.graphml").exists()


# In a real browser, without a network.


def foreign(url: str) -> bool:
    return not url.startswith(("file:", "data:", "blob:"))


@pytest.fixture
def opened(browser: Any) -> Any:
    """Open a page offline; gives it, what it asked for, and what went wrong in it."""
    contexts = []

    def open_(path: Path, locale: str = "en-GB") -> tuple[Any, list[str], list[str]]:
        context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900}, locale=locale)
        contexts.append(context)
        page = context.new_page()
        asked: list[str] = []
        wrong: list[str] = []
        # The lists stay live: what the page asks for after a click counts as well.
        page.on("request", lambda request: asked.append(request.url) if foreign(request.url) else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.goto(path.as_uri())
        return page, asked, wrong

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.browser
def test_the_first_page_opens_offline_without_a_request_or_an_error(public: Path, opened: Callable[..., Any]) -> None:
    page, asked, wrong = opened(public / "index.html")
    assert asked == [] and wrong == []
    assert page.title().startswith("The biotech ecosystem")
    assert page.locator("h1").inner_text().startswith("Biotechnology in NRW")
    assert page.locator(".counts dd").count() == 6
    page.locator("#questions summary").first.click()
    assert page.locator("#questions details[open] td").first.is_visible()
    assert asked == [] and wrong == []


HOSTILE = "</script><script>window.PWN=1</script><img src=x onerror=window.PWN=1>\"'`{{ 7 * 7 }}${1}<!--&amp;"


@pytest.mark.browser
def test_hostile_words_in_every_column_run_nothing_on_any_page(tmp_path: Path, opened: Callable[..., Any]) -> None:
    described = {resource["name"]: resource["schema"]["fields"] for resource in tables.description()["resources"]}

    def hostile(table: str, row: dict[str, str]) -> dict[str, str]:
        """The row, with those words in each column of free text that it leaves empty, and behind its name."""
        free = {
            field["name"]
            for field in described[table]
            if field["type"] == "string" and not {"enum", "pattern"} & set(field.get("constraints", {}))
        }
        written = {*row, "id", "source", "locator", "url", "sha256", "language", "revision_of", "programme", "about"}
        return dict.fromkeys(free - written, HOSTILE) | {
            name: f"{value} {HOSTILE}" if name in ("name", "name_de", "title", "text") else value
            for name, value in row.items()
        }

    rows = {
        "sources": [{"id": "other", "title": f"Other {HOSTILE}", "publisher": HOSTILE, "url": "https://example.org/o"}],
        "organisations": [hostile("organisations", organisation(id_)) for id_ in ("a", "b", "c")],
        "projects": [hostile("projects", project("one"))],
        "participations": [
            hostile("participations", {"project": "one", "organisation": id_, "role": "partner"}) for id_ in "abc"
        ],
        "names": [
            hostile("names", {"subject": "organisation/a", "text": "Other A", "type": "short-name"}),
        ],
        "statements": [{"subject": "organisation/a", "property": "city", "value": HOSTILE}],
        "awards": [hostile("awards", {"subject": "project/one", "funder": "organisation/b"})],
    }
    for row in rows["organisations"] + rows["projects"]:
        row.pop("confidence", None), row.pop("method", None)
    publish.publish(tables_of(tmp_path, rows), tmp_path / "public", tmp_path / "build")
    pages = sorted((tmp_path / "public").rglob("*.html"))
    assert len(pages) > 90
    told = [path for path in pages if "window.PWN" in path.read_text(encoding="utf-8")]
    assert len(told) > 15, "the words stand on many pages"
    for path in told:
        page, asked, wrong = opened(path)
        if path.parent.name == "maps":
            page.wait_for_function("() => window.bionrwMap && window.bionrwMap.ready")
            page.locator("#view-list").click()
        for summary in page.locator("summary:visible").all()[:3]:
            summary.click()
        assert page.evaluate("window.PWN") is None, path.name
        assert asked == [] and wrong == [], path.name
        page.context.close()


@pytest.mark.browser
def test_a_broken_page_is_noticed(public: Path, opened: Callable[..., Any], tmp_path: Path) -> None:
    """The test above can fail: a page with a foreign picture, and one whose script was changed."""
    text = (public / "index.html").read_text(encoding="utf-8")
    for old, new in (("</main>", '<img src="https://example.org/x.png"></main>'), ('"use strict"', '"use strict";;')):
        (tmp_path / "index.html").write_text(text.replace(old, new, 1), encoding="utf-8")
        _, asked, wrong = opened(tmp_path / "index.html")
        assert asked or wrong


@pytest.mark.browser
def test_the_language_is_that_of_the_reader_and_can_be_changed(public: Path, opened: Callable[..., Any]) -> None:
    page, _, _ = opened(public / "index.html", "de-DE")
    assert page.locator("h1").inner_text().startswith("Biotechnologie in NRW")
    assert page.title().startswith("Das Biotech-Ökosystem")
    page.get_by_role("button", name="EN").click()
    assert page.locator("h1").inner_text().startswith("Biotechnology in NRW")
    # No element shows both languages or neither.
    for language in ("DE", "EN"):
        page.get_by_role("button", name=language).click()
        other = "en" if language == "DE" else "de"
        assert page.locator(f"main span[lang={other}]:visible").count() == 0
        assert page.locator(f"main span[lang={language.lower()}]:visible").count() > 50


@pytest.mark.browser
def test_nothing_sticks_out_of_a_narrow_screen(public: Path, opened: Callable[..., Any]) -> None:
    for path in (public / "index.html", public / "questions" / "seed-coverage.html"):
        page, _, wrong = opened(path)
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert wrong == []


@pytest.mark.browser
def test_every_map_opens_offline_from_the_first_page(public: Path, opened: Callable[..., Any]) -> None:
    maps = sorted((public / "maps").glob("*.html"))
    assert len(maps) == 8
    for path in maps:
        page, asked, wrong = opened(path)
        page.wait_for_function("() => window.bionrwMap && window.bionrwMap.symbolBoxes().length > 0")
        assert asked == [] and wrong == [], path.name
