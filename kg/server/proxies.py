"""Proxies that are believed, and what they say of the client."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from kg.errors import SettingsError

_ALL = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))
_MOST_HOPS = 32

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Proxies:
    """The networks of proxies whose headers are believed; nobody's where there are none."""

    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, text: str) -> Proxies:
        """Those in a list of addresses and networks; ``*`` is anybody. Raises SettingsError."""
        found: list[Network] = []
        for one in filter(None, (part.strip() for part in text.split(","))):
            try:
                found += _ALL if one == "*" else (ipaddress.ip_network(one, strict=False),)
            except ValueError as error:
                raise SettingsError(
                    f"--proxy {one!r} is neither an address nor a network: {error}"
                ) from error
        return cls(tuple(found))

    def trusts(self, host: str) -> bool:
        """Whether what comes from an address is believed."""
        if not self.networks:
            return False
        try:
            address = ipaddress.ip_address(host.partition("%")[0])
        except ValueError:
            return False
        known = getattr(address, "ipv4_mapped", None) or address
        return any(known in network for network in self.networks)

    def client(self, host: str, headers: Iterable[tuple[bytes, bytes]]) -> tuple[str, str]:
        """The client's address, and the scheme it used, by the headers of the proxies between.

        The last address in ``X-Forwarded-For`` that is no proxy of ours: what
        stands before it, anybody may have written.
        """
        if not self.trusts(host):
            return host, "http"
        hops, scheme = "", "http"
        for name, value in headers:
            if name == b"x-forwarded-for":
                hops += "," + value.decode("latin-1")
            elif name == b"x-forwarded-proto" and value.strip().lower() in {b"https", b"wss"}:
                scheme = "https"
        for hop in reversed(hops.split(",")[-_MOST_HOPS:]):
            address = _address(hop.strip())
            if address is None:
                break
            host = address
            if not self.trusts(host):
                break
        return host, scheme


def _address(text: str) -> str | None:
    """The address that a proxy names, with or without a port."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        return None
