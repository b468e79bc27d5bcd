"""What `tools/bench.py` measures, with what, and how it is told."""
