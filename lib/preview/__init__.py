"""Fusion without Fusion: a simulated `adsk` host for tests, and its window in the browser.

`SimulatedFusion` is the host, `Preview` the host with its window. Nothing here runs inside Fusion.
"""

from .document import PreviewDocument
from .host import SimulatedFusion
from .page import PageStandIn
from .preview import Preview, run_preview
from .records import CloudWish
from .state import FileWish, Person, Question, Reply

__all__ = [
    "CloudWish",
    "FileWish",
    "PageStandIn",
    "Person",
    "Preview",
    "PreviewDocument",
    "Question",
    "Reply",
    "SimulatedFusion",
    "run_preview",
]
