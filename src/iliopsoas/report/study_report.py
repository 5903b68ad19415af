"""A study as a page: its result, and what it is compared with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from iliopsoas.atlas.cite import bibliography
from iliopsoas.report.page import page_sources, write_report
from iliopsoas.results.instrumented_people import instrumented_sources

if TYPE_CHECKING:
    from iliopsoas.atlas.walking.own_norms import OwnNorms
    from iliopsoas.study import Study

PAGE = "index.html"
"""What the page is called in the folder of a result."""


def write_study_report(study: Study, folder: Path, *, norms: OwnNorms | None = None) -> Path:
    """The report of a study, with every work that it rests on.

    Args:
        study: from `iliopsoas.study.study`.
        folder: where `index.html` is written.
        norms: a user's own bands to compare with.

    Returns:
        The file.
    """
    shown = {*page_sources(study.result, study.body, norms), *instrumented_sources(study.result)}
    return write_report(
        study.result,
        study.body,
        folder / PAGE,
        bibliography=bibliography({*study.sources, *shown}),
        healthy=study.healthy,
        adapted=study.adapted,
        norms=norms,
    )
