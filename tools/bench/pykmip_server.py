"""The peer: PyKMIP's server, in PyKMIP's environment: `pykmip_server.py FOLDER PORT`; it imports nothing of ours."""

import sys
from pathlib import Path

from kmip.services.server.server import KmipServer

BACKLOG = 128


def main(folder: Path, port: int) -> None:
    """Serve until a signal comes."""
    (folder / "policy").mkdir()
    server = KmipServer(
        hostname="127.0.0.1",
        port=port,
        certificate_path=str(folder / "server_cert.pem"),
        key_path=str(folder / "server.pem"),
        ca_path=str(folder / "ca_cert.pem"),
        auth_suite="TLS1.2",
        config_path=None,
        log_path=str(folder / "server.log"),
        policy_path=str(folder / "policy"),
        enable_tls_client_auth=True,
        logging_level="ERROR",
        database_path=str(folder / "database"),
    )
    with server:
        listen = server._socket.listen
        # With its own backlog of 5 it is the kernel's second attempts, a second later, that are measured.
        server._socket.listen = lambda backlog: listen(BACKLOG)
        server.serve()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
