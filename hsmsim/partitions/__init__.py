"""Partitions and users, and the two factors by which they prove to be themselves."""
