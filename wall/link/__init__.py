"""The link between display, ingest and controller. The only room that knows Qt and asyncio.

The contract is docs/link.md; the messages are in `messages.py`, which is pure. What else a display
reaches over the network itself is here too: shared desks, workstations (`rfb`), SRT.
"""
