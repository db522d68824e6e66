"""The server itself: where it is, that it takes nothing of the program's, and that it ends."""

import asyncio
import ipaddress
import signal
import socket
import ssl

import pytest
from cryptography.hazmat.primitives import serialization

from coach.web import serving as serving_module
from coach.web.access import Access
from coach.web.feed import Feed
from coach.web.serving import FARAWAY, Serving, lan_addresses, other_addresses, tls_context
from tests.support.certificates import certificate_files, pem_of
from tests.support.web import PAGE, Served, glance


def made(**options):
    return Serving(Feed(glance), Access(), PAGE, **options)


def bound_to(port, host):
    """Whether somebody listens there."""
    with socket.socket() as one:
        return one.connect_ex((host, port)) == 0


async def test_unless_asked_it_is_for_this_computer_alone(monkeypatch):
    monkeypatch.setattr(serving_module, "lan_addresses", lambda: ("127.0.0.2",))
    async with Served() as served:
        assert served.serving.addresses == (f"http://127.0.0.1:{served.serving.port}",)
        assert bound_to(served.serving.port, "127.0.0.1")
        assert not bound_to(served.serving.port, "127.0.0.2")


async def test_in_the_local_network_the_tablets_address_comes_first(monkeypatch):
    monkeypatch.setattr(serving_module, "lan_addresses", lambda: ("127.0.0.2",))
    async with Served(lan=True) as served:
        port = served.serving.port
        assert served.serving.addresses == (f"http://127.0.0.2:{port}", f"http://127.0.0.1:{port}")
        address, _, code = served.serving.address_with_code().partition("/#")
        assert address == f"http://127.0.0.2:{port}"
        assert len(code) == 26
        assert bound_to(port, "127.0.0.2")
        assert not bound_to(port, "127.0.0.3"), "no other network of this computer"
        for host in ("127.0.0.1", "127.0.0.2"):
            assert (await served.ask("GET", "/", {"Host": f"{host}:{port}"})).status == 200
        # A browser may take "localhost" for ::1, where another program can listen.
        for host in ("127.0.0.3", "localhost", "[::1]"):
            assert (await served.ask("GET", "/", {"Host": f"{host}:{port}"})).status == 403


async def test_a_port_that_is_wanted_is_had_or_refused():
    async with Served() as served:
        taken = served.serving.port
        with pytest.raises(OSError, match="in use"):
            made(port=taken).open()
    again = made(port=taken)
    again.open()
    assert again.port == taken
    again.close()
    again.close()


async def test_a_free_port_is_free_on_every_address(monkeypatch):
    monkeypatch.setattr(serving_module, "lan_addresses", lambda: ("127.0.0.2",))
    ports = iter([0, 0])
    real = serving_module._bound

    def taken_once(hosts, port):
        if next(ports, None) is not None:
            raise OSError("the second address has it taken")
        return real(hosts, port)

    monkeypatch.setattr(serving_module, "_bound", taken_once)
    one = made(lan=True)
    one.open()
    assert len(one.addresses) == 2
    one.close()


def test_on_its_schemes_own_port_an_address_has_no_port(monkeypatch):
    monkeypatch.setattr(Serving, "port", 80)
    assert made()._with_port("127.0.0.1") == "127.0.0.1"
    monkeypatch.setattr(Serving, "port", 443)
    assert made()._with_port("127.0.0.1") == "127.0.0.1:443"


async def test_it_takes_no_signals_and_gives_everything_back():
    before = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)]
    async with Served() as served:
        assert [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)] == before
        stream = await served.stream(await served.enter())
        await stream.until("glance")
        idle, _ = await served.connect()
        port = served.serving.port
        tasks = asyncio.all_tasks()
        served.running.cancel()
        async with asyncio.timeout(5):
            await asyncio.gather(served.running, return_exceptions=True)
            assert await idle.read() == b""
        assert not bound_to(port, "127.0.0.1")
        assert served.feed.pages == 0
        assert {task for task in tasks if not task.done()} == {asyncio.current_task()}


