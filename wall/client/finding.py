"""Finding a running wall and the token for it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from wall.errors import WallError

RUNNING = "running.json"
ADMIN_TOKEN = "admin-token"


class NoWallFound(WallError):
    """No running wall is known on this machine."""

    code = "unreachable"


@dataclass(frozen=True)
class WallAddress:
    """Where a wall is and how to be let in."""

    url: str
    token: str = field(repr=False)
    fingerprint: str | None = None
    """SHA-256 of the certificate; None: by the system's authorities."""


class Running(BaseModel):
    """DATA/running.json, which a running controller keeps."""

    model_config = ConfigDict(extra="ignore")

    url: str
    pid: int
    site: str = ""
    fingerprint: str | None = None


def state_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where each site has its data folder, unless `--data` says otherwise.

    Root's is no private home: the display runs as another user and must get there.
    """
    if os.geteuid() == 0 and "XDG_STATE_HOME" not in environment:
        return Path("/var/lib/videowall")
    state = environment.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(state) / "videowall"


def find_wall(data: Path | None = None, environment: Mapping[str, str] = os.environ) -> WallAddress:
    """By the data folder, else by WALL_URL and WALL_TOKEN, else the one that runs here.

    Raises NoWallFound with what to do.
    """
    if data is not None:
        return _in_folder(data, environment)
    if url := environment.get("WALL_URL"):
        token = environment.get("WALL_TOKEN", "")
        if not token:
            raise NoWallFound("WALL_URL is set but WALL_TOKEN is not; set it to your token")
        return WallAddress(url, token, environment.get("WALL_FINGERPRINT") or None)
    running = [folder for folder in _data_folders(environment) if _read_running(folder)]
    if len(running) == 1:
        return _in_folder(running[0], environment)
    if running:
        names = ", ".join(str(folder) for folder in running)
        raise NoWallFound(f"several walls run here; choose one with --data: {names}")
    raise NoWallFound(
        "no wall runs on this machine; start one with 'videowall run SITE', or set WALL_URL and "
        "WALL_TOKEN to reach one elsewhere"
    )


def _in_folder(data: Path, environment: Mapping[str, str]) -> WallAddress:
    running = _read_running(data)
    if running is None:
        raise NoWallFound(f"no wall runs with its data in {data}; start one with --data {data}")
    token = environment.get("WALL_TOKEN") or _read_token(data)
    return WallAddress(running.url, token, running.fingerprint or None)


def _data_folders(environment: Mapping[str, str]) -> list[Path]:
    try:
        return sorted(folder for folder in state_folder(environment).iterdir() if folder.is_dir())
    except OSError:
        return []


def _read_running(data: Path) -> Running | None:
    """None where nothing runs: a file that outlived its process counts for nothing."""
    try:
        running = Running.model_validate_json((data / RUNNING).read_bytes())
    except (OSError, ValidationError):
        return None
    return running if _is_alive(running.pid) else None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _read_token(data: Path) -> str:
    path = data / ADMIN_TOKEN
    try:
        return path.read_text().strip()
    except OSError as error:
        raise NoWallFound(
            f"cannot read {path} ({error.strerror}); set WALL_TOKEN to a token of yours"
        ) from error
