"""`csv`: series, a table or posts from a file of columns."""

from wall.sources.csv.settings import CsvSettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name="csv",
    title="Series, a table or posts in a CSV file",
    settings=CsvSettings,
    source="wall.sources.csv.source:CsvSource",
    windowed=True,
)
