import { ApiError } from '../contract/client.ts';
import { type EventName, eventNames } from '../contract/events.ts';
import { systemClock } from '../platform/clock.ts';

const reconnectMs = 2_000;

/** Calls back after every event of those names, and reconnects; runs until it is aborted. */
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
      if (!isPassing(error) && !signal.aborted) throw error;
    }
    await systemClock.sleep(reconnectMs, signal);
  }
}

/** The server is away, or says that its database is. */
function isPassing(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof ApiError && error.problem.status >= 500);
}

async function readEvents(
  { url, token }: { url: string; token: string },
  onEvent: () => Promise<void>,
  signal: AbortSignal,
  names: readonly EventName[],
): Promise<void> {
  const openings = new Set(names.map((name) => `event: ${name}`));
  const response = await fetch(`${url}/api/v1/events`, {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
    redirect: 'error',
    signal,
  });
  if (!response.ok || !response.body) return;
  // What changed while nobody listened.
  await onEvent();
  let rest = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    // Events that arrive together are one look at the server.
    if (lines.some((line) => openings.has(line))) await onEvent();
  }
}
