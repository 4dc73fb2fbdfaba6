"""`http-json`: any JSON document over HTTP, mapped to a dataset by JMESPath."""

from wall.sources.http_json.settings import HttpJsonSettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name="http-json",
    title="JSON over HTTP",
    settings=HttpJsonSettings,
    source="wall.sources.http_json.source:HttpJsonSource",
    windowed=True,
)
