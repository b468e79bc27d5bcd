"""A KMIP client of a few lines, for tests of whole appliances: the standard library alone."""

import socket

STRUCTURE, INTEGER, ENUMERATION, TEXT = 1, 2, 5, 7
SUCCESS = "Success"


def item(tag, kind, value):
    content = value if isinstance(value, bytes) else value.to_bytes(4, "big")
    padding = bytes(-len(content) % 8)
    return tag.to_bytes(3, "big") + bytes([kind]) + len(content).to_bytes(4, "big") + content + padding


def structure(tag, *parts):
    return item(tag, STRUCTURE, b"".join(parts))


def request(operation, *payload):
    """A request message of KMIP 1.4 with one item."""
    version = structure(0x420069, item(0x42006A, INTEGER, 1), item(0x42006B, INTEGER, 4))
    header = structure(0x420077, version, item(0x42000D, INTEGER, 1))
    batch_item = structure(0x42000F, item(0x42005C, ENUMERATION, operation), structure(0x420079, *payload))
    return structure(0x420078, header, batch_item)


DISCOVER_VERSIONS = request(0x1E)
LOCATE = request(8)


def attribute(name, value):
    return structure(0x420008, item(0x42000A, TEXT, name.encode()), value)


def create_aes(*attributes):
    """A request for a key, which has these attributes too."""
    return request(
        1,
        item(0x420057, ENUMERATION, 2),
        structure(
            0x420091,
            attribute("Cryptographic Algorithm", item(0x42000B, ENUMERATION, 3)),
            attribute("Cryptographic Length", item(0x42000B, INTEGER, 256)),
            attribute("Cryptographic Usage Mask", item(0x42000B, INTEGER, 12)),
            *attributes,
        ),
    )


def named(name):
    """The attribute Name."""
    value = structure(0x42000B, item(0x420055, TEXT, name.encode()), item(0x420054, ENUMERATION, 1))
    return attribute("Name", value)


CREATE_AES = create_aes()

GET, DESTROY = 0x0A, 0x14
UNIQUE_IDENTIFIER = 0x420094


def about(operation, uid):
    """A request about one object."""
    return request(operation, item(UNIQUE_IDENTIFIER, TEXT, uid.encode()))


def value_of(answer, tag, kind=TEXT):
    """The bytes of the first such item of a message."""
    head = item(tag, kind, b"")[:4]
    start = answer.index(head) + 8
    return answer[start : start + int.from_bytes(answer[start - 4 : start], "big")]


def uid_of(answer):
    """The Unique Identifier in an answer."""
    return value_of(answer, UNIQUE_IDENTIFIER).decode()


class Connection:
    """A connection as a user of an appliance."""

    def __init__(self, hsm, user="ukmip"):
        raw = socket.create_connection((hsm.host, hsm.port), timeout=20)
        try:
            self._socket = hsm.ssl_context(user).wrap_socket(raw, server_hostname=hsm.host)
        except BaseException:
            raw.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._socket.close()

    @property
    def name(self):
        """Address and port of this end, as the HSM sees them."""
        return self._socket.getsockname()

    def send(self, message):
        self._socket.sendall(message)

    def receive(self):
        """One message, or what came before the end."""
        data = b""
        while len(data) < 8 or len(data) < 8 + int.from_bytes(data[4:8], "big"):
            more = self._socket.recv(65536)
            if not more:
                break
            data += more
        return data

    def ask(self, message):
        """The answer; its Result Status has to be Success."""
        self.send(message)
        answer = self.receive()
        assert item(0x42007F, ENUMERATION, 0) in answer, answer.hex()
        return answer


def ask(hsm, message, user="ukmip"):
    """The answer over a connection of its own."""
    with Connection(hsm, user) as connection:
        return connection.ask(message)


def located(hsm, user="ukmip"):
    """How many objects the user has."""
    return ask(hsm, LOCATE, user).count(item(0x420094, TEXT, b"")[:4])
