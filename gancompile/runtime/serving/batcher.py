"""Rows of requests that come at the same time, answered together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancompile.runtime.serving.errors import RequestError

Arrays = Mapping[str, NDArray[Any]]
Answer = Callable[[Arrays], dict[str, NDArray[Any]]]
BATCH_ROWS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    inputs: Arrays
    rows: int
    answer: asyncio.Future[dict[str, NDArray[Any]]]


class Batcher:
    """Answers the requests of one signature: those that wait while another is answered go together, up to 64 rows.

    A request never waits for others to come. answer: from inputs to outputs, for any number of rows; called in a thread of `executor`.
    """

    def __init__(self, answer: Answer, executor: Executor) -> None:
        self._answer = answer
        self._executor = executor
        self._waiting: list[_Waiting] = []
        self._worker: asyncio.Task[None] | None = None

    async def predict(self, inputs: Arrays) -> dict[str, NDArray[Any]]:
        """The outputs for these rows. Raises RequestError."""
        rows = len(next(iter(inputs.values())))
        loop = asyncio.get_running_loop()
        one = _Waiting(inputs=inputs, rows=rows, answer=loop.create_future())
        self._waiting.append(one)
        if self._worker is None or self._worker.done():
            self._worker = loop.create_task(self._work())
        return await one.answer

    async def _work(self) -> None:
        while self._waiting:
            taken = self._take()
            try:
                outputs = await self._run(_together([one.inputs for one in taken]))
            except Exception as error:
                await self._one_by_one(taken, error)
            else:
                at = 0
                for one in taken:
                    if not one.answer.done():
                        one.answer.set_result({name: array[at : at + one.rows] for name, array in outputs.items()})
                    at += one.rows

    def _take(self) -> list[_Waiting]:
        """The first request, and those behind it that fit beside."""
        taken, rows = [self._waiting.pop(0)], 0
        rows = taken[0].rows
        while self._waiting and rows + self._waiting[0].rows <= BATCH_ROWS:
            taken.append(self._waiting.pop(0))
            rows += taken[-1].rows
        return taken

    async def _one_by_one(self, taken: list[_Waiting], error: Exception) -> None:
        """Answers each alone where the model has refused them together: the mistake is that of one of them."""
        for one in taken:
            if one.answer.done():
                continue
            if len(taken) == 1 or not isinstance(error, RequestError):
                one.answer.set_exception(error)
                continue
            try:
                outputs = await self._run(one.inputs)
            except Exception as own:
                # A client may have left meanwhile.
                if not one.answer.done():
                    one.answer.set_exception(own)
            else:
                if not one.answer.done():
                    one.answer.set_result(outputs)

    async def _run(self, inputs: Arrays) -> dict[str, NDArray[Any]]:
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._answer, inputs)


def _together(requests: list[Arrays]) -> Arrays:
    if len(requests) == 1:
        return requests[0]
    return {name: np.concatenate([one[name] for one in requests]) for name in requests[0]}
