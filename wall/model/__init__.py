"""What a wall is and how it may change: screens, tiles, scenes, commands, changes, datasets.

Pure values and functions. Knows nothing of Qt, sockets, files or time of day.
"""
