"""Older versions of site files, raised to the current one in named steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from wall.sitefile.documents import Document
from wall.sitefile.models import FILE_VERSION

FileData = dict[str, JsonValue]


@dataclass(frozen=True)
class Step:
    """One change of the format. It gets a copy and returns it changed, without the version."""

    name: str
    """What it does, as one reads it in a list."""
    change: Callable[[FileData], FileData]


WALL_STEPS: Mapping[int, Sequence[Step]] = {}
"""For wall.yaml: version → the steps that raise a file of that version to the next."""
LAYOUT_STEPS: Mapping[int, Sequence[Step]] = {}
"""The same for layout files."""


def migrate(
    document: Document, steps: Mapping[int, Sequence[Step]], current: int = FILE_VERSION
) -> FileData | None:
    """The file's data in the current version; None where it holds no keys.

    What is wrong with the version is added to the document's problems, and the data is then
    treated as current, so that its other problems are told as well.
    """
    if not isinstance(document.data, dict):
        if not document.problems:
            text = f"the file must hold keys with values, beginning with `version: {current}`"
            document.problems.append(document.problem((), text))
        return None
    data = dict(document.data)
    for version in range(_version(document, data, current), current):
        for step in steps.get(version, ()):
            data = step.change(data)
    data["version"] = current
    return data


def _version(document: Document, data: FileData, current: int) -> int:
    version = data.get("version")
    if "version" not in data:
        text = f"'version' is missing; add the line `version: {current}`"
    elif isinstance(version, bool) or not isinstance(version, int) or version < 1:
        text = f"a version is a whole number from 1 to {current}"
    elif version > current:
        text = (
            f"this file has version {version}, and this program reads versions up to {current}; "
            "update the program, or take the file from before it was raised"
        )
    else:
        return version
    document.problems.append(document.problem(("version",), text))
    return current
