"""The process that shows: monitors, canvas, windows, frame clock, views. Qt; decides nothing.

Knows what the controller says (`wall.link.messages`) and what a kind's view offers
(`wall.views`). Must not know asyncio, sockets, or any widget by name.
"""
