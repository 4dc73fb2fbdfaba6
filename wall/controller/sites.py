"""The open site: the last valid reading of its files, and the problems of the newest one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from pathlib import Path

from wall.control.focusing import can_follow, focused
from wall.errors import WallError
from wall.kinds.registry import KindRegistry
from wall.link.messages import DisplaySettings, RunSources, SettingsChanged
from wall.model.focus import NO_FOCUS, Focus
from wall.model.scene import TakenLayout
from wall.model.screens import Wall
from wall.sitefile.declared import LocalInput
from wall.sitefile.reading import SourceKinds, read_site
from wall.sitefile.secrets import SecretMissing, own_secrets, resolve_pin, resolve_secrets
from wall.sitefile.site import ReadSite, Site

log = logging.getLogger(__name__)


class OpenSite:
    """A site's folder, read anew when its files change; an invalid edit changes nothing."""

    def __init__(
        self,
        site: Site,
        warnings: Iterable[str],
        kinds: KindRegistry,
        source_kinds: SourceKinds,
        data: Path,
    ) -> None:
        self._site = site
        self._problems = tuple(warnings)
        self._notes: list[str] = []
        self._own_writes: tuple[tuple[str, int, int], ...] | None = None
        self._kinds = kinds
        self._source_kinds = source_kinds
        self._data = data
        self._secrets = own_secrets(data)
        self.focus: Focus = NO_FOCUS
        """What the sources are about now; a topic that the site has no more is none."""
        self._sources = self._look_up()

    @classmethod
    def open(
        cls, folder: Path, kinds: KindRegistry, source_kinds: SourceKinds, data: Path
    ) -> OpenSite:
        """Raises SiteInvalid with all problems."""
        read = read_site(folder, kinds, source_kinds)
        site = read.valid()
        return cls(site, map(str, read.problems), kinds, source_kinds, data)

    async def reload(self) -> bool:
        """Read the files again; whether they are valid, and so in force now."""
        read: ReadSite = await asyncio.to_thread(
            read_site, self._site.folder, self._kinds, self._source_kinds
        )
        self._problems = tuple(map(str, read.problems))
        self._notes.clear()
        for problem in read.problems:
            level = logging.WARNING if problem.severity == "warning" else logging.ERROR
            log.log(level, "%s", problem)
        if read.site is None:
            log.error("the wall stays as it is until the files are valid")
            return False
        self._site = read.site
        self._sources = self._look_up()
        return True

    def note_own_writes(self) -> None:
        """The files as they are now were written and read by this program."""
        self._own_writes = self._written()

    def has_news(self) -> bool:
        """Whether files were written by somebody else since the last own write."""
        own, self._own_writes = self._own_writes, None
        return own is None or own != self._written()

    def _written(self) -> tuple[tuple[str, int, int], ...]:
        """Name, time and size of each file: what a write changes, even one of the same text."""
        paths = sorted({*self.folder.glob("*.yaml"), *self.folder.glob("*.yml")})
        states = ((path.name, path.stat()) for path in paths if path.is_file())
        return tuple((name, state.st_mtime_ns, state.st_size) for name, state in states)

    def note(self, problem: str) -> None:
        """A problem that shows only when the files are put to use."""
        if problem not in self._notes:
            self._notes.append(problem)

    def problems(self) -> tuple[str, ...]:
        return (*self._problems, *self._notes)

    @property
    def name(self) -> str:
        return self._site.name

    @property
    def folder(self) -> Path:
        return self._site.folder

    @property
    def fade_ms(self) -> int:
        return self._site.fade_ms

    @property
    def upload_quota_bytes(self) -> int:
        return round(self._site.uploads.quota_gb * 1e9)

    @property
    def stage_deadline_s(self) -> float:
        return self._site.stage_deadline_s

    @property
    def site(self) -> Site:
        return self._site

    def walls(self) -> tuple[Wall, ...]:
        return self._site.walls

    def layouts(self, wall: str) -> list[TakenLayout]:
        return self._site.layouts_of(wall)

    def layout(self, name: str, wall: str) -> TakenLayout | None:
        return next((known for known in self.layouts(wall) if known.name == name), None)

    def start_layout(self, wall: str) -> TakenLayout | None:
        name = self._site.start_of(wall)
        return self.layout(name, wall) if name else None

    def run_sources(self) -> RunSources:
        """The declared sources with their secrets, as the focus says. What rules judge stays."""
        run, focus = self._sources, self.focus
        if focus.topic and focus.topic not in run.topics:
            focus = focus.model_copy(update={"topic": ""})
        following = self.can_follow()
        specs = (
            focused(spec, focus, run.topics) if spec.name in following else spec
            for spec in run.sources
        )
        return run.model_copy(update={"sources": tuple(specs)})

    def can_follow(self) -> frozenset[str]:
        """Sources that a focus may change."""
        run = self._sources
        judged = {rule.when.source for rule in run.rules.values()}
        return frozenset(spec.name for spec in run.sources if can_follow(spec)) - judged

    def _look_up(self) -> RunSources:
        """Look up the secrets of the sources; a source without its secret does not run."""
        specs = []
        for spec in self._site.sources:
            try:
                specs.append(resolve_secrets(spec, self._secrets))
            except WallError as error:
                self.note(f"source '{spec.name}': {error}")
        return RunSources(
            sources=tuple(specs),
            site_folder=str(self.folder),
            policy=self._site.addresses,
            moderation=self._site.moderation,
            topics=self._site.topics,
            rules={name: rule.watched() for name, rule in self._site.rules.items()},
        )

    def secret(self, name: str) -> str | None:
        """One that the site's own files name."""
        return self._secrets(name)

    def _local_input(self) -> LocalInput:
        """Without its PIN nothing may be changed at the wall."""
        declared = self._site.local_input
        try:
            return resolve_pin(declared, self._site.pin_secret, self._secrets)
        except WallError as error:
            self.note(f"local_input: {error}")
            return declared.model_copy(update={"mode": "view"})

    def _tile_secrets(self) -> dict[str, str]:
        """What tiles of the layouts name; a tile without its secret says so itself, too."""
        found: dict[str, str] = {}
        for name in sorted(self._site.tile_secrets):
            secret = self._secrets(name)
            if secret is None:
                self.note(f"{SecretMissing(name)}: a layout names it")
            else:
                found[name] = secret
        return found

    def display_settings(self, *, local: bool) -> DisplaySettings:
        return DisplaySettings(
            site=self.name,
            theme=self._site.theme,
            policy=self._site.addresses,
            local_input=self._local_input(),
            site_folder=str(self.folder) if local else None,
            upload_folder=str(self._data / "uploads") if local else None,
            stage_deadline_s=self.stage_deadline_s,
            secrets=self._tile_secrets(),
            sound=self._site.sound,
            decoding=self._site.decoding,
            plain_sources=tuple(
                name for name, facts in self._site.source_facts.items() if not facts.moderated
            ),
        )

    def settings_changed(self, *, local: bool) -> SettingsChanged:
        return SettingsChanged(settings=self.display_settings(local=local), walls=self._site.walls)
