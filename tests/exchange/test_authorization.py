"""M of N: while its custodians have not authorized it, the keys of a partition can be made and not used."""

from twisted.internet.defer import Deferred
from twisted.trial.unittest import TestCase

from hsmsim.errors import NotAuthorized
from hsmsim.exchange.notices import notice_of
from hsmsim.interfaces.partitions import Authorization
from hsmsim.model.access import Rights
from hsmsim.operations import encrypt, get, import_
from hsmsim.spec.enums import KeyWrapType, ObjectType, Operation, ResultReason, WrappingMethod
from hsmsim.spec.structures import EncryptionKeyInformation, KeyWrappingSpecification, SymmetricKey
from tests.appliance import NOW, Hsm, item, message
from tests.exchange.keys import ECB, WRAP, using
from tests.exchange.trusting import AES_128, CREATE, REQUESTS, fill, trusted
from tests.objects import attributes, made, refused
from tests.support import rows

A = Authorization
WITHHELD = (A.ASSOCIATED, A.UNAUTHORIZED)
GET = get.Request(unique_identifier="k1")


@rows(
    **{
        f"{operation.name.lower()}_{authorization.name.lower()}": (operation, authorization)
        for operation in REQUESTS
        for authorization in A
    }
)
class OwnPartition(TestCase):
    """Whatever uses a key or gives it away is refused; all else works."""

    async def check(self, operation, authorization):
        request, _, uses = REQUESTS[operation]
        hsm = Hsm()
        fill(hsm, "alice")
        hsm.users.authorizations["alice"] = authorization
        if uses and authorization in WITHHELD:
            error = await refused(self, hsm, operation, request, ResultReason.PERMISSION_DENIED)
            self.assertIn("the partition is not authorized", error.item.result_message)
        else:
            await hsm.ask(operation, request)


class Withheld(TestCase):
    def setUp(self):
        self.hsm = trusted(Rights.ALL)
        self.hsm.users.authorizations["bob"] = A.UNAUTHORIZED
        self.hsm.put(using(ECB, uid="mine"))

    async def denied(self, operation, request, user="alice"):
        await refused(self, self.hsm, operation, request, ResultReason.PERMISSION_DENIED, user=user)

    async def test_keys_can_be_made(self):
        uid = (await self.hsm.ask(Operation.CREATE, CREATE, "bob")).unique_identifier
        await self.denied(Operation.GET, get.Request(unique_identifier=uid), "bob")

    async def test_those_who_are_trusted_use_them_no_more_than_the_owner(self):
        await self.denied(Operation.ENCRYPT, encrypt.Request(unique_identifier="k1", data=bytes(16)))
        await self.hsm.ask(Operation.ENCRYPT, encrypt.Request(unique_identifier="mine", data=bytes(16)))

    async def test_the_owner_uses_what_others_let_it(self):
        self.hsm.users.grant("alice", "bob", Rights.READ)
        await self.hsm.ask(Operation.GET, get.Request(unique_identifier="mine"), "bob")

    async def test_nothing_is_wrapped_or_unwrapped_with_them(self):
        self.hsm.put(using(uid="wrapping"), user="bob")
        how = KeyWrappingSpecification(
            wrapping_method=WrappingMethod.ENCRYPT,
            encryption_key_information=EncryptionKeyInformation(
                unique_identifier="wrapping", cryptographic_parameters=WRAP
            ),
        )
        request = get.Request(unique_identifier="mine", key_wrapping_specification=how)
        await self.denied(Operation.GET, request)
        self.hsm.users.authorizations["bob"] = A.AUTHORIZED
        block = (await self.hsm.ask(Operation.GET, request)).symmetric_key.key_block
        self.hsm.users.authorizations["bob"] = A.ASSOCIATED
        bring = import_.Request(
            unique_identifier="new",
            symmetric_key=SymmetricKey(key_block=block),
            key_wrap_type=KeyWrapType.NOT_WRAPPED,
            attribute=attributes({"Object Type": ObjectType.SYMMETRIC_KEY, "Cryptographic Usage Mask": 12, **AES_128}),
        )
        await self.denied(Operation.IMPORT, bring)
        bring.key_wrap_type = None
        await self.hsm.ask(Operation.IMPORT, bring)

    async def test_what_is_no_key_is_given(self):
        for object_type in (ObjectType.CERTIFICATE, ObjectType.TEMPLATE, ObjectType.OPAQUE_OBJECT):
            self.hsm.put(made(object_type.name, object_type), user="bob")
            await self.hsm.ask(Operation.GET, get.Request(unique_identifier=object_type.name), "bob")

    async def test_no_certificate_is_issued(self):
        """Not even where that would make a CA first."""
        fill(self.hsm, "alice")
        certificate = self.hsm.load("certificate")
        certificate.clear("Link")
        self.hsm.put(certificate)
        self.hsm.users.authorizations["alice"] = A.ASSOCIATED
        await self.denied(Operation.RE_CERTIFY, REQUESTS[Operation.RE_CERTIFY][0])

    async def test_in_many_parts(self):
        """An operation that has begun goes on only while the partition is authorized."""
        begin = encrypt.Request(unique_identifier="mine", data=bytes(16), init_indicator=True)
        stream = (await self.hsm.ask(Operation.ENCRYPT, begin)).correlation_value
        self.hsm.users.authorizations["alice"] = A.UNAUTHORIZED
        await self.denied(Operation.ENCRYPT, encrypt.Request(correlation_value=stream, data=bytes(16)))

    async def test_it_ends_while_a_message_waits(self):
        self.hsm.users.authorizations["bob"] = A.AUTHORIZED
        async with self.hsm.store.exclusive("bob"):
            answer = Deferred.fromCoroutine(self.hsm.send(message([item(Operation.GET, GET)]), "bob"))
            self.hsm.users.authorizations["bob"] = A.UNAUTHORIZED
        self.assertEqual((await answer).outcome.items[0].reason, ResultReason.PERMISSION_DENIED)

    async def test_from_inside(self):
        with self.assertRaises(NotAuthorized):
            await self.hsm.exchange.within.perform("bob", Operation.GET, unique_identifier="k1")


class Notices(TestCase):
    """No key goes out of its own accord either."""

    def test_put_becomes_notify(self):
        for obj, put in ((made(), False), (made("c1", ObjectType.CERTIFICATE), True)):
            title = notice_of((None, obj), NOW, "1", True).title
            self.assertEqual(title.startswith("Put"), put)

    async def test_of_each_partition_to_those_who_want_them(self):
        class Kept:
            def __init__(self):
                self.sent = []

            def wants(self, partition):
                return True

            def send(self, partition, notices):
                self.sent.append((partition, [notice.title.split()[0] for notice in notices]))

        kept = Kept()
        hsm = Hsm(receivers=kept)
        hsm.users.grant("bob", "alice", Rights.ALL)
        hsm.users.authorizations["bob"] = A.ASSOCIATED
        within = hsm.exchange.within
        fields = {"object_type": CREATE.object_type, "template_attribute": CREATE.template_attribute}
        await within.perform("alice", Operation.CREATE, **fields)
        await within.perform("alice", Operation.CREATE, partition="bob", **fields)
        self.assertEqual(kept.sent, [("alice", ["Put"]), ("bob", ["Notify"])])
