"""Talking to a running wall from Python: `from wall.client import Wall` (or `AsyncWall`).

Knows the protocol and websockets; knows nothing of how a wall is run or shown.
"""

from wall.client.async_wall import AsyncWall
from wall.client.connection import ConnectionBroken, ControllerUnreachable
from wall.client.finding import WallAddress, find_wall
from wall.client.refusing import Refused
from wall.client.wall import Wall

__all__ = [
    "AsyncWall",
    "ConnectionBroken",
    "ControllerUnreachable",
    "Refused",
    "Wall",
    "WallAddress",
    "find_wall",
]
