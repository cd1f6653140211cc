import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { TimelineEntry } from '../../../../src/contract/timeline.ts';
import type { WebhookFeed } from '../../../../src/contract/webhooks.ts';
import { messages } from '../../text/messages.ts';
import { formatAge, formatClock } from '../../text/time.ts';
import { toFreshness } from '../status/freshness.ts';
import { toNextLook, toNextLookSentence } from '../status/next-check.ts';
import type { EventOf } from './format-event.ts';

export type AnswerPart = 'last_look' | 'next_look' | 'push' | 'feed' | 'failure';

/** One sentence of the answer to "why is this not fresher?". */
export interface AnswerLine {
  part: AnswerPart;
  sentence: string;
  /** The exact instant the sentence speaks of. */
  at: string | null;
  /** What a program said of it. */
  detail?: string;
  /** A person could do something about it. */
  action?: 'set_up_feed';
}

export interface FreshnessSources {
  /** The name people know the forge by. */
  forge: string;
  /** Of the forge as a whole. */
  pausedUntil: string | null;
  /** Null: none is known for this repository. Undefined: it was not read. */
  feed: WebhookFeed | null | undefined;
  /** From the timeline, as far as it is read. */
  lastFailure: FailureSpan | undefined;
}

/** The short answer, which the lines explain. */
export function toAnswerHeadline(
  status: DiffStatus,
  { forge, pausedUntil }: FreshnessSources,
  nowMs: number,
): string {
  const say = messages.freshnessAnswer.headline;
  if (status.failure !== null) return `${messages.failure[status.failure.kind].title(forge)}.`;
  const next = toNextLook(status, pausedUntil, nowMs);
  if (next.kind === 'paused') return toNextLookSentence(next, forge, nowMs);
  if (status.stale_at === null) return say.settled;
  const { kind } = toFreshness(status, forge, nowMs);
  return kind === 'looking' || kind === 'unchecked' ? say[kind] : say.checked;
}

export function toAnswerLines(
  status: DiffStatus,
  sources: FreshnessSources,
  nowMs: number,
): AnswerLine[] {
  const next = toNextLook(status, sources.pausedUntil, nowMs);
  return [
    toLastLook(status, nowMs),
    {
      part: 'next_look',
      sentence: toNextLookSentence(next, sources.forge, nowMs),
      at: next.kind === 'paused' ? next.until : status.stale_at,
    },
    toPush(status, nowMs),
    ...toFeed(sources, nowMs),
    ...toFailure(status, sources, nowMs),
  ];
}

/** S9: what is shown is the last good look, and it says how old that is. */
function toLastLook({ refreshed_at: at, failure }: DiffStatus, nowMs: number): AnswerLine {
  const say = messages.freshnessAnswer;
  const part = 'last_look';
  if (at === null) {
    return { part, at, sentence: failure === null ? say.neverLooked : say.neverSucceeded };
  }
  const age = formatAge(at, nowMs);
  return { part, at, sentence: failure === null ? say.lastLook(age) : say.lastGoodLook(age) };
}

function toPush({ reported_at: at }: DiffStatus, nowMs: number): AnswerLine {
  const say = messages.freshnessAnswer;
  const sentence = at === null ? say.noPush : say.push(formatAge(at, nowMs));
  return { part: 'push', at, sentence };
}

function toFeed({ feed, forge }: FreshnessSources, nowMs: number): AnswerLine[] {
  if (feed === undefined) return [];
  const say = messages.freshnessAnswer;
  const part = 'feed';
  const heardAt = feed?.last_delivery_at ?? null;
  const installedAt = feed?.installed_at ?? null;
  if (feed?.state === 'live') {
    const sentence = heardAt
      ? say.feedLive(forge, formatAge(heardAt, nowMs))
      : say.feedLiveUnheard(forge);
    return [{ part, sentence, at: heardAt }];
  }
  const action = 'set_up_feed';
  if (heardAt !== null) {
    return [{ part, sentence: say.feedSilent(formatAge(heardAt, nowMs)), at: heardAt, action }];
  }
  if (installedAt !== null) {
    const sentence = say.feedUnheard(formatAge(installedAt, nowMs));
    return [{ part, sentence, at: installedAt, action }];
  }
  return [{ part, sentence: say.feedNever, at: null, action }];
}

function toFailure(
  { failure }: DiffStatus,
  { forge, lastFailure }: FreshnessSources,
  nowMs: number,
): AnswerLine[] {
  const say = messages.freshnessAnswer;
  const part = 'failure';
  if (failure !== null) {
    const problem = messages.failure[failure.kind].title(forge);
    const since = lastFailure?.until === null ? lastFailure.since : null;
    const sentence = since
      ? say.failingSince(formatClock(since, nowMs), problem)
      : say.failing(problem);
    return [{ part, sentence, at: since, detail: failure.message }];
  }
  if (!lastFailure?.until) return [];
  const { since, until, message: detail } = lastFailure;
  const problem = messages.failure[lastFailure.failure].title(forge);
  const [from, end] = [formatClock(since, nowMs), formatClock(until, nowMs)];
  return [{ part, sentence: say.failedUntil(from, end, problem), at: until, detail }];
}

/** The last time that looks failed, as far as the timeline tells. */
export interface FailureSpan {
  failure: EventOf<'look_failed'>['failure'];
  message: string;
  since: string;
  /** Null while it lasts. */
  until: string | null;
}

/** From entries that stand newest first. A span that began before them begins with the oldest. */
export function findLastFailure(entries: readonly TimelineEntry[]): FailureSpan | undefined {
  const outages = entries.filter(
    ({ event }) => event.kind === 'look_failed' || event.kind === 'recovered',
  );
  const latest = outages.findIndex(({ event }) => event.kind === 'look_failed');
  const failed = outages[latest]?.event;
  if (failed?.kind !== 'look_failed') return undefined;
  const before = outages.slice(latest);
  const recovered = before.findIndex(({ event }) => event.kind === 'recovered');
  const first = before.slice(0, recovered === -1 ? undefined : recovered).at(-1);
  return {
    failure: failed.failure,
    message: failed.message,
    since: first?.at ?? '',
    until: outages[latest - 1]?.at ?? null,
  };
}
