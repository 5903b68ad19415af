"""How Sphinx builds the manual: `make docs`."""

import sys
from pathlib import Path

from sphinx.application import Sphinx

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

project = "iliopsoas"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "_bench"]  # the second is included by speed.md
html_theme = "furo"
html_title = "iliopsoas"
html_copy_source = False
html_show_sphinx = False
copyright = "the authors of iliopsoas, Apache-2.0"

myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
autodoc_member_order = "bysource"
autodoc_typehints = "none"
napoleon_use_ivar = True
napoleon_use_rtype = False
napoleon_custom_sections = [("Main arguments", "params_style"), ("Other arguments", "params_style")]


def setup(app: Sphinx) -> None:
    """Write the generated pages before Sphinx looks for pages."""
    from generate import write_all

    app.connect("builder-inited", lambda _: write_all(HERE / "_generated"))
