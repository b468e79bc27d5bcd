"""Tests of tools/, whose modules are imported as the tools import each other."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).absolute().parents[2] / "tools"))
