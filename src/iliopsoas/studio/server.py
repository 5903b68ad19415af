"""The server: begins, tells its address, ends. It listens to this machine alone unless another host is asked for.

viser serves the page and carries messages; this module keeps its door (`door`), takes its share tunnels away and gives
every visitor a `viewer.Viewer` of their own.
"""

from __future__ import annotations

import contextlib
import functools
import io
import secrets
import threading
import warnings
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iliopsoas.errors import InputError, MissingExtra
from iliopsoas.studio.door import LOOPBACK, PARAMETER, Door
from iliopsoas.templating import environment, template

if TYPE_CHECKING:
    import viser

    from iliopsoas.studio.panel import VisitorPanel
    from iliopsoas.studio.visit.shared_state import SharedState

PORT = 8090
"""Where it listens if nothing else is said (technical)."""
ROOM = "iliopsoas.studio"
_STARTING = threading.Lock()


class StudioServer:
    """A running studio.

    Attributes:
        address: what to open in a browser; holds the token where one is needed.
        port: it listens at.
    """

    def __init__(self, server: viser.ViserServer, host: str, token: str, shared: SharedState) -> None:
        self._server, self._shared = server, shared
        self.port = server.get_port()
        name = "127.0.0.1" if host in ("0.0.0.0", "") else host
        shown = f"[{name}]" if ":" in name else name
        self.address = f"http://{shown}:{self.port}/" + (f"?{PARAMETER}={token}" if token else "")

    def panels(self) -> list[VisitorPanel]:
        """The panels of all visitors whose page is built, for measurements and lessons driven by a program."""
        return [viewer.panel for viewer in self._shared.viewers() if viewer.panel is not None]

    def stop(self) -> None:
        """End all connections and remove what was uploaded."""
        with contextlib.redirect_stdout(io.StringIO()):
            self._server.stop()
        self._shared.close()


def start_studio(
    *, port: int = PORT, host: str = "127.0.0.1", results: Sequence[Path | str] = (), token: str | None = None
) -> StudioServer:
    """Start a studio in this process.

    Main arguments:
        port: to listen at; 0 for any free one.
        results: files of `iliopsoas.analyze` that every visitor finds ready to play.

    Other arguments:
        host: address to listen at; any but this machine's own needs a token.
        token: that visitors must know where `host` is not this machine; default a new one.

    Raises:
        MissingExtra: viser is not installed.
        InputError: the port is taken or cannot be.
        FileError: a result cannot be read.
    """
    if not 0 <= port <= 65535:
        raise InputError(f"the port is {port}; it must lie between 0 and 65535")
    try:
        import viser
    except ImportError as error:
        raise MissingExtra("the studio", "studio") from error
    from iliopsoas.studio.visit.shared_state import SharedState

    # who leaves while their page is built is no news
    warnings.filterwarnings("ignore", "Queued a .* on a closed connection", UserWarning)
    shared = SharedState(results)
    local = host in LOOPBACK
    secret = "" if local else token or secrets.token_urlsafe(24)
    door = Door(LOOPBACK if local else (), secret)
    try:
        with _STARTING, _behind(door), contextlib.redirect_stdout(io.StringIO()):
            server = viser.ViserServer(host=host, port=port, label="iliopsoas studio", verbose=False)
    except BaseException:
        shared.close()
        raise
    if port and server.get_port() != port:
        StudioServer(server, host, secret, shared).stop()
        raise InputError(f"port {port} is taken by another program; choose another with --port, or 0 for any free one")
    _close_tunnels(server)
    _first_look(server)

    def welcome(client: viser.ClientHandle) -> None:
        from iliopsoas.studio.panel import build_panel  # loaded while the first visitor's browser is
        from iliopsoas.studio.visit.viewer import Viewer

        viewer = Viewer(client, shared)
        shared.enter(client, viewer)
        viewer.open(build_panel)

    server.on_client_connect(welcome)
    server.on_client_disconnect(shared.leave)
    threading.Thread(target=shared.warm_up, daemon=True, name="studio-warm-up").start()
    return StudioServer(server, host, secret, shared)


@contextlib.contextmanager
def _behind(door: Door) -> Iterator[None]:
    """Servers of websockets that begin meanwhile answer through the door; viser has no place to say so."""
    import websockets.asyncio.server as asyncio_server

    made, page = asyncio_server.serve, studio_page()

    def serve(*given: Any, process_request: Any, **others: Any) -> Any:
        return made(*given, process_request=door.guarding(process_request, page), **others)

    asyncio_server.serve = serve
    try:
        yield
    finally:
        asyncio_server.serve = made


@functools.cache
def studio_page() -> bytes:
    """The page: viser's own, with our name, and words for a browser without scripts or WebGL."""
    index = files("viser").joinpath("client", "build", "index.html").read_text(encoding="utf-8")
    ours = environment().from_string(template("first_words.html.j2", ROOM)).render()
    named = index.replace("<title>Viser</title>", "<title>iliopsoas studio</title>", 1)
    head, mark, rest = named.partition("<body>")
    return (head + mark + ours + rest).encode()


def _close_tunnels(server: viser.ViserServer) -> None:
    """Nobody can ask for a public address of this machine."""
    from viser import _messages

    for kind in (_messages.ShareUrlRequest, _messages.ShareUrlDisconnect):
        server._websock_server.unregister_handler(kind)


def _first_look(server: viser.ViserServer) -> None:
    """Where the camera begins: in front of the person, from their right."""
    server.initial_camera.position = (2.5, 1.2, 1.5)
    server.initial_camera.look_at = (0.0, 0.87, -0.3)
    server.initial_camera.up = (0.0, 1.0, 0.0)
    server.initial_camera.fov = 0.7
