"""Beside OpenTelemetry."""

from __future__ import annotations

from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.instrumentation.django import DjangoInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.neighbours.beside.situations import expect

exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)


@pytest.fixture(scope="module", autouse=True)
def _instrumented() -> Any:
    DjangoInstrumentor().instrument()
    yield
    DjangoInstrumentor().uninstrument()


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_opentelemetry_span(web: Any) -> None:
    """A request makes a span, a child of the test's own."""
    with trace.get_tracer("test").start_as_current_span("the test") as parent:
        await web.get("/groups/span/")
    span = next(s for s in exporter.get_finished_spans() if s.name != "the test")
    expect(span.name, "GET groups/<name>/", f"it is called {span.name!r}")
    related = span.parent and span.parent.span_id == parent.get_span_context().span_id
    expect(bool(related), True, "it is no child of the test's")


@pytest.mark.asyncio
async def test_opentelemetry_thread() -> None:
    """A `BatchSpanProcessor` starts its thread in the middle of a test.

    The thread is for the whole process, and the test is not warned of it.
    """
    provider.add_span_processor(BatchSpanProcessor(exporter))
