"""A Dask client as an executor whose futures always end, and that says how the cluster is.

The executor that a client makes itself loses a future when its result cannot be fetched, as when
the worker that holds it is killed: nobody is ever told. Here every error reaches the future.
"""

import concurrent.futures as cf
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from lilliput.games.errors import InvalidArgumentError

__all__ = ["Cluster", "is_client"]

_ANSWER = 10.0  # seconds that a scheduler may take to say who works for it


def is_client(thing: Any) -> bool:
    """Return whether something is a client of Dask."""
    return any(kind.__module__.startswith("distributed.") for kind in type(thing).__mro__)


class Cluster(cf.Executor):
    """The workers behind a Dask client.

    Parameters
    ----------
    client
        A ``distributed.Client``; it stays its owner's.
    """

    def __init__(self, client: Any) -> None:
        if not hasattr(client, "submit") or not hasattr(client, "loop"):
            raise InvalidArgumentError(
                f"executor: give the Client of the cluster, Client(cluster), got {client!r}"
            )
        if client.asynchronous:
            raise InvalidArgumentError(
                "executor: this Client is asynchronous, and a sweep waits for its results: make "
                "one without asynchronous=True"
            )
        self._client = client

    def submit(
        self, function: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> "cf.Future[Any]":
        """Send a call to the cluster."""
        # Not pure: a block that is repeated is computed again, and nothing is hashed.
        future = self._client.submit(function, *args, **kwargs, pure=False)
        promise: cf.Future[Any] = cf.Future()

        def given_up(promise: "cf.Future[Any]") -> None:
            if promise.cancelled():
                future.cancel()

        promise.add_done_callback(given_up)
        self._client.loop.add_callback(fulfil, future, promise)
        return promise

    def workers(self) -> int | None:
        """Return how many blocks the cluster can do at a time; None if its scheduler is silent."""
        try:
            return int(sum(self._client.ncores(callback_timeout=_ANSWER).values()))
        except Exception:  # timeouts and closed connections, of many types
            return None


async def fulfil(future: Awaitable[Any], promise: "cf.Future[Any]") -> None:
    """Pass on what comes of a future of Dask, whatever it is."""
    try:
        result = await future
    except BaseException as error:  # cancelled ones too
        with suppress(cf.InvalidStateError):
            promise.set_exception(error)
    else:
        with suppress(cf.InvalidStateError):
            promise.set_result(result)
