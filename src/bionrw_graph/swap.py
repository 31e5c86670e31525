"""Outputs are written aside and swapped in whole: nobody ever sees half of one.

``tempfile`` and ``shutil`` load where something is written: who asks a question only looks where a build stands.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bionrw_graph.errors import BionrwError


@contextmanager
def replaced_file(path: str | Path) -> Iterator[Path]:
    """A temporary path beside ``path``; what is written there takes the place of ``path`` at the end.

    When the block fails, the old file stays as it was and the new one is removed. Raises
    ``BionrwError`` where the folder is missing or cannot be written.
    """
    import tempfile

    target = Path(path)
    try:
        # A link is written through, not replaced.
        target = target.resolve()
        if target.is_dir():
            raise BionrwError(f"{target} is a folder. Give the name of a file in it.")
        if target.exists() and not target.is_file():
            raise BionrwError(f"{target} is no ordinary file. Choose another name.")
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise BionrwError(f"{target} cannot be written ({error.strerror}). Choose another folder.") from error
    temporary = Path(name)
    try:
        # mkstemp makes the file private; a result is for others to read.
        temporary.chmod(0o644)
        yield temporary
        temporary.replace(target)
    except OSError as error:
        raise BionrwError(f"{target} cannot be written ({error.strerror}).") from error
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: str | Path, text: str) -> None:
    """Write ``text`` as UTF-8 with plain line feeds, swapped in whole."""
    with replaced_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def replaced_folder(path: str | Path, made_by: str) -> Iterator[Path]:
    """A new, empty folder beside ``path`` that takes its place when the block ends well.

    ``made_by`` is the name of a file that the block must write into the folder (its manifest). A folder that
    stands at ``path`` without that file was not made by us and is refused, so that a slip of the
    keyboard cannot cost anybody a folder. When the block fails or the process is killed, the old folder stays.
    """
    import shutil
    import tempfile

    target = Path(path).resolve()
    if not target.name:
        raise BionrwError(f"{target} cannot be replaced. Choose a folder in it.")
    retired = _retired(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if standing(target) == retired:
            retired.replace(target)
        if target.exists() and not (target / made_by).is_file() and not _is_empty(target):
            raise BionrwError(
                f"{target} exists and was not made by this command (it has no {made_by}). "
                "Choose another folder, or remove it first."
            )
        _remove_left_behind(target)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.new-", dir=target.parent))
        fresh.chmod(0o755)
    except OSError as error:
        raise BionrwError(f"{target} cannot be written ({error.strerror}). Choose another folder.") from error
    try:
        yield fresh
        if not (fresh / made_by).is_file():
            raise AssertionError(f"the block did not write {made_by}")
        if target.exists():
            target.replace(retired)
        fresh.replace(target)
    except OSError as error:
        # The store has words of its own for what the system says.
        raise BionrwError(f"{target} cannot be written ({error.strerror or error}).") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(retired, ignore_errors=True)


def standing(path: str | Path) -> Path:
    """Where the folder ``path`` stands now.

    A process killed between the two renames of :func:`replaced_folder` leaves the old folder under
    its retired name; readers find it there.
    """
    target = Path(path).resolve()
    if not target.name:
        return target
    retired = _retired(target)
    return retired if retired.exists() and not target.exists() else target


def _retired(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


def _remove_left_behind(target: Path) -> None:
    """Remove what killed runs left beside ``target``; younger folders may belong to a run that still works."""
    import shutil

    for left in target.parent.glob(f".{target.name}.new-*"):
        if time.time() - left.stat().st_mtime > 3600:
            shutil.rmtree(left, ignore_errors=True)
    shutil.rmtree(_retired(target), ignore_errors=True)
