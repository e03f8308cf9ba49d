"""How a plan's search is ended early from the command line: by a time limit, or by Ctrl-C."""

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from geoplan.publish.labels import STOPPED, filled
from geoplan.solver import Why, ask_to_stop, forget_stop, why_stopped

log = logging.getLogger(__name__)


@contextmanager
def stoppable(time_limit_s: float | None, tell: Callable[[str], None]) -> Iterator[None]:
    """Let a time limit and the first Ctrl-C end the searches; the second Ctrl-C gives up.

    Parameters
    ----------
    time_limit_s
        Counted from here [s]; None: there is none.
    tell
        Shows a line, whatever else is shown.
    """

    def press(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        _ask_once(STOPPED["interrupted"])
        tell(" ".join(STOPPED["finishing"]))

    forget_stop()
    before = signal.signal(signal.SIGINT, press)
    timer = None if time_limit_s is None else _start_timer(time_limit_s)
    try:
        yield
    finally:
        if timer is not None:
            timer.cancel()
        signal.signal(signal.SIGINT, before)
        forget_stop()


def _start_timer(time_limit_s: float) -> threading.Timer:
    """Ask all searches to stop when the time is over."""
    zh, en = (filled(words, seconds=f"{time_limit_s:g}") for words in STOPPED["time_limit"])
    log.info("%s %s", zh, en)
    timer = threading.Timer(time_limit_s, _ask_once, [(zh, en)])
    timer.daemon = True
    timer.start()
    return timer


def _ask_once(why: Why) -> None:
    """Ask all searches to stop, unless they were asked for another reason."""
    if why_stopped() is None:
        ask_to_stop(why)
