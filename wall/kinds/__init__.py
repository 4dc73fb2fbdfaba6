"""What a tile kind tells us, and the registry of kinds.

Pure: a kind names its Qt view by import path, so that the controller knows kinds without Qt.
"""
