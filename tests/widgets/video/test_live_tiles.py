"""What a video tile shows and says of live sources, beside their pictures."""

from __future__ import annotations

import wave

import pytest
from pydantic import ValidationError

from tests.widgets.video.projector import FilmServer, Projector, pixels
from wall.model.tiles import HealthState
from widgets.video.settings import VideoSettings


def test_a_replacement_stands_in_until_the_source_is_there(
    projector: Projector, server: FilmServer
) -> None:
    server.stop()
    view = projector.show(url=server.url("one.mkv"), replacement="long.mp4")
    projector.wait_until(lambda: view.is_ready, lambda: f"{view.health}")
    assert view.health.state is HealthState.STALE, "the tile tells of its source all the same"
    assert projector.number(view) is not None
    server.start()
    projector.wait_health(view, HealthState.OK)
    projector.wait_until(lambda: projector.videos.playing == 1, lambda: "the stand-in goes on")


def test_what_is_only_heard_has_a_calm_picture(projector: Projector) -> None:
    with wave.open(str(projector.films / "radio.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(range(256)) * 60)
    view = projector.ready(url="radio.wav")
    projector.wait_until(lambda: view._is_heard_only, lambda: f"{view.health}")
    shown = pixels(projector.stage.look(view))
    assert shown.max() > 100, "a wave and words"
    assert len({tuple(one) for one in shown.reshape(-1, shown.shape[-1])}) > 3
    assert view.newest_frame() is None, "it is painted"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"url": "rtsp://admin:geheim@cam/1"}, "never written in an address"),
        ({"url": "srt://host:9000?passphrase=geheim"}, "never written in an address"),
        ({"url": "rist://host:9000"}, "cannot be played"),
        ({"url": "a.mp4", "replacement": "rtsp://a:geheim@cam/1"}, "never written"),
        ({"url": "rtsp://cam/1", "login": {"password": "geheim"}}, "never written"),
    ],
)
def test_settings_that_cannot_be_played_or_tell_secrets_are_refused(
    settings: dict[str, object], words: str
) -> None:
    with pytest.raises(ValidationError, match=words) as refused:
        VideoSettings.model_validate(settings)
    assert "geheim" not in "; ".join(error["msg"] for error in refused.value.errors())


def test_a_log_in_goes_by_the_name_of_its_secret() -> None:
    settings = VideoSettings.model_validate(
        {"url": "rtsp://cam/1", "login": {"user": "wall", "password": {"secret": "CAM"}}}
    )
    assert settings.wishes.user == "wall"
    assert settings.wishes.secret == "CAM"
