"""What a server counts, for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Measurements:
    """Requests, rows and seconds by signature, and the version in service. Each server has its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "gancompile_requests", "Requests by signature and status", ["signature", "status"], registry=self._registry
        )
        self._rows = Counter("gancompile_rows", "Rows answered", ["signature"], registry=self._registry)
        self._seconds = Histogram(
            "gancompile_request_seconds", "Seconds a request", ["signature"], buckets=SECONDS, registry=self._registry
        )
        self._version = Gauge("gancompile_model_version", "The version in service", registry=self._registry)

    def answered(self, signature: str, status: int, seconds: float, rows: int = 0) -> None:
        """Counts a request."""
        self._requests.labels(signature, str(status)).inc()
        self._seconds.labels(signature).observe(seconds)
        self._rows.labels(signature).inc(rows)

    def serves(self, version: int) -> None:
        """Notes the version in service."""
        self._version.set(version)

    def text(self) -> bytes:
        """All of it in the format of Prometheus."""
        return bytes(generate_latest(self._registry))
