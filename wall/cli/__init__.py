"""The command line: says in words what people ask, and asks the controller through the client.

Starts fast: no Qt and nothing of the controller is imported before a command needs it.
"""

from wall.cli.main import run_command_line
from wall.cli.programs import DisplayOptions, Programs, RunOptions

__all__ = ["DisplayOptions", "Programs", "RunOptions", "run_command_line"]
