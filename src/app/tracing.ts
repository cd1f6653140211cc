import type { Clock } from '../platform/clock.ts';
import type { Lifetime } from '../platform/lifetime.ts';
import { getVersion } from '../platform/package-root.ts';
import { SyncTracer } from '../sync/sync-tracer.ts';

/** Off unless the standard variables of OpenTelemetry name a collector. The SDK is loaded only then. */
export async function startTracing(
  environment: Record<string, string | undefined>,
  { clock, lifetime }: { clock: Clock; lifetime: Lifetime },
): Promise<SyncTracer | undefined> {
  const {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: tracesEndpoint,
    OTEL_SDK_DISABLED: disabled,
  } = environment;
  if ((!endpoint && !tracesEndpoint) || disabled?.toLowerCase() === 'true') return undefined;
  const { startOpenTelemetry } = await import('./open-telemetry.ts');
  const telemetry = lifetime.use(startOpenTelemetry(getVersion()));
  return new SyncTracer((span) => telemetry.send(span), clock);
}
