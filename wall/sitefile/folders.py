"""The files of one folder of a site, as addresses: what a slideshow shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def folder_files(site: Path, address: str) -> Sequence[str]:
    """Sorted, without hidden ones and without links that lead out of the site.

    Raises NotADirectoryError for what is no folder inside the site, and other OSErrors.
    """
    root = site.resolve()
    folder = (root / address).resolve()
    if not folder.is_relative_to(root) or not folder.is_dir():
        raise NotADirectoryError(address)
    return sorted(
        path.relative_to(root).as_posix()
        for path in folder.iterdir()
        if not path.name.startswith(".") and path.is_file() and path.resolve().is_relative_to(root)
    )
