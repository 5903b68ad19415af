"""Who may come in: addresses, origins and tokens of everything that asks the server for anything.

A page of another origin can make a browser open a connection to this machine. It is let in only where

    Host     is a name of this machine (else another name was bent to this address)
    Origin   is absent, or the very address that the page came from
    token    is known, where the server listens beyond this machine: in the address first, in a cookie from then on

Everything else gets a page that says why, and no connection.
"""

from __future__ import annotations

import hmac
import http
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from websockets.http11 import Request, Response

Answer = Callable[[Any, "Request"], "Response | None"]
LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Names of this machine as seen from itself."""
COOKIE = "iliopsoas_studio"
PARAMETER = "token"
SAFE = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""What every answer carries: nobody frames the page, guesses types, or learns the token by a link."""


@dataclass(frozen=True)
class Door:
    """The rules of one server.

    Attributes:
        hosts: names it may be called by; empty for any (the token then stands guard).
        token: that must be known; '' where only this machine can ask.
    """

    hosts: tuple[str, ...] = LOOPBACK
    token: str = ""

    def refusal(self, request: Request) -> str:
        """Why a request is not let in; '' where it is."""
        headers = request.headers
        host = headers.get("Host", "")
        name = _host_name(host)
        if self.hosts and name not in self.hosts:
            return f"this server does not answer to the name '{name[:60]}'"
        origin = headers.get("Origin")
        if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
            return "a page of another origin may not use this server"
        elsewhere = headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin")
        if elsewhere and headers.get("Sec-Fetch-Mode") != "navigate":
            return "a page of another origin may not use this server"
        if self.token and not self._knows_token(request):
            return "the address lacks the token that was printed when the server started, or it is another server's"
        return ""

    def _knows_token(self, request: Request) -> bool:
        given = [*_tokens_of_address(request.path), _token_of_cookie(request.headers.get("Cookie", ""))]
        return any(hmac.compare_digest(one.encode(), self.token.encode()) for one in given)

    def asks_with_token(self, request: Request) -> bool:
        """Whether the token stands in the address, so that a cookie is to be set."""
        return bool(self.token) and bool(_tokens_of_address(request.path))

    def guarding(self, answer: Answer, page: bytes) -> Answer:
        """An answer to HTTP requests and WebSocket handshakes behind this door.

        Args:
            answer: of the server itself; None lets a handshake go on.
            page: that is given for '/', in UTF-8.
        """
        from websockets.datastructures import Headers
        from websockets.http11 import Response

        def respond(status: http.HTTPStatus, body: bytes, kind: str) -> Response:
            headers = Headers(**SAFE)
            headers["Content-Type"] = kind
            headers["Content-Length"] = str(len(body))
            return Response(status, status.phrase, headers, body)

        def guarded(connection: Any, request: Request) -> Response | None:
            why = self.refusal(request)
            if why:
                return respond(http.HTTPStatus.FORBIDDEN, f"iliopsoas studio: {why}.\n".encode(), "text/plain")
            wants_page = urlsplit(request.path).path == "/" and "Upgrade" not in request.headers
            out = respond(http.HTTPStatus.OK, page, "text/html; charset=utf-8") if wants_page else None
            if out is None:
                out = answer(connection, request)
                if out is None:
                    return None
                for name, value in SAFE.items():
                    out.headers[name] = value
            if self.asks_with_token(request):
                out.headers["Set-Cookie"] = f"{COOKIE}={self.token}; HttpOnly; SameSite=Strict; Path=/"
            return out

        return guarded


def _host_name(host: str) -> str:
    """'127.0.0.1:8080' -> '127.0.0.1', '[::1]:8080' -> '::1'."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] or host


def _tokens_of_address(path: str) -> list[str]:
    return parse_qs(urlsplit(path).query).get(PARAMETER, [])


def _token_of_cookie(text: str) -> str:
    try:
        cookie = SimpleCookie(text).get(COOKIE)
    except CookieError:
        cookie = None
    return "" if cookie is None else cookie.value
