"""Problems of a site: what is wrong, where, and what is allowed."""

from __future__ import annotations

from typing import Literal

from wall.errors import WallError
from wall.model.values import Value

Severity = Literal["problem", "placeholder", "warning"]
Path = tuple[str | int, ...]
"""Where a value stands inside a file: keys and list positions."""


class Problem(Value):
    """One problem. With a `problem` the site does not run. A `placeholder` lets it run with a
    placeholder in one place, and is to be mended all the same. A `warning` lets it run."""

    file: str
    """Relative to the site's folder."""
    line: int = 1
    column: int = 1
    path: str = ""
    text: str
    severity: Severity = "problem"

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}: "
        kind = "warning: " if self.severity == "warning" else ""
        return (
            f"{where}{kind}{self.path}: {self.text}" if self.path else f"{where}{kind}{self.text}"
        )

    @property
    def is_to_be_mended(self) -> bool:
        return self.severity != "warning"

    @property
    def order(self) -> tuple[bool, str, int, int, str]:
        """Sort key: wall.yaml first, then as one reads."""
        return self.file != "wall.yaml", self.file, self.line, self.column, self.text


class SiteInvalid(WallError):
    """A site whose files have problems; the sentence holds all of them, one a line."""

    code = "site_invalid"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
