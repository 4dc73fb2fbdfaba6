"""`jsonl`: posts from a file that grows, one JSON object a line."""

from wall.sources.jsonl.settings import JsonlSettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name="jsonl",
    title="Posts in a file, one JSON object a line",
    settings=JsonlSettings,
    source="wall.sources.jsonl.source:JsonlSource",
    windowed=True,
)
