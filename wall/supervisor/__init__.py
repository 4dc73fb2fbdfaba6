"""Starts, watches and restarts the processes of a wall; knows none of their insides."""
