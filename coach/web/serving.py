"""Runs the page's server in the caller's event loop, and says at which addresses it is."""

import asyncio
import ipaddress
import socket
import ssl
import sys
from collections.abc import Mapping
from pathlib import Path

import uvicorn
from uvicorn.server import ServerState

from coach.session.ports import SessionClock
from coach.session_time import RunningClock
from coach.web.accepting import accept
from coach.web.access import Access
from coach.web.app import make_app
from coach.web.connection import BrowserConnection
from coach.web.feed import Feed

LOOPBACK = "127.0.0.1"

BACKLOG = 64
"""Connections that the system keeps until they are taken; a page makes six."""

LONGEST_HEAD = 8192
"""Bytes of a request before its body: a browser's have under two thousand, cookies of other ports included."""

TRIES = 20
"""To find a port that is free on both addresses."""

FARAWAY = ("192.0.2.1", "192.168.1.1", "192.168.0.1", "10.0.0.1", "172.16.0.1", "169.254.1.1")
"""Somewhere in the world, and the usual routers: the system knows from which own address it would reach each."""

LOCAL_NETWORKS = tuple(
    ipaddress.ip_network(network) for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16")
)
"""RFC 1918 and RFC 3927. 100.64.0.0/10 (RFC 6598) is none of them: a provider's customers share it."""


class Serving:
    """The page's server.

    Args:
        feed: the walk; its heartbeat runs as long as the server does.
        access: who may look on.
        page: the files for everybody, see `coach.web.app.page_files`.
        clock: this program's own time.
        allow_control: whether devices may send commands.
        lan: serve the local network as well as this computer.
        port: 0 is any that is free.
        tls: a certificate's context, see `tls_context`: https instead of http.
        names: names under which this computer is reached, those of the certificate.
    """

    def __init__(
        self,
        feed: Feed,
        access: Access,
        page: Mapping[str, bytes],
        clock: SessionClock | None = None,
        *,
        allow_control: bool = False,
        lan: bool = False,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        names: tuple[str, ...] = (),
    ) -> None:
        self._feed = feed
        self._access = access
        self._page = page
        self._clock = clock or RunningClock()
        self._allow_control = allow_control
        self._lan = lan
        self._wanted_port = port
        self._tls = tls
        self._names = names
        self._sockets: list[socket.socket] = []
        self._config: uvicorn.Config | None = None
        self._state = ServerState()

    def open(self) -> None:
        """Take the port; who connects is answered as soon as it runs.

        Raises:
            OSError: when the port is taken, or not permitted.
        """
        self._sockets = _listening((LOOPBACK, *(lan_addresses() if self._lan else ())), self._wanted_port)
        self._config = self._configured()

    def close(self) -> None:
        """Give the port back; closing again does nothing."""
        for one in self._sockets:
            one.close()
        self._sockets = []

    @property
    def port(self) -> int:
        """The port; only while it is open."""
        port: int = self._sockets[0].getsockname()[1]
        return port

    @property
    def is_in_a_network(self) -> bool:
        """Whether other devices can reach it."""
        return len(self._sockets) > 1

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where the page is, the best for a tablet first."""
        return tuple(f"{self._scheme}://{self._with_port(host)}" for host in self._hosts)

    @property
    def host(self) -> str:
        """What stands in the address for a tablet: a name, or an IPv4 address."""
        return self._hosts[0]

    def address_with_code(self) -> str:
        """Return the address that lets one device in: what a QR code holds. Another one as soon as it is used."""
        return f"{self.addresses[0]}/#{self._access.code(self._clock.now_s())}"

    def revoke(self, device_id: int) -> None:
        """Put a device out, and end its streams."""
        self._access.revoke(device_id)
        self._feed.wake()

    async def run(self) -> None:
        """Serve until cancelled; the port is given back then."""
        config = self._config
        if config is None:
            raise RuntimeError("it was not opened")

        def connected() -> BrowserConnection:
            return BrowserConnection(config, self._state, {})

        accepting = [asyncio.create_task(accept(one, connected, self._tls)) for one in self._sockets]
        try:
            await self._feed.run()
        finally:
            for task in accepting:
                task.cancel()
            await asyncio.gather(*accepting, return_exceptions=True)
            self.close()
            self._feed.close()
            for connection in tuple(self._state.connections):
                if isinstance(connection, BrowserConnection):
                    connection.drop()
            await asyncio.gather(*self._state.tasks, return_exceptions=True)

    @property
    def _hosts(self) -> tuple[str, ...]:
        """Names and addresses under which it is reached, the best for a tablet first."""
        own = [one.getsockname()[0] for one in self._sockets]
        return *self._names, *own[1:], own[0]

    @property
    def _scheme(self) -> str:
        return "http" if self._tls is None else "https"

    def _with_port(self, host: str) -> str:
        """Return a host as a browser writes it: without the scheme's own port."""
        return host if self.port == {"http": 80, "https": 443}[self._scheme] else f"{host}:{self.port}"

    def _configured(self) -> uvicorn.Config:
        app = make_app(
            self._feed,
            self._access,
            self._page,
            self._clock.now_s,
            hosts=[self._with_port(host) for host in self._hosts],
            cookie=f"coach_{self.port}",
            secure=self._tls is not None,
            allow_control=self._allow_control,
        )
        config = uvicorn.Config(
            app,
            http=BrowserConnection,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            log_level="error",  # what strangers send is no news
            access_log=False,
            proxy_headers=False,  # there is no proxy, and a device must not choose its address
            server_header=False,
            date_header=False,
            h11_max_incomplete_event_size=LONGEST_HEAD,
        )
        config.load()
        return config


