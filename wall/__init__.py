"""Wall: a multi-screen video-wall display controller.

Rooms import downwards only; docs/architecture.md draws the map.
"""

__version__ = "0.1.0"
