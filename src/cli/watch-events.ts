import { ApiError } from '../contract/client.ts';
import { type EventName, eventNames } from '../contract/events.ts';
import { systemClock } from '../platform/clock.ts';

const reconnectMs = 2_000;

/** Calls `onEvent` after events with one of the names. Reconnects, and runs until aborted. */
export async function watchEvents(
  server: { url: string; token: string },
  onEvent: () => Promise<void>,
  signal: AbortSignal,
  names: readonly EventName[] = eventNames,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await readEvents(server, onEvent, signal, names);
    } catch (error) {
      if (!isTransient(error) && !signal.aborted) throw error;
    }
    await systemClock.sleep(reconnectMs, signal);
  }
}

/** Whether the server or its database is temporarily unavailable. */
function isTransient(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof ApiError && error.problem.status >= 500);
}

async function readEvents(
  { url, token }: { url: string; token: string },
  onEvent: () => Promise<void>,
  signal: AbortSignal,
  names: readonly EventName[],
): Promise<void> {
  const eventLines = new Set(names.map((name) => `event: ${name}`));
  const response = await fetch(`${url}/api/v1/events`, {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
    redirect: 'error',
    signal,
  });
  if (!response.ok || !response.body) return;
  // For changes before the connection was open.
  await onEvent();
  let rest = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    // Events in one chunk cause a single call.
    if (lines.some((line) => eventLines.has(line))) await onEvent();
  }
}
