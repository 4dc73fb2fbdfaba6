"""What connectors of networks share: calling servers, sockets, pauses, and the shape of posts.

Decides how politely servers are asked and what a refusal is called; knows no network.
"""
