"""Poll: the answer of an asynchronous operation (KMIP 1.4 4.28, errors 11.29)."""

from hsmsim.errors import NoSuchJob
from hsmsim.exchange.batch import Relayed
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.spec.enums import Operation, ResultReason, ResultStatus
from hsmsim.spec.structures import ResponseBatchItem
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import octets, structure


@structure(Tag)
class Request:
    """Poll Request Payload (table 228)."""

    asynchronous_correlation_value: bytes = octets()


@operation(
    Operation.POLL,
    request=Request,
    response=ResponseBatchItem,  # not a payload: the answer of the operation, whole
    errors={NoSuchJob: ResultReason.ITEM_NOT_FOUND},
)
async def poll(ctx: Context, ask: Request) -> ResponseBatchItem:
    """Give what the operation would have been answered with, or say that it is pending."""
    answer = ctx.jobs.poll(ask.asynchronous_correlation_value, ctx.version)
    if answer.result_status is ResultStatus.OPERATION_FAILED:
        raise Relayed(answer)
    return answer
