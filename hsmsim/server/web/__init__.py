"""The web console: pages that need nothing from outside, and what answers them."""
