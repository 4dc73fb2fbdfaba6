"""The watch of a site's folder."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from wall.controller.watching import SiteWatch

WITHIN_S = 20.0


async def _until_told(told: asyncio.Event, path: Path, content: str) -> None:
    """Write until it is heard of: a watch begins some time after its task."""
    async with asyncio.timeout(WITHIN_S):
        count = 0
        while not told.is_set():
            count += 1
            path.write_text(f"{content} # {count}")
            try:
                await asyncio.wait_for(asyncio.shield(told.wait()), 1.5)
            except TimeoutError:
                continue
    told.clear()


def test_a_folder_that_was_replaced_is_followed(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()

    async def replace() -> None:
        told = asyncio.Event()

        async def edited() -> None:
            told.set()

        watch = SiteWatch(site, edited)
        watch.start()
        try:
            await _until_told(told, site / "wall.yaml", "version: 1")
            shutil.rmtree(site)
            other = tmp_path / "other"
            other.mkdir()
            (other / "wall.yaml").write_text("version: 1")
            other.rename(site)
            async with asyncio.timeout(WITHIN_S):
                await told.wait()
            told.clear()
            await _until_told(told, site / "wall.yaml", "version: 1")
        finally:
            await watch.close()

    asyncio.run(replace())
