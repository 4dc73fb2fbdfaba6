"""Rules of recordings. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from wall.errors import CommandRefused, Why, did_you_mean
from wall.model.changes import Change, RecordingChanged
from wall.model.commands import EndRecording, StartRecording
from wall.model.recordings import MAX_RUNNING
from wall.model.scene import Scene


def record(scene: Scene, command: StartRecording | EndRecording) -> Iterable[Change]:
    if isinstance(command, StartRecording):
        return _start(scene, command)
    recording = scene.recording(command.id)
    if recording is None:
        near = did_you_mean(command.id, [known.id for known in scene.recordings])
        raise CommandRefused(f"no recording '{command.id}' is running{near}")
    return [RecordingChanged(before=recording, after=None)]


def _start(scene: Scene, command: StartRecording) -> Iterable[Change]:
    if scene.recording(command.recording.id) is not None:
        raise CommandRefused(f"recording '{command.recording.id}' is running already")
    if len(scene.recordings) >= MAX_RUNNING:
        raise CommandRefused(
            f"{MAX_RUNNING} recordings of this wall are running; stop one first",
            Why.RECORDINGS_FULL,
            most=MAX_RUNNING,
        )
    return [RecordingChanged(before=None, after=command.recording)]
