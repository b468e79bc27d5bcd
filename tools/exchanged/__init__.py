"""The official cases with the sides exchanged: the HSM asks, and a client that listens answers."""
