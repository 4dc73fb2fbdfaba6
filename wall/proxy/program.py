"""The filter's process: `python -m wall.proxy.program DESCRIPTOR`.

DESCRIPTOR is an inherited listening socket. Orders come on standard input; its end is the end of
the filter, so that it never outlives the display.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import sys

from pydantic import ValidationError

from wall.log import set_up_logging
from wall.proxy.heads import MOST_HEAD_BYTES
from wall.proxy.judging import Judge, Resolve, Resolver
from wall.proxy.orders import Orders
from wall.proxy.server import FilterServer

MOST_ORDER_BYTES = 1024 * 1024


async def run_filter(
    listening: socket.socket,
    orders: asyncio.StreamReader,
    resolve_pushed: Resolve,
    resolve_site: Resolve,
) -> None:
    """Until the orders end. Raises ValidationError for orders that cannot be read."""
    judge = Judge(resolve_pushed, resolve_site)
    first = await orders.readline()
    if not first:
        return
    server = FilterServer(judge, Orders.model_validate_json(first))
    listener = await asyncio.start_server(
        server.serve, sock=listening, limit=MOST_HEAD_BYTES, start_serving=True
    )
    try:
        while line := await orders.readline():
            server.obey(Orders.model_validate_json(line))
    finally:
        listener.close()


async def _main(descriptor: int) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        # The display ends it; a Ctrl-C in the terminal is the display's to obey.
        loop.add_signal_handler(number, lambda: None)
    orders = asyncio.StreamReader(limit=MOST_ORDER_BYTES)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    with socket.socket(fileno=descriptor) as listening:
        await run_filter(listening, orders, Resolver(), Resolver())


def main() -> int:
    set_up_logging("filter")
    try:
        asyncio.run(_main(int(sys.argv[1])))
    except ValidationError:
        # Not its text, which holds the secrets.
        print("the filter's orders cannot be read", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
