"""The page's calls about help: which version this is, and the report of a problem.

help.about       -> {version, host, ...}
report.prepare   {reference}  -> {id, files: [{name, size, text, isCut}]}; nothing is written or sent
report.save      {id}       -> {path, folder}, None where the user cancels; just what was prepared
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from threading import Event
from urllib.parse import urlsplit

from ..core.file_names import safe_name
from ..core.problem_redaction import Redactor
from ..core.problem_report import make_report
from ..core.tables import save_file
from ..errors import DataBrowserError
from ..store.settings import Settings
from ..texts import load_texts
from .methods import Method, Params, Services

_REFERENCE = re.compile(r"[a-z0-9.-]{1,80}")
MOST_SHOWN = 60_000  # characters of a file that the page is given to look at


def _about(services: Services, params: Params, cancelled: Event) -> object:
    return services.about()


def _prepare(services: Services, params: Params, cancelled: Event) -> object:
    settings: Settings | DataBrowserError
    logs = None
    people: list[str] = []
    about = dict(services.about())
    try:
        settings, logs = services.settings.now, services.settings.logs
        about["service"] = settings.service
    except DataBrowserError as error:
        settings = error
    if user := services.account:
        people += [user.name, user.email, user.id]
    try:
        people += [text for other in services.sign_ins.others() for text in (other.name, other.email)]
    except DataBrowserError:
        people += []  # then the log is redacted by what addresses look like
    client_id, hosts = "", []
    if isinstance(settings, Settings):
        client_id = settings.client_id
        hosts = [settings.lifecycle_tenant, urlsplit(settings.proxy).hostname or ""]
    made = datetime.now().astimezone().isoformat(timespec="seconds")
    shown = params.optional_text("reference")
    report = services.problems.keep(
        make_report(
            about={
                "made": made,
                **about,
                "language": services.language,
                "reportedProblem": shown if _REFERENCE.fullmatch(shown) else "",
            },
            readme=load_texts(services.language)["report"]["readme"].format(made=made, **about),
            settings=settings,
            problems=services.problems.list(),
            logs=logs,
            recent=services.recent_log,
            redactor=Redactor(people=people, ids=[client_id], hosts=hosts),
            cancelled=cancelled,
        )
    )
    return {
        "id": report.id,
        "files": [
            {
                "name": file.name,
                "size": file.size,
                "text": file.text[-MOST_SHOWN:],
                "isCut": len(file.text) > MOST_SHOWN,
            }
            for file in report.files
        ],
    }


def _save(services: Services, params: Params, cancelled: Event) -> object:
    report = services.problems.find(params.text("id"))
    texts = load_texts(services.language)
    day = datetime.now().astimezone().date().isoformat()
    target = services.host.choose_target(
        texts["dialogs"]["save-report"],
        name=safe_name(texts["report"]["file-name"].format(day=day), ending="zip"),
        filters=f"{texts['dialogs']['zip-files']} (*.zip);;{texts['dialogs']['all-files']} (*.*)",
    )
    if target is None:
        return {"path": None}
    save_file(target, report.to_zip())
    return {"path": str(target), "folder": str(target.parent)}


METHODS: Mapping[str, Method] = {
    "help.about": _about,
    "report.prepare": _prepare,
    "report.save": _save,
}
