import { ROOT_CONTEXT, SpanKind, TraceFlags, trace as traceApi } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type IdGenerator,
} from '@opentelemetry/sdk-trace-base';
import type { FinishedSpan, SpanSink } from '../sync/sync-tracer.ts';

export interface OpenTelemetry extends AsyncDisposable {
  send: SpanSink;
}

/** Gives each span the ids that it brings along. */
class GivenIds implements IdGenerator {
  next: Pick<FinishedSpan, 'traceId' | 'spanId'> = { traceId: '', spanId: '' };
  generateTraceId = () => this.next.traceId;
  generateSpanId = () => this.next.spanId;
}

/** Sends spans by OTLP over HTTP, as the standard `OTEL_` variables configure it. */
export function startOpenTelemetry(version: string): OpenTelemetry {
  const ids = new GivenIds();
  const own = resourceFromAttributes({ 'service.name': 'afterpush', 'service.version': version });
  const resource = defaultResource()
    .merge(own)
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new BasicTracerProvider({
    resource,
    idGenerator: ids,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const tracer = provider.getTracer('afterpush', version);
  return {
    send({ name, traceId, spanId, parentId, startedAt, endedAt, attributes }) {
      ids.next = { traceId, spanId };
      const parent = { traceId, spanId: parentId ?? '', traceFlags: TraceFlags.SAMPLED };
      const context =
        parentId === undefined ? ROOT_CONTEXT : traceApi.setSpanContext(ROOT_CONTEXT, parent);
      const options = { kind: SpanKind.INTERNAL, startTime: startedAt, attributes };
      tracer.startSpan(name, options, context).end(endedAt);
    },
    [Symbol.asyncDispose]: () => provider.shutdown(),
  };
}
