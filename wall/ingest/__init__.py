"""Ingest: the listening process. Runs sources, coalesces what they say, answers subscriptions.

Knows sources and the link's messages; nothing of scenes, displays or the controller's rooms.
"""
