import { createHash, randomBytes } from 'node:crypto';
import type { AcquiredDelivery, AppliedHint } from '../domain/delivery.ts';
import type { RefreshOutcome } from '../domain/refresh-outcome.ts';
import {
  type AcquiredRow,
  isDueByPush,
  type MarkedBranch,
  type RecordResult,
  type TrackedBranchKey,
} from '../domain/tracked-branch.ts';
import type { Clock } from '../platform/clock.ts';

/** A piece of work that has ended, with ids as W3C Trace Context defines them. Times are milliseconds since the epoch. */
export interface FinishedSpan {
  name: string;
  /** 32 and 16 hexadecimal digits. */
  traceId: string;
  spanId: string;
  /** Undefined for the first span of a trace. */
  parentId: string | undefined;
  startedAt: number;
  endedAt: number;
  /** S10: names and counts, never a token or a URL with credentials. */
  attributes: Record<string, string | number>;
}

type AppliedDelivery = Pick<AcquiredDelivery, 'forgeId' | 'deliveryId' | 'receivedAt'>;

export type SpanSink = (span: FinishedSpan) => void;

interface SpanPlace {
  traceId: string;
  parentId: string | undefined;
}

/** A change whose event is yet to come. */
interface Recent {
  place: SpanPlace;
  key: TrackedBranchKey;
  recordedAt: number;
}

/** An event that follows so much later belongs to another change. */
const eventWindowMs = 10_000;
const mostRecent = 1_000;

/**
 * Describes the way of a push or a delivery as spans of one trace: the signal, the refresh of the row with its call of
 * the forge and its write, and the event for the listeners. Another replica may do each step: the ids follow from
 * the row and its revision, so that no step has to pass them on.
 */
export class SyncTracer {
  readonly #sink: SpanSink;
  readonly #clock: Pick<Clock, 'now'>;
  /** The last changes of this process, by the keys of their chats. */
  readonly #recent = new Map<string, Recent[]>();

  /** The first spans that this process has sent last. */
  readonly #roots = new Set<string>();

  constructor(sink: SpanSink, clock: Pick<Clock, 'now'>) {
    this.#sink = sink;
    this.#clock = clock;
  }

  /** A push signal made rows due. */
  signalled(rows: readonly MarkedBranch[], startedAt: number): void {
    const endedAt = this.#clock.now();
    for (const row of rows) {
      const trace = toTrace(row, row.revision);
      this.#begin('push signal', trace, { startedAt, endedAt }, toAttributes(row));
    }
  }

  /** A delivery was applied. Each row has a trace, as if the delivery were about it alone. */
  delivered(
    { forgeId, deliveryId, receivedAt }: AppliedDelivery,
    { due, shown }: Pick<AppliedHint, 'due' | 'shown'>,
    startedAt: number,
  ): void {
    const endedAt = this.#clock.now();
    // The database's clock may be ahead of this one.
    const times = { startedAt: Math.min(receivedAt.getTime(), startedAt), endedAt };
    const revisions = new Map(due.map((row) => [toText(row), row.revision]));
    const shownRows = new Set(shown.map(toText));
    for (const [text, row] of new Map([...due, ...shown].map((one) => [toText(one), one]))) {
      const trace = toTrace(row, revisions.get(text) ?? deliveryId);
      const about = { 'afterpush.forge': forgeId, 'afterpush.delivery': deliveryId };
      const place = this.#begin('delivery', trace, times, { ...toAttributes(row), ...about });
      this.#add('apply', place, startedAt, endedAt, toAttributes(row));
      if (shownRows.has(text)) this.#remember(row, place, endedAt);
    }
  }

  /** A refresh was recorded, or lost its lease. */
  refreshed(
    row: AcquiredRow,
    outcome: RefreshOutcome['kind'],
    result: RecordResult,
    { fetchMs, totalMs }: { fetchMs: number; totalMs: number },
  ): void {
    const endedAt = this.#clock.now();
    const startedAt = endedAt - totalMs;
    const fetchedAt = startedAt + fetchMs;
    const { forgeId, revision } = row;
    // The signal or delivery that made the row due wrote the revision before.
    const { traceId, rootId } = toTrace(row, revision - 1);
    const parentId = isDueByPush(row) || this.#roots.has(rootId) ? rootId : undefined;
    const attributes = {
      ...toAttributes(row),
      'afterpush.forge': forgeId,
      'afterpush.revision': revision,
      'afterpush.outcome': outcome,
      'afterpush.result': result,
    };
    const spanId = this.#add('refresh', { traceId, parentId }, startedAt, endedAt, attributes);
    const place = { traceId, parentId: spanId };
    this.#add('fetch', place, startedAt, fetchedAt, toAttributes(row));
    this.#add('record', place, fetchedAt, endedAt, toAttributes(row));
    this.#remember(row, place, endedAt);
  }

  /** The listeners of a chat got its new state. */
  published(chatId: string, listeners: number): void {
    const now = this.#clock.now();
    const recent = this.#recent.get(chatId) ?? [];
    this.#recent.delete(chatId);
    for (const { place, key, recordedAt } of recent) {
      if (now - recordedAt > eventWindowMs) continue;
      const attributes = { ...toAttributes(key), 'afterpush.listeners': listeners };
      this.#add('event', place, recordedAt, now, attributes);
    }
  }

  /** The first span of a trace. */
  #begin(
    name: string,
    { traceId, rootId }: ReturnType<typeof toTrace>,
    times: Pick<FinishedSpan, 'startedAt' | 'endedAt'>,
    attributes: FinishedSpan['attributes'],
  ): SpanPlace {
    this.#sink({ name, traceId, spanId: rootId, parentId: undefined, ...times, attributes });
    this.#roots.add(rootId);
    const [oldest] = this.#roots;
    if (this.#roots.size > mostRecent && oldest !== undefined) this.#roots.delete(oldest);
    return { traceId, parentId: rootId };
  }

  #add(
    name: string,
    place: SpanPlace,
    startedAt: number,
    endedAt: number,
    attributes: FinishedSpan['attributes'],
  ): string {
    const spanId = randomBytes(8).toString('hex');
    this.#sink({ name, ...place, spanId, startedAt, endedAt, attributes });
    return spanId;
  }

  #remember(row: TrackedBranchKey, place: SpanPlace, recordedAt: number): void {
    const { chatId, remoteOrigin, branch } = row;
    const key = { chatId, remoteOrigin, branch };
    const ofChat = this.#recent.get(chatId) ?? [];
    this.#recent.delete(chatId);
    this.#recent.set(chatId, [...ofChat, { place, key, recordedAt }].slice(-mostRecent));
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > mostRecent && oldest !== undefined) this.#recent.delete(oldest);
  }
}

/** What has changed the row: a signal by the revision that it wrote, or a delivery that wrote none. */
function toTrace({ chatId, remoteOrigin, branch }: TrackedBranchKey, cause: number | string) {
  const text = JSON.stringify([chatId, remoteOrigin, branch, cause]);
  const digest = createHash('sha256').update(text).digest('hex');
  return { traceId: digest.slice(0, 32), rootId: digest.slice(32, 48) };
}

function toText({ chatId, remoteOrigin, branch }: TrackedBranchKey): string {
  return JSON.stringify([chatId, remoteOrigin, branch]);
}

function toAttributes({ chatId, remoteOrigin, branch }: TrackedBranchKey) {
  return {
    'afterpush.chat': chatId,
    'afterpush.origin': remoteOrigin,
    'afterpush.branch': branch,
  };
}
