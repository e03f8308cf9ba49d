"""What some work takes: seconds, the processor's seconds and memory."""

import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

REPEATS = 3
MB = 1_000_000


@dataclass(frozen=True)
class Spent:
    """Seconds that pass, seconds of the processor (all cores), and the process's peak so far."""

    seconds: float
    processor_s: float
    peak_mb: float


def spent(work: Callable[[], Any]) -> tuple[Any, Spent]:
    """Result of some work and what it took."""
    began, processor_began_s = time.perf_counter(), processor_s()
    result = work()
    took_s = time.perf_counter() - began
    return result, Spent(took_s, processor_s() - processor_began_s, peak_mb())


def quickest(work: Callable[[], Any]) -> tuple[Any, Spent]:
    """Result of some work and what it took, the least of some repetitions."""
    each = []
    for _ in range(REPEATS):
        result = None  # the one before is not kept beside the next
        result, one = spent(work)
        each.append(one)
    least = Spent(
        min(one.seconds for one in each), min(one.processor_s for one in each), each[-1].peak_mb
    )
    return result, least


def processor_s() -> float:
    """Seconds that processors have spent on this process and on the commands it has run."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def peak_mb() -> float:
    """Peak memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MB


def alone(work: Callable[..., Any], *arguments: Any) -> Any:
    """Result of some work in a process of its own, so that its peak memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(work, *arguments).result()


def told_of(reached: bool) -> str:
    """Words for a goal."""
    return "reached" if reached else "**not reached**"
