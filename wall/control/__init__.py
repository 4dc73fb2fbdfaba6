"""The rules around the scene: the store, permissions, undo, staging, expiry, addresses, pushing.

Pure: decides, given values and times. Knows nothing of sockets, files, SQLite or the loop.
"""
