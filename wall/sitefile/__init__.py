"""Site files: what a folder with `wall.yaml` and layouts says, and every problem with its place.

Pure: reads text with pathlib; knows nothing of Qt, sockets, the journal or the running wall.
"""
