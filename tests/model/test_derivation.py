"""hsmsim/model/derivation.py: which object is the key, and which the data (4.6)."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import InvalidField, InvalidMessage, WrongObjectType
from hsmsim.model.derivation import roles
from hsmsim.spec.enums import DerivationMethod, ObjectType
from tests.objects import made
from tests.support import rows

M, T = DerivationMethod, ObjectType
OBJECTS = {
    obj.uid: obj
    for obj in (
        *(made("key"), made("other key"), made("secret", T.SECRET_DATA), made("other secret", T.SECRET_DATA)),
        *(made("private", T.PRIVATE_KEY), made("public", T.PUBLIC_KEY), made("certificate", T.CERTIFICATE)),
    )
}
KEYED = (M.HMAC, M.ENCRYPT, M.NIST800_108_C, M.NIST800_108_F, M.NIST800_108_DPI)
ALONE = (M.PBKDF2, M.HASH)
AGREED = (M.ASYMMETRIC_KEY,)


def objects(uids):
    return [OBJECTS[uid] for uid in uids]


@rows(
    key_and_data=(KEYED, ["key"], True, ("key", None)),
    secret_and_data=(KEYED, ["secret"], True, ("secret", None)),
    key_and_secret=(KEYED, ["key", "secret"], False, ("key", "secret")),
    secret_and_key=(KEYED, ["secret", "key"], False, ("key", "secret")),
    two_secrets=(KEYED, ["secret", "other secret"], False, ("secret", "other secret")),
    two_secrets_turned=(KEYED, ["other secret", "secret"], False, ("other secret", "secret")),
    key_alone=(ALONE, ["key"], False, ("key", None)),
    secret_alone=(ALONE, ["secret"], False, ("secret", None)),
    pair=(AGREED, ["private", "public"], False, ("private", "public")),
    pair_turned=(AGREED, ["public", "private"], False, ("private", "public")),
)
class Roles(SynchronousTestCase):
    def check(self, methods, uids, has_data, expected):
        for method in methods:
            key, data = roles(method, objects(uids), has_data)
            self.assertEqual((key.uid, data and data.uid), expected, method)


@rows(
    data_twice=(KEYED, ["key", "secret"], True, InvalidMessage),
    data_and_secret=(ALONE, ["secret"], True, InvalidMessage),
    data_and_key=(ALONE, ["key"], True, InvalidField),
    no_data=(KEYED, ["key"], False, InvalidField),
    no_data_but_a_secret_key=(KEYED, ["secret"], False, InvalidField),
    two_keys=(KEYED, ["key", "other key"], False, WrongObjectType),
    three=(KEYED, ["key", "secret", "other secret"], False, InvalidField),
    two_where_one_is_right=(ALONE, ["key", "secret"], False, InvalidField),
    certificate=(KEYED + ALONE, ["certificate"], True, WrongObjectType),
    certificate_for_data=(KEYED, ["key", "certificate"], False, WrongObjectType),
    public_key=(KEYED + ALONE, ["public"], True, WrongObjectType),
    agreement_of_one=(AGREED, ["private"], False, WrongObjectType),
    agreement_without_a_private_key=(AGREED, ["public", "key"], False, WrongObjectType),
    agreement_of_three=(AGREED, ["private", "public", "key"], False, WrongObjectType),
    agreement_with_data=(AGREED, ["private", "public"], True, InvalidField),
)
class Refusals(SynchronousTestCase):
    def check(self, methods, uids, has_data, error):
        for method in methods:
            self.assertRaises(error, roles, method, objects(uids), has_data)
