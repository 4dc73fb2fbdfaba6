"""Sources: where data comes from. Each kind turns a feed, a file or a program into one dataset.

Knows addresses, formats and patience; nothing of tiles, screens, the link or the controller.
"""
