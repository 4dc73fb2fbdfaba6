"""After a take on real monitors there is a picture of the wall as it was."""

from __future__ import annotations

import io

import httpx
from PIL import Image

from tests.live.frame_buffer import is_close
from tests.live.running_wall import RunningWall, until
from tests.live.sites import ADDRESSES, inverse_of


def test_a_take_leaves_a_picture_of_the_wall(wall: RunningWall) -> None:
    token = (wall.data / "admin-token").read_text().strip()
    revision = wall.client.take("inverse", clear=True).revision
    with httpx.Client(
        base_url=f"http://127.0.0.1:{wall.port}/api/v1",
        headers={"Authorization": f"Bearer {token}"},
        timeout=30,
    ) as http:

        def pictures() -> list[dict[str, object]]:
            found: list[dict[str, object]] = http.get("/history/pictures").json()
            return found

        until(
            lambda: any(picture["revision"] == revision for picture in pictures()),
            what=lambda: f"a picture of revision {revision}: {pictures()}",
        )
        newest = pictures()[0]
        answer = http.get(f"/history/pictures/{newest['id']}.jpg")
        assert answer.headers["content-type"] == "image/jpeg"
        assert len(answer.content) < 100_000
        image = Image.open(io.BytesIO(answer.content)).convert("RGB")
        canvas = wall.client.identified.walls[0].canvas
        for address in ADDRESSES:
            x, y = wall.screen(address).rect.center
            place = round(x * image.width / canvas.width), round(y * image.height / canvas.height)
            seen = image.getpixel(place)
            assert isinstance(seen, tuple)
            red, green, blue = (int(part) for part in seen)
            assert is_close((red, green, blue), inverse_of(address)), address
        assert http.get("/history/pictures", headers={"Authorization": "x"}).status_code == 401
