"""The process that decides: scenes, staging, followers, people. asyncio, no Qt.

`operations.py` says what it can do for people; `channel` and `rest` offer that on the network,
`followers` serves displays and ingest.
"""
