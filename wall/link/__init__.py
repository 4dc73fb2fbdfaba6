"""The link between display, ingest and controller. The only room that knows Qt and asyncio.

The contract is docs/link.md; the messages are in `messages.py`, which is pure.
"""
