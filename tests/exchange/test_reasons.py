"""Result Reasons of exceptions (KMIP 1.4 section 11.1)."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.errors import FeatureNotSupported, InvalidField, NoSuchObject, ObjectSensitive
from hsmsim.exchange.reasons import COMMON, reason_of
from hsmsim.operations import table
from hsmsim.spec.enums import ResultReason
from hsmsim.spec.versions import SERVED, V1_0, V1_3, V1_4
from hsmsim.ttlv.errors import Malformed, UnknownField, UnknownValue
from tests.support import rows


@rows(
    common=(InvalidField(), {}, V1_4, ResultReason.INVALID_FIELD),
    by_the_table=(InvalidField(), {InvalidField: ResultReason.ILLEGAL_OPERATION}, V1_4, ResultReason.ILLEGAL_OPERATION),
    malformed=(Malformed(), {}, V1_4, ResultReason.INVALID_MESSAGE),
    unknown_field=(UnknownField(), {}, V1_4, ResultReason.INVALID_FIELD),
    unknown_value=(UnknownValue(), {}, V1_4, ResultReason.INVALID_FIELD),
    feature=(FeatureNotSupported(), {}, V1_0, ResultReason.FEATURE_NOT_SUPPORTED),
    not_foreseen=(NoSuchObject(), {}, V1_4, None),
    not_ours=(ValueError(), {}, V1_4, None),
    new=(ObjectSensitive(), {ObjectSensitive: ResultReason.SENSITIVE}, V1_4, ResultReason.SENSITIVE),
    too_new=(ObjectSensitive(), {ObjectSensitive: ResultReason.SENSITIVE}, V1_3, ResultReason.PERMISSION_DENIED),
)
class ReasonOf(SynchronousTestCase):
    """Table first, then what is common; nothing newer than the version."""

    def check(self, error, errors, version, reason):
        self.assertIs(reason_of(error, errors, version), reason)


class EveryVersion(SynchronousTestCase):
    """No client is told a reason that came after its version."""

    def test_every_reason(self):
        """Each reason has something to be told in its place, and so has each row of each operation's table."""
        for version in SERVED:
            for reason in ResultReason:
                told = reason_of(ValueError(), {ValueError: reason}, version)
                self.assertLessEqual(told.since, version)
                self.assertTrue(told is reason or reason.since > version)
        for row in table().values():
            self.assertTrue({*row.errors.values(), *COMMON.values()} <= set(ResultReason))
