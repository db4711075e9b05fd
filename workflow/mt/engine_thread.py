"""One thread that owns an engine's thread-bound objects and runs what it is handed, one call after another.

fxtranslate's `Translator` may only be touched by the thread that made it, and a panic inside it arrives as a
`BaseException` (PyO3's `PanicException`), which `except Exception` does not catch. So the objects never leave
this thread, and no exception that could hold them in its traceback does either.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from workflow.mt.base import MTError

State = TypeVar("State")
Answer = TypeVar("Answer")


def is_panic(error: BaseException) -> bool:
    """Whether an exception is a Rust panic that came through PyO3 (its class cannot be imported)."""
    return any(kind.__name__ == "PanicException" for kind in type(error).__mro__)


class EngineThread(Generic[State]):
    """Runs calls on a thread of its own; each gets the thread's state, made there by `make_state`.

    It works in whichever thread or forked child asks: a child finds no thread of its own and starts one.
    """

    def __init__(self, make_state: Callable[[], State], *, name: str) -> None:
        self._make_state = make_state
        self._name = name
        self._threads: dict[int, _Thread[State]] = {}

    def run(self, call: Callable[[State], Answer]) -> Answer:
        """Run `call(state)` there and return its answer, or raise its `MTError` here."""
        process = os.getpid()
        thread = self._threads.get(process)
        if thread is None:  # setdefault: two threads may come here at once, and only one of theirs is kept
            thread = self._threads.setdefault(process, _Thread(self._make_state, self._name))
        return thread.run(call)


class _Thread(Generic[State]):
    def __init__(self, make_state: Callable[[], State], name: str) -> None:
        self._make_state = make_state
        self._name = name
        self._calls: queue.SimpleQueue[Callable[[State], None]] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def run(self, call: Callable[[State], Answer]) -> Answer:
        answer: Future[Answer] = Future()

        def work(state: State) -> None:
            try:
                answer.set_result(call(state))
            except MTError as error:
                answer.set_exception(_copy_error(error))
            except (KeyboardInterrupt, SystemExit) as error:
                answer.set_exception(error.with_traceback(None))
            except BaseException as error:  # a panic is not an Exception, and the one who waits must hear of it
                detail = f"{type(error).__name__}: {error}"
                answer.set_exception(MTError("engine_crashed", permanent=True, detail=detail))

        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name=self._name, daemon=True)
                self._thread.start()
        self._calls.put(work)
        return answer.result()

    def _serve(self) -> None:
        state = self._make_state()
        while True:
            self._calls.get()(state)


def _copy_error(error: MTError) -> MTError:
    """The same error without its traceback, whose frames hold the thread's own objects."""
    return MTError(error.code, permanent=error.permanent, detail=error.detail)
