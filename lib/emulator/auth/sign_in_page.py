"""The pages around signing in; plain HTML, and one line of script where a form must send itself."""

from __future__ import annotations

import base64
import html
import secrets
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from ..answers import NO_STORE
from ..messages import Answer
from .pictures import draw_person

# Several scopes may come to the same sentence; it is shown once.
_WORDS: Mapping[str, str] = {
    "data:read": "See your hubs, projects, folders and files",
    "data:create": "Add files, versions and relationships",
    "data:write": "Change your data",
    "data:search": "Search your data",
    "viewables:read": "See previews of your designs",
    "openid": "Know who you are",
    "user-profile:read": "See your name and e-mail address",
    "user:read": "See your name and e-mail address",
}
_FACE = 80  # pixels, shown at half of it
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --accent: #0969c8; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; display: grid; min-height: 100vh; place-items: center;
  background: light-dark(#f3f5f7, #1b1d20); }
main { box-sizing: border-box; width: min(26rem, 100vw); padding: min(2rem, 6vw);
  border: 1px solid var(--line); border-radius: 12px; background: light-dark(#fff, #26292d); }
h1 { font-size: 1.25rem; margin: 0 0 1rem; }
fieldset { border: 0; margin: 0; padding: 0; display: grid; gap: .5rem; }
legend { padding: 0 0 .5rem; }
.who { display: flex; align-items: center; gap: .75rem; padding: .75rem; border-radius: 8px;
  border: 1px solid var(--line); overflow-wrap: anywhere; }
.who img { width: 40px; height: 40px; border-radius: 50%; flex: none; }
.who input { width: 1.1rem; height: 1.1rem; margin: 0; flex: none; accent-color: var(--accent); }
label.who { cursor: pointer; }
label.who:hover { border-color: var(--accent); }
label.who:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
label.who:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
.who input:focus-visible { outline: none; }
.note { opacity: .75; }
ul { padding-left: 1.25rem; }
.choices { display: flex; gap: .75rem; margin-top: 1.5rem; }
button { font: inherit; flex: 1; padding: .6rem; border-radius: 8px; border: 1px solid var(--line);
  background: transparent; color: inherit; cursor: pointer; }
button.allow { background: var(--accent); border-color: var(--accent); color: #fff; }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.note { font-size: .85rem; margin: 1.5rem 0 0; }
"""


def sign_in_page(
    *,
    app_name: str,
    people: Sequence[tuple[str, str, str]],
    scopes: Sequence[str],
    request_id: str,
    redirect_uri: str,
) -> Answer:
    """Return the page that asks a person; its form works once.

    `people` are id, name and e-mail address of those who may sign in; of several one is chosen there.
    """
    words = dict.fromkeys(_WORDS.get(scope, f"Use the permission {scope}") for scope in scopes)
    wishes = "".join(f"<li>{html.escape(word)}</li>" for word in words)
    body = (
        f"<h1>{html.escape(app_name)} wants to use your data</h1>"
        '<form method="post" action="/authentication/v2/authorize">'
        f'<input type="hidden" name="request_id" value="{html.escape(request_id)}">'
        f"{_people_field(people)}"
        f"<p>It would be able to:</p><ul>{wishes}</ul>"
        '<div class="choices"><button name="choice" value="deny">Deny</button>'
        '<button class="allow" name="choice" value="allow">Allow</button></div></form>'
        '<p class="note">This is the sample service on your own machine: no Autodesk account is involved.</p>'
    )
    return _page(200, f"Sign in to {app_name}", body, redirect_uri=redirect_uri)


def _people_field(people: Sequence[tuple[str, str, str]]) -> str:
    """Return who signs in, or the choice among several with the first one chosen."""
    if len(people) == 1:
        return f'<div class="who">{_person(*people[0])}</div>'
    choices = "".join(
        f'<label class="who"><input type="radio" name="user" value="{html.escape(user_id)}"'
        f"{'' if number else ' checked'}>{_person(user_id, name, email)}</label>"
        for number, (user_id, name, email) in enumerate(people)
    )
    return f"<fieldset><legend>Sign in as</legend>{choices}</fieldset>"


def _person(user_id: str, name: str, email: str) -> str:
    face = base64.b64encode(draw_person(user_id, _FACE)).decode()
    return (
        f'<img src="data:image/png;base64,{face}" alt="">'
        f"<span><strong>{html.escape(name)}</strong><br><small>{html.escape(email)}</small></span>"
    )


def problem_page(status: int, problem: str) -> Answer:
    """Return the page for a request that cannot be sent back to an app."""
    body = (
        f"<h1>Signing in did not work</h1><p>{html.escape(problem)}</p>"
        '<p class="note">Close this tab and go back to the app you came from.</p>'
    )
    return _page(status, "Signing in did not work", body)


def signed_out_page() -> Answer:
    """Return the page on which a browser ends that was signed out and has nowhere else to go."""
    body = (
        "<h1>You are signed out</h1><p>Nobody is signed in here.</p>"
        '<p class="note">To sign in, start again in the app you came from.</p>'
    )
    return _page(200, "You are signed out", body)


def form_post_page(redirect_uri: str, values: Mapping[str, str]) -> Answer:
    """Return the page that posts an answer to an app at once (OAuth 2.0 Form Post Response Mode)."""
    fields = "".join(
        f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
        for name, value in values.items()
    )
    body = (
        "<h1>Going back to the app</h1>"
        f'<form method="post" action="{html.escape(redirect_uri)}">{fields}'
        '<div class="choices"><button class="allow">Continue</button></div></form>'
    )
    return _page(
        200, "Going back to the app", body, redirect_uri=redirect_uri, script="document.forms[0].submit();"
    )


def _page(status: int, title: str, body: str, *, redirect_uri: str = "", script: str = "") -> Answer:
    nonce = secrets.token_urlsafe(16)
    # Browsers hold the redirect that answers the form to form-action, too.
    callback = urlsplit(redirect_uri)
    origin = f"{callback.scheme}://{callback.netloc}" if callback.netloc else f"{callback.scheme}:"
    target = f" {origin}" if redirect_uri else ""
    scripts = f"script-src 'nonce-{nonce}'; " if script else ""
    policy = (
        f"default-src 'none'; img-src data:; style-src 'nonce-{nonce}'; {scripts}form-action 'self'{target}; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    code = f'<script nonce="{nonce}">{script}</script>' if script else ""
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{html.escape(title)}</title><style nonce="{nonce}">{_STYLE}</style></head>'
        f"<body><main>{body}</main>{code}</body></html>"
    )
    return Answer(
        status,
        page.encode(),
        {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Security-Policy": policy,
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            # Not no-referrer: that would turn the form's Origin into null.
            "Referrer-Policy": "same-origin",
            **NO_STORE,
        },
    )
