"""The address that the service listens on: this computer's own, and free."""

from __future__ import annotations

import errno
import ipaddress
import socket

from ingest.errors import FixSettings


def bind(host: str, port: int) -> socket.socket:
    """A socket that holds the address, not listening yet. Raises `FixSettings` in one line.

    Held before the models load, so that a taken port is said at once.
    """
    family, address = _loopback(host, port)
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


def _loopback(host: str, port: int) -> tuple[socket.AddressFamily, tuple[str, int]]:
    """There are no keys yet, so nobody but this computer may ask."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FixSettings(f"the address {host!r} is not known: use --host 127.0.0.1") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not all(ipaddress.ip_address(a.partition("%")[0]).is_loopback for a in addresses):
        raise FixSettings(
            f"{host} can be reached from other computers, and this version has no keys to keep "
            "them out: use --host 127.0.0.1"
        )
    return found[0][0], (addresses[0], port)
