"""A visitor of the studio without a browser: speaks viser's protocol, remembers panel and scene, can touch both."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import msgspec
import viser
import zstandard
from websockets.sync.client import connect

PATIENCE = 30.0
"""Seconds that a visitor waits for something to happen."""


class Visitor:
    """One connection.

    Attributes:
        panel: what the panel holds, uuid -> message with its properties.
        scene: what the scene holds, name -> message with its properties.
        messages: notifications and other messages, oldest first.
        received: number of messages so far.
    """

    def __init__(self, port: int, *, path: str = "/", headers: dict[str, str] | None = None, **options: Any) -> None:
        self.panel: dict[str, dict[str, Any]] = {}
        self.scene: dict[str, dict[str, Any]] = {}
        self.messages: list[dict[str, Any]] = []
        self.received = 0
        self.ended: Exception | None = None
        self._changed = threading.Condition()
        self._open = ExitStack()
        self._connection = self._open.enter_context(
            connect(
                f"ws://127.0.0.1:{port}{path}",
                subprotocols=[f"viser-v{viser.__version__}"],  # type: ignore[list-item]
                max_size=None,
                compression=None,
                additional_headers=headers,
                **options,
            )
        )
        threading.Thread(target=self._listen, daemon=True).start()
        self.send("ViewerCameraMessage", wxyz=(1, 0, 0, 0), position=(2.5, 1.2, 1.6), fov=0.7, near=0.01, far=100.0,
                  image_height=800, image_width=1280, look_at=(0, 1, 0), up_direction=(0, 1, 0))  # fmt: skip

    def close(self) -> None:
        """Go."""
        self._open.close()

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- touching -----------------------------------------------------------------------------------------------------

    def send(self, kind: str, **values: Any) -> None:
        """Any message."""
        self._connection.send(msgspec.msgpack.encode({"type": kind, **values}))

    def set(self, label: str, value: Any) -> None:
        """Set a slider, a choice or a box by its label."""
        self.send("GuiUpdateMessage", uuid=self.find(label), updates={"value": value})

    def click(self, label: str) -> None:
        """Press a button."""
        self.set(label, True)

    def pick(self, node: str, instance: int | None = None) -> None:
        """Click something in the scene."""
        owner = self.scene[node].get("owner", "")
        self.send("SceneNodeClickMessage", name=node, ray_origin=(0, 0, 0), ray_direction=(1, 0, 0),
                  screen_pos=(0.5, 0.5), instance_index=instance, modifier=None, owner=owner)  # fmt: skip

    def upload(self, label: str, name: str, content: bytes, *, says: int | None = None, part: int = 1 << 20) -> None:
        """Upload a file, which may lie about its size."""
        parts = [content[i : i + part] for i in range(0, len(content), part)]
        button, transfer = self.find(label), f"{name}-{time.perf_counter()}"
        self.send("FileTransferStartUpload", source_component_uuid=button, transfer_uuid=transfer, filename=name,
                  mime_type="", part_count=len(parts), size_bytes=len(content) if says is None else says)  # fmt: skip
        for k, piece in enumerate(parts):
            self.send("FileTransferPart", source_component_uuid=button, transfer_uuid=transfer, part_index=k,
                      content=piece)  # fmt: skip

    # --- looking ------------------------------------------------------------------------------------------------------

    def find(self, label: str) -> str:
        """Uuid of what has this label; waits for it."""
        return self.wait(lambda: self._labelled(label), f"something labelled '{label}'")

    def labels(self) -> set[str]:
        """Labels of all that is in the panel."""
        with self._changed:
            return {str(m["props"].get("label")) for m in self.panel.values()}

    def value(self, label: str) -> Any:
        """What it is set to."""
        return self.panel[self.find(label)]["value"]

    def prop(self, label: str, name: str) -> Any:
        """A property of what has this label."""
        return self.panel[self.find(label)]["props"][name]

    def texts(self) -> str:
        """All text of the panel: Markdown and HTML."""
        with self._changed:
            props = [m["props"] for m in self.panel.values()]
        return "\n".join(str(p.get("_markdown") or p.get("content") or "") for p in props)

    def told(self) -> str:
        """All notifications, in words."""
        shown = [m for m in self.messages if m["type"].startswith("Notification")]
        return "\n".join(f"{m['props']['title']}: {m['props']['body']}" for m in shown if "props" in m)

    def wait(self, what: Callable[[], Any], words: str = "it", seconds: float = PATIENCE) -> Any:
        """Wait until something holds, and return it."""
        end = time.monotonic() + seconds
        with self._changed:
            while not (found := what()):
                if not self._changed.wait(timeout=max(0.0, min(1.0, end - time.monotonic()))):
                    assert time.monotonic() < end, (
                        f"{words} did not come; {self.received} messages, {len(self.panel)} in the panel, "
                        f"{len(self.scene)} in the scene; ended: {self.ended}; told: {self.told()}"
                    )
        return found

    def wait_for_text(self, words: str) -> str:
        """Wait until the panel or a notification says something."""
        return str(self.wait(lambda: words in (text := self.texts() + self.told()) and text, f"the words '{words}'"))

    def _labelled(self, label: str) -> str:
        with self._changed:
            return next((uuid for uuid, m in self.panel.items() if m["props"].get("label") == label), "")

    def _listen(self) -> None:
        unzip = zstandard.ZstdDecompressor()
        try:
            for raw in self._connection:
                assert isinstance(raw, bytes)
                size, packed = int.from_bytes(raw[:8], "little"), int.from_bytes(raw[8:16], "little")
                inner = msgspec.msgpack.decode(unzip.decompress(raw[16 : 16 + packed], max_output_size=size))
                with self._changed:
                    for message in inner["messages"]:
                        self._take(message)
                    self._changed.notify_all()
        except Exception as problem:  # the connection has ended
            self.ended = problem

    def _take(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        self.received += 1
        if kind == "GuiUpdateMessage":
            held = self.panel.get(message["uuid"], {"props": {}})
            for name, value in message["updates"].items():
                (held if name == "value" else held["props"])[name] = value
        elif kind == "GuiRemoveMessage":
            self.panel.pop(message["uuid"], None)
        elif kind == "SceneNodeUpdateMessage":
            self.scene.get(message["name"], {"props": {}})["props"].update(message["updates"])
        elif kind == "RemoveSceneNodeMessage":
            for name in [n for n in self.scene if n == message["name"] or n.startswith(message["name"] + "/")]:
                del self.scene[name]
        elif kind.startswith("Gui") and "props" in message:
            self.panel[message["uuid"]] = message
        elif "props" in message and "name" in message:
            self.scene[message["name"]] = message
        else:
            self.messages.append(message)
