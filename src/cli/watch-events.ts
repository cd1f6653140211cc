import { ApiError } from '../contract/client.ts';
import { type EventName, eventNames } from '../contract/events.ts';
import { systemClock } from '../platform/clock.ts';
import { MissingServerError } from './command-action.ts';
import { toOneLine } from './safe-text.ts';
import type { Terminal } from './terminal.ts';

const reconnectMs = 2_000;

export interface EventFilter {
  names?: readonly EventName[];
  /** Only events about this chat, and those after which everything has to be read again. */
  chatId?: string;
}

export interface WatchOptions extends EventFilter {
  /** Called with the reason when the server cannot be followed, and with undefined once it can be again. */
  onOutage?: (reason: string | undefined) => void;
}

/** Finds the server anew: after a restart it may have another port. Throws when there is none. */
export type FindServer = () => { url: string; token: string; tokenName?: string };

/** Calls `onEvent` after the selected events. Reconnects, and runs until aborted. */
export async function watchEvents(
  findServer: FindServer,
  onEvent: () => Promise<void>,
  signal: AbortSignal,
  { onOutage, ...filter }: WatchOptions = {},
): Promise<void> {
  let outage: string | undefined;
  const report = (reason: string | undefined) => {
    if (reason === outage) return;
    outage = reason;
    onOutage?.(reason);
  };
  const read = async () => {
    await onEvent();
    report(undefined);
  };
  while (!signal.aborted) {
    try {
      await readEvents(findServer(), read, signal, filter);
    } catch (error) {
      if (!isTransient(error) && !signal.aborted) throw error;
      if (!signal.aborted) report(formatOutage(error));
    }
    await systemClock.sleep(reconnectMs, signal);
  }
}

/** Whether the server or its database is temporarily unavailable. */
export function isTransient(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof MissingServerError) return true;
  return error instanceof ApiError && error.problem.status >= 500;
}

function formatOutage(error: unknown): string {
  if (!(error instanceof ApiError)) return 'the server does not respond: retrying';
  return `${toOneLine(error.message).replace(/\.$/, '')}: retrying`;
}

/** For commands that print lines: outages are reported on standard error. */
export function createOutageReport(terminal: Terminal): (reason: string | undefined) => void {
  return (reason = 'the server responds again') => terminal.writeError(`afterpush: ${reason}\n`);
}

async function readEvents(
  { url, token }: ReturnType<FindServer>,
  onEvent: () => Promise<void>,
  signal: AbortSignal,
  filter: EventFilter,
): Promise<void> {
  const response = await fetch(`${url}/api/v1/events`, {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
    redirect: 'error',
    signal,
  });
  // For changes before the connection was open. When it was refused, for the reason: the token may have ended.
  await onEvent();
  if (!response.ok || !response.body) return;
  const isWanted = createLineFilter(filter);
  let rest = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    // Events in one chunk cause a single call.
    if (lines.filter(isWanted).length > 0) await onEvent();
  }
}

/** Whether a line of the stream completes a wanted event: its data follows its name. */
function createLineFilter({ names = eventNames, chatId }: EventFilter) {
  const wanted = new Set<string>(names);
  const mention = chatId === undefined ? '' : JSON.stringify(chatId);
  let name = '';
  return (line: string): boolean => {
    if (line.startsWith('event: ')) name = line.slice('event: '.length);
    if (!line.startsWith('data: ') || !wanted.has(name)) return false;
    return name === 'resync' || line.includes(mention);
  };
}
