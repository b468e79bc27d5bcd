"""Cancel: give up an asynchronous operation (KMIP 1.4 4.27, errors 11.28: none)."""

from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.spec.enums import CancellationResult, Operation
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.schema import enumeration, octets, structure


@structure(Tag)
class Request:
    """Cancel Request Payload (table 226)."""

    asynchronous_correlation_value: bytes = octets()


@structure(Tag)
class Response:
    """Cancel Response Payload (table 227)."""

    asynchronous_correlation_value: bytes = octets()
    cancellation_result: CancellationResult = enumeration(CancellationResult)


@operation(Operation.CANCEL, request=Request, response=Response, errors={})
async def cancel(ctx: Context, ask: Request) -> Response:
    """Cancel it if it has not begun."""
    correlation = ask.asynchronous_correlation_value
    return Response(asynchronous_correlation_value=correlation, cancellation_result=ctx.jobs.cancel(correlation))
