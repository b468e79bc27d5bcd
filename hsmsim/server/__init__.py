"""Whatever owns a transport: the KMIP listener, the management listener, TLS."""
