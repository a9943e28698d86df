"""Fetching from a server of our own that misbehaves in every way it can; nothing here leaves this machine."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest
import trustme

from forces import ArgumentError, ArticleError, extract_claims, fetching, read_article, read_articles
from forces.fetching import LIMIT, fetch

PAGE = (
    "<!doctype html><html><head><title>Tanks mass at the border</title></head><body><article><p>{}</p></article></html>"
)
PROSE = "Russia has massed more than 500 tanks – say “officials” in Kyiv – near the border, it was said on Monday."
BOMB = gzip.compress(b"a" * 50_000_000)


class Handler(BaseHTTPRequestHandler):
    """What each path does."""

    def do_GET(self) -> None:  # noqa: C901 (one path after the other)
        self.server.asked.append(self.path)
        self.server.headers = self.headers
        path = self.path.split("?")[0]
        if path in ("/", "/robots.txt"):
            rules = self.server.robots
            self.send(rules[1], kind="text/plain", status=rules[0])
        elif path == "/page":
            self.send(PAGE.format(PROSE))
        elif path == "/text":
            self.send(PROSE, kind="text/plain; charset=utf-8")
        elif path == "/wrong":  # the page is Windows-1252, whatever is said here
            self.send(PAGE.format(PROSE).encode("cp1252"), kind=f"text/html; charset={self.path.partition('?')[2]}")
        elif path == "/gzip":
            self.send(gzip.compress(PAGE.format(PROSE).encode()), headers={"Content-Encoding": "gzip"})
        elif path == "/no-gzip":
            self.send(b"plain", headers={"Content-Encoding": "gzip"})
        elif path == "/brotli":
            self.send(b"plain", headers={"Content-Encoding": "br"})
        elif path == "/bomb":
            self.send(BOMB, headers={"Content-Encoding": "gzip"})
        elif path == "/large":
            self.send(b"a" * 50_000_000)
        elif path == "/picture":
            self.send(b"GIF89a", kind="image/gif")
        elif path == "/slow":
            time.sleep(3)
            self.send("late")
        elif path in ("/endless", "/drip", "/drip-headers"):
            self.without_end(path)
        elif path == "/loop":
            self.redirect("/loop")
        elif path == "/to":
            self.redirect(unquote(self.path.partition("?")[2]))
        elif path == "/chunked":
            self.chunked(PAGE.format(PROSE).encode())
        else:
            self.send("no", status=int(path[1:]) if path[1:].isdigit() else 404)

    def send(self, body, *, kind="text/html; charset=utf-8", status=200, headers=()):
        body = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": len(body), **dict(headers)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.write(body)

    def write(self, body):
        try:
            self.wfile.write(body)
        except OSError:  # the reader has gone
            return False
        return True

    def redirect(self, where):
        self.send("", status=302, headers={"Location": where})

    def chunked(self, body):
        self.protocol_version = "HTTP/1.1"
        self.send_response(200)
        for name, value in (("Content-Type", "text/html"), ("Transfer-Encoding", "chunked"), ("Connection", "close")):
            self.send_header(name, value)
        self.end_headers()
        for start in range(0, len(body), 50):
            piece = body[start : start + 50]
            self.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.write(b"0\r\n\r\n")

    def without_end(self, path):
        """Send without end: fast, drop by drop, or only headers."""
        piece, wait = (b"a" * 65_536, 0) if path == "/endless" else (b"X-A: 1\r\n" if "headers" in path else b"a", 0.2)
        self.send_response(200)
        if path != "/drip-headers":
            self.end_headers()
        else:
            self.flush_headers()
        until = time.monotonic() + 6
        while time.monotonic() < until and self.write(piece):
            time.sleep(wait)

    def log_message(self, *args) -> None:
        """Say nothing."""


def serve(server):
    server.asked, server.robots = [], (404, "")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()


@pytest.fixture(autouse=True)
def _no_memory():
    fetching._robots.clear()


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        serve(server)
        server.at = f"http://127.0.0.1:{server.server_port}"
        yield server
        server.shutdown()


def get(server, path, **options):
    return fetch(server.at + path, **{"allow_private": True, "timeout": 10.0} | options)


# --- what goes well ---------------------------------------------------------------------------------------------------


def test_a_page_becomes_an_article_of_its_address(server):
    article = read_article(f"{server.at}/page", allow_private=True)
    assert article.text == f"Tanks mass at the border\n\n{PROSE}"
    assert (article.title, article.url, article.publisher) == (
        "Tanks mass at the border", f"{server.at}/page", f"127.0.0.1:{server.server_port}",
    )  # fmt: skip
    assert extract_claims(article)["words"].tolist() == ["more than 500 tanks"]
    assert [a.text for a in read_articles(f"{server.at}/text", allow_private=True)] == [PROSE]


@pytest.mark.parametrize(
    "path", ["/gzip", "/chunked", "/to?/page", "/to?//127.0.0.1:{port}/to%3f/page", "/page?a=ü&b=1#c"]
)
def test_packed_chunked_and_redirected_pages_are_read(server, path):
    page = get(server, path.format(port=server.server_port))
    assert page.body.decode() == PAGE.format(PROSE)
    assert page.kind == "text/html"


@pytest.mark.parametrize("declared", ["utf-8", "klingon", "utf-16", ""])
def test_a_wrong_charset_does_no_harm(server, declared):
    assert PROSE in read_article(f"{server.at}/wrong?{declared}", allow_private=True).text


def test_it_says_who_it_is(server):
    get(server, "/page")
    assert server.headers["User-Agent"].startswith("forces/")
    assert server.headers["Host"] == server.at.removeprefix("http://")


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/404", r"/404: its server has no such page \(status 404\)"),
        ("/403", r"its server refuses \(status 403\)"),
        ("/429", "asks to come back later"),
        ("/503", "cannot give it now"),
        ("/loop", "redirects more than 5 times"),
        ("/large", "larger than 10 MB"),
        ("/endless", "larger than 10 MB"),
        ("/bomb", "larger than 10 MB"),
        ("/no-gzip", "is not the gzip"),
        ("/brotli", "is packed as br"),
        ("/to?file:///etc/passwd", "only http and https"),
        ("/to?ftp://127.0.0.1/a", "only http and https"),
    ],
)
def test_what_is_no_page_is_refused_with_its_reason(server, path, message):
    with pytest.raises(ArticleError, match=message):
        get(server, path)


def test_a_bomb_is_small_on_the_wire():
    assert len(BOMB) < LIMIT / 100


@pytest.mark.parametrize("path", ["/slow", "/drip", "/drip-headers", "/to?/slow"])
def test_time_is_up_for_every_kind_of_slowness(server, path):
    before = time.monotonic()
    with pytest.raises(ArticleError, match="not read within 1 seconds; try later, or raise timeout"):
        get(server, path, timeout=1.0)
    assert time.monotonic() - before < 2


def test_a_timeout_must_be_above_zero():
    with pytest.raises(ArgumentError, match="timeout must be above 0"):
        fetch("http://example.org", timeout=0)


def test_a_picture_is_no_article(server):
    with pytest.raises(ArticleError, match="is image/gif, not a page"):
        read_article(f"{server.at}/picture", allow_private=True)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://example.org/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("http://", "is no web address"),
        ("http://a b/", "is no web address"),
        ("http://example.org:0/", "is no web address"),
        ("http://example.org:99999/", "is no web address"),
        ("http://[::1", "is no web address"),
        ("http://me:secret@example.org/", "http://example.org: an address with a password"),
        ("http://nowhere.invalid/", "no server of that name"),
    ],
)
def test_an_odd_address_is_refused(url, message):
    with pytest.raises(ArticleError, match=message) as caught:
        read_article(url)
    assert "secret" not in str(caught.value)


# --- private addresses ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"],  # noqa: S104
)
def test_loopback_is_refused_however_it_is_written(server, host):
    with pytest.raises(ArticleError, match=r"no address on the open internet|no server of that name"):
        fetch(f"http://{host}:{server.server_port}/page")
    assert server.asked == []


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "fc00::1", "fe80::1%eth0",
     "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "::"],
)  # fmt: skip
def test_a_name_is_judged_by_the_addresses_it_resolves_to(monkeypatch, address):
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 80)) for a in ("93.184.215.14", address)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: entries)
    with pytest.raises(ArticleError, match="no address on the open internet"):
        fetch("http://rebound.example/")


def pretend_public(monkeypatch):
    """Let some names be loopback servers that pass for public ones, by an address of their own."""
    known = {"public.example": "127.0.0.1"}
    resolve = socket.getaddrinfo

    def names_to(host, port, *args, **kwargs):
        return resolve(known.get(host, host), port, *args, **kwargs)

    judged = fetching._on_open_internet
    monkeypatch.setattr(socket, "getaddrinfo", names_to)
    monkeypatch.setattr(fetching, "_on_open_internet", lambda a: a == "127.0.0.1" or judged(a))


@pytest.mark.parametrize("host", ["127.0.0.2", "[::1]", "192.168.1.1"])
def test_a_redirect_to_a_private_address_is_refused(server, monkeypatch, host):
    pretend_public(monkeypatch)
    page = f"http://public.example:{server.server_port}/page"
    assert fetch(page).body
    with pytest.raises(ArticleError, match="no address on the open internet"):
        fetch(f"http://public.example:{server.server_port}/to?http://{host}:{server.server_port}/page")


def test_the_address_that_was_checked_is_the_one_that_is_asked(server, monkeypatch):
    answers = iter(["127.0.0.1", "127.0.0.1"])  # robots.txt and page; asking the name once more would fail
    resolve = socket.getaddrinfo
    monkeypatch.setattr(fetching, "_on_open_internet", lambda _: True)

    def rebinding(host, port, *args, **kwargs):
        return resolve(next(answers) if host == "public.example" else host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    assert fetch(f"http://public.example:{server.server_port}/page").body


# --- robots.txt -------------------------------------------------------------------------------------------------------


def test_robots_are_asked_once_and_obeyed(server):
    server.robots = (200, "User-agent: *\nDisallow: /*?print=\nDisallow: /text\n\nUser-agent: other\nDisallow: /\n")
    assert get(server, "/page").body
    for path in ("/page?print=1", "/text", "/to?/text"):
        with pytest.raises(ArticleError, match=r"robots.txt asks programs not to read it"):
            get(server, path)
    assert server.asked == ["/robots.txt", "/page", "/to?/text"]


def test_robots_may_name_us(server):
    server.robots = (200, "User-agent: forces\nDisallow: /\n")
    with pytest.raises(ArticleError, match=r"robots.txt asks"):
        get(server, "/page")


def test_a_host_whose_robots_are_broken_is_left_alone(server):
    server.robots = (500, "")
    with pytest.raises(ArticleError, match=r"robots.txt cannot be had now \(status 500\), so the page is left alone"):
        get(server, "/page")
    server.robots = (404, "")
    assert get(server, "/page").body


# --- https ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def secure(monkeypatch, tmp_path):
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("public.example").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None
        server.daemon_threads = True
        serve(server)
        resolve = socket.getaddrinfo
        known = {"public.example": "127.0.0.1", "other.example": "127.0.0.1"}
        monkeypatch.setattr(socket, "getaddrinfo", lambda h, *a, **k: resolve(known.get(h, h), *a, **k))
        server.authority = tmp_path / "ca.pem"
        yield server
        server.shutdown()


def test_a_certificate_must_be_trusted_and_of_that_host(secure, monkeypatch):
    page = f"https://public.example:{secure.server_port}/page"
    with pytest.raises(ArticleError, match="certificate verify failed"):
        fetch(page, allow_private=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(secure.authority))
    assert fetch(page, allow_private=True).body.decode() == PAGE.format(PROSE)
    with pytest.raises(ArticleError, match=r"[Hh]ostname mismatch|doesn't match"):
        fetch(page.replace("public", "other"), allow_private=True)
