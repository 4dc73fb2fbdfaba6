"""The store of posts: what was said, what was decided about it, and by whom.

`interface.py` is what others use; `store.py` opens it. Who may decide, and what a rule decides, is
said elsewhere.
"""
