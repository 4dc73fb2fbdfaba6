"""The door for tile views: the base class, the services they may use, theme and painting.

Qt, but no asyncio and no sockets. Widgets import nothing of Wall but this, the model and kinds.
"""
