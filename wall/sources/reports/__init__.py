"""`reports`: what contributors elsewhere send by the form."""

from wall.model.reports import SOURCE_KIND
from wall.sources.reports.settings import ReportsSettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name=SOURCE_KIND,
    title="Reports of contributors, by the form",
    settings=ReportsSettings,
    source="wall.sources.reports.source:ReportsSource",
    own_files=True,
)
