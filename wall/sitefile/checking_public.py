"""Public walls of a site: what they allow, and what stands there when posts may not be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from wall.errors import did_you_mean
from wall.kinds.audience import SourceFacts, is_allowed
from wall.kinds.registry import KindRegistry
from wall.model.screens import Wall
from wall.sitefile.building import BuiltWall
from wall.sitefile.declared import SourceSpec
from wall.sitefile.documents import Document
from wall.sitefile.media import leaves
from wall.sitefile.models import WallFile
from wall.sitefile.problems import Path as ValuePath

PICTURES = (".png", ".jpg", ".jpeg", ".webp")


def check_public_walls(
    document: Document,
    wall_file: WallFile,
    walls: Mapping[str, BuiltWall],
    sources: Mapping[str, SourceFacts],
    kinds: KindRegistry,
    folder: Path,
) -> None:
    """What is wrong is added to the document's problems."""
    for name, built in walls.items():
        under: ValuePath = () if wall_file.walls is None else ("walls", name)
        wall = built.wall
        if wall.audience != "public":
            for key in ("allow", "safe"):
                if getattr(wall, key):
                    text = f"`{key}` is for walls with `audience: public`; this one is internal"
                    document.problems.append(document.warning((*under, key), text))
            continue
        known = [*sources, *kinds.names(), *(facts.kind for facts in sources.values())]
        for index, entry in enumerate(wall.allow):
            if entry not in known and not any(sign in entry for sign in ".*:"):
                text = (
                    f"'{entry}' is no source, no kind and no host; known: "
                    f"{', '.join(sorted(set(known)))}{did_you_mean(entry, known)}"
                )
                document.problems.append(document.problem((*under, "allow", index), text))
        if wall.safe:
            _check_safe(document, (*under, "safe"), wall.safe, folder)


def with_public(
    specs: Sequence[SourceSpec], facts: Mapping[str, SourceFacts], walls: Sequence[Wall]
) -> tuple[SourceSpec, ...]:
    """The same, saying of each whether some public wall may show what nobody approves."""
    return tuple(
        spec.model_copy(
            update={"public": any(is_allowed(wall, spec.name, facts[spec.name]) for wall in walls)}
        )
        if spec.name in facts
        else spec
        for spec in specs
    )


def _check_safe(document: Document, where: ValuePath, path: str, folder: Path) -> None:
    if leaves(path) or "\0" in path:
        text = f"'{path}' leaves the site's folder; put the picture into it: media/NAME"
        document.problems.append(document.problem(where, text))
    elif not path.lower().endswith(PICTURES):
        text = f"'{path}' is no picture; allowed: {', '.join(PICTURES)}"
        document.problems.append(document.problem(where, text))
    elif not (folder / path).is_file():
        document.problems.append(document.problem(where, f"there is no file '{path}'"))
