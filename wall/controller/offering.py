"""What a tile may be: the kinds with their settings, and the sources of the site. On the loop."""

from __future__ import annotations

from wall.controller.feeds import Feeds
from wall.controller.sites import OpenSite
from wall.kinds.registry import KindRegistry
from wall.protocol.kind_requests import KindInfo, KindRequest, ListKinds, SourceInfo


class Offering:
    def __init__(self, kinds: KindRegistry, site: OpenSite, feeds: Feeds) -> None:
        self._kinds = tuple(
            KindInfo(
                kind=kind.name,
                title=kind.title,
                datasets=tuple(sorted(kind.dataset)),
                source_required=kind.source_required,
                usual_source=kind.usual_source,
                settings=kind.schema(),
            )
            for kind in sorted(kinds, key=lambda kind: kind.name)
        )
        self._site = site
        self._feeds = feeds

    def answer(self, request: KindRequest) -> list[KindInfo] | list[SourceInfo]:
        return list(self._kinds) if isinstance(request, ListKinds) else self._sources()

    def _sources(self) -> list[SourceInfo]:
        """Those that run: without its secret a source does not, and the site says so."""
        facts = self._site.site.source_facts
        running = [spec for spec in self._site.run_sources().sources if spec.name in facts]
        return [
            SourceInfo(
                source=spec.name,
                kind=spec.kind,
                dataset=facts[spec.name].delivers,
                measure=str(spec.settings.get("measure", "")),
                state=(health := self._feeds.health(spec.name)).state,
                why=health.why,
            )
            for spec in running
        ]
