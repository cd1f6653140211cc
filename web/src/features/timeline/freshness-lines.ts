import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { WebhookFeed } from '../../../../src/contract/forges.ts';
import type { PollingState } from '../../../../src/contract/polling.ts';
import type { TimelineEntry } from '../../../../src/contract/timeline.ts';
import { messages } from '../../text/messages.ts';
import { formatAge, formatClock } from '../../text/time.ts';
import { toFreshness } from '../status/freshness.ts';
import { explainNextCheck, toNextCheck } from '../status/next-check.ts';
import type { EventOf } from './format-event.ts';

export type FreshnessPart = 'last_check' | 'next_check' | 'push' | 'feed' | 'failure';

/** One line of the explanation of how up to date a branch is. */
export interface FreshnessLine {
  part: FreshnessPart;
  sentence: string;
  /** The instant that the sentence is about. */
  at: string | null;
  /** The original error message. */
  detail?: string;
  /** What the reader could do about it. */
  action?: 'install_webhook';
}

export interface FreshnessContext {
  /** The display name of the forge. */
  forge: string;
  /** Applies to the forge as a whole. */
  pausedUntil: string | null;
  /** Undefined while the server polls, or that is unknown. */
  polling: PollingState | undefined;
  /** Null: there is none for this repository. Undefined: not loaded. */
  feed: WebhookFeed | null | undefined;
  /** The server cannot be reached, so its plans are unknown. */
  disconnected: boolean;
  /** From the loaded part of the timeline. */
  lastFailure: FailureSpan | undefined;
}

/** The summary that the lines explain. */
export function formatFreshnessHeadline(
  status: DiffStatus,
  { forge, pausedUntil, polling, disconnected }: FreshnessContext,
  nowMs: number,
): string {
  const text = messages.freshnessDetails.headline;
  if (disconnected) return text.disconnected;
  if (status.failure !== null) return `${messages.failure[status.failure.kind].title(forge)}.`;
  const next = toNextCheck(status, pausedUntil, nowMs);
  if (next.kind === 'paused' || next.kind === 'polling_paused') {
    return explainNextCheck(next, forge, nowMs, polling?.paused_at ?? null);
  }
  if (next.kind === 'settled' || next.kind === 'unscheduled') return text.settled;
  const { kind } = toFreshness(status, forge, nowMs);
  return kind === 'pushed' || kind === 'unchecked' ? text[kind] : text.checked;
}

export function listFreshnessLines(
  status: DiffStatus,
  context: FreshnessContext,
  nowMs: number,
): FreshnessLine[] {
  const next = toNextCheck(status, context.pausedUntil, nowMs);
  return [
    buildLastCheck(status, nowMs),
    context.disconnected
      ? { part: 'next_check', sentence: messages.freshnessDetails.unknown, at: null }
      : {
          part: 'next_check',
          sentence: explainNextCheck(
            next,
            context.forge,
            nowMs,
            context.polling?.paused_at ?? null,
          ),
          at: next.kind === 'paused' ? next.until : status.next_check_at,
        },
    buildPush(status, nowMs),
    ...listFeedLines(context, nowMs),
    ...listFailureLines(status, context, nowMs),
  ];
}

/** S9: shown data is from the last successful check, and the line says how old that is. */
function buildLastCheck({ refreshed_at: at, failure }: DiffStatus, nowMs: number): FreshnessLine {
  const text = messages.freshnessDetails;
  const part = 'last_check';
  if (at === null) {
    return { part, at, sentence: failure === null ? text.neverChecked : text.neverSucceeded };
  }
  const age = formatAge(at, nowMs);
  return { part, at, sentence: failure === null ? age : text.lastSuccess(age) };
}

function buildPush({ reported_at: at }: DiffStatus, nowMs: number): FreshnessLine {
  const text = messages.freshnessDetails;
  const sentence = at === null ? text.noPush : formatAge(at, nowMs);
  return { part: 'push', at, sentence };
}

function listFeedLines({ feed, polling }: FreshnessContext, nowMs: number): FreshnessLine[] {
  if (feed === undefined) return [];
  const text = messages.freshnessDetails;
  const isPaused = polling?.paused === true;
  const instead = isPaused ? text.pollingIsPaused : text.polls;
  const part = 'feed';
  const deliveredAt = feed?.last_delivery_at ?? null;
  const installedAt = feed?.installed_at ?? null;
  if (feed?.state === 'waiting') return [{ part, sentence: text.feedWaiting, at: installedAt }];
  if (feed?.state === 'live' && deliveredAt !== null) {
    return [{ part, sentence: text.feedLive(formatAge(deliveredAt, nowMs)), at: deliveredAt }];
  }
  const action = 'install_webhook';
  if (deliveredAt !== null) {
    return [
      {
        part,
        sentence: text.feedSilent(formatAge(deliveredAt, nowMs), instead),
        at: deliveredAt,
        action,
      },
    ];
  }
  if (installedAt !== null) {
    const sentence = text.feedNoDelivery(formatAge(installedAt, nowMs), instead);
    return [{ part, sentence, at: installedAt, action }];
  }
  return [
    {
      part,
      sentence: isPaused ? text.feedNeverWhilePaused : text.feedNever,
      at: null,
      action,
    },
  ];
}

function listFailureLines(
  { failure }: DiffStatus,
  { forge, lastFailure }: FreshnessContext,
  nowMs: number,
): FreshnessLine[] {
  const text = messages.freshnessDetails;
  const part = 'failure';
  if (failure !== null) {
    const problem = messages.failure[failure.kind].title(forge);
    const since = lastFailure?.until === null ? lastFailure.since : null;
    const sentence = since
      ? text.failingSince(formatClock(since, nowMs), problem)
      : text.failing(problem);
    return [{ part, sentence, at: since, detail: failure.message }];
  }
  if (!lastFailure?.until) return [];
  const { since, until, message: detail } = lastFailure;
  const problem = messages.failure[lastFailure.failure].title(forge);
  const [from, end] = [formatClock(since, nowMs), formatClock(until, nowMs)];
  return [{ part, sentence: text.failedUntil(from, end, problem), at: until, detail }];
}

/** The last series of failed checks in the loaded part of the timeline. */
export interface FailureSpan {
  failure: EventOf<'look_failed'>['failure'];
  message: string;
  since: string;
  /** Null while it is ongoing. */
  until: string | null;
}

/** Expects the newest entry first. A series that began before the oldest entry is cut off there. */
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
