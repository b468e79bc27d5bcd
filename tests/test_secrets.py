"""No key, password or code gets into a log, a database, or the text of an error: a whole run is searched for each."""

import re
from base64 import b32encode, b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_der_private_key, pkcs12
from twisted.internet import reactor
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.threads import deferToThread
from twisted.logger import formatEvent, globalLogPublisher
from twisted.trial.unittest import SynchronousTestCase, TestCase

from hsmsim.console.link import Link, RefusedByHsm, connect
from hsmsim.console.trust import anything
from hsmsim.interfaces.partitions import CodeNeeded, Permission, SecondFactor, UserType
from hsmsim.management.backup_create import BackupCreate
from hsmsim.management.backup_read import BackupRead
from hsmsim.management.backup_restore import BackupRestore
from hsmsim.management.backup_upload import BackupUpload
from hsmsim.management.factor_oath import SetOath
from hsmsim.management.factor_resynchronise import Resynchronise
from hsmsim.management.factor_x509 import SetX509
from hsmsim.management.log_clear import LogClear
from hsmsim.management.log_retrieve import LogRetrieve
from hsmsim.management.log_verify import LogVerify
from hsmsim.management.login import Login
from hsmsim.management.my_password import MyPassword
from hsmsim.management.user_create import UserCreate
from hsmsim.management.user_permissions import SetPermissions
from hsmsim.management.user_reset import ResetPassword
from hsmsim.model.keyblock import make_key_block
from hsmsim.operations import activate, create, create_key_pair, derive_key, get, register, table
from hsmsim.partitions.oath import hotp
from hsmsim.spec.enums import (
    CredentialType,
    CryptographicAlgorithm,
    DerivationMethod,
    EncodingOption,
    KeyFormatType,
    LinkType,
    ObjectType,
    Operation,
    ResultStatus,
    SecretDataType,
    WrappingMethod,
)
from hsmsim.spec.structures import (
    Authentication,
    Credential,
    DerivationParameters,
    EncryptionKeyInformation,
    KeyBlock,
    KeyValue,
    KeyWrappingSpecification,
    PrivateKey,
    ResponseBatchItem,
    SecretData,
    SymmetricKey,
    UsernameAndPassword,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import Link as LinkTo
from hsmsim.testing import Appliance
from hsmsim.ttlv import binary
from tests.appliance import ResponseMessage, item, message
from tests.exchange.keys import HMAC, WRAP
from tests.objects import template_attribute
from tests.partitions.pairs import pair
from tests.plain_client import Connection

LEAST = 6  # bytes of a secret that can be told from others by chance


def forms(secret: bytes) -> dict[str, bytes]:
    """How a secret could be written: pieces to look for, by what they are."""
    found = {
        "in clear": secret,
        "in hexadecimal digits": secret.hex().encode(),
        "in capital hexadecimal digits": secret.hex().upper().encode(),
        "as Python writes it": repr(secret)[2:-1].encode(),
        "in base32": b32encode(secret).rstrip(b"=")[:-1],
    }
    for before in range(3):
        # Characters at both ends depend on the bytes around the secret.
        written = b64encode(bytes(before) + secret)
        found[f"in base64 after {before} bytes"] = written[4 if before else 0 : -4]
    return {name: piece for name, piece in found.items() if len(piece) >= LEAST}


class Search:
    """Looks for secrets.

    Args:
        secrets: by what they are.
    """

    def __init__(self, secrets: dict[str, bytes]) -> None:
        self._pieces = [
            (f"{name} {how}", piece) for name, secret in secrets.items() for how, piece in forms(secret).items()
        ]

    def found(self, data: bytes) -> list[str]:
        """What is in some bytes; line ends and white space between digits hide nothing."""
        dense = re.sub(rb"\s", b"", data)
        return [name for name, piece in self._pieces if piece in data or piece in dense]


class TheSearchItself(SynchronousTestCase):
    """A search that finds nothing proves something only if it would."""

    def test_it_finds(self) -> None:
        secret = bytes(range(100, 132))
        search = Search({"key": secret})
        for shown in (
            secret,
            secret.hex().encode(),
            secret.hex(" ").upper().encode(),
            *(b64encode(bytes(each) + secret + b"more") for each in range(3)),
            b"\n".join(b64encode(secret)[each : each + 10] for each in range(0, 40, 10)),
            repr(bytes([200, 10]) + secret).encode(),
            b32encode(secret),
        ):
            self.assertNotEqual(search.found(b"before " + shown + b" after"), [], shown)
        self.assertEqual(search.found(bytes(1000) + secret[:-1] + secret[1:]), [])


class Run:
    """What happens in the run: everybody does right and wrong things.

    Attributes:
        secrets: those that were used, by what they are.
        said: the texts of errors, and answers that are refusals.
    """

    def __init__(self, hsm: Appliance) -> None:
        self.hsm = hsm
        self.secrets: dict[str, bytes] = {}
        self.said: list[bytes] = []

    def secret(self, name: str, value: bytes | str) -> str:
        """Note a secret; as text."""
        self.secrets[name] = value.encode() if isinstance(value, str) else value
        return value if isinstance(value, str) else ""

    # ------------------------------------------------------------------------------------------------ the console

    async def link(self) -> Link:
        endpoint = HostnameEndpoint(reactor, "127.0.0.1", self.hsm.console_port)
        return await connect(endpoint, "127.0.0.1", anything, reactor)

    async def refused(self, link: Link, command: type, **arguments: object) -> None:
        try:
            await link.call(command, **arguments)
        except (CodeNeeded, RefusedByHsm) as error:
            self.said.append(str(error).encode())
        else:
            raise AssertionError(f"{command.__name__} was not refused")

    async def console(self) -> None:
        """Logins, passwords, OATH devices and certificates, right and wrong."""
        master = self.secret("the password of master", MASTER)
        link = await self.link()
        await self.refused(link, Login, user_id="master", password=self.secret("a wrong password", "Wr0ng-wr0ng"))
        await link.call(Login, user_id="master", password=master)
        bob = self.secret("the password of bob", "Ku7-of-bob-Ku7")
        user = {"user_id": "bob", "user_type": UserType.USER, "permissions": frozenset()}
        await link.call(UserCreate, password=bob, **user)
        await self.refused(link, UserCreate, password=self.secret("a password of nobody", "Nn5-nobody-Nn5"), **user)
        short = self.secret("a password that is too short", "Sh0rt-7")
        await self.refused(link, ResetPassword, user_id="bob", password=short)
        await link.call(SetPermissions, user_id="bob", permissions=frozenset({Permission.MONITOR_LOG}))
        await self.oath(link, bob)
        given = pair("secrets of bob")
        await self.refused(link, SetX509, user_id="bob", certificate=given.key_pem)
        self.secret("a private key", given.key_pem.splitlines()[1])
        await self.logs(link)
        await self.backup(link)
        await link.close()

    async def backup(self, master: Link) -> None:
        """One that is made, and one that does not open."""
        pin = self.secret("the PIN of a backup", "Pn3-of-a-backup-Pn3")
        await master.call(BackupCreate, pin=pin)
        piece = await master.call(BackupRead, offset=0)
        await master.call(BackupUpload, offset=0, data=piece["data"])
        for name, wrong in (("a wrong PIN", "Wr9-0f-a-backup-Wr9"), ("a PIN that is too short", "Sh9-PIN")):
            await self.refused(master, BackupRestore, pin=self.secret(name, wrong))

    async def oath(self, master: Link, password: str) -> None:
        """A device whose codes are used, right and wrong."""
        secret = b"Th1s-1s-b0bs-dev1ce!"
        self.secret("the secret of a device", secret)
        code = [self.secret(f"code {each}", hotp(secret, each, 8)) for each in range(6)]
        await master.call(
            SetOath, user_id="bob", second_factor=SecondFactor.OATH_HOTP, secret=secret, digits=8, step=None
        )
        link = await self.link()
        await self.refused(link, Login, user_id="bob", password=password)
        await self.refused(link, Login, user_id="bob", password=password, code=self.secret("a wrong code", "93718264"))
        await link.call(Login, user_id="bob", password=password, code=code[0])
        await self.refused(link, Resynchronise, user_id="bob", first=code[2], second=code[5])
        await link.call(Resynchronise, user_id="bob", first=code[3], second=code[4])
        new = self.secret("the new password of bob", "Pf9-newer-Pf9")
        await self.refused(link, MyPassword, old=self.secret("a wrong old password", "0ld-wr0ng-0ld"), new=new)
        await link.call(MyPassword, old=password, new=new)
        await link.close()
        made = await master.call(
            SetOath, user_id="bob", second_factor=SecondFactor.OATH_TOTP, secret=None, digits=None, step=None
        )
        self.secret("the secret of a device that was made", made["secret"])

    async def logs(self, link: Link) -> None:
        """What the console shows of the log."""
        page = await link.call(LogRetrieve, after=0, chained=True)
        self.said += [each["line"].encode() for each in page["lines"]]
        assert (await link.call(LogVerify))["right"]
        await self.refused(await self.link(), LogClear)

    # ----------------------------------------------------------------------------------------------------- KMIP

    def send(self, operation: Operation, payload: object, password: str) -> ResponseBatchItem:
        """One message and the item of its answer; a refusal is noted as it came."""
        credential = Credential(
            credential_type=CredentialType.USERNAME_AND_PASSWORD,
            credential_value=UsernameAndPassword(username="alice", password=password),
        )
        with Connection(self.hsm, "alice") as connection:
            connection.send(message([item(operation, payload)], authentication=Authentication(credential=[credential])))
            data = connection.receive()
        (raw,) = binary.decode(ResponseMessage, data, Tag.RESPONSE_MESSAGE).batch_item
        answered = binary.decode_raw(ResponseBatchItem, raw)
        if answered.result_status is not ResultStatus.SUCCESS:
            self.said.append(data)
        return answered

    def ask(self, operation: Operation, payload: object) -> Any:
        """An operation that succeeds; its response payload."""
        answered = self.send(operation, payload, self.password)
        assert answered.result_status is ResultStatus.SUCCESS, answered
        return binary.decode_raw(table()[operation].response, answered.response_payload)

    def fail(self, operation: Operation, payload: object) -> None:
        """An operation that fails."""
        answered = self.send(operation, payload, self.password)
        assert answered.result_status is ResultStatus.OPERATION_FAILED, answered

    def kmip(self) -> None:
        """Keys are made, registered, got, wrapped, derived; and what fails of that."""
        self.password = self.secret("the password of alice", ALICE)
        wrong = self.secret("a wrong password in a credential", "aL1-wrong-aL1")
        self.send(Operation.GET, get.Request(unique_identifier="x"), wrong)
        self.symmetric()
        self.pair()
        self.passwords()
        self.nonsense()

    def symmetric(self) -> None:
        """AES keys: registered, wrapped by each other, made here, derived."""
        uids = [self.register_key(name) for name in ("a registered key", "a wrapping key")]
        wrapped = get.Request(
            unique_identifier=uids[0],
            key_wrapping_specification=KeyWrappingSpecification(
                wrapping_method=WrappingMethod.ENCRYPT,
                encryption_key_information=EncryptionKeyInformation(
                    unique_identifier=uids[1], cryptographic_parameters=WRAP
                ),
                encoding_option=EncodingOption.NO_ENCODING,
            ),
        )
        self.ask(Operation.GET, wrapped)
        made = self.ask(
            Operation.CREATE,
            create.Request(
                object_type=ObjectType.SYMMETRIC_KEY,
                template_attribute=template_attribute({**AES, "Cryptographic Length": 256}),
            ),
        )
        self.got("a key that was made", made.unique_identifier)
        salt = DerivationParameters(
            cryptographic_parameters=HMAC, initialization_vector=None, derivation_data=b"no secret"
        )
        derived = self.ask(
            Operation.DERIVE_KEY,
            derive_key.Request(
                object_type=ObjectType.SYMMETRIC_KEY,
                unique_identifier=[uids[0]],
                derivation_method=DerivationMethod.HMAC,
                derivation_parameters=salt,
                template_attribute=template_attribute({**AES, "Cryptographic Length": 128}),
            ),
        )
        self.got("a key that was derived", derived.unique_identifier)

    def register_key(self, name: str) -> str:
        """A key of ours, to be used for everything."""
        key = sha256(name.encode()).digest()
        self.secret(name, key)
        block = make_key_block(KeyFormatType.RAW, key, CryptographicAlgorithm.AES, 256)
        registered = self.ask(
            Operation.REGISTER,
            register.Request(
                object_type=ObjectType.SYMMETRIC_KEY,
                template_attribute=template_attribute({"Cryptographic Usage Mask": 0xFFFFF}),
                symmetric_key=SymmetricKey(key_block=block),
            ),
        )
        self.ask(Operation.ACTIVATE, activate.Request(unique_identifier=registered.unique_identifier))
        return str(registered.unique_identifier)

    def got(self, name: str, uid: str) -> None:
        """Get a key, and note it."""
        value = self.ask(Operation.GET, get.Request(unique_identifier=uid))
        self.secret(name, (value.symmetric_key or value.private_key).key_block.key_value.key_material)

    def pair(self) -> None:
        """An RSA pair: the encoded private key, and its exponent by itself."""
        made = self.ask(
            Operation.CREATE_KEY_PAIR,
            create_key_pair.Request(
                common_template_attribute=template_attribute(
                    {"Cryptographic Algorithm": CryptographicAlgorithm.RSA, "Cryptographic Length": 2048}
                ),
                private_key_template_attribute=template_attribute({"Cryptographic Usage Mask": 1}),
                public_key_template_attribute=template_attribute({"Cryptographic Usage Mask": 2}),
            ),
        )
        self.got("a private key that was made", made.private_key_unique_identifier)
        key: Any = load_der_private_key(self.secrets["a private key that was made"], None)
        self.secret("its private exponent", key.private_numbers().d.to_bytes(256, "big").lstrip(bytes(1)))

    def passwords(self) -> None:
        """Secret Data, and a PKCS#12 container under a password; once with the right one, once with a wrong one."""
        container = pkcs12.serialize_key_and_certificates(
            b"alice", pair("in a container").key, pair("in a container").certificate, None, BestAvailableEncryption(P12)
        )
        self.secret("the password of a container", P12)
        right, wrong = self.register_password(P12), self.register_password(b"Pk12-another-Pk12")
        self.secret("a wrong password of a container", b"Pk12-another-Pk12")
        for uid, act in ((right, self.ask), (wrong, self.fail)):
            linked = LinkTo(link_type=LinkType.PKCS_12_PASSWORD_LINK, linked_object_identifier=uid)
            block = KeyBlock(key_format_type=KeyFormatType.PKCS_12, key_value=KeyValue(key_material=container))
            act(
                Operation.REGISTER,
                register.Request(
                    object_type=ObjectType.PRIVATE_KEY,
                    template_attribute=template_attribute({"Link": [linked]}),
                    private_key=PrivateKey(key_block=block),
                ),
            )

    def register_password(self, password: bytes) -> str:
        block = make_key_block(KeyFormatType.OPAQUE, password, None, None)
        registered = self.ask(
            Operation.REGISTER,
            register.Request(
                object_type=ObjectType.SECRET_DATA,
                template_attribute=template_attribute({}),
                secret_data=SecretData(secret_data_type=SecretDataType.PASSWORD, key_block=block),
            ),
        )
        return str(registered.unique_identifier)

    def nonsense(self) -> None:
        """Keys in requests that are wrong in many ways."""
        for number, (form, algorithm, length) in enumerate(
            (
                (KeyFormatType.RAW, CryptographicAlgorithm.AES, 192),
                (KeyFormatType.RAW, None, None),
                (KeyFormatType.PKCS_8, CryptographicAlgorithm.RSA, 2048),
                (KeyFormatType.X_509, CryptographicAlgorithm.AES, 256),
            )
        ):
            key = sha256(b"%d" % number).digest()
            self.secret(f"a key that is refused ({number})", key)
            block = make_key_block(form, key, algorithm, length)
            refused = register.Request(
                object_type=ObjectType.SYMMETRIC_KEY,
                template_attribute=template_attribute({"Cryptographic Usage Mask": 4}),
                symmetric_key=SymmetricKey(key_block=block),
            )
            self.fail(Operation.REGISTER, refused)

    def broken(self) -> None:
        """A key in messages that cannot be read."""
        key = sha256(b"cut").digest()
        self.secret("a key in a message that is broken", key)
        block = make_key_block(KeyFormatType.RAW, key, CryptographicAlgorithm.AES, 256)
        payload = register.Request(
            object_type=ObjectType.SYMMETRIC_KEY,
            template_attribute=template_attribute({"Cryptographic Usage Mask": 4}),
            symmetric_key=SymmetricKey(key_block=block),
        )
        whole = message([item(Operation.REGISTER, payload)])
        for wrong in (
            whole.replace(b"\x42\x00\x43\x08", b"\x42\x00\x43\x02"),  # an Integer
            whole.replace(b"\x42\x00\x43\x08\x00\x00\x00\x20", b"\x42\x00\x43\x08\x00\x00\x01\x00"),  # too long
        ):
            assert wrong != whole
            with Connection(self.hsm, "alice") as connection:
                connection.send(wrong)
                self.said.append(connection.receive())


ALICE, P12 = "aL1-alice-aL1", b"Pk12-right-Pk12"
AES = {"Cryptographic Algorithm": CryptographicAlgorithm.AES, "Cryptographic Usage Mask": 12}
MASTER = "hB3-master-hB3"


class WholeRun(TestCase):
    async def test_no_secret_is_anywhere(self) -> None:
        folder = Path(self.mktemp())
        folder.mkdir()
        state, wire, told = folder / "state", folder / "wire", []

        def observe(event: dict[str, Any]) -> None:
            failure = event.get("log_failure")
            told.append(f"{formatEvent(event)} {failure.getTraceback(detail='verbose') if failure else ''}".encode())

        globalLogPublisher.addObserver(observe)
        self.addCleanup(globalLogPublisher.removeObserver, observe)
        async with Appliance(
            state=str(state), log_wire=str(wire), user=[f"alice:{ALICE}"], master_password=MASTER
        ) as hsm:
            run = Run(hsm)
            await run.console()
            await deferToThread(run.kmip)
            await deferToThread(run.broken)
            run.secret("the key of a client", hsm.users["alice"].key.read_bytes().splitlines()[1])
        run.secret("the master key", (state / "master.key").read_bytes())
        run.secret("the key of the audit log", (state / "audit" / "key").read_bytes())
        self.search(Search(run.secrets), state, {"wire": wire.read_bytes(), "log": b"\n".join(told)}, run.said)

    def search(self, search: Search, state: Path, logs: dict[str, bytes], said: list[bytes]) -> None:
        """Files for clients have their keys, and files with keys have those; nothing else has any."""
        own = {state / "master.key", state / "audit" / "key"}
        files = [file for file in state.rglob("*") if file.is_file() and file.parent != state / "keys"]
        self.assertTrue(any(file.parent.name == "audit" for file in set(files) - own))
        texts = {str(file): file.read_bytes() for file in files if file not in own}
        for name, data in {**texts, **logs, **{f"answer {i}": each for i, each in enumerate(said)}}.items():
            self.assertEqual(search.found(data), [], name)
