import type { Clock } from '../../../src/platform/clock.ts';
import type { HttpClient } from '../../../src/platform/http-client.ts';

/** How long the forge takes, in simulated time; half of it before the state is read. */
export const latencyMs = { get: 150, send: 600 } as const;

export function withLatency(http: HttpClient, clock: Clock): HttpClient {
  const take = async <Result>(ms: number, signal: AbortSignal, work: () => Promise<Result>) => {
    await clock.sleep(ms / 2, signal);
    signal.throwIfAborted();
    const result = await work();
    await clock.sleep(ms / 2, signal);
    signal.throwIfAborted();
    return result;
  };
  return {
    get: (request) => take(latencyMs.get, request.signal, () => http.get(request)),
    send: (message) => take(latencyMs.send, message.signal, () => http.send(message)),
    download: (download) => take(latencyMs.get, download.signal, () => http.download(download)),
  };
}

/** The forge's clock is simulated, and so is the date of its responses. */
export function withForgeDate(http: HttpClient, now: () => number): HttpClient {
  const date = async (sent: ReturnType<HttpClient['get']>) => {
    const result = await sent;
    if (result.kind !== 'response') return result;
    const headers = new Headers(result.headers);
    headers.set('date', new Date(now()).toUTCString());
    return { ...result, headers };
  };
  return {
    get: (request) => date(http.get(request)),
    send: (message) => date(http.send(message)),
    download: (download) => date(http.download(download)),
  };
}
