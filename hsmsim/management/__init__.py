"""The management protocol: one AMP command in each file."""
