"""The page's calls about tables that it shows: saved as CSV, or written as Markdown for it to copy."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event

from ..core.file_names import safe_name
from ..core.tables import Rows, check_table, save_csv, to_markdown
from ..texts import load_texts
from .methods import Method, Params, Services
from .protocol import INVALID_PARAMS, ProtocolError


def _save_csv(services: Services, params: Params, cancelled: Event) -> object:
    columns, rows = _read_table(params)
    texts = load_texts(services.language)["dialogs"]
    target = services.host.choose_target(
        texts["save-table"],
        name=safe_name(params.text("name"), ending="csv"),
        filters=f"{texts['csv-files']} (*.csv);;{texts['all-files']} (*.*)",
    )
    if target is None:
        return {"path": None}
    save_csv(target, columns, rows)
    return {"path": str(target)}


def _markdown(services: Services, params: Params, cancelled: Event) -> object:
    return {"text": to_markdown(*_read_table(params))}


def _read_table(params: Params) -> tuple[list[str], Rows]:
    columns, rows = params.any("columns"), params.any("rows")
    if not isinstance(columns, list) or not isinstance(rows, list):
        raise ProtocolError(INVALID_PARAMS, 'no "columns" and "rows"')
    if not all(isinstance(row, list) for row in rows):
        raise ProtocolError(INVALID_PARAMS, 'not all of "rows" are lists')
    check_table(columns, rows)
    return columns, rows


METHODS: Mapping[str, Method] = {
    "table.saveCsv": _save_csv,
    "table.markdown": _markdown,
}
