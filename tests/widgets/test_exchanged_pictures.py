"""A picture that was exchanged at its source after its approval is not shown: whole views over
the display's own fetching from a real server."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from tests.link.test_fetching import NO_CONTROLLER, Shelf, serving
from tests.live.running_wall import until
from tests.widgets.said import post
from tests.widgets.services import Bench, FolderFiles
from tests.widgets.staging import Stage, share
from wall.errors import WallError
from wall.link.fetching import Fetching, Reach
from wall.link.filtering import Filter
from wall.link.messages import AddressPolicy, DisplaySettings, SettingsChanged
from wall.model.datasets import Posts
from wall.model.posts import PostMedia
from wall.model.tiles import Tile
from wall.views.services import Subscription

RED, BLUE = QColor("#ff0000"), QColor("#0000ff")


class FetchedFiles(FolderFiles):
    """Web addresses are fetched as a display fetches them."""

    def __init__(self, folder: Path, fetching: Fetching) -> None:
        super().__init__(folder)
        self._fetching = fetching
        self.why: list[str] = []

    def fetch(
        self,
        tile: Tile,
        address: str,
        done: Callable[[Path], None],
        failed: Callable[[str], None],
    ) -> Subscription:
        def answer() -> None:
            try:
                path = self._fetching(tile, address)
            except WallError as error:
                self.why.append(str(error))
                failed(str(error))
            else:
                done(path)

        return self._later(answer)


@pytest.fixture(scope="module")
def network() -> Iterator[Filter]:
    network = Filter()
    network.start()
    until(lambda: network.pid is not None)
    yield network
    network.stop()


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with serving(Shelf()) as shelf:
        yield shelf


@pytest.fixture
def files(bench: Bench, tmp_path: Path, network: Filter) -> FetchedFiles:
    reach = Reach(network)
    settings = DisplaySettings(site="test", policy=AddressPolicy(allow=("127.0.0.1",)))
    reach.heard(SettingsChanged(settings=settings, walls=()))
    files = FetchedFiles(tmp_path, Fetching(tmp_path / "cache", NO_CONTROLLER, "local", reach))
    bench.files = files
    bench.services = replace(bench.services, files=files)
    return files


@pytest.mark.parametrize("kind", ["feed", "social-wall", "top-posts", "rows of top-posts"])
def test_what_a_moderator_saw_is_shown_and_what_it_was_exchanged_for_is_not(
    kind: str,
    stage: Stage,
    files: FetchedFiles,
    shelf: Shelf,
    photo: Callable[..., Path],
) -> None:
    good = photo("good.png", "#ff0000", 400, 300).read_bytes()
    rude = photo("rude.png", "#0000ff", 400, 300).read_bytes()
    sha256 = hashlib.sha256(good).hexdigest()

    def shown(page: str, content: bytes, sha256: str) -> QImage:
        shelf.pages[page] = content
        media = (PostMedia(url=shelf.url + page, sha256=sha256),) if page else ()
        approved = post(1, likes=5).model_copy(update={"media": media})
        others = (post(2, likes=9),) if kind.startswith("rows") else ()
        data = Posts(posts=(*others, approved))
        image = stage.look(stage.put(kind.removeprefix("rows of "), (900, 900), data=data))
        stage.clear()
        return image

    assert share(shown("/unseen.png", rude, ""), BLUE) > 0.03, "nobody looked: as it comes"
    assert share(shown("/same.png", good, sha256), RED) > 0.03
    assert not files.why
    (files.folder / "cache" / sha256).unlink()
    exchanged = shown("/exchanged.png", rude, sha256)
    assert share(exchanged, BLUE) == share(exchanged, RED) == 0
    assert len(files.why) >= 1
    assert all("not the picture that was approved" in why for why in files.why)
    assert exchanged == shown("", b"", ""), "as a post without a picture"
