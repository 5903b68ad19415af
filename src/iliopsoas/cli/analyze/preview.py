"""What a movement, a person and their files amount to, before anything is computed: sentences and a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from iliopsoas.cli.shared.text import answer

if TYPE_CHECKING:
    from iliopsoas.atlas.walking.own_norms import OwnNorms
    from iliopsoas.study.person import Person
    from iliopsoas.study.recordings import Recording


def tell_preview(person: Person, recording: Recording, picture: Path, *, norms: OwnNorms | None, as_json: bool) -> None:
    """Say what was read and how well it fits, and draw its keyframes; of a user's own bands, too."""
    from iliopsoas.report.preview_picture import write_preview
    from iliopsoas.study.preview import preview

    seen = preview(person, recording)
    write_preview(seen, picture, norms=norms)
    words = [*seen.words, *([] if norms is None else [_norms_words(norms)])]
    data = {"title": seen.title, "moments": list(seen.captions), "words": words, "picture": str(picture)}

    def tell() -> None:
        typer.echo(f"{seen.title}: {seen.motion.duration:.1f} s, {seen.body!r}")
        for line in words:
            typer.echo(f"  {line}")
        typer.echo(f"nothing is wrong with it; picture: {picture}")

    answer(data, tell, as_json=as_json)


def _norms_words(norms: OwnNorms) -> str:
    """What a file of bands holds, and what the report then shows none for."""
    from iliopsoas.atlas.walking.own_norms import norm_quantities

    lacking = [name for name in norm_quantities() if name not in norms.of]
    rest = f"; no band for {', '.join(lacking)}" if lacking else ""
    return f"Norms of {norms.title}: {', '.join(norms.of)}{rest}."
