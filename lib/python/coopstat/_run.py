# _run.py -- long calls: Ctrl-C ends them, and a terminal sees how far they are.
# SPDX-License-Identifier: GPL-3.0-or-later
"""The coop_run of a call."""

import contextlib
import ctypes
import signal
import sys
import threading
import time
from typing import Any, Callable, Iterator, List, Optional

from ._library import integer, lib

#: seconds before anything is shown
QUIET = 1.0


class _Watch:
    """What happens while C is at work, always on the thread that called."""

    def __init__(self, progress: Optional[Callable[[float], Any]]) -> None:
        self.progress = progress
        self.error: Optional[BaseException] = None
        self.is_interrupted = False
        self.started = self.shown = time.monotonic()
        self.has_written = False

    def interrupt(self, *_: Any) -> None:
        """In the place of Python's handler: an exception inside the callback would be lost."""
        self.is_interrupted = True

    def look(self, _: Any, done: float) -> int:
        """Called by the library now and then; nonzero ends the call."""
        if self.is_interrupted or self.error is not None:
            return 1
        try:
            if self.progress is not None:
                if self.progress(done):
                    return 1
            else:
                self._show(done)
        except BaseException as error:
            self.error = error
            return 1
        return 1 if self.is_interrupted else 0

    def _show(self, done: float) -> None:
        now = time.monotonic()
        if now - self.started < QUIET or now - self.shown < 0.2 or sys.stderr is None:
            return
        if self.has_written or sys.stderr.isatty():
            self.has_written = True
            self.shown = now
            sys.stderr.write("\r%3.0f %%" % (100.0 * done))
            sys.stderr.flush()

    def clear(self) -> None:
        """Takes what was shown off the terminal."""
        if self.has_written:
            sys.stderr.write("\r      \r")
            sys.stderr.flush()


@contextlib.contextmanager
def running(threads: int = 0,
            progress: Optional[Callable[[float], Any]] = None) -> Iterator[Any]:
    """A coop_run for one call. progress(done) gets a share from 0 to 1; a true answer cancels."""
    watch = _Watch(progress)
    callback = lib.type("int32(void*,double)")(watch.look)
    run = lib.new("coop_run", threads=integer(threads))
    run.progress = callback
    is_main = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT) if is_main else None
    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, watch.interrupt)
    try:
        yield run
    except Exception:
        if watch.is_interrupted:
            raise KeyboardInterrupt from None
        if watch.error is not None:
            raise watch.error from None
        raise
    finally:
        if before is signal.default_int_handler:
            signal.signal(signal.SIGINT, before)
        watch.clear()
    if watch.is_interrupted:
        raise KeyboardInterrupt


class Writer:
    """A sink that collects what the library writes."""

    def __init__(self) -> None:
        self.parts: List[bytes] = []
        self.error: Optional[BaseException] = None
        self.callback = lib.type("int32(void*,char*,size)")(self._write)
        self.sink = lib.new("coop_sink")
        self.sink.write = self.callback

    def _write(self, _: Any, address: int, n: int) -> int:
        try:
            self.parts.append(ctypes.string_at(address, n))
            return 0
        except BaseException as error:
            self.error = error
            return lib.constant("COOP_MEMORY")

    def text(self) -> str:
        """All of it."""
        return b"".join(self.parts).decode()
