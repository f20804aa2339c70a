"""Under which names an installation without keys may be asked.

A web page elsewhere can give its own name the address of this computer, and the browser would then
let it read what we answer ("DNS rebinding"). That name stands in the `Host` header. It has a dot,
since nobody can register another, and it is no address.
"""

from __future__ import annotations

import ipaddress

LOCAL = ".localhost"


def is_known(host: str, listed: str | None) -> bool:
    """Whether a `Host` header names this computer, or what the settings list; none is given by who
    is no browser."""
    name = _name(host)
    names = {each.strip().lower() for each in (listed or "").split(",")}
    return "." not in name or name.endswith(LOCAL) or name in names or _is_address(name)


def _name(host: str) -> str:
    """Without the port; an IPv6 address has brackets."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
