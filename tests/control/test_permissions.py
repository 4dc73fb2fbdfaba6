"""What a client may send, and what only Wall itself builds."""

from __future__ import annotations

import pytest

from tests.model.scene_making import file_tile, layout, text_tile
from wall.control.permissions import authored, check_outside
from wall.errors import CommandRefused
from wall.model.actors import FILES
from wall.model.commands import (
    AddTile,
    CloseTile,
    Command,
    ConfigureTile,
    MergeLayout,
    MoveTile,
    PutBack,
    SuspendTile,
    TakeLayout,
)
from wall.model.geometry import Rect

TAKEN = layout("l", file_tile("a"))


def is_for_clients(command: Command) -> bool:
    try:
        check_outside([command])
    except CommandRefused:
        return False
    return True


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (TakeLayout(layout=TAKEN), "take a layout by its name"),
        (MergeLayout(layout=TAKEN), "take a layout by its name"),
        (PutBack(revision=1, changes=()), "ask for an undo"),
        (SuspendTile(id="a", why="x"), "by Wall itself"),
    ],
)
def test_a_client_cannot_send_what_carries_trust(command: Command, why: str) -> None:
    with pytest.raises(CommandRefused, match=why):
        check_outside([CloseTile(id="a"), command])


def test_all_other_commands_are_for_clients() -> None:
    commands = [
        AddTile(tile=text_tile("a")),
        MoveTile(id="a", rect=Rect(0, 0, 50, 50)),
        ConfigureTile(id="a"),
        CloseTile(id="a"),
    ]
    assert [is_for_clients(command) for command in commands] == [True] * 4
    assert not is_for_clients(SuspendTile(id="a", why="x"))


def test_the_files_alone_bring_trusted_tiles() -> None:
    command = authored(FILES, AddTile(tile=text_tile("a")))
    assert isinstance(command, AddTile)
    assert (command.tile.owner, command.tile.trusted) == ("file", True)
