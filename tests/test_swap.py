"""Nobody ever sees half of an output."""

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from bionrw_graph.errors import BionrwError
from bionrw_graph.swap import replaced_file, replaced_folder, standing, write_text


def test_a_file_keeps_its_old_content_when_the_block_fails(tmp_path: Path) -> None:
    path = tmp_path / "answer.csv"
    path.write_text("old")
    with pytest.raises(RuntimeError), replaced_file(path) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["answer.csv"]


def test_a_missing_folder_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(BionrwError, match=r"answer\.csv cannot be written \(No such file or directory\)"):
        write_text(tmp_path / "nowhere" / "answer.csv", "text")


def test_a_file_is_not_written_over_a_folder(tmp_path: Path) -> None:
    with pytest.raises(BionrwError, match="is a folder"):
        write_text(tmp_path, "text")


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    for content in ("first", "second"):
        with replaced_folder(tmp_path / "out", "manifest.json") as fresh:
            (fresh / "manifest.json").write_text(content)
            (fresh / content).write_text("")
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["manifest.json", "second"]
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


def test_a_folder_of_somebody_else_is_refused_and_kept(tmp_path: Path) -> None:
    target = tmp_path / "letters"
    target.mkdir()
    (target / "letter.txt").write_text("dear")
    with pytest.raises(BionrwError, match="was not made by this command"), replaced_folder(target, "manifest.json"):
        raise AssertionError("the block must not run")
    assert (target / "letter.txt").read_text() == "dear"


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_text("text")
    with pytest.raises(BionrwError), replaced_folder(target, "manifest.json"):
        raise AssertionError("the block must not run")
    assert target.read_text() == "text"


def test_a_folder_that_may_not_be_written_is_told_in_words() -> None:
    # Not even root may make a folder there.
    with (
        pytest.raises(BionrwError, match=r"/proc/out cannot be written \(.+\)\. Choose another folder\."),
        replaced_folder("/proc/out", "manifest.json"),
    ):
        raise AssertionError("the block must not run")


def test_a_folder_below_a_file_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(BionrwError, match="cannot be written"),
        replaced_folder(tmp_path / "file" / "out", "manifest.json"),
    ):
        raise AssertionError("the block must not run")


def test_a_link_is_written_through_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    write_text(tmp_path / "link.csv", "new")
    assert (tmp_path / "real.csv").read_text() == "new" and (tmp_path / "link.csv").is_symlink()


def test_what_is_no_ordinary_file_is_not_replaced() -> None:
    with pytest.raises(BionrwError, match=r"/dev/null is no ordinary file"):
        write_text("/dev/null", "text")


def test_a_block_that_fails_leaves_the_old_folder(tmp_path: Path) -> None:
    with replaced_folder(tmp_path / "out", "manifest.json") as fresh:
        (fresh / "manifest.json").write_text("old")
    with pytest.raises(RuntimeError), replaced_folder(tmp_path / "out", "manifest.json") as fresh:
        (fresh / "manifest.json").write_text("new")
        raise RuntimeError
    assert (tmp_path / "out" / "manifest.json").read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("killed_at", ["in the block", "between the renames"])
def test_a_killed_process_leaves_the_old_folder(tmp_path: Path, killed_at: str) -> None:
    with replaced_folder(tmp_path / "out", "manifest.json") as fresh:
        (fresh / "manifest.json").write_text("old")
    script = f"""
        import os, pathlib, signal
        from bionrw_graph import swap
        die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        rename = os.replace
        def replace(old, new):
            rename(old, new)
            if {killed_at!r} == "between the renames":
                die()
        os.replace = replace
        with swap.replaced_folder({str(tmp_path / "out")!r}, "manifest.json") as fresh:
            (fresh / "manifest.json").write_text("new")
            if {killed_at!r} == "in the block":
                die()
    """
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert (standing(tmp_path / "out") / "manifest.json").read_text() == "old"
    # The next run starts from there and cleans up.
    with replaced_folder(tmp_path / "out", "manifest.json") as fresh:
        (fresh / "manifest.json").write_text("newer")
    assert (tmp_path / "out" / "manifest.json").read_text() == "newer"
    assert standing(tmp_path / "out") == tmp_path / "out"