async def test_it_cannot_run_before_it_is_open():
    with pytest.raises(RuntimeError, match="not opened"):
        await made().run()


async def test_a_state_that_cannot_be_worded_ends_the_stream_and_leaves_no_old_number():
    async with Served() as served:

        def broken(_view):
            raise ValueError("no words")

        served.feed._glance = broken
        stream = await served.stream(await served.enter())
        assert await stream.event() == ("controls", {"allowed": False})
        assert await stream.event() is None


# Encrypted


@pytest.fixture
def certificate(tmp_path):
    return certificate_files(tmp_path)


async def test_with_a_certificate_it_is_encrypted_and_so_is_the_cookie(certificate):
    pem, key = certificate
    trusting = ssl.create_default_context(cafile=str(pem))
    async with Served(tls=tls_context(pem, key), names=("laptop.example",)) as served:
        own = f"laptop.example:{served.serving.port}"
        assert served.serving.addresses[0] == f"https://{own}"
        reader, writer = await served.connect(ssl=trusting, server_hostname="laptop.example")
        sent = b'{"code": "%s"}' % served.code.encode()
        headers = {"Host": own, "Origin": f"https://{own}", "Content-Type": "application/json"}
        writer.write(served.head("POST", "/enter", headers | {"Content-Length": str(len(sent))}) + sent)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 ")
        assert b"secure" in head.lower().partition(b"set-cookie:")[2]
        await reader.readuntil(b"}")
        writer.write(served.head("POST", "/enter", headers | {"Origin": f"http://{own}", "Content-Length": "0"}))
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize("broken", ["missing", "text", "no key", "locked"])
def test_a_certificate_that_is_none_is_found_out_at_once(certificate, tmp_path, broken):
    pem, key = certificate
    if broken == "missing":
        pem = tmp_path / "none.pem"
    elif broken == "text":
        pem.write_text("hello")
    elif broken == "locked":
        private = serialization.load_pem_private_key(key.read_bytes(), None)
        key.write_bytes(pem_of(private, serialization.BestAvailableEncryption(b"secret")))
    else:
        key = None
    with pytest.raises(OSError):  # noqa: PT011 - a file's or ssl's, each with its own words
        tls_context(pem, key)


# The local network


def test_an_address_of_the_local_network_is_found_without_sending_anything(monkeypatch):
    asked = []

    class Asking:
        def __init__(self, family, kind):
            assert kind == socket.SOCK_DGRAM, "to connect it sends nothing"

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def connect(self, to):
            asked.append(to[0])
            if to[0] == "10.0.0.1":
                raise OSError("no way")

        def getsockname(self):
            return ({"192.0.2.1": "192.168.1.20", "172.16.0.1": "172.16.3.4"}.get(asked[-1], "127.0.0.1"), 5)

    monkeypatch.setattr(serving_module.socket, "socket", Asking)
    assert lan_addresses() == ("192.168.1.20", "172.16.3.4")
    assert asked == list(FARAWAY)


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("10.0.0.1", True),
        ("10.255.255.254", True),
        ("172.16.0.1", True),
        ("172.31.255.254", True),
        ("192.168.178.20", True),
        ("169.254.7.7", True),
        ("172.15.255.254", False),
        ("172.32.0.1", False),
        ("192.169.0.1", False),
        ("100.64.0.1", False),
        ("100.101.102.103", False),
        ("203.0.113.9", False),
        ("8.8.8.8", False),
    ],
)
def test_only_addresses_of_local_networks_are_served(monkeypatch, address, local):
    ways = {FARAWAY[0]: address, FARAWAY[1]: "192.168.1.20"}
    monkeypatch.setattr(serving_module, "_way_to", ways.get)
    assert lan_addresses() == ((address, "192.168.1.20") if local else ("192.168.1.20",))
    assert other_addresses() == (() if local else (address,))


def test_every_faraway_address_is_one_that_can_be_asked_about():
    for far in FARAWAY:
        address = ipaddress.ip_address(far)
        assert not address.is_loopback
        assert not address.is_multicast
        assert not address.is_unspecified
