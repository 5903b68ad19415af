"""Who may come in."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.studio.door import COOKIE, Door


def asked(path: str = "/", **headers: str) -> Any:
    """A request with these headers; an underscore stands for a dash."""
    return SimpleNamespace(path=path, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize("host", ["127.0.0.1:8090", "localhost:8090", "[::1]:8090", "localhost"])
def test_this_machine_may_ask_itself(host: str) -> None:
    assert Door().refusal(asked(Host=host)) == ""
    assert Door().refusal(asked(Host=host, Origin=f"http://{host}")) == ""


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8090", ""]
)
def test_a_page_of_another_origin_may_not(origin: str) -> None:
    """Even one of this machine: another program's page."""
    assert "another origin" in Door().refusal(asked(Host="127.0.0.1:8090", Origin=origin))


def test_a_name_bent_to_this_machine_is_refused() -> None:
    """DNS rebinding: the page and the request agree, but the name is not ours."""
    why = Door().refusal(asked(Host="evil.example:8090", Origin="http://evil.example:8090"))
    assert "does not answer to the name 'evil.example'" in why
    assert Door().refusal(asked())


def test_a_picture_in_another_page_is_refused_and_a_link_is_not() -> None:
    fetched = asked(Host="localhost:1", **{"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"})
    followed = asked(Host="localhost:1", **{"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"})
    assert Door().refusal(fetched)
    assert Door().refusal(followed) == ""


def test_beyond_this_machine_the_token_is_asked_for() -> None:
    door = Door((), "secret")
    host = "192.168.1.5:8090"
    assert "token" in door.refusal(asked(Host=host))
    assert "token" in door.refusal(asked("/?token=wrong", Host=host))
    assert "token" in door.refusal(asked(Host=host, Cookie=f"{COOKIE}=wrong"))
    assert door.refusal(asked("/?token=secret", Host=host)) == ""
    assert door.refusal(asked(Host=host, Cookie=f"a=b; {COOKIE}=secret")) == ""
    assert "another origin" in door.refusal(asked("/?token=secret", Host=host, Origin="http://evil.example"))


@given(st.text(), st.text(), st.text(max_size=40))
def test_no_header_breaks_the_door(host: str, cookie: str, query: str) -> None:
    """Whatever is sent, the answer is a sentence or none, and without the token never none."""
    why = Door((), "a token that nobody guesses").refusal(asked(f"/?token={query}", Host=host, Cookie=cookie))
    assert why
