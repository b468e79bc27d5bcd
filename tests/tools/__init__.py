"""Tests of the tools, whose modules stand in tools/ and are no part of the package."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).absolute().parent.parent.parent / "tools"))
