"""The journal: the ordered record of all commands and changes; the truth of the wall.

`journal.py` is the interface; nothing above knows that it is SQLite.
"""
