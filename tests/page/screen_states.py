"""States of the page, how to bring it there, and what the host says meanwhile."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from addin.lib.errors import DataBrowserError
from addin.lib.texts import load_texts

from .conftest import Palette, problem
from .detail_states import DETAIL_STATES
from .file_states import FILE_STATES
from .help_states import HELP_STATES
from .many_states import MANY_STATES
from .relation_states import RELATION_STATES


def open_folder(palette: Palette) -> None:
    palette.click_row("Meridian Drives", "Gearbox", "02 Drawings")


def open_drawing(palette: Palette) -> None:
    open_folder(palette)
    palette.click_row("Gearbox Exploded View")
    palette.page.wait_for_selector(".picture img")


def open_design(palette: Palette) -> None:
    palette.page.get_by_role("tab", name="This design").click()


def open_dialog(palette: Palette, name: str = "Gearbox Exploded View") -> None:
    open_folder(palette)
    palette.click_row(name)
    palette.page.locator(".versions").wait_for()
    palette.page.locator(".details-attach button").click()


def offered(palette: Palette) -> None:
    open_dialog(palette)
    palette.page.locator(".offer").first.wait_for()


def show_versions(palette: Palette) -> None:
    open_folder(palette)
    palette.row("Gearbox General Arrangement").locator(".row-twisty").click()
    palette.row("Version 1").click()
    palette.page.locator(".versions").wait_for()


def show_folder(palette: Palette) -> None:
    open_folder(palette)
    palette.page.locator(".details-facts summary").click()
    palette.page.locator(".facts .copy").first.wait_for()


def show_nothing(palette: Palette) -> None:
    palette.row("Meridian Drives").wait_for()


def show_long_name(palette: Palette) -> None:
    open_folder(palette)
    palette.page.locator(".row", has_text="Acceptance protocol").click()
    palette.page.wait_for_selector(".picture img")


def show_loading(palette: Palette) -> None:
    palette.click_row("Meridian Drives", "Gearbox")
    palette.host("hold('tree.list')")
    palette.click_row("02 Drawings")
    palette.page.locator(".row.is-loading").wait_for()


def show_waiting(palette: Palette) -> None:
    show_loading(palette)
    palette.host("notify('job.waiting', {id: testHost.last('tree.list').id, seconds: 12, status: 429})")


def wait_for_quota(palette: Palette, method: str) -> None:
    palette.wait_for_calls(method)
    palette.host("notify('job.waiting', {id: testHost.last(it).id, seconds: 12, status: 429})", method)
    palette.page.locator(".wait").wait_for()


def details_waiting(palette: Palette) -> None:
    details_loading(palette)
    wait_for_quota(palette, "item.details")


def design_waiting(palette: Palette) -> None:
    open_design(palette)
    wait_for_quota(palette, "design.relations")


def offer_waiting(palette: Palette) -> None:
    offer_loading(palette)
    wait_for_quota(palette, "refs.offer")


def sign_in_ended(palette: Palette) -> None:
    palette.row("Meridian Drives").wait_for()
    ended = {"account": None, "others": [], "view": None, "why": problem("sign-in.expired")}
    palette.host("notify('account.changed', it)", ended)
    palette.page.locator(".gate .problem").wait_for()


def show_empty(palette: Palette) -> None:
    palette.click_row("Meridian Drives", "Gearbox", "05 Released")
    palette.page.locator(".row.is-empty").wait_for()


def show_failed(palette: Palette) -> None:
    palette.click_row("Meridian Drives", "Gearbox")
    palette.row("02 Drawings").wait_for()  # it was listed before anything fails
    message = "127.0.0.1 cannot be reached."
    palette.fail("tree.list", "http.unreachable", message=message)
    palette.click_row("02 Drawings")
    palette.page.locator(".row.is-error").wait_for()


def details_loading(palette: Palette) -> None:
    palette.host("hold('item.details')")
    palette.host("hold('thumbnail.get')")
    open_folder(palette)
    palette.click_row("Gearbox Exploded View")


def details_failed(palette: Palette) -> None:
    palette.fail("item.details", "service.forbidden", message="You have no permission for the item (403).")
    open_folder(palette)
    palette.click_row("Gearbox Exploded View")
    palette.page.locator(".problem").wait_for()


def downloading(palette: Palette) -> None:
    palette.host("hold('version.download')")
    open_drawing(palette)
    palette.page.locator(".version").nth(1).click()
    palette.page.locator(".details-actions > .icon-button").click()
    palette.wait_for_calls("version.download")
    palette.host(
        "notify('job.progress', {id: testHost.last('version.download').id, done: 1230000, total: 3400000})"
    )


def downloaded(palette: Palette) -> None:
    open_drawing(palette)
    palette.page.locator(".details-actions > .icon-button").click()
    palette.page.locator(".download .note-done").wait_for()


def download_failed(palette: Palette) -> None:
    open_drawing(palette)
    palette.page.locator(".details-actions > .icon-button").click()
    palette.page.locator(".download .problem").wait_for()


def design_shown(palette: Palette) -> None:
    open_design(palette)
    palette.page.locator(".relation").first.wait_for()


def design_empty(palette: Palette) -> None:
    open_design(palette)
    palette.page.locator("#panel-design .empty-title").wait_for()


def design_failed(palette: Palette) -> None:
    open_design(palette)
    palette.page.locator("#panel-design .problem").wait_for()


def offer_loading(palette: Palette) -> None:
    palette.host("hold('refs.offer')")
    open_dialog(palette)


def offer_refused(palette: Palette) -> None:
    palette.fail("refs.offer", "refs.to-itself", message='"Gearbox" cannot refer to itself.')
    open_dialog(palette)
    palette.page.locator("dialog[open] .problem").wait_for()


def attaching(palette: Palette) -> None:
    palette.host("hold('refs.attach')")
    offered(palette)
    palette.page.locator("dialog[open] .primary").click()
    palette.page.locator("dialog[open] .spinner").wait_for()


def attached(palette: Palette) -> None:
    offered(palette)
    palette.page.locator("dialog[open] .primary").click()
    palette.page.locator("dialog[open] .note-done").wait_for()


def attach_failed(palette: Palette) -> None:
    palette.fail("refs.attach", "refs.unconfirmed", message="It stayed unknown whether the ref was made.")
    offered(palette)
    palette.page.locator("dialog[open] .primary").click()
    palette.page.locator("dialog[open] .problem").wait_for()


def attached_in_design(palette: Palette) -> None:
    attached(palette)
    palette.page.locator("dialog[open] .primary").click()
    palette.page.locator(".relation.is-new").wait_for()


def settings_opened(palette: Palette) -> None:
    palette.host("notify('palette.show', {tab: 'browse', action: 'settings'})")
    palette.page.get_by_role("dialog").wait_for()


def settings_form(palette: Palette) -> None:
    settings_opened(palette)
    palette.page.locator("#settings-service").wait_for()


def settings_faulty(palette: Palette) -> None:
    settings_form(palette)
    palette.page.locator("dialog[open] .primary").click()
    palette.page.locator(".field-fault:visible").wait_for()


def settings_saved(palette: Palette) -> None:
    settings_form(palette)
    palette.page.locator("dialog[open] .primary").click()
    palette.page.locator("dialog[open] .note-done").wait_for()


def settings_forgetting(palette: Palette) -> None:
    settings_form(palette)
    palette.page.get_by_role("button", name=palette.text("settings.forget")).click()
    palette.page.locator("dialog[open] .note-warning").wait_for()


def settings_problem(palette: Palette) -> None:
    settings_opened(palette)
    palette.page.locator("dialog[open] .problem").wait_for()


def lifecycle_opened(palette: Palette) -> None:
    palette.host("notify('palette.show', {tab: 'browse', action: 'lifecycle'})")
    palette.page.get_by_role("dialog").wait_for()


def lifecycle_form(palette: Palette) -> None:
    lifecycle_opened(palette)
    palette.page.locator("#lifecycle-password").wait_for()


def lifecycle_faulty(palette: Palette) -> None:
    lifecycle_form(palette)
    palette.press("Enter")
    palette.page.locator(".field-fault:visible").wait_for()


def lifecycle_sent(palette: Palette) -> None:
    lifecycle_form(palette)
    palette.page.locator("#lifecycle-user").fill("mika@example.com")
    palette.page.locator("#lifecycle-password").fill("a password")
    palette.press("Enter")


def lifecycle_signing_in(palette: Palette) -> None:
    palette.host("hold('lifecycle.signIn')")
    lifecycle_sent(palette)
    palette.page.locator("dialog[open] .spinner").wait_for()


def lifecycle_failed(palette: Palette) -> None:
    lifecycle_sent(palette)
    palette.page.locator("dialog[open] .problem").wait_for()


def lifecycle_signed_in(palette: Palette) -> None:
    lifecycle_sent(palette)
    palette.page.locator("dialog[open] .note-done").wait_for()


def lifecycle_signed_out(palette: Palette) -> None:
    lifecycle_signed_in(palette)
    palette.page.get_by_role("dialog").get_by_role("button", name="Sign out").click()
    palette.page.locator("#lifecycle-password").wait_for()


def lifecycle_unset(palette: Palette) -> None:
    lifecycle_opened(palette)
    palette.page.locator("dialog[open] .problem").wait_for()


def sign_in_waiting(palette: Palette) -> None:
    palette.host("hold('account.signIn')")
    palette.page.get_by_role("button", name="Sign in").click()


def sign_in_failed(palette: Palette) -> None:
    palette.page.get_by_role("button", name="Sign in").click()
    palette.page.locator(".gate .problem").wait_for()


def account_opened(palette: Palette) -> None:
    palette.page.locator(".account-button").click()
    palette.page.locator(".whoami").wait_for()


def notices_shown(palette: Palette) -> None:
    palette.row("Meridian Drives").wait_for()
    palette.page.locator(".strip .note").wait_for()


def another_signing_in(palette: Palette) -> None:
    palette.host("hold('account.signIn')")
    account_opened(palette)
    palette.page.get_by_role("button", name=palette.text("account.another")).click()
    palette.page.locator(".strip .wait").wait_for()


def connect_opened(palette: Palette) -> None:
    palette.page.get_by_role("button", name=palette.text("gate.connect")).click()
    palette.page.locator(".step").first.wait_for()


def connection_testing(palette: Palette) -> None:
    connect_opened(palette)
    palette.host("hold('connection.test')")
    palette.page.get_by_role("button", name=palette.text("connect.test")).click()
    palette.page.locator("dialog[open] .busy").wait_for()


def connection_tested(palette: Palette) -> None:
    connect_opened(palette)
    palette.page.locator("#settings-client_id").fill("AbCdEfGhIjKlMnOpQrStUvWxYz012345")
    palette.page.get_by_role("button", name=palette.text("connect.test")).click()
    palette.page.locator(".checks").wait_for()
    body = palette.page.locator("dialog[open] .dialog-body")
    body.evaluate("body => { body.scrollTop = body.scrollHeight; }")


def connect_unfilled(palette: Palette) -> None:
    connect_opened(palette)
    palette.page.get_by_role("button", name=palette.text("connect.save")).click()
    palette.page.locator(".field-fault:visible").wait_for()


def signed_out(palette: Palette) -> None:
    palette.page.locator(".gate h2").wait_for()


def opening(palette: Palette) -> None:
    palette.page.locator(".opening .bone").first.wait_for()


def host_missing(palette: Palette) -> None:
    palette.page.clock.run_for(8500)
    palette.page.locator(".empty-title").wait_for()


def copied(palette: Palette) -> None:
    show_folder(palette)
    palette.page.locator(".copy button").first.click()


NOTHING_RELATES = {
    "document": {"state": "saved", "name": "Gearbox", "version": 8, "kind": "design"},
    "tip": 8,
    "relations": [],
    "problem": None,
}
LOCAL_TENANT = {"tenant": "127.0.0.1:8080", "isLocal": True, "userId": "", "session": None}
REFUSED = problem(
    "lifecycle.refused", message="Fusion Lifecycle refused the user mika@example.com or the password."
)
BAD_TENANT = problem(
    "lifecycle.bad-tenant", message='"https://acme.com" cannot be the name of a Fusion Lifecycle tenant.'
)
UNSEEN = problem("service.not-found", message="The service found nothing for the item.")
TIMED_OUT = problem("http.timeout", message="127.0.0.1 did not answer in time.")
BAD_PORTS = {
    **problem(
        "settings.bad-value",
        message="The setting callback_ports is not right: it may be empty, or three different numbers"
        " from 1024 to 65535.",
    ),
    "context": {"name": "callback_ports"},
}
DISK_FULL = problem(
    "transfers.disk-full", message='There is no room on the disk for "Gearbox Exploded View.f2d".'
)
NOT_READ = problem("settings.unreadable", message="The settings file settings.json cannot be read.")
THEIRS = {
    "service": "aps",
    "client_id": "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKl",
    "read_only": True,
    "allowed_hosts": ["developer.api.autodesk.com", "api.userprofile.autodesk.com", "*.amazonaws.com"],
}
OTHERS = [
    {"id": "u2", "name": "Ingrid Berg", "email": "ingrid@example.com"},
    {"id": "u7", "name": "", "email": "kenji.watanabe@suppliers.example.com"},
]
NOTICED = {
    "id": "u1",
    "name": "Mika Sørensen",
    "email": "mika@example.com",
    "notices": [
        problem("sign-in.other-user", message="You are signed in as mika@example.com, but Fusion as else."),
        problem("secrets.in-memory"),
    ],
}
CALLBACK = "http://localhost:8917/callback"
BAD_WAY = {
    "checks": [
        {"name": "service", "state": "ok", "subject": "developer.api.autodesk.com", "problem": None},
        {
            "name": "app",
            "state": "unsure",
            "subject": "AbCdEfGhIjKlMnOpQrStUvWxYz012345",
            "problem": problem("connection.app-unsure", message="Whether it knows the app is not certain."),
        },
        {
            "name": "callback",
            "state": "failed",
            "subject": CALLBACK,
            "problem": problem(
                "connection.callback-refused", message=f"The sign-in page does not take {CALLBACK}."
            ),
        },
        {"name": "hubs", "state": "skipped", "subject": "", "problem": None},
    ]
}
NEW: dict[str, Any] = {"isSignedOut": True, "opening": {"isNew": True}}
# Every way in which signing in can end badly, with the words that the rest is filled with.
SIGN_IN_ERRORS = sorted(
    reference
    for reference in load_texts()["errors"]
    if reference.startswith(("sign-in.", "secrets."))
    and reference not in ("sign-in.cancelled", "sign-in.other-user", "secrets.in-memory")
)


def say(reference: str) -> dict[str, str]:
    """Return an error as the host says it, with something in each of its gaps."""
    gaps = dict.fromkeys(re.findall(r"{(\w+)}", json.dumps(load_texts()["errors"][reference])), "something")
    gaps.update(callbacks=", ".join([CALLBACK] * 3), seconds="300", ports="8917, 18917, 28917")
    said = DataBrowserError(reference, **gaps).as_dict()
    return {**said, "reference": reference, "message": str(said["message"]), "next": str(said["next"])}


Prepare = Callable[[Palette], None]
STATES: dict[str, tuple[Prepare, dict[str, Any]]] = {
    "01 opening": (opening, {"delay": None, "wait": False}),
    "02 host missing": (host_missing, {"delay": None, "wait": False, "clock": True}),
    "03 signed out": (signed_out, {"isSignedOut": True}),
    "04 signed out aps": (signed_out, {"isSignedOut": True, "opening": {"service": {"name": "aps"}}}),
    "05 no app": (
        signed_out,
        {"isSignedOut": True, "opening": {"canSignIn": False, "service": {"name": "aps"}}},
    ),
    "06 signing in": (sign_in_waiting, {"isSignedOut": True}),
    "08 sign-in ended": (sign_in_ended, {}),
    "70 first run": (signed_out, NEW),
    "71 who goes on": (signed_out, {"isSignedOut": True, "others": OTHERS}),
    "72 account": (
        account_opened,
        {
            "others": OTHERS,
            "opening": {"account": NOTICED},
            "answers": {"account.read": {"account": NOTICED, "others": OTHERS, "view": None}},
        },
    ),
    "73 notices": (notices_shown, {"opening": {"account": NOTICED}}),
    "74 another signing in": (another_signing_in, {}),
    "75 connect": (connect_opened, NEW),
    "76 connection testing": (connection_testing, NEW),
    "77 connection tested": (connection_tested, NEW),
    "78 connection bad": (connection_tested, {**NEW, "answers": {"connection.test": BAD_WAY}}),
    "79 connect without a client id": (connect_unfilled, NEW),
    **{
        f"80 error {reference}": (
            sign_in_failed,
            {"isSignedOut": True, "fail": {"account.signIn": say(reference)}},
        )
        for reference in SIGN_IN_ERRORS
    },
    "10 nothing selected": (show_nothing, {}),
    "11 folder": (show_folder, {}),
    "12 drawing": (open_drawing, {}),
    "13 versions": (show_versions, {}),
    "14 long name": (show_long_name, {}),
    "15 loading": (show_loading, {}),
    "16 waiting": (show_waiting, {}),
    "17 empty folder": (show_empty, {}),
    "18 folder failed": (show_failed, {}),
    "19 details loading": (details_loading, {}),
    "20 details failed": (details_failed, {}),
    "21 no document to attach to": (open_drawing, {"document": "none"}),
    "22 copied": (copied, {}),
    "23 details waiting": (details_waiting, {}),
    "24 downloading": (downloading, {}),
    "25 downloaded": (downloaded, {}),
    "26 download failed": (download_failed, {"fail": {"version.download": DISK_FULL}}),
    "30 this design": (design_shown, {}),
    "31 not the tip": (design_shown, {"document": "old"}),
    "32 design loading": (open_design, {"hold": ["design.relations"]}),
    "33 nothing relates": (design_empty, {"answers": {"design.relations": NOTHING_RELATES}}),
    "34 no document": (open_design, {"document": "none"}),
    "35 unsaved document": (open_design, {"document": "unsaved"}),
    "36 document elsewhere": (design_failed, {"fail": {"design.relations": UNSEEN}}),
    "37 design failed": (design_failed, {"fail": {"design.relations": TIMED_OUT}}),
    "38 design waiting": (design_waiting, {"hold": ["design.relations"]}),
    "40 offer": (offered, {}),
    "41 offer not on tip": (offered, {"document": "old"}),
    "42 offer loading": (offer_loading, {}),
    "43 offer refused": (offer_refused, {}),
    "44 attaching": (attaching, {}),
    "45 attached": (attached, {}),
    "46 attach failed": (attach_failed, {}),
    "47 attached in design": (attached_in_design, {}),
    "48 offer waiting": (offer_waiting, {}),
    **DETAIL_STATES,
    **MANY_STATES,
    **FILE_STATES,
    **HELP_STATES,
    **RELATION_STATES,
    "50 lifecycle": (lifecycle_form, {}),
    "51 lifecycle over the gate": (
        lifecycle_form,
        {"isSignedOut": True, "answers": {"lifecycle.state": LOCAL_TENANT}},
    ),
    "52 lifecycle loading": (lifecycle_opened, {"hold": ["lifecycle.state"]}),
    "53 lifecycle field missing": (lifecycle_faulty, {}),
    "54 lifecycle signing in": (lifecycle_signing_in, {}),
    "55 lifecycle refused": (lifecycle_failed, {"fail": {"lifecycle.signIn": REFUSED}}),
    "56 lifecycle signed in": (lifecycle_signed_in, {}),
    "57 lifecycle signed out": (lifecycle_signed_out, {}),
    "60 settings": (settings_form, {}),
    "61 settings locked": (settings_form, {"settings": THEIRS}),
    "62 settings loading": (settings_opened, {"hold": ["settings.read"]}),
    "63 settings not read": (settings_problem, {"fail": {"settings.read": NOT_READ}}),
    "64 settings wrong": (settings_faulty, {"fail": {"settings.write": BAD_PORTS}}),
    "65 settings saved": (settings_saved, {"isSignedOut": True}),
    "66 settings forgetting": (settings_forgetting, {}),
    "58 lifecycle bad tenant": (lifecycle_unset, {"fail": {"lifecycle.state": BAD_TENANT}}),
}
