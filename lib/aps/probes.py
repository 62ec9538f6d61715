"""Questions to the Authentication service that sign nobody in: does it know an app, does it take a callback?

The service describes neither how the sign-in page refuses a callback address nor which JSON its token
endpoint refuses with. So what is told here is what came; what to make of it is for `core.connection`.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit

from ..errors import BadInput, Conflict, MalformedAnswer, NotFound, NotSignedIn, ServiceError, SignInError
from ..http import HttpClient, Response
from ..http.answers import check_answer
from ..http.redaction import shorten_text
from ..http.urls import build_form
from .auth import FORM, TOKEN_PATH, SignInRequest, authorize_url

_HTML = {"Accept": "text/html"}
# With these the app is at fault, whatever the status: of RFC 6749, section 5.2, and of the gateway.
_APP_REFUSED = frozenset({"invalid_client", "unauthorized_client", "auth-003"})
# Of a request that is whole, a 400 under another name than these says that the code is no good.
_NOT_THE_CODE = frozenset(
    {"invalid_request", "invalid_scope", "unsupported_grant_type", "auth-007", "auth-008", "auth-009"}
)
_ERRORS = ("error", "error_code", "errorCode")
_DETAILS = ("error_description", "developerMessage", "userMessage", "detail")
_WORD = re.compile(r"[A-Za-z._-]{1,24}|v\d+")  # a part of a path that is no id


@dataclass(frozen=True)
class CallbackAnswer:
    """What the sign-in page's address made of a callback address.

    `kind` is shown (a page came), refused, back (the browser is sent to the callback address) or on (it is
    sent elsewhere). `status` such as "302 Found"; `error` and `detail` are what the answer says is wrong,
    empty where it says nothing. `target` is where the browser is sent on to, without what is another each
    time: the same for two answers that lead to the same page.
    """

    kind: str
    status: str
    error: str = ""
    detail: str = ""
    target: str = ""

    @property
    def words(self) -> str:
        """The answer as a person may read it."""
        said = ": ".join(filter(None, (self.error, self.detail)))
        return f"{self.status}, {said}" if said else self.status


def probe_app(client: HttpClient, *, client_id: str, redirect_uri: str) -> None:
    """Ask whether the service knows an app of the type that signs people in, by a code that cannot be right.

    Returns where it does. Raises `SignInError` (`sign-in.unknown-app`) where it does not know the app or
    refuses its type, and any other answer as the error that it stands for.
    """
    form = {
        "grant_type": "authorization_code",
        "client_id": client_id,
        "code": secrets.token_hex(20),
        "redirect_uri": redirect_uri,
        "code_verifier": SignInRequest.create().verifier,
    }
    # Nobody was given the code, so that nothing can come of this and it may be repeated.
    response = client.request("POST", TOKEN_PATH, body=build_form(form), headers=FORM, reads=True)
    try:
        _check(response, "token")
    except BadInput as error:
        if not _read_object(response) or error.code.lower() in _NOT_THE_CODE:
            raise
        return
    raise MalformedAnswer("service.not-json", what="token", status=response.status)


def probe_callback(client: HttpClient, *, client_id: str, redirect_uri: str) -> CallbackAnswer:
    """Ask for the sign-in page as a browser would, for one callback address, and return what came.

    Raises `SignInError` (`sign-in.unknown-app`) where the answer speaks of the app, and a status that speaks
    of neither, such as 403 or 503, as the error that it stands for. A proxy may say 403, and the page itself
    to what is no browser.
    """
    path = authorize_url("", SignInRequest.create(), client_id=client_id, redirect_uri=redirect_uri)
    response = client.request("GET", path, headers=_HTML)
    status = " ".join(filter(None, (str(response.status), response.reason)))
    if 300 <= response.status < 400:
        return _read_redirect(client.base_url, response, status=status, callback=redirect_uri)
    try:
        _check(response, "sign-in-page")
    except (BadInput, NotFound, Conflict) as error:
        said = _read_object(response)
        return CallbackAnswer("refused", status, error.code, _first(said, *_DETAILS))
    said = _read_object(response)
    return CallbackAnswer("shown", status, _first(said, *_ERRORS), _first(said, *_DETAILS))


def _check(response: Response, what: str) -> None:
    """Raise the error that a status stands for; at these endpoints a 401 speaks of the app."""
    try:
        check_answer(response, what)
    except ServiceError as error:
        if isinstance(error, NotSignedIn) or error.code.lower() in _APP_REFUSED:
            raise SignInError("sign-in.unknown-app", code=error.code) from error
        raise


def _read_redirect(base: str, response: Response, *, status: str, callback: str) -> CallbackAnswer:
    """Return where a redirect leads; of its address, which may hold a code, nothing is kept but its shape."""
    try:
        target = urlsplit(urljoin(base, response.headers.get("Location", "")))
        said = dict(parse_qsl(target.query) + parse_qsl(target.fragment))
    except ValueError:
        return CallbackAnswer("on", status)
    error, detail = _first(said, *_ERRORS), _first(said, *_DETAILS)
    if target._replace(query="", fragment="").geturl() == callback:
        return CallbackAnswer("back", status, error, detail)
    parts = target.path.split("/")
    if not error and any("error" in part.lower() for part in parts):
        error = "error"
    shape = "/".join(part if not part or _WORD.fullmatch(part) else "*" for part in parts)
    return CallbackAnswer("on", status, error, detail, f"{target.scheme}://{target.netloc}{shape}")


def _read_object(response: Response) -> Mapping[str, object]:
    try:
        body = response.json()
    except MalformedAnswer:
        return {}
    return body if isinstance(body, dict) else {}


def _first(said: Mapping[str, object], *names: str) -> str:
    """Return the first of some texts that there is, as a line to show."""
    return next(
        (shorten_text(text) for name in names if isinstance(text := said.get(name), str) and text), ""
    )
