import { systemClock } from '../platform/clock.ts';

const reconnectMs = 2_000;

/** Calls back after every event of the server, and reconnects; runs until it is aborted. */
export async function watchEvents(
  server: { url: string; token: string },
  onEvent: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await readEvents(server, onEvent, signal);
    } catch (error) {
      if (!(error instanceof TypeError) && !signal.aborted) throw error;
    }
    await systemClock.sleep(reconnectMs, signal);
  }
}

async function readEvents(
  { url, token }: { url: string; token: string },
  onEvent: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
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
    if (lines.some((line) => line.startsWith('event:'))) await onEvent();
  }
}
