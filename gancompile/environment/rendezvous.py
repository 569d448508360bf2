"""The workers of a cluster wait for each other before TensorFlow does, which would wait without a word and without an end."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from gancompile.environment.cluster import Cluster, ClusterError

PATIENCE_SECONDS = 50.0
"""What is said of workers that do not come is said within a minute."""
SECONDS_BETWEEN_LOOKS = 0.2


def wait_for_workers(cluster: Cluster, seconds: float | None = None) -> None:
    """Returns when every worker has answered. Raises ClusterError, with those that have not come, after PATIENCE_SECONDS.

    A worker answers at its own address until all have answered it, and from then on TensorFlow does, which takes the port over.
    """
    patience = PATIENCE_SECONDS if seconds is None else seconds
    end = time.monotonic() + patience
    missing = {index: address for index, address in enumerate(cluster.workers) if index != cluster.index}
    with _answering(cluster.workers[cluster.index]):
        while missing:
            missing = {index: address for index, address in missing.items() if not _answers(address)}
            if missing and time.monotonic() > end:
                who = " and ".join(f"worker {index} ({address})" for index, address in missing.items())
                have = "has" if len(missing) == 1 else "have"
                raise ClusterError(
                    f"{who} {have} not come within {patience:.0f} s; all {len(cluster.workers)} workers of `TF_CONFIG` must run"
                )
            time.sleep(SECONDS_BETWEEN_LOOKS)


@contextmanager
def _answering(address: str) -> Iterator[None]:
    """Accepts connections at the port of an address while the context lasts. Raises ClusterError where the port is taken."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("", _port(address)))
    except OSError as error:
        listener.close()
        raise ClusterError(f"the port of this worker, `{address}`, cannot be taken: {error.strerror}") from error
    listener.listen()
    listener.settimeout(SECONDS_BETWEEN_LOOKS)
    done = threading.Event()

    def accept() -> None:
        while not done.is_set():
            try:
                listener.accept()[0].close()
            except OSError:
                continue

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        listener.close()


def _answers(address: str) -> bool:
    try:
        with socket.create_connection((address.rpartition(":")[0], _port(address)), timeout=1.0):
            return True
    except OSError:
        return False


def _port(address: str) -> int:
    """Raises ClusterError for an address without a port."""
    text = address.rpartition(":")[2]
    if not text.isdecimal():
        raise ClusterError(f"`{address}` in `TF_CONFIG` has no port, such as `10.0.0.1:2222`")
    return int(text)
