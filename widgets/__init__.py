"""The built-in tile kinds: one folder each, with settings, a view and a README.

They import nothing of Wall but wall.model, wall.kinds and wall.views, and never each other."""
