"""One file for each KMIP operation; `table` collects them."""