def tls_context(certificate: Path, key: Path | None) -> ssl.SSLContext:
    """Return what encrypts with a certificate and its key, in files of PEM; None is a key in the certificate's file.

    Raises:
        OSError: when a file cannot be read, holds none, or is locked with a password (ssl.SSLError).
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key, password=lambda: b"")  # or OpenSSL would ask for it in the terminal
    return context


def lan_addresses() -> tuple[str, ...]:
    """Return this computer's own addresses in local networks, the one that leads to the world first; IPv4."""
    return tuple(address for address in _own_addresses() if is_local(address))


def other_addresses() -> tuple[str, ...]:
    """Return this computer's own addresses that the world, or a provider's other customers, can reach; IPv4."""
    return tuple(address for address in _own_addresses() if not is_local(address))


def is_local(address: str) -> bool:
    """Return whether an address is of a local network: nobody outside can send to it."""
    return any(ipaddress.ip_address(address) in network for network in LOCAL_NETWORKS)


def _own_addresses() -> tuple[str, ...]:
    """Return this computer's own addresses by which it reaches something else.

    Nothing is sent: to connect a datagram's socket only asks the system for the way.
    """
    found = (address for far in FARAWAY if (address := _way_to(far)) is not None)
    return tuple(address for address in dict.fromkeys(found) if not ipaddress.ip_address(address).is_loopback)


def _way_to(far: str) -> str | None:
    """Return the own address from which the system would send there; None when it knows no way."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect((far, 9))
        except OSError:
            return None
        own: str = asking.getsockname()[0]
        return own


def _listening(hosts: tuple[str, ...], port: int) -> list[socket.socket]:
    """Return a socket for each host, all of one port; only these: another network of this computer is not served.

    Raises:
        OSError: when there is no such port.
    """
    for _ in range(TRIES - 1 if port == 0 else 0):
        try:
            return _bound(hosts, port)
        except OSError:
            continue  # it was free on the first address alone
    return _bound(hosts, port)


def _bound(hosts: tuple[str, ...], port: int) -> list[socket.socket]:
    bound: list[socket.socket] = []
    try:
        for host in hosts:
            one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            bound.append(one)
            if sys.platform == "win32":  # elsewhere another program could share the port
                one.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind((host, port or (bound[0].getsockname()[1] if len(bound) > 1 else 0)))
            one.listen(BACKLOG)  # or two programs could have it
            one.settimeout(0)  # asyncio asks for one that does not wait
    except OSError:
        for one in bound:
            one.close()
        raise
    return bound
