"""What geoplan is doing, on the terminal and for ``run.log``."""

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.status import Status

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="不显示进度 No progress lines.")]


class Progress(logging.Handler):
    """Shows what geoplan is doing, and remembers it with times for ``run.log``."""

    def __init__(self, console: Console, status: Status | None) -> None:
        super().__init__(logging.INFO)
        self.console, self.status = console, status
        self.began_s = time.monotonic()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Print a stage; show beside the spinner what the solver has found."""
        line = self._remembered(record.getMessage())
        if self.status is None:
            return
        if record.name != "geoplan.solver":
            self.console.print(line, markup=False, highlight=False)
        self.status.update(record.getMessage())

    def tell(self, words: str) -> None:
        """Print a line even where no progress is shown, and remember it."""
        self.console.print(self._remembered(words), markup=False, highlight=False)

    def _remembered(self, words: str) -> str:
        """The line of ``run.log``: words with their time."""
        self.lines.append(f"[{time.monotonic() - self.began_s:6.1f} s] {words}")
        return self.lines[-1]

    def text(self) -> str:
        """Content of ``run.log``: stages with seconds, and the peak memory where it is known."""
        return "\n".join([*self.lines, *_peak_memory()]) + "\n"


@contextmanager
def show_progress(quiet: bool) -> Iterator[Progress]:
    """Progress of geoplan's own loggers on the terminal while something runs."""
    console = Console(stderr=True)
    logger = logging.getLogger("geoplan")
    logger.setLevel(logging.INFO)
    with console.status("", spinner="line") as spinner:
        if quiet:
            spinner.stop()
        handler = Progress(console, None if quiet else spinner)
        logger.addHandler(handler)
        try:
            yield handler
        finally:
            logger.removeHandler(handler)


def _peak_memory() -> list[str]:
    """Peak memory of this process in words; nothing where the system does not tell (Windows)."""
    if sys.platform == "win32":
        return []
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return [f"内存峰值 peak memory {peak_bytes / 1e9:.2f} GB"]
