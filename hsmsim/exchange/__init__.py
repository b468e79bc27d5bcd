"""One request message becomes one response message."""
