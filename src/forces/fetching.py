"""One page from the open web, fetched with care: where it may go, how long, how much, and whether it is welcome."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from forces.errors import ArgumentError, ArticleError, needed

__all__ = ["LIMIT", "Page", "fetch"]

#: bytes of a page, as sent and as unpacked
LIMIT = 10_000_000
_HOPS = 5
_MOVED = (301, 302, 303, 307, 308)
_REFUSALS = {401: "asks for a password", 403: "refuses", 404: "has no such page", 410: "has no such page any more",
             429: "asks to come back later", 451: "may not show it"}  # fmt: skip
#: what robots.txt of a host says, for this process
_robots: dict[str, str] = {}


class Page(NamedTuple):
    """What a server sent: the unpacked body, its declared type and charset, and the address that gave it."""

    body: bytes
    kind: str
    charset: str | None
    url: str


class _Answer(NamedTuple):
    status: int
    headers: Any
    body: bytes


def fetch(url: str, *, allow_private: bool = False, timeout: float = 20.0) -> Page:
    """Fetch one page.

    Parameters
    ----------
    url : str
        An http or https address without user name and password.
    allow_private : bool
        Also go to loopback, private and other addresses that are not on the open internet.
    timeout : float
        Seconds for all of it: names, redirects, robots.txt and page.

    Returns
    -------
    Page

    Raises
    ------
    ArticleError
        If the address, or one it leads to, is refused, kept from robots or out of reach, the page is missing or larger
        than `LIMIT`, or time is up.
    ArgumentError
        If the timeout is not above 0.
    """
    if not timeout > 0:
        raise ArgumentError(f"timeout must be above 0 seconds; got {timeout!r}")
    visit = _Visit(url, time.monotonic() + timeout, allow_private=allow_private)
    results: list[Page | Exception] = []

    def work() -> None:
        try:
            results.append(visit.page())
        except Exception as error:  # noqa: BLE001 (whatever it is, it is raised below)
            results.append(error)

    # in a thread, since neither a name server nor a server that drips its headers keeps to a socket's timeout
    thread = threading.Thread(target=work, name=f"fetch {url}", daemon=True)
    thread.start()
    thread.join(timeout)
    if not results or isinstance(results[0], TimeoutError):
        raise ArticleError(f"{url}: not read within {timeout:g} seconds; try later, or raise timeout")
    if isinstance(results[0], Exception):
        raise results[0]
    return results[0]


class _Visit:
    """The way to one page: every step is checked."""

    def __init__(self, url: str, until: float, *, allow_private: bool) -> None:
        self.url, self.until, self.allow_private = url, until, allow_private

    def page(self) -> Page:
        """Go where the address leads, asking robots.txt of each host."""
        for url, answer in self._steps(self.url, polite=True):
            if answer.status in _MOVED:
                continue
            if answer.status != 200:
                does = _REFUSALS.get(answer.status, "cannot give it now")
                raise ArticleError(f"{url}: its server {does} (status {answer.status})")
            kind, *rest = answer.headers.get("content-type", "").lower().split(";")
            charset = next((p.split("=", 1)[1].strip(" \"'") for p in rest if "charset=" in p), None)
            return Page(answer.body, kind.strip(), charset, url)
        raise ArticleError(f"{self.url}: redirects more than {_HOPS} times; give the address of the page itself")

    def _steps(self, url: str, *, polite: bool) -> Iterator[tuple[str, _Answer]]:
        """Give the answer of an address and of those it redirects to."""
        for _ in range(_HOPS + 1):
            parts = _checked(url)
            if polite:
                self._ask_robots(url, parts)
            answer = self._get(url, parts)
            yield url, answer
            url = urljoin(url, answer.headers.get("location", ""))

    def _ask_robots(self, url: str, parts: SplitResult) -> None:
        """Stop where robots.txt of the host asks programs to stay away."""
        protego = needed("protego", "web", "reading an address")
        at = f"{parts.scheme}://{parts.netloc}/robots.txt"
        if at not in _robots:
            answer = next((a for _, a in self._steps(at, polite=False) if a.status not in _MOVED), None)
            if answer is not None and answer.status >= 500:
                raise ArticleError(f"{url}: {at} cannot be had now (status {answer.status}), so the page is left alone")
            found = answer is not None and answer.status == 200
            _robots[at] = answer.body.decode("utf-8", "replace") if found and answer else ""
        if not protego.Protego.parse(_robots[at]).can_fetch(url, "forces"):
            raise ArticleError(
                f"{url}: robots.txt asks programs not to read it; save the page and name the file instead"
            )

    def _get(self, url: str, parts: SplitResult) -> _Answer:
        """Ask one address, without following it."""
        urllib3 = needed("urllib3", "web", "reading an address")
        from forces import __version__

        host, secure = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        headers = {
            "Host": parts.netloc,
            "User-Agent": f"forces/{__version__} (reads news reports one by one; Python)",
            "Accept": "text/html, application/xhtml+xml, text/plain, application/pdf",
            "Accept-Encoding": "gzip",
        }
        problem = ""
        for address in self._addresses(url, host, port):
            if secure:  # we connect to the address that was checked, and the certificate must be of the host
                pool = urllib3.HTTPSConnectionPool(address, port, server_hostname=host, assert_hostname=host)
            else:
                pool = urllib3.HTTPConnectionPool(address, port)
            answer = None
            try:
                answer = pool.request(
                    "GET", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", headers=headers,
                    redirect=False, retries=False, preload_content=False, decode_content=False,
                    timeout=urllib3.Timeout(connect=min(self._left(), 5), read=self._left()),
                )  # fmt: skip
                body = self._body(url, answer) if answer.status == 200 else b""
            except urllib3.exceptions.ReadTimeoutError:
                raise TimeoutError from None
            except urllib3.exceptions.HTTPError as error:
                problem = str(error).partition("new connection: ")[2] or str(error)
            else:
                return _Answer(answer.status, answer.headers, body)
            finally:
                if answer is not None:
                    answer.close()
                pool.close()
        raise ArticleError(f"{url}: cannot be read ({problem or 'no address'}); check it in a browser")

    def _addresses(self, url: str, host: str, port: int) -> list[str]:
        """Resolve a host, and refuse it if any of its addresses is not on the open internet."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise ArticleError(f"{url}: no server of that name; check the address and the connection") from None
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        private = [a for a in addresses if not _on_open_internet(a)]
        if private and not self.allow_private:
            raise ArticleError(
                f"{url}: {host} is {private[0]}, no address on the open internet; pass allow_private=True to read it"
            )
        return addresses[:3]

    def _body(self, url: str, answer: Any) -> bytes:  # noqa: ANN401 (urllib3 is imported late)
        """Read a body piece by piece, unpacking it, up to the limit."""
        packing = answer.headers.get("content-encoding", "identity").lower().strip()
        if packing not in ("", "identity", "gzip", "x-gzip"):
            raise ArticleError(f"{url}: is packed as {packing}, which nobody asked for")
        unpack = zlib.decompressobj(wbits=31) if "gzip" in packing else None
        pieces, size, sent = [], 0, 0
        while True:
            self._left()
            piece = answer.read1(65_536, decode_content=False)
            if not piece:
                break
            sent += len(piece)
            try:
                piece = unpack.decompress(piece, LIMIT + 1 - size) if unpack else piece
            except zlib.error:
                raise ArticleError(f"{url}: is not the gzip that its server says it is") from None
            size += len(piece)
            if size > LIMIT or sent > LIMIT:
                raise ArticleError(f"{url}: larger than {LIMIT // 1_000_000} MB, which no article is")
            pieces.append(piece)
        return b"".join(pieces)

    def _left(self) -> float:
        """Give the seconds that are left."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def _checked(url: str) -> SplitResult:
    """Take an address apart; refuse what is no plain web address."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ArticleError(f"{url}: is no web address ({error})") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise ArticleError(f"{url}: only http and https addresses are read")
    if not parts.hostname or port == 0 or not url.isprintable() or " " in url:
        raise ArticleError(f"{url!r}: is no web address")
    if parts.username is not None or parts.password is not None:
        raise ArticleError(f"{parts.scheme}://{parts.hostname}: an address with a password in it is not read")
    try:
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    except UnicodeError:
        raise ArticleError(f"{url}: is no web address (its host has no such name)") from None
    path, query = (quote(part, safe="%/:=&?~+!$,;'@()*[]") for part in (parts.path, parts.query))
    return parts._replace(scheme=parts.scheme.lower(), netloc=host, path=path, query=query)


def _on_open_internet(address: str) -> bool:
    """Tell whether an address is public; one that wraps another is judged by that.

    Examples
    --------
    >>> [_on_open_internet(a) for a in ("93.184.215.14", "10.0.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::a00:1")]
    [True, False, False, False, False]
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in ipaddress.ip_network("64:ff9b::/96"):  # the way from IPv6 to IPv4
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return _on_open_internet(str(inner))
    return ip.is_global and not ip.is_multicast
