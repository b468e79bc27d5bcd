"""Make a client's RSA-2048 key and certificate: `make_keys.py FOLDER NAME` writes NAME.pem and NAME_cert.pem."""

import sys
import time
from pathlib import Path

from hsmsim.server import keys


def main(folder: str, name: str) -> None:
    files = keys.client_files(Path(folder), name)
    try:
        keys.kept_pair(files, lambda: keys.client_pair("rsa", name, int(time.time())))
    except keys.BadFile as error:
        sys.exit(f"make_keys: {error}")


if __name__ == "__main__":
    main(*sys.argv[1:])
