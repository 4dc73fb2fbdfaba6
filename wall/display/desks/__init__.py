"""Desks that people share, on this display: decoded once for all tiles that show them.

It is told what comes by the link, and knows neither sockets nor who may share.
"""
