import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from '../../platform/logger.ts';
import { CollapsingQueue } from '../collapsing-queue.ts';
import { DatabaseUnavailable, type ListenEvent } from '../database.ts';
import { toClientConfig } from './client-config.ts';
import { explainErrorsOf } from './explain-error.ts';

export interface ListenTiming {
  /** How often the connection must prove that it is alive, and how long it may take. */
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

const defaultTiming: ListenTiming = { probeMs: 10_000, firstPauseMs: 100, longestPauseMs: 10_000 };
const longestQueue = 10_000;

/**
 * Listens on a connection of its own, and on a new one whenever that breaks.
 * S4: each new one begins with `'connected'`, because what was said in between is lost; so does a
 * reader who fell too far behind.
 */
export async function* listen(options: Listen): AsyncGenerator<ListenEvent, void, undefined> {
  const { url, logger, signal, listenTiming: timing = defaultTiming } = options;
  const explain = explainErrorsOf(url);
  let pauseMs = timing.firstPauseMs;
  let connected = false;
  while (!signal.aborted) {
    try {
      for await (const event of listenOnce(options, timing)) {
        pauseMs = timing.firstPauseMs;
        connected = true;
        yield event;
      }
    } catch (error) {
      logger.warn(
        { reason: String(explain(error)) },
        'not listening to the database; trying again',
      );
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
    await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
    events.push('connected');
    if (events.closed) return;
    probe = setInterval(() => void prove(client, timing, events), timing.probeMs);
  };
  // Not awaited: an abort must not wait for a server that does not answer.
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

/** Notices a connection that is half dead: the other side is gone, but nothing says so. */
async function prove(
  client: Client,
  { probeMs }: ListenTiming,
  events: CollapsingQueue<ListenEvent>,
): Promise<void> {
  const probe = { text: 'SELECT 1', query_timeout: probeMs };
  await client.query(probe).catch((error: Error) => events.close(error));
}
