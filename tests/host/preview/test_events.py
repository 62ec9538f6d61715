"""Events: weakly held handlers, custom events that queue, and exceptions that nobody sees."""

from __future__ import annotations

import gc
import importlib
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from addin.lib.preview import SimulatedFusion

from .conftest import Recorder


def test_custom_events_wait_for_the_main_loop(app: Any, fusion: SimulatedFusion, recorder: Recorder) -> None:
    infos: list[tuple[str, int]] = []
    event = app.registerCustomEvent("mine")
    recorder.connect(event, lambda args: infos.append((args.additionalInfo, threading.get_ident())))
    worker = threading.Thread(target=app.fireCustomEvent, args=("mine", "from a worker"))
    worker.start()
    worker.join()
    assert app.fireCustomEvent("mine", "from here")
    assert infos == []
    assert fusion.pump() == 2
    main = threading.get_ident()
    assert infos == [("from a worker", main), ("from here", main)]


def test_work_queued_by_a_handler_waits_for_the_next_tick(
    app: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    event = app.registerCustomEvent("mine")
    recorder.connect(event, lambda args: app.fireCustomEvent("mine"))
    app.fireCustomEvent("mine")
    assert [fusion.pump(), fusion.pump()] == [1, 1]
    assert recorder.seen == ["mine", "mine"]


def test_doing_events_runs_them_at_once(app: Any, recorder: Recorder) -> None:
    recorder.connect(app.registerCustomEvent("mine"))
    app.fireCustomEvent("mine")
    sys.modules["adsk"].doEvents()
    assert recorder.seen == ["mine"]


def test_an_unknown_custom_event_is_not_fired(app: Any, fusion: SimulatedFusion) -> None:
    assert app.fireCustomEvent("nobody's") is False
    assert app.unregisterCustomEvent("nobody's") is False
    assert fusion.pump() == 0


def test_an_event_can_be_registered_once(app: Any) -> None:
    assert app.registerCustomEvent("mine") is not None
    assert app.registerCustomEvent("mine") is None
    assert app.unregisterCustomEvent("mine") is True
    assert app.registerCustomEvent("mine") is not None


def test_what_was_fired_before_unregistering_is_dropped(
    app: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    event = app.registerCustomEvent("mine")
    recorder.connect(event)
    app.fireCustomEvent("mine")
    app.unregisterCustomEvent("mine")
    fusion.pump()
    assert recorder.seen == []
    assert fusion.faults == []
    with pytest.raises(RuntimeError, match="deleted"):
        _ = event.eventId


def test_a_handler_that_nobody_keeps_is_lost(app: Any, fusion: SimulatedFusion, recorder: Recorder) -> None:
    recorder.connect(app.registerCustomEvent("mine"))
    recorder.forget()
    gc.collect()
    app.fireCustomEvent("mine")
    fusion.pump()
    assert recorder.seen == []


def test_a_removed_handler_is_not_called(app: Any, fusion: SimulatedFusion, recorder: Recorder) -> None:
    event = app.registerCustomEvent("mine")
    handler = recorder.connect(event)
    assert event.remove(handler) is True
    assert event.remove(handler) is False
    app.fireCustomEvent("mine")
    fusion.pump()
    assert recorder.seen == []


def test_a_handler_of_another_event_is_refused(app: Any, core: Any) -> None:
    event = app.registerCustomEvent("mine")
    with pytest.raises(TypeError):
        event.add(core.DocumentEventHandler())
    with pytest.raises(TypeError):
        event.add(lambda args: None)


def test_a_handler_must_call_its_base(app: Any, core: Any) -> None:
    class Careless(core.CustomEventHandler):
        def __init__(self) -> None:
            pass

    with pytest.raises(TypeError, match="super"):
        app.registerCustomEvent("mine").add(Careless())


def test_an_exception_in_a_handler_is_kept_and_the_next_handler_called(
    app: Any, fusion: SimulatedFusion, recorder: Recorder
) -> None:
    event = app.registerCustomEvent("mine")
    recorder.connect(event, lambda args: 1 / 0)
    recorder.connect(event)
    app.fireCustomEvent("mine")
    fusion.pump()
    assert recorder.seen == ["mine", "mine"]
    assert len(fusion.faults) == 1
    assert "ZeroDivisionError" in str(fusion.faults[0])
    assert "mine" in str(fusion.faults[0])


def test_arguments_are_gone_after_the_event(app: Any, fusion: SimulatedFusion, recorder: Recorder) -> None:
    kept: list[Any] = []
    recorder.connect(app.registerCustomEvent("mine"), kept.append)
    app.fireCustomEvent("mine", "info")
    fusion.pump()
    with pytest.raises(RuntimeError, match="deleted"):
        _ = kept[0].additionalInfo


@pytest.mark.parametrize(
    "find",
    [
        lambda app: app.documentActivated,
        lambda app: app.dataFileComplete,
        lambda app: app.startupCompleted,
        lambda app: app.registerCustomEvent("mine"),
        lambda app: app.userInterface.commandStarting,
        lambda app: app.userInterface.workspaceActivated,
        lambda app: app.userInterface.commandDefinitions.itemById("ScriptsManagerCommand").commandCreated,
    ],
)
def test_the_handlers_class_is_found_by_annotation_and_by_type(app: Any, find: Callable[[Any], Any]) -> None:
    event = find(app)
    annotation = event.add.__annotations__["handler"]
    assert isinstance(annotation, str)
    by_annotation = vars(sys.modules[event.__module__])[annotation]
    namespace, name = event.classType().split("::")[1:]
    by_type = getattr(importlib.import_module(f"adsk.{namespace}"), f"{name}Handler")
    assert by_annotation is by_type
    assert event.add(by_annotation())
