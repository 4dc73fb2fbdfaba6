"""The form by which contributors report. Files for a browser; there is no Python to import here.

It knows `/api/v1/report` and nothing else of Wall; whoever opens it has no account.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
"""What a web server serves under `/report/`; `index.html` is the page at `/report`."""
