"""The user name and password that a server asks for before it gives a page (HTTP, RFC 9110, 11).

Given to the server of the tile's own address alone, and once: what it refuses is not tried again.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtNetwork import QAuthenticator

from widgets.web.settings import Login

_WANTS = "its server wants a user name and a password"
_UNNAMED = f"{_WANTS}; name them in the layout file: login: {{user: …, password: {{secret: …}}}}"
_PUSHED = f"{_WANTS}, which pages of the site's own layouts alone can have"
_OTHER = "another server, {host}, wants a user name and a password; the tile has none for it"
_REFUSED = "its server does not accept the user name and the password of its `login`"
_MISSING = (
    "there is no secret '{name}' for its log-in; put it into the file secrets/{name} of the "
    "wall's data folder"
)

Passwords = Callable[[str], str | None]
"""What a secret's name stands for."""


class Authenticating:
    """For one page."""

    def __init__(self, asked: str, login: Login | None, passwords: Passwords | None) -> None:
        """Without `passwords` the tile is not of the site's own files."""
        self._asked = QUrl(asked)
        self._login = login
        self._passwords = passwords
        self._answered: set[str] = set()
        self.why = ""
        """Why the server was not answered."""

    def answer(self, url: QUrl, asking: QAuthenticator) -> None:
        """A page's `authenticationRequired`. Unanswered, the request fails."""
        realm = asking.realm()
        if self._passwords is None:
            self.why = _PUSHED
        elif self._login is None:
            self.why = _UNNAMED
        elif _server(url) != _server(self._asked):
            self.why = _OTHER.format(host=url.host())
        elif realm in self._answered:
            self.why = _REFUSED
        elif (password := self._passwords(self._login.password.secret)) is None:
            self.why = _MISSING.format(name=self._login.password.secret)
        else:
            self._answered.add(realm)
            asking.setUser(self._login.user)
            asking.setPassword(password)


def _server(url: QUrl) -> tuple[str, str, int]:
    return url.scheme(), url.host(), url.port({"https": 443}.get(url.scheme(), 80))
