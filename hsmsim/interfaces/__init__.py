"""The seams: what providers of storage, cryptography and users promise."""
