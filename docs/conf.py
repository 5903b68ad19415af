"""How Sphinx builds the manual: `make docs`."""

import sys
from pathlib import Path

from sphinx.application import Sphinx

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

project = "iliopsoas"
extensions = ["myst_nb", "sphinx_design", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "_bench"]  # the second is included by speed.md
source_suffix = {".md": "myst-nb"}
html_theme = "furo"
html_title = "iliopsoas"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
html_copy_source = False
html_show_sphinx = False
copyright = "the authors of iliopsoas, Apache-2.0"

nb_execution_mode = "auto"  # the tutorials are run, from their text, whenever the manual is made
nb_execution_raise_on_error = True
nb_execution_timeout = 300
linkcheck_ignore = [r"https?://"]  # links inside the manual only: what lies outside is not for a build to ask
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
autodoc_member_order = "bysource"
autodoc_typehints = "none"
napoleon_use_ivar = True
napoleon_use_rtype = False
napoleon_custom_sections = [("Main arguments", "params_style"), ("Other arguments", "params_style")]


def accessible(_app: object, _page: str, _template: str, context: dict[str, object], _tree: object) -> None:
    """Headings of contents have a level, and code that scrolls can be reached by keys."""
    for part in ("body", "furo_navigation_tree"):
        if isinstance(text := context.get(part), str):
            levelled = text.replace('role="heading"', 'role="heading" aria-level="2"')
            context[part] = levelled.replace("<pre>", '<pre tabindex="0">')


def setup(app: Sphinx) -> None:
    """Write the generated pages before Sphinx looks for pages."""
    from generate import write_all

    app.connect("builder-inited", lambda _: write_all(HERE / "_generated"))
    app.connect("html-page-context", accessible, priority=900)
