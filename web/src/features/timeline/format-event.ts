import type { TimelineEvent } from '../../../../src/contract/timeline.ts';
import { messages } from '../../text/messages.ts';
import { formatClock } from '../../text/time.ts';
import type { Tone } from '../status/attention.ts';

export type EventOf<Kind extends TimelineEvent['kind']> = Extract<TimelineEvent, { kind: Kind }>;

/** The icon in front of an event. */
export type TimelineIconName =
  | 'branch'
  | 'push'
  | 'commit'
  | 'opened'
  | 'draft'
  | 'closed'
  | 'merged'
  | 'title'
  | 'approved'
  | 'changes_requested'
  | 'review'
  | 'reviewers'
  | 'comment'
  | 'passed'
  | 'failed'
  | 'running'
  | 'mergeable'
  | 'merge_trouble'
  | 'queue'
  | 'auto_merge'
  | 'paused'
  | 'unreachable'
  | 'key'
  | 'recovered';

export interface EventText {
  icon: TimelineIconName;
  tone: Tone;
  sentence: string;
  /** Untrusted text by a forge or a person, shown separately from the sentence. */
  quote?: string;
  detail?: string;
  url?: string | null;
  sha?: string;
}

/** `forge` is its display name. */
export function formatEvent(event: TimelineEvent, forge: string, nowMs: number): EventText {
  const text = messages.timeline.event;
  switch (event.kind) {
    case 'branch_tracked':
      return { icon: 'branch', tone: 'quiet', sentence: text.branchTracked };
    case 'push_seen':
      return { icon: 'push', tone: 'active', sentence: text.pushSeen };
    case 'pull_request_found':
      return formatFound(event);
    case 'pull_request_gone': {
      const quote = event.title ? { quote: event.title } : {};
      const sentence = text.pullRequestGone(event.number);
      const detail = text.pullRequestGoneText;
      return { icon: 'closed', tone: 'attention', sentence, detail, url: event.url, ...quote };
    }
    case 'state_changed':
      return { ...stateStyles[event.state], sentence: text.state[event.state] };
    case 'draft_changed':
      return event.draft
        ? { icon: 'draft', tone: 'quiet', sentence: text.draft }
        : { icon: 'opened', tone: 'success', sentence: text.ready };
    case 'title_changed':
      return { icon: 'title', tone: 'quiet', sentence: text.titleChanged, quote: event.title };
    case 'commits_pushed':
      return {
        icon: 'commit',
        tone: 'quiet',
        sentence: text.commitsPushed,
        sha: event.head_sha,
        url: event.url ?? null,
      };
    case 'review_changed':
      return formatReview(event);
    case 'threads_opened':
      return { icon: 'comment', tone: 'attention', sentence: text.threadsOpened(event.count) };
    case 'reviewers_asked':
      return event.reviewers.length === 0
        ? { icon: 'reviewers', tone: 'quiet', sentence: text.reviewRequestsRemoved }
        : {
            icon: 'reviewers',
            tone: 'quiet',
            sentence: text.reviewRequested,
            quote: listFormat.format(event.reviewers),
          };
    case 'checks_changed':
      return formatChecks(event);
    case 'mergeability_changed':
      return formatMergeability(event);
    case 'merge_plan_changed':
      return formatMergePlan(event);
    case 'look_failed':
      return formatFailure(event, forge, nowMs);
    case 'recovered':
      return { icon: 'recovered', tone: 'success', sentence: text.recovered(forge) };
  }
}

const listFormat = new Intl.ListFormat('en');

const stateStyles = {
  open: { icon: 'opened', tone: 'success' },
  closed: { icon: 'closed', tone: 'danger' },
  merged: { icon: 'merged', tone: 'merged' },
} as const;

function formatFound({ number, title, url, state }: EventOf<'pull_request_found'>): EventText {
  const text = messages.timeline.event;
  const sentence =
    state === null || state === 'open'
      ? text.pullRequestFound(number)
      : text.pullRequestFoundIn(number, messages.state[state]);
  return { ...stateStyles[state ?? 'open'], sentence, url, ...(title ? { quote: title } : {}) };
}

function formatFailure(event: EventOf<'look_failed'>, forge: string, nowMs: number): EventText {
  const { failure, message: detail, retry_at: retryAt } = event;
  const problem = messages.failure[failure].title(forge);
  const tone = 'attention';
  switch (failure) {
    case 'rate_limited': {
      const { pausedUntil } = messages.timeline.event;
      const sentence = retryAt ? pausedUntil(problem, formatClock(retryAt, nowMs)) : problem;
      return { icon: 'paused', tone, sentence, detail };
    }
    case 'no_token':
    case 'unauthorized':
      return { icon: 'key', tone, sentence: problem, detail };
    case 'no_forge':
    case 'forbidden':
    case 'not_found':
    case 'unavailable':
    case 'timed_out':
    case 'malformed':
    case 'internal':
      return { icon: 'unreachable', tone, sentence: problem, detail };
  }
}

/** The forge's own decision takes precedence over individual reviews. */
function formatReview(event: EventOf<'review_changed'>): EventText {
  const text = messages.timeline.event.review;
  const { decision, approved, changes_requested: changesRequested } = event;
  if (decision === 'changes_requested' || changesRequested) {
    return { icon: 'changes_requested', tone: 'danger', sentence: text.changesRequested };
  }
  if (decision === 'approved' || (decision !== 'review_required' && approved)) {
    return { icon: 'approved', tone: 'success', sentence: text.approved };
  }
  const quiet = { icon: 'review', tone: 'quiet' } as const;
  if (decision === 'review_required') return { ...quiet, sentence: text.required };
  return { ...quiet, sentence: decision === 'none' ? text.notRequired : text.noDecision };
}

function formatChecks({ state, ...counts }: EventOf<'checks_changed'>): EventText {
  const text = messages.timeline.event.checks;
  const [passed, failed, pending] = [counts.passed ?? 0, counts.failed ?? 0, counts.pending ?? 0];
  const total = passed + failed + pending;
  switch (state) {
    case 'failed':
      return { icon: 'failed', tone: 'danger', sentence: text.failed(failed, total) };
    case 'passed':
      return { icon: 'passed', tone: 'success', sentence: text.passed(total) };
    case 'pending':
      return { icon: 'running', tone: 'attention', sentence: text.pending(pending, total) };
    case null:
      return { icon: 'running', tone: 'quiet', sentence: text.none };
  }
}

function formatMergeability({ mergeability }: EventOf<'mergeability_changed'>): EventText {
  const text = messages.timeline.event.mergeability;
  switch (mergeability) {
    case 'mergeable':
      return { icon: 'mergeable', tone: 'success', sentence: text.mergeable };
    case 'conflicting':
      return { icon: 'merge_trouble', tone: 'danger', sentence: text.conflicting };
    case 'behind':
      return { icon: 'merge_trouble', tone: 'attention', sentence: text.behind };
    case 'blocked':
      return { icon: 'merge_trouble', tone: 'quiet', sentence: text.blocked };
    case 'unknown':
    case null:
      return { icon: 'mergeable', tone: 'quiet', sentence: text.unknown };
  }
}

function formatMergePlan(event: EventOf<'merge_plan_changed'>): EventText {
  const text = messages.timeline.event;
  if (event.in_merge_queue) return { icon: 'queue', tone: 'active', sentence: text.queued };
  return event.auto_merge
    ? { icon: 'auto_merge', tone: 'active', sentence: text.autoMerge }
    : { icon: 'auto_merge', tone: 'quiet', sentence: text.autoMergeOff };
}
