"""Whom Fusion is signed in as and which proxy it is set to: read as far as this Fusion tells, and told on."""

from __future__ import annotations

import importlib
import logging
import sys
from collections.abc import Callable
from dataclasses import astuple
from types import SimpleNamespace
from typing import Any

import pytest
from addin.lib.preview import Person, SimulatedFusion
from addin.lib.preview.addin import AddIn

from .conftest import BUTTONS, assert_clean, open_palette, start

ROBIN = Person("ROBIN0001", "robin", "Robin Somebody", "robin@example.com")

pytestmark = pytest.mark.usefixtures("service")


class Failing:
    """One of Fusion's objects in a bad moment: whatever is read of it raises."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(f"2 : InternalValidationError : {name}")


def known(addin: AddIn) -> tuple[Any, Any]:
    """Return what the add-in has noted of its host: the user's id, name and email, and the proxy."""
    app = sys.modules[addin.name]._running[0].app
    return astuple(app._host_user), app._host_proxy


def host_module(addin: AddIn, name: str) -> Any:
    """Return a module of lib/host, which the add-in may not have needed yet."""
    return importlib.import_module(f"{addin.name}.lib.host.{name}")


def set_proxy(setting: str, host: str = "", port: int = 0) -> None:
    """Set Fusion's network preferences, as its dialog does."""
    core = importlib.import_module("adsk.core")
    network = core.Application.get().preferences.networkPreferences
    network.networkProxySetting = getattr(core.NetworkProxySettings, setting + "ProxySettings")
    network.proxyHost = host
    network.proxyPort = port


@pytest.mark.parametrize("profile", ["2026", "2024"])
def test_the_previews_fusion_is_signed_in_as_the_sample_hubs_user(
    start_fusion: Callable[..., SimulatedFusion], profile: str
) -> None:
    fusion = start_fusion(profile=profile)
    addin = start(fusion)
    account = open_palette(fusion).call("account.signIn")["account"]
    assert known(addin) == ((account["id"], account["name"], account["email"]), None)
    addin.stop()
    assert_clean(fusion)


def test_user_and_proxy_are_known_from_the_start_and_read_anew_with_the_palette(
    start_fusion: Callable[..., SimulatedFusion],
) -> None:
    fusion = start_fusion(user=ROBIN)
    set_proxy("Override", "proxy.example.com", 8080)
    fusion.cloud_calls.clear()
    addin = start(fusion)
    user = ("ROBIN0001", "Robin Somebody", "robin@example.com")
    assert known(addin) == (user, "http://proxy.example.com:8080")
    assert fusion.cloud_calls == []
    fusion.state.user = Person()
    set_proxy("NoProxy")
    open_palette(fusion, BUTTONS[0])
    assert known(addin) == (("SAMPLEUSER01", "Mika Sample", "designer@example.com"), "")
    addin.stop()
    assert_clean(fusion)


def test_a_fusion_that_tells_nothing_holds_nothing_up(
    start_fusion: Callable[..., SimulatedFusion],
) -> None:
    fusion = start_fusion(user=Person("", "", "", ""))
    addin = start(fusion)
    assert known(addin) == (("", "", ""), None)
    user = host_module(addin, "user")
    network = host_module(addin, "network")
    for application in (
        SimpleNamespace(),
        SimpleNamespace(currentUser=None, preferences=None),
        SimpleNamespace(currentUser=Failing(), preferences=Failing()),
        SimpleNamespace(currentUser=SimpleNamespace(), preferences=SimpleNamespace()),
        SimpleNamespace(
            currentUser=SimpleNamespace(userId=None, displayName=None, userName=7, email=None),
            preferences=SimpleNamespace(networkPreferences=None),
        ),
        SimpleNamespace(preferences=SimpleNamespace(networkPreferences=Failing())),
        Failing(),
    ):
        assert astuple(user.read_user(application)) == ("", "", "")
        assert network.read_proxy(application) is None
    addin.stop()
    assert_clean(fusion)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            {"userId": "U1", "displayName": " Robin ", "email": "r@example.com"},
            ("U1", "Robin", "r@example.com"),
        ),
        ({"userName": "robin"}, ("", "robin", "")),
        ({"userName": "robin", "displayName": " "}, ("", "robin", "")),
        ({"userName": "robin", "displayName": "Robin Somebody"}, ("", "Robin Somebody", "")),
        ({"email": "r@example.com"}, ("", "", "r@example.com")),
    ],
)
def test_what_fusion_tells_of_its_user_is_taken_member_by_member(
    fusion: SimulatedFusion, told: dict[str, str], expected: tuple[str, str, str]
) -> None:
    addin = start(fusion)
    module = host_module(addin, "user")
    user = module.read_user(SimpleNamespace(currentUser=SimpleNamespace(**told)))
    assert astuple(user) == expected
    addin.stop()


