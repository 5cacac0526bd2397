"""The files that a command is given, and the files it is asked to write."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crm_analytics.errors import Problem, Problems, UnreadableSurvey

if TYPE_CHECKING:
    from crm_analytics.files.file import SurveyFile


def survey_file(path: str) -> "SurveyFile":
    """The survey file at a path; one's own, so that it may be larger than an upload."""
    from crm_analytics.files import OWN_FILE, read

    return read(read_bytes(path), Path(path).name, OWN_FILE)


def read_bytes(path: str) -> bytes:
    """Everything in a file; refused when it cannot be read."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        what = f"cannot be read: {error.strerror}."
        raise UnreadableSurvey(Problem(f"File '{path}'", what, "Check its name.")) from None


def read_text(path: str) -> str:
    """The text of a file, with or without a byte-order mark; refused when it is not UTF-8."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        problem = Problem(f"File '{path}'", "is not UTF-8 text.", "Save it as UTF-8.")
        raise UnreadableSurvey(problem) from None


def refuse_targets(targets: Mapping[str, str], inputs: Sequence[str]) -> None:
    """Nothing is written over what was read, and nothing before everything can be written."""
    places = [Path(path).resolve() for path in targets.values()]
    taken = {Path(path).resolve() for path in inputs}
    problems = [
        Problem(f"File '{path}'", "would be written over.", "Name another file.")
        for path, place in zip(targets.values(), places, strict=True)
        if place in taken or places.count(place) > 1
    ]
    problems += [
        Problem(f"File '{path}'", "cannot be written: there is no such folder.", "Make it first.")
        for path, place in zip(targets.values(), places, strict=True)
        if not place.parent.is_dir()
    ]
    if problems:
        raise Problems(*problems)


def write(path: str, content: bytes) -> None:
    """A file with this content; refused when it cannot be written."""
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        what = f"cannot be written: {error.strerror}."
        raise Problems(Problem(f"File '{path}'", what, "Choose another place.")) from None
