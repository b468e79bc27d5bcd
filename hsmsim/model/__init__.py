"""The rules of KMIP objects: pure functions and values, no I/O."""
