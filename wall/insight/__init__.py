"""What posts say: text made harmless, read, measured and judged. Pure: values in, values out.

Knows nothing of networks, stores or tiles; time comes as an argument.
"""
