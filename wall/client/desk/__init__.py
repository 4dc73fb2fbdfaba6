"""Sharing an X desktop from a program: grab, encode, send. `videowall share` is made of this.

Pictures that are equal to the one before are neither encoded nor sent.
"""
