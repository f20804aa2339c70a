"""The address that the service listens on: free, and with keys unless it is this computer's own."""

from __future__ import annotations

import errno
import ipaddress
import socket

from ingest.errors import FixSettings


def bind(host: str, port: int) -> socket.socket:
    """A socket that holds the address, not listening yet. Raises `FixSettings` in one line.

    Held before the models load, so that a taken port is said at once.
    """
    family, address = _resolve(host, port)[0]
    held = socket.socket(family, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        held.bind(address)
    except OSError as error:
        held.close()
        raise unavailable(host, port, error) from error
    return held


def unavailable(host: str, port: int, error: OSError) -> FixSettings:
    """Why an address cannot be had."""
    if error.errno == errno.EADDRINUSE:
        return FixSettings(
            f"port {port} is already in use: stop what uses it, or choose another with --port"
        )
    return FixSettings(
        f"cannot listen on {host} port {port} ({error.strerror}): choose another with --port"
    )


def url(host: str, port: int) -> str:
    """The service's address as one types it."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_loopback(host: str, port: int) -> bool:
    """Whether nobody but this computer can reach an address. Raises `FixSettings`."""
    found = (
        ipaddress.ip_address(address[0].partition("%")[0]) for _, address in _resolve(host, port)
    )
    return all(address.is_loopback for address in found)


def keys_first(host: str) -> FixSettings:
    """Why an address that others can reach is refused."""
    return FixSettings(
        f"{host} can be reached from other computers, and no key was made yet to keep them out: "
        "run `reform-service keys create NAME`, or use --host 127.0.0.1"
    )


def _resolve(host: str, port: int) -> list[tuple[socket.AddressFamily, tuple[str, int]]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FixSettings(f"the address {host!r} is not known: use --host 127.0.0.1") from error
    return [(entry[0], (str(entry[4][0]), port)) for entry in found]
