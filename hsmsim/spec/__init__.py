"""Facts of the KMIP specification as tables; every row carries its section and version."""
