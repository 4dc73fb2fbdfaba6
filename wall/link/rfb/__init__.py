"""The screen of a workstation over RFB 3.8 (RFC 6143): seen, and worked with mouse and keyboard.

Sockets and pixels, no Qt. What a server sends is not trusted: every size and length is bounded.
"""
