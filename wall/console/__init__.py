"""The console: the page that people use. Files for a browser; there is no Python to import here.

It knows the protocol and nothing else of Wall.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
"""What a web server serves under `/console/`; `index.html` is the page."""