def test_the_proxy_is_taken_from_fusions_network_preferences(
    fusion: SimulatedFusion, caplog: pytest.LogCaptureFixture
) -> None:
    addin = start(fusion)
    module = host_module(addin, "network")
    application = importlib.import_module("adsk.core").Application.get()
    caplog.set_level(logging.WARNING, "databrowser.host")
    for setting, host, port, expected in (
        ("Automatic", "", 0, None),
        ("Automatic", "left.example.com", 8080, None),
        ("WindowsDefault", "left.example.com", 8080, None),
        ("NoProxy", "left.example.com", 8080, ""),
        ("Override", "proxy.example.com", 8080, "http://proxy.example.com:8080"),
        ("Override", " proxy.example.com ", 3128, "http://proxy.example.com:3128"),
        ("Override", "http://proxy.example.com", 8080, "http://proxy.example.com:8080"),
        ("Override", "https://proxy.example.com/", 443, "https://proxy.example.com:443"),
        ("Override", "proxy.example.com:3128", 8080, "http://proxy.example.com:3128"),
        ("Override", "http://proxy.example.com:3128", 0, "http://proxy.example.com:3128"),
        ("Override", "10.0.0.7", 8080, "http://10.0.0.7:8080"),
        ("Override", "[fd00::7]", 8080, "http://[fd00::7]:8080"),
        ("Override", "proxy.example.com", 0, "http://proxy.example.com"),
        ("Override", "proxy.example.com", -1, "http://proxy.example.com"),
    ):
        set_proxy(setting, host, port)
        assert module.read_proxy(application) == expected, (setting, host, port)
    assert caplog.messages == []
    addin.stop()


def test_a_proxy_that_is_no_address_is_logged_without_its_password_and_not_used(
    fusion: SimulatedFusion, caplog: pytest.LogCaptureFixture
) -> None:
    addin = start(fusion)
    module = host_module(addin, "network")
    application = importlib.import_module("adsk.core").Application.get()
    for host, port in (
        ("", 8080),
        ("proxy.example.com", 99999),
        ("proxy.example.com:port", 8080),
        ("socks5://proxy.example.com", 1080),
        ("proxy.example.com/proxy.pac", 0),
        ("not a host", 8080),
        ("http://robin:hidden@not a host", 8080),
        ("http://robin:hidden/@proxy.example.com", 8080),
        ("http://[proxy", 8080),
    ):
        caplog.clear()
        set_proxy("Override", host, port)
        assert module.read_proxy(application) is None, (host, port)
        assert [record.levelname for record in caplog.records] == ["WARNING"], (host, port)
        assert "hidden" not in caplog.text
    addin.stop()


def test_a_setting_that_is_none_of_the_known_ones_leaves_the_proxy_to_the_environment(
    fusion: SimulatedFusion,
) -> None:
    addin = start(fusion)
    module = host_module(addin, "network")
    for setting in ("Override", None, 4, -1, object()):
        network = SimpleNamespace(networkProxySetting=setting, proxyHost="proxy.example.com", proxyPort=8080)
        application = SimpleNamespace(preferences=SimpleNamespace(networkPreferences=network))
        assert module.read_proxy(application) is None, setting
    addin.stop()
