from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wall.journal.posts.reading import SqlitePostReader
from wall.journal.posts.store import PostStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PostStore]:
    opened = PostStore(tmp_path / "posts")
    yield opened
    opened.close()


@pytest.fixture
def reader(store: PostStore) -> Iterator[SqlitePostReader]:
    opened = store.reader()
    yield opened
    opened.close()
