"""What went over the wire, as people look at it: in words, as copies, as a file."""
