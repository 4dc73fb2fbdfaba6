"""Uploads: resumed, checked, probed, within a quota, cleaned up."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import os
import time
from pathlib import Path

import pytest
from PIL import Image

from wall.controller.uploads import Uploads
from wall.errors import RequestFailed
from wall.protocol.codes import Status
from wall.protocol.limits import MAX_CHUNK_BYTES
from wall.protocol.status import UploadInfo

PNG = io.BytesIO()
Image.effect_noise((300, 200), 80).save(PNG, "PNG")
CONTENT = PNG.getvalue()
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads", spare_bytes=0)


async def send(uploads: Uploads, content: bytes, digest: str | None = None) -> UploadInfo:
    sha256 = digest or hashlib.sha256(content).hexdigest()
    info = uploads.begin(sha256, len(content), "photo.png")
    while not info.complete:
        part = content[info.offset : info.offset + MAX_CHUNK_BYTES]
        info = await uploads.add(info.upload, info.offset, part)
    return info


def refused(uploads: Uploads, content: bytes, digest: str | None = None) -> RequestFailed:
    with pytest.raises(RequestFailed) as caught:
        asyncio.run(send(uploads, content, digest))
    return caught.value


def left(uploads: Uploads) -> list[str]:
    return sorted(path.name for path in uploads.folder.rglob("*") if path.is_file())


def test_content_is_kept_by_its_hash_with_what_it_is(uploads: Uploads) -> None:
    info = asyncio.run(send(uploads, CONTENT))
    assert info.complete
    path = uploads.path(DIGEST)
    assert path is not None
    assert path.read_bytes() == CONTENT
    media = uploads.media(DIGEST)
    assert media is not None
    assert (media.kind, media.format, media.width, media.height) == ("image", "png", 300, 200)
    assert left(uploads) == [DIGEST, f"{DIGEST}.json"], "no part is left"


def test_known_content_is_complete_at_once(uploads: Uploads) -> None:
    asyncio.run(send(uploads, CONTENT))
    assert uploads.begin(DIGEST, len(CONTENT), "other.png").complete


def test_an_upload_is_resumed_after_a_restart(uploads: Uploads, tmp_path: Path) -> None:
    async def scenario() -> None:
        info = uploads.begin(DIGEST, len(CONTENT), "photo.png")
        await uploads.add(info.upload, 0, CONTENT[:1000])
        again = Uploads(tmp_path / "uploads", spare_bytes=0)
        resumed = again.begin(DIGEST, len(CONTENT), "photo.png")
        assert resumed.offset == 1000
        done = await again.add(resumed.upload, 1000, CONTENT[1000:])
        assert done.complete
        assert again.has(DIGEST)

    asyncio.run(scenario())


def test_parts_out_of_order_change_nothing(uploads: Uploads) -> None:
    async def scenario() -> None:
        info = uploads.begin(DIGEST, len(CONTENT), "")
        parts = [(0, CONTENT[:100]), (0, CONTENT[:100]), (200, CONTENT[200:])]
        answers = await asyncio.gather(
            *(uploads.add(info.upload, offset, data) for offset, data in parts),
            return_exceptions=True,
        )
        codes = [a.code for a in answers if isinstance(a, RequestFailed)]
        assert codes == [Status.UPLOAD_OFFSET, Status.UPLOAD_OFFSET]
        assert uploads.begin(DIGEST, len(CONTENT), "").offset == 100

    asyncio.run(scenario())


def test_a_wrong_checksum_is_refused_and_forgotten(uploads: Uploads) -> None:
    failure = refused(uploads, CONTENT, "0" * 64)
    assert failure.code == Status.UPLOAD_CHECKSUM
    assert left(uploads) == []


def test_more_bytes_than_announced_are_refused(uploads: Uploads) -> None:
    async def scenario() -> None:
        info = uploads.begin(DIGEST, 10, "")
        with pytest.raises(RequestFailed) as caught:
            await uploads.add(info.upload, 0, CONTENT)
        assert caught.value.code == Status.UPLOAD_CHECKSUM

    asyncio.run(scenario())
    assert left(uploads) == []


def test_content_that_is_nothing_to_show_is_refused_and_forgotten(uploads: Uploads) -> None:
    failure = refused(uploads, b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")
    assert failure.code == Status.UPLOAD_REFUSED
    assert "SVG" in str(failure)
    assert left(uploads) == []


def test_unknown_uploads_are_told(uploads: Uploads) -> None:
    with pytest.raises(RequestFailed) as caught:
        asyncio.run(uploads.add("ab" * 16, 0, b"x"))
    assert caught.value.code == Status.NOT_FOUND


def test_the_quota_counts_what_is_announced(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "u", quota_bytes=len(CONTENT) + 100, spare_bytes=0)
    uploads.begin(DIGEST, len(CONTENT), "")
    with pytest.raises(RequestFailed) as caught:
        uploads.begin("1" * 64, 101, "")
    assert caught.value.code == Status.QUOTA_FULL
    assert "quota" in str(caught.value)
    assert uploads.begin("1" * 64, 100, "").offset == 0


def test_a_disk_without_room_is_told_before_the_first_byte(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "u", quota_bytes=2**62, spare_bytes=2**60)
    with pytest.raises(RequestFailed) as caught:
        uploads.begin(DIGEST, len(CONTENT), "")
    assert caught.value.code == Status.DISK_FULL
    assert "0.0 MB" not in str(caught.value)
    assert "disk is full" in str(caught.value)
    assert "--data" in str(caught.value)


def test_a_disk_that_is_full_meanwhile_is_told(uploads: Uploads) -> None:
    async def scenario() -> None:
        info = uploads.begin(DIGEST, len(CONTENT), "")
        part = uploads.folder / "parts" / info.upload
        part.unlink()
        part.symlink_to("/dev/full")
        with pytest.raises(RequestFailed) as caught:
            await uploads.add(info.upload, 0, CONTENT)
        assert caught.value.code == Status.DISK_FULL
        assert "disk is full" in str(caught.value)

    asyncio.run(scenario())


def test_what_nobody_needs_goes_and_what_is_new_stays(uploads: Uploads) -> None:
    async def scenario() -> list[str]:
        sent = []
        for size in (20, 30, 40):
            buffer = io.BytesIO()
            Image.new("RGB", (size, size)).save(buffer, "PNG")
            sent.append((await send(uploads, buffer.getvalue())).sha256)
        return sent

    needed, old, new = asyncio.run(scenario())
    unfinished = uploads.begin(DIGEST, len(CONTENT), "").upload
    long_ago = time.time() - 7200
    for name in (needed, old, f"parts/{unfinished}", f"parts/{unfinished}.json"):
        os.utime(uploads.folder / name, (long_ago, long_ago))
    assert uploads.clean({needed}, unused_s=3600) == (old,)
    assert [uploads.has(digest) for digest in (needed, old, new)] == [True, False, True]
    assert not (uploads.folder / f"{old}.json").exists()
    assert uploads.begin(DIGEST, len(CONTENT), "").offset == 0
    assert json.loads((uploads.folder / f"{needed}.json").read_text())["kind"] == "image"


@pytest.mark.parametrize("name", ["../admin-token", "", "a" * 63, "A" * 64, "parts", "/etc/passwd"])
def test_only_hashes_name_content(uploads: Uploads, name: str) -> None:
    (uploads.folder.parent / "admin-token").write_text("secret")
    assert uploads.path(name) is None
    assert not uploads.has(name)
    assert uploads.media(name) is None
