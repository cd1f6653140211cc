import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from '../../platform/logger.ts';
import { CollapsingQueue } from '../collapsing-queue.ts';
import { DatabaseUnavailable, type ListenEvent } from '../database.ts';
import { toClientConfig } from './client-config.ts';
import { explainErrorsOf } from './explain-error.ts';
import { prepareSession } from './prepare-session.ts';

export interface ListenTiming {
  /** How often the connection is probed, and how long a probe may take. */
  probeMs: number;
  /** The first pause before a new connection; it doubles up to `longestPauseMs`. */
  firstPauseMs: number;
  longestPauseMs: number;
}

export interface Listen {
  url: string;
  logger: Logger;
  channel: string;
  signal: AbortSignal;
  listenTiming?: ListenTiming;
}

const defaultTiming: ListenTiming = { probeMs: 10_000, firstPauseMs: 100, longestPauseMs: 1_000 };
const longestQueue = 10_000;

/**
 * Listens on a dedicated connection, and opens a new one whenever it breaks.
 * S4: each connection begins with `'connected'`, because notifications may have been missed; a reader
 * that fell too far behind gets one, too.
 */
export async function* listen(options: Listen): AsyncGenerator<ListenEvent, void, undefined> {
  const { url, logger, signal, listenTiming: timing = defaultTiming } = options;
  const explain = explainErrorsOf(url);
  let pauseMs = timing.firstPauseMs;
  let connected = false;
  let failures = 0;
  while (!signal.aborted) {
    try {
      for await (const event of listenOnce(options, timing)) {
        pauseMs = timing.firstPauseMs;
        failures = 0;
        connected = true;
        yield event;
      }
    } catch (error) {
      failures += 1;
      const reason = String(explain(error));
      // It is retried every second, and logged ever more rarely: the 1st, 2nd, 4th, 8th time.
      const log = Number.isInteger(Math.log2(failures)) ? 'warn' : 'debug';
      logger[log]({ reason, failures }, 'not listening to the database; retrying');
    }
    if (connected && !signal.aborted) yield 'disconnected';
    connected = false;
    await sleep(pauseMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    pauseMs = Math.min(pauseMs * 2, timing.longestPauseMs);
  }
}

/** Ends when the signal aborts and throws when the connection breaks. */
async function* listenOnce(
  { url, channel, signal }: Listen,
  timing: ListenTiming,
): AsyncGenerator<ListenEvent, void, undefined> {
  const events = new CollapsingQueue<ListenEvent>(longestQueue, 'connected');
  const client = new Client(toClientConfig(url));
  const stop = () => events.close();
  signal.addEventListener('abort', stop, { once: true });
  client.on('error', (error) => events.close(error));
  client.on('end', () => events.close(new DatabaseUnavailable('The connection ended.')));
  client.on('notification', ({ payload = '' }) => events.push({ channel, payload }));
  let probe: NodeJS.Timeout | undefined;
  const start = async () => {
    await client.connect();
    await prepareSession(client);
    await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
    events.push('connected');
    if (events.closed) return;
    probe = setInterval(() => void checkAlive(client, timing, events), timing.probeMs);
  };
  // Not awaited: an abort must not wait for a server that does not respond.
  start().catch((error: Error) => events.close(error));
  try {
    yield* events;
  } finally {
    events.close();
    clearInterval(probe);
    signal.removeEventListener('abort', stop);
    client.end().catch(() => undefined);
  }
}

/** Detects a half-open connection: the server is gone, but the socket has not noticed. */
async function checkAlive(
  client: Client,
  { probeMs }: ListenTiming,
  events: CollapsingQueue<ListenEvent>,
): Promise<void> {
  const probe = { text: 'SELECT 1', query_timeout: probeMs };
  await client.query(probe).catch((error: Error) => events.close(error));
}
