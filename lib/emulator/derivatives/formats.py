"""What can be translated into what, as the official description's example lists it."""

from __future__ import annotations

import email.utils
import re
from collections.abc import Mapping
from datetime import datetime, timezone

from ..answers import json_answer
from ..backend import Backend, Caller
from ..messages import Answer, Request

_CHANGED = datetime(2026, 2, 3, 8, tzinfo=timezone.utc)
_VIEWABLE = (
    "3dm 3ds a asm axm brd catpart catproduct cgr collaboration dae ddx ddz dgk dgn dlv3 dmt dwf dwfx "
    "dwg dwt dxf emodel exp f3d fbrd fbx fsch g gbxml glb gltf iam idw ifc ifw ige iges igs ipt iwm "
    "jt max model mpf msr neu nwc nwd obj osb par pdf pmlprj pmlprjz prt psm psmodel rcp rvt sab sat "
    "sch session skp sldasm sldprt smb smt ste step stl stla stlb stp stpz vpb vue wire x_b x_t xas "
    "xpr zip"
)
# Numbered files of the same kind, such as part.prt.7: a regular expression on the name.
_NUMBERED = r" asm\.\d+$ neu\.\d+$ prt\.\d+$"
_SOURCES: Mapping[str, str] = {
    "dwg": "f2d f3d rvt",
    "fbx": "f3d",
    "ifc": "rvt",
    "iges": "f3d fbx iam ipt wire",
    "obj": "asm f3d fbx iam ipt neu prt sldasm sldprt smb smt step stp stpz wire x_b x_t" + _NUMBERED,
    "step": "f3d fbx iam ipt smb smt wire",
    "stl": "f3d fbx iam ipt wire",
    "svf": _VIEWABLE + _NUMBERED,
    "svf2": _VIEWABLE + _NUMBERED,
    "thumbnail": _VIEWABLE + " axmf dwgx f2d flbr fprj rva" + _NUMBERED,
}
OUTPUTS = tuple(_SOURCES)


def list_formats(_: Backend, __: Caller, request: Request) -> Answer:
    """Answer with the table, or 304 where it has not changed since a date; a bad date counts for none."""
    since = _read_date(request.headers.get("if-modified-since", ""))
    headers = {"Last-Modified": email.utils.format_datetime(_CHANGED, usegmt=True)}
    if since is not None and since >= _CHANGED:
        return Answer(304, headers=headers)
    formats = {output: sorted(sources.split()) for output, sources in _SOURCES.items()}
    return json_answer({"formats": formats}, headers=headers)


def can_translate(name: str, *, file_type: str, output: str) -> bool:
    """Tell whether a file of this name and kind has a way to an output."""
    return any(
        re.search(kind, name.lower()) is not None if kind.endswith("$") else kind == file_type
        for kind in _SOURCES[output].split()
    )


def _read_date(text: str) -> datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc)
