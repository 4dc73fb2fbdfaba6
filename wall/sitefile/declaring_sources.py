"""The `sources:` of a site: their kinds and settings, and which dataset each delivers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import get_args

from pydantic import BaseModel, JsonValue, ValidationError

from wall.errors import did_you_mean
from wall.kinds.audience import SourceFacts
from wall.model.datasets import DatasetType
from wall.sitefile.declared import SourceSpec
from wall.sitefile.documents import Document
from wall.sitefile.media import address_faults, leaves
from wall.sitefile.problems import Path as ValuePath
from wall.sitefile.secrets import secrets_in, with_stand_ins
from wall.sitefile.wording import problems_of

SourceKinds = Mapping[str, type[BaseModel]]
"""Kind of source → its settings model. The setting `dataset`, or a class variable `delivers`,
tells which dataset it delivers, a class variable `computes` whether it is computed from posts."""


MODERATED: frozenset[DatasetType | None] = frozenset({"posts", "topic"})
"""Datasets that are made of posts."""
TELEVISION = "television"
"""The source that the section of this name declares."""
NOWHERE_ELSE: Mapping[str, ValuePath] = MappingProxyType({})


@dataclass
class Sources:
    """The declared sources. A source whose declaration has problems still has a name here."""

    specs: list[SourceSpec] = field(default_factory=list)
    datasets: dict[str, DatasetType | None] = field(default_factory=dict)
    """Source → what it delivers; None where that is not known."""
    facts: dict[str, SourceFacts] = field(default_factory=dict)


def read_sources(
    document: Document,
    declared: Mapping[str, dict[str, JsonValue]],
    kinds: SourceKinds,
    folder: Path,
    places: Mapping[str, ValuePath] = NOWHERE_ELSE,
) -> Sources:
    """All sources; what is wrong is added to the document's problems."""
    sources = Sources()
    for name, entry in declared.items():
        sources.datasets[name] = None
        kind = entry.get("kind")
        path = places.get(name, ("sources", name))
        if not isinstance(kind, str):
            text = f"'kind' is missing; allowed: {', '.join(sorted(kinds))}"
            document.problems.append(document.problem(path, text))
            continue
        settings = {key: value for key, value in entry.items() if key != "kind"}
        model = kinds.get(kind)
        if model is None:
            names = sorted(kinds)
            text = (
                f"there is no kind of source '{kind}'; allowed: {', '.join(names)}"
                f"{did_you_mean(kind, names)}"
            )
            document.problems.append(document.problem((*path, "kind"), text))
            continue
        sources.specs.append(SourceSpec(name=name, kind=kind, settings=settings))
        delivers = _read_settings(document, path, settings, model, folder)
        sources.datasets[name] = delivers
        computes = bool(getattr(model, "computes", False))
        moderated = computes or delivers in MODERATED
        sources.facts[name] = SourceFacts(kind=kind, moderated=moderated, delivers=delivers)
    return sources


def _read_settings(
    document: Document,
    path: ValuePath,
    settings: dict[str, JsonValue],
    model: type[BaseModel],
    folder: Path,
) -> DatasetType | None:
    hidden = [(*path, *inner) for inner in secrets_in(settings)]
    stand_ins = with_stand_ins(settings)
    try:
        validated = model.model_validate(stand_ins)
    except ValidationError as error:
        document.problems += problems_of(
            document, error, model, under=path, also_allowed=("kind",), unless_at=hidden
        )
        return _dataset(model, settings.get("dataset"))
    for setting, fault in address_faults(validated, folder):
        document.problems.append(document.problem((*path, setting), fault))
    for setting in ("path", "guide_path"):
        _check_path(document, (*path, setting), settings.get(setting), folder)
    return _dataset(model, getattr(validated, "dataset", None))


def _check_path(document: Document, where: ValuePath, path: JsonValue, folder: Path) -> None:
    """A file that is followed may come later, so that its absence is a warning."""
    if not isinstance(path, str) or "\0" in path:
        return
    if leaves(path):
        text = f"'{path}' leaves the site's folder; put the file into it: data/NAME"
        document.problems.append(document.problem(where, text))
    elif not (folder / path).exists():
        text = f"there is no '{path}' yet; the source waits for it"
        document.problems.append(document.warning(where, text))


def _dataset(model: type[BaseModel], named: object) -> DatasetType | None:
    wanted = named if named is not None else getattr(model, "delivers", None)
    return next((known for known in get_args(DatasetType) if known == wanted), None)
