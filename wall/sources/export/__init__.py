"""`export`: posts from the CSV and XLSX exports of listening tools."""

from wall.sources.export.settings import ExportSettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name="export",
    title="Exports of listening tools (CSV, XLSX)",
    settings=ExportSettings,
    source="wall.sources.export.source:ExportSource",
)
