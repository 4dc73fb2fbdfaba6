"""Remembering: the last dataset of each source, in files, so that a restart shows it at once."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from wall.link.messages import SourceSpec
from wall.model.datasets import Dataset
from wall.model.values import Value

log = logging.getLogger(__name__)

SUFFIX = ".source.json"


class Remembered(Value):
    """One file. Version rises when a field changes its meaning; another version is forgotten."""

    version: Literal[1] = 1
    fingerprint: str
    """Of kind and settings: data of other settings is no data of this source."""
    fresh_at: float
    dataset: Dataset


def fingerprint(spec: SourceSpec) -> str:
    said = json.dumps([spec.kind, spec.settings], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


class Memory:
    """A folder of its own. Blocking; one thread at a time for each source."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def recall(self, spec: SourceSpec) -> Remembered | None:
        """What is known of a source of these settings."""
        try:
            found = Remembered.model_validate_json(self._file(spec.name).read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            log.warning("the memory of source '%s' is unreadable: %.200s", spec.name, error)
            return None
        return found if found.fingerprint == fingerprint(spec) else None

    def remember(self, name: str, remembered: Remembered) -> None:
        """Written whole or not at all; a full disk is told and costs only the memory."""
        file = self._file(name)
        new = file.with_name(file.name + ".new")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(handle, "wb") as stream:
                stream.write(remembered.model_dump_json().encode())
            new.replace(file)
        except OSError as error:
            log.warning("source '%s' cannot be remembered: %s", name, error)

    def forget_others(self, names: set[str]) -> None:
        """Drop what belongs to sources that are no more."""
        kept = {self._file(name) for name in names}
        for file in self._folder.glob(f"*{SUFFIX}"):
            if file not in kept:
                file.unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        plain = "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in name)[:64]
        return self._folder / f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:8]}{SUFFIX}"
