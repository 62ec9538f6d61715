"""Certificates and proxies: what the client trusts, and which way it goes."""

from __future__ import annotations

import logging
import ssl
import subprocess
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

import pytest
from addin.lib.errors import NetworkError, UsageError
from addin.lib.http import Endpoints, HttpClient, RetryPolicy, SignedHosts
from addin.lib.http.transport import open_session
from addin.lib.scripting import Session
from addin.lib.vendor.certifi import where
from addin.lib.vendor.requests.exceptions import SSLError
from addin.lib.vendor.truststore import SSLContext

from ...sources import ROOT
from .authority import Authority
from .scripted import ScriptedServer, answer
from .tunnel import TunnelProxy

ONCE = RetryPolicy(attempts=1)
HOST = "service.invalid"
VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep this machine's own proxies and certificates out."""
    for name in (*VARIABLES, "ALL_PROXY", "all_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """A company's certificate authority, which the system does not know."""
    return Authority(tmp_path)


def refusal(client: HttpClient) -> NetworkError:
    """Return the error that a read ends in."""
    with client, pytest.raises(NetworkError) as caught:
        client.request("GET", "/")
    return caught.value


def test_a_company_s_certificate_is_taken_when_its_file_is_named(authority: Authority) -> None:
    with ScriptedServer([answer(200, b"7")], certificate=authority.issue("127.0.0.1")) as server:
        assert refusal(HttpClient(server.url)).reference == "http.certificate"
        assert server.requests == []
        with HttpClient(server.url, ca_file=str(authority.file)) as client:
            assert client.request("GET", "/").data == b"7"


def test_what_the_system_trusts_is_taken(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    # On Linux, where the tests run, this names the system's store for a process.
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with ScriptedServer([answer(200, b"7")], certificate=authority.issue("127.0.0.1")) as server:
        with HttpClient(server.url) as client:
            assert client.request("GET", "/").data == b"7"


def test_a_file_adds_to_the_system_s_store(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    other = Authority(tmp_path / "other")
    monkeypatch.setenv("SSL_CERT_FILE", str(other.file))
    for issuer in (authority, other):
        with ScriptedServer([answer(200, b"7")], certificate=issuer.issue("127.0.0.1")) as server:
            with HttpClient(server.url, ca_file=str(authority.file)) as client:
                assert client.request("GET", "/").data == b"7"


def test_all_workers_shake_hands_at_the_same_time(authority: Authority) -> None:
    together = threading.Barrier(4, timeout=5)
    with ScriptedServer(
        [answer(200)], certificate=authority.issue("127.0.0.1"), before_handshake=together.wait
    ) as server:
        with HttpClient(server.url, workers=4, ca_file=str(authority.file), retry=ONCE) as client:
            threads = [threading.Thread(target=client.request, args=("GET", "/")) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    assert len(server.requests) == 4


@pytest.mark.parametrize(("host", "days"), [("192.0.2.1", 1), (HOST, 1), ("127.0.0.1", -1)])
def test_a_certificate_for_another_host_or_out_of_date_is_refused(
    authority: Authority, host: str, days: int
) -> None:
    with ScriptedServer([answer(200)], certificate=authority.issue(host, days=days)) as server:
        error = refusal(HttpClient(server.url, ca_file=str(authority.file)))
        assert error.reference == "http.certificate"
        assert server.requests == []


@pytest.mark.parametrize("value", ["", "0", "false"])
def test_no_variable_turns_the_checks_off(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    for name in ("CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE" if not value else "PYTHONHTTPSVERIFY"):
        monkeypatch.setenv(name, value)
    with ScriptedServer([answer(200)], certificate=authority.issue("127.0.0.1")) as server:
        assert refusal(HttpClient(server.url)).reference == "http.certificate"


def test_a_variable_of_another_program_adds_nothing(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURL_CA_BUNDLE", str(authority.file))
    with ScriptedServer([answer(200)], certificate=authority.issue("127.0.0.1")) as server:
        assert refusal(HttpClient(server.url)).reference == "http.certificate"


def test_no_option_of_the_library_turns_the_checks_off(authority: Authority) -> None:
    with ScriptedServer([answer(200)], certificate=authority.issue("127.0.0.1")) as server:
        with open_session(1) as session:
            session.verify = False
            with pytest.raises(SSLError):
                session.get(server.url, timeout=10)
            with pytest.raises(SSLError):
                session.get(server.url, timeout=10, verify=False)
            with pytest.raises(SSLError):
                session.get(server.url, timeout=10, verify=str(authority.file))
        assert server.requests == []


def test_the_library_s_own_list_of_certificates_is_not_trusted(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = tmp_path / "listed.pem"
    listed.write_bytes(Path(where()).read_bytes() + authority.file.read_bytes())
    monkeypatch.setattr("addin.lib.vendor.requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(listed))
    with ScriptedServer([answer(200)], certificate=authority.issue("127.0.0.1")) as server:
        assert refusal(HttpClient(server.url)).reference == "http.certificate"


def test_both_ways_check_with_the_system_s_store() -> None:
    with open_session(1) as session:
        for scheme in ("http", "https"):
            adapter: Any = session.get_adapter(f"{scheme}://{HOST}/")
            manager = adapter.proxy_manager_for("https://proxy.invalid:8080")
            contexts = [
                adapter.poolmanager.connection_pool_kw["ssl_context"],
                manager.connection_pool_kw["ssl_context"],
                manager.proxy_config.ssl_context,
            ]
            assert all(isinstance(each, SSLContext) for each in contexts)
            assert {each.verify_mode for each in contexts} == {ssl.CERT_REQUIRED}
            assert all(each.check_hostname for each in contexts)


def test_a_proxy_tunnels_and_the_certificate_is_still_the_service_s(authority: Authority) -> None:
    with (
        ScriptedServer([answer(200, b"7")], certificate=authority.issue(HOST)) as server,
        TunnelProxy(server.port) as proxy,
    ):
        base = f"https://{HOST}"
        assert refusal(HttpClient(base, proxy=proxy.url)).reference == "http.certificate"
        with HttpClient(
            base, proxy=proxy.url, ca_file=str(authority.file), get_token=lambda _: "mine"
        ) as client:
            assert client.request("GET", "/a").data == b"7"
        other = HttpClient("https://other.invalid", proxy=proxy.url, ca_file=str(authority.file))
        assert refusal(other).reference == "http.certificate"
        assert len(server.requests) == 1
        assert server.header("Authorization") == "Bearer mine"
    assert [request.partition(" HTTP")[0] for request in proxy.requests] == [
        f"CONNECT {HOST}:443",
        f"CONNECT {HOST}:443",
        "CONNECT other.invalid:443",
    ]
    assert "mine" not in "".join(proxy.requests)


def test_signed_addresses_go_the_same_way(authority: Authority, tmp_path: Path) -> None:
    with (
        ScriptedServer([answer(200, b"7")], certificate=authority.issue(HOST)) as server,
        TunnelProxy(server.port) as proxy,
        SignedHosts(f"https://{HOST}", retry=ONCE, proxy=proxy.url, ca_file=str(authority.file)) as hosts,
        (tmp_path / "got").open("w+b") as into,
    ):
        assert hosts.get(f"https://{HOST}/signed?x=1", into).status == 200
    assert (tmp_path / "got").read_bytes() == b"7"
    assert len(proxy.requests) == 1


def test_a_session_of_scripts_goes_the_way_its_endpoints_say(authority: Authority) -> None:
    body = b'{"jsonapi": {"version": "1.0"}, "data": []}'
    base = f"https://{HOST}"
    with (
        ScriptedServer([answer(200, body)], certificate=authority.issue(HOST)) as server,
        TunnelProxy(server.port) as proxy,
    ):
        endpoints = Endpoints(api=base, userinfo=base, ca_file=str(authority.file), proxy=proxy.url)
        with Session(endpoints, lambda _: "mine") as session:
            assert session.hubs() == ()
    assert len(proxy.requests) == 1


@pytest.mark.parametrize("spelling", ["localhost", "127.0.0.1"])
def test_this_machine_is_reached_without_the_proxy_given(spelling: str) -> None:
    with ScriptedServer([answer(200, b"7")]) as server, TunnelProxy(server.port) as proxy:
        with HttpClient(f"http://{spelling}:{server.port}", proxy=proxy.url) as client:
            assert client.request("GET", "/").data == b"7"
    assert proxy.requests == []


def test_the_proxy_given_goes_before_the_environment_s(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        ScriptedServer([answer(200, b"7")], certificate=authority.issue(HOST)) as server,
        TunnelProxy(server.port) as given,
        TunnelProxy(server.port) as environment,
    ):
        monkeypatch.setenv("HTTPS_PROXY", environment.url)
        for proxy in (given.url, None, ""):
            client = HttpClient(f"https://{HOST}", proxy=proxy, ca_file=str(authority.file), retry=ONCE)
            if proxy == "":
                assert refusal(client).reference == "http.unknown-host"
                continue
            with client:
                assert client.request("GET", "/").data == b"7"
    assert (len(given.requests), len(environment.requests)) == (1, 1)


def test_a_proxy_s_credentials_reach_the_proxy_alone(
    authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told = ""
    with (
        ScriptedServer([answer(200)], certificate=authority.issue(HOST)) as server,
        TunnelProxy(server.port, credentials="somebody:canary-password") as proxy,
    ):
        base = f"https://{HOST}"
        for user, reference in (("somebody", ""), ("nobody", "http.proxy")):
            address = f"http://{user}:canary-password@127.0.0.1:{proxy.port}"
            client = HttpClient(base, proxy=address, ca_file=str(authority.file), retry=ONCE)
            told += repr(Endpoints(api=base, proxy=address))
            if not reference:
                with client:
                    assert client.request("GET", "/").status == 200
                continue
            error = refusal(client)
            assert error.reference == reference
            told += "".join(traceback.format_exception(error)) + str(error.as_dict())
        assert server.header("Proxy-Authorization") is None
        assert len(server.requests) == 1
    encoded = proxy.requests[0].partition("Basic ")[2].partition("\r\n")[0]
    assert encoded
    for secret in ("canary", encoded):
        assert secret not in told
        assert secret not in caplog.text


def test_a_proxy_over_tls_shows_a_certificate_that_is_checked(authority: Authority) -> None:
    with ScriptedServer([answer(403)], certificate=authority.issue("127.0.0.1")) as proxy:
        assert refusal(HttpClient(f"https://{HOST}", proxy=proxy.url, retry=ONCE)).reference == "http.proxy"
        assert proxy.requests == []
        trusting = HttpClient(f"https://{HOST}", proxy=proxy.url, ca_file=str(authority.file), retry=ONCE)
        assert refusal(trusting).reference == "http.proxy"
    assert proxy.requests[0].startswith(f"CONNECT {HOST}:443 ")


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "http://127.0.0.1:9"])
def test_a_proxy_of_the_environment_that_cannot_be_used_is_named(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    assert refusal(HttpClient(f"https://{HOST}", retry=ONCE)).reference == "http.proxy"


@pytest.mark.parametrize(
    "proxy",
    [
        "proxy.example.com:8080",
        "socks5://proxy.example.com",
        "http://",
        "http://somebody:canary@",
        "http://somebody:can/ary@proxy.example.com",
        "http://somebody:canary@proxy.example.com:port",
        "http://somebody:canary",
        "http://proxy.example.com/path",
        "http://[bad",
    ],
)
def test_what_is_no_proxy_is_refused_without_its_password(proxy: str) -> None:
    for make in (HttpClient, SignedHosts):
        with pytest.raises(UsageError) as caught:
            make(f"https://{HOST}", proxy=proxy)
        assert caught.value.reference == "http.bad-proxy"
        assert "can" not in str(caught.value.context)


@pytest.mark.parametrize("order", ["before", "after"])
def test_another_add_in_that_replaces_the_class_of_contexts_breaks_nothing(
    order: str, authority: Authority
) -> None:
    inject = "ssl.SSLContext = type('SSLContext', (ssl.SSLContext,), {})"
    program = "\n".join(
        [
            "import importlib, runpy, ssl, sys",
            f"runpy.run_path({str(ROOT / 'DataBrowserAddin.py')!r})['load']('addin')",
            inject if order == "before" else "",
            "client = importlib.import_module('addin.lib.http').HttpClient(sys.argv[1], ca_file=sys.argv[2])",
            "client.request('GET', '/')" if order == "after" else "",
            inject if order == "after" else "",
            "client.close()",
            "client = importlib.import_module('addin.lib.http').HttpClient(sys.argv[1], ca_file=sys.argv[2])",
            "print(client.request('GET', '/').data)",
        ]
    )
    with ScriptedServer([answer(200, b"7")], certificate=authority.issue("127.0.0.1")) as server:
        command = [sys.executable, "-c", program, server.url, str(authority.file)]
        run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (run.stdout, run.stderr) == ("b'7'\n", "")
