"""The filter: all that tiles load from the network goes through this proxy, a child of the display.

Resolves a name once, judges every address it stands for, and connects to one of those. Knows the
address policy; knows no Qt, no tiles, and not what travels through it.
"""
