"""Names from the service made safe for a terminal, and a person's part in signing in played there."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

from .errors import SignInError
from .http import HttpClient

_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
_HTML = {"Accept": "text/html"}


def shown(name: str, width: int = 60) -> str:
    """Return a name for the terminal, at most `width` characters.

    Control and direction characters become visible escapes: a name must not move the cursor or turn a line.
    """
    safe = "".join(
        f"\\u{ord(character):04x}"
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        else character
        for character in name[: width + 1]
    )
    return safe if len(safe) <= width else safe[: width - 1] + "…"


class FormBrowser:
    """Signs in where no browser is at hand: fetches the sign-in page, and presses its Allow button.

    Works with the local service's page, which is a plain form; not with a page that needs scripts.
    """

    def __init__(self) -> None:
        self.pages: list[str] = []

    def open(self, url: str) -> bool:
        """Go through the sign-in that starts at `url`, up to the answer for our listener."""
        base, path = _split(url)
        with HttpClient(base) as site:
            page = site.request("GET", path, headers=_HTML)
            form = _Form()
            form.feed(page.data.decode("utf-8", "replace"))
            if page.status != 200 or "allow" not in form.buttons:
                raise SignInError("sign-in.refused", code=page.status, detail=form.title or page.reason)
            fields = {**form.hidden, **form.buttons["allow"]}
            answer = site.request("POST", form.action, body=urlencode(fields), headers=_FORM)
        location = answer.headers.get("Location")
        if not location:
            refusal = _Form()
            refusal.feed(answer.data.decode("utf-8", "replace"))
            raise SignInError("sign-in.refused", code=answer.status, detail=refusal.title or answer.reason)
        callback, callback_path = _split(location)
        with HttpClient(callback) as listener:
            listener.request("GET", callback_path, headers=_HTML)
        self.pages = [url.partition("?")[0], f"{callback}{callback_path.partition('?')[0]}"]
        return True


def _split(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}", parts.path + (f"?{parts.query}" if parts.query else "")


class _Form(HTMLParser):
    """The first form of a page: its address, hidden fields, and buttons by their value in lower case."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.hidden: dict[str, str] = {}
        self.buttons: dict[str, dict[str, str]] = {}
        self.title = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up what belongs to the form."""
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = values.get("action", "")
        elif tag == "input" and values.get("type") == "hidden":
            self.hidden[values.get("name", "")] = values.get("value", "")
        elif tag == "button":
            value = values.get("value", "")
            self.buttons[value.lower()] = {values.get("name", ""): value}
        self._in_title = tag in ("title", "h1")

    def handle_data(self, data: str) -> None:
        """Keep the page's heading: on an error page it says why."""
        if self._in_title and data.strip():
            self.title = data.strip()
