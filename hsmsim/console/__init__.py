"""hsmcon, the management console: a client of management, nothing more."""
