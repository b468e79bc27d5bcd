"""Sphinx: `make docs`."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

import hsmsim  # noqa: E402 (found by the path above)

project = "hsmsim"
copyright = "the authors of hsmsim"
version = release = hsmsim.__version__
extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "tables"]
exclude_patterns = ["_build"]
html_theme = "alabaster"
autodoc_typehints = "none"
autodoc_member_order = "bysource"
