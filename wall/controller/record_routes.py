"""REST for recordings: begin, end, list, fetch and delete."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse

from wall.controller.answering import Answering
from wall.controller.gate import Gate
from wall.controller.operations import Operations
from wall.model.actors import Actor
from wall.model.recordings import RecordingId
from wall.protocol import record_requests as records
from wall.protocol.names import WallName


def add_recordings(
    router: APIRouter, operations: Operations, gate: Gate, answering: Answering
) -> None:
    caller = Depends(gate)

    @router.get("/recordings", response_model=list[records.RecordingInfo], tags=["recordings"])
    async def recordings(wall: WallName | None = None, actor: Actor = caller) -> object:
        """What was recorded, newest first, and what is being recorded."""
        return (await answering.answer(actor, records.RecordList(wall=wall))).result

    @router.post("/recordings", response_model=records.RecordingInfo, tags=["recordings"])
    async def record(body: records.RecordStart, actor: Actor = caller) -> object:
        """Record what a tile or an area shows."""
        return (await answering.answer(actor, body)).result

    @router.post(
        "/recordings/{recording}/stop",
        response_model=records.RecordingInfo,
        tags=["recordings"],
    )
    async def stop(recording: RecordingId, actor: Actor = caller) -> object:
        """End a recording."""
        return (await answering.answer(actor, records.RecordStop(recording=recording))).result

    @router.delete("/recordings/{recording}", status_code=204, tags=["recordings"])
    async def delete(recording: RecordingId, actor: Actor = caller) -> None:
        """Delete a recording that has ended."""
        await answering.answer(actor, records.RecordDelete(recording=recording))

    @router.get(
        "/recordings/{recording}/film.mp4",
        tags=["recordings"],
        response_class=FileResponse,
        responses={200: {"content": {"video/mp4": {}}, "description": "An MP4"}},
    )
    async def film(recording: RecordingId, actor: Actor = caller) -> FileResponse:
        """The film of a recording that has ended; ranges are understood."""
        path = operations.recording_file(actor, recording)
        return FileResponse(
            path,
            media_type="video/mp4",
            filename=f"{recording}.mp4",
            headers={"Cache-Control": "private, no-store"},
        )
