"""Lifecycle Login: logs in to a Fusion Lifecycle tenant, and shows the answer and the session's id.

After "Connect to Fusion Lifecycle from Fusion 360 add-in" by Adam Nagy, Mod the Machine, 15 February 2017.
The tenant is the one in the add-in's settings. Both boxes show what opens the tenant: close them.
"""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

# A copy of this script elsewhere names the add-in's folder here.
ADDIN = Path(__file__).resolve().parents[3]
running: list[Any] = []


def run(context: object) -> None:
    """Start the work, which goes on in the background; Fusion calls this."""
    library = runpy.run_path(str(ADDIN / "DataBrowserAddin.py"))["lend"]("0.1.0")
    running.append(library.run(show_login, title="Lifecycle Login"))


def stop(context: object) -> None:
    """End the work; Fusion calls this."""
    while running:
        running.pop().stop()


def show_login(script: Any) -> str:
    """Ask for user id and password, log in, and show the two boxes."""
    user_id = script.ask_text("Your user id in Fusion Lifecycle:")
    password = script.ask_text(f"The password of {user_id}, which is shown as you type it:")
    with script.open_tenant() as client:
        response = client.request(
            "POST", "/rest/auth/1/login", body=json.dumps({"userID": user_id, "password": password})
        )
        login = script.load("plm.session")
        session = login.read_session(response, user_id, tenant=client.base_url)  # or raises why not
    script.tell(response.data.decode("utf-8"))
    return f"My sessionid is {session.session_id}"
