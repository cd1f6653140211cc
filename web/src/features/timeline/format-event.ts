import type { TimelineEvent } from '../../../../src/contract/timeline.ts';
import { messages } from '../../text/messages.ts';
import { formatClock } from '../../text/time.ts';
import type { Tone } from '../status/attention.ts';

/** What happened, in the words of a reader. `forge` is the name people know it by. */
export function toTimelineLine(event: TimelineEvent, forge: string, nowMs: number): TimelineLine {
  const say = messages.timeline.event;
  switch (event.kind) {
    case 'branch_tracked':
      return { mark: 'branch', tone: 'quiet', sentence: say.branchTracked };
    case 'push_seen':
      return { mark: 'push', tone: 'active', sentence: say.pushSeen };
    case 'pull_request_found':
      return toFoundLine(event);
    case 'pull_request_gone': {
      const told = event.title ? { told: event.title } : {};
      const sentence = say.pullRequestGone(event.number);
      const detail = say.pullRequestGoneText;
      return { mark: 'closed', tone: 'attention', sentence, detail, url: event.url, ...told };
    }
    case 'state_changed':
      return { ...stateLooks[event.state], sentence: say.state[event.state] };
    case 'draft_changed':
      return event.draft
        ? { mark: 'draft', tone: 'quiet', sentence: say.draft }
        : { mark: 'opened', tone: 'success', sentence: say.ready };
    case 'title_changed':
      return { mark: 'title', tone: 'quiet', sentence: say.titleChanged, told: event.title };
    case 'commits_pushed':
      return { mark: 'commit', tone: 'quiet', sentence: say.commitsPushed, sha: event.head_sha };
    case 'review_changed':
      return toReviewLine(event);
    case 'reviewers_asked':
      return event.reviewers.length === 0
        ? { mark: 'asked', tone: 'quiet', sentence: say.nobodyAsked }
        : {
            mark: 'asked',
            tone: 'quiet',
            sentence: say.reviewersAsked,
            told: event.reviewers.join(', '),
          };
    case 'checks_changed':
      return toChecksLine(event);
    case 'mergeability_changed':
      return toMergeLine(event);
    case 'merge_plan_changed':
      return toPlanLine(event);
    case 'look_failed':
      return toFailureLine(event, forge, nowMs);
    case 'recovered':
      return { mark: 'recovered', tone: 'success', sentence: say.recovered(forge) };
  }
}

const stateLooks = {
  open: { mark: 'opened', tone: 'success' },
  closed: { mark: 'closed', tone: 'danger' },
  merged: { mark: 'merged', tone: 'merged' },
} as const;

function toFoundLine({ number, title, url, state }: EventOf<'pull_request_found'>): TimelineLine {
  const say = messages.timeline.event;
  const sentence =
    state === null || state === 'open'
      ? say.pullRequestFound(number)
      : say.pullRequestFoundIn(number, messages.state[state]);
  return { ...stateLooks[state ?? 'open'], sentence, url, ...(title ? { told: title } : {}) };
}

function toFailureLine(event: EventOf<'look_failed'>, forge: string, nowMs: number): TimelineLine {
  const { failure, message: detail, retry_at: retryAt } = event;
  const problem = messages.failure[failure].title(forge);
  const tone = 'attention';
  switch (failure) {
    case 'rate_limited': {
      const say = messages.timeline.event.pausedUntil;
      const sentence = retryAt ? say(problem, formatClock(retryAt, nowMs)) : problem;
      return { mark: 'paused', tone, sentence, detail };
    }
    case 'no_token':
    case 'unauthorized':
      return { mark: 'key', tone, sentence: problem, detail };
    case 'no_forge':
    case 'forbidden':
    case 'not_found':
    case 'unavailable':
    case 'timed_out':
    case 'malformed':
    case 'internal':
      return { mark: 'unreachable', tone, sentence: problem, detail };
  }
}

/** The forge's own verdict counts more than what single reviewers said. */
function toReviewLine(event: EventOf<'review_changed'>): TimelineLine {
  const say = messages.timeline.event.review;
  const { decision, approved, changes_requested: changesRequested } = event;
  if (decision === 'changes_requested' || changesRequested) {
    return { mark: 'changes_asked', tone: 'danger', sentence: say.changesRequested };
  }
  if (decision === 'approved' || (decision !== 'review_required' && approved)) {
    return { mark: 'approved', tone: 'success', sentence: say.approved };
  }
  const quiet = { mark: 'review', tone: 'quiet' } as const;
  if (decision === 'review_required') return { ...quiet, sentence: say.required };
  return { ...quiet, sentence: decision === 'none' ? say.notAsked : say.noDecision };
}

function toChecksLine({ state, ...counts }: EventOf<'checks_changed'>): TimelineLine {
  const say = messages.timeline.event.checks;
  const [passed, failed, pending] = [counts.passed ?? 0, counts.failed ?? 0, counts.pending ?? 0];
  const total = passed + failed + pending;
  switch (state) {
    case 'failed':
      return { mark: 'failed', tone: 'danger', sentence: say.failed(failed, total) };
    case 'passed':
      return { mark: 'passed', tone: 'success', sentence: say.passed(total) };
    case 'pending':
      return { mark: 'running', tone: 'attention', sentence: say.pending(pending, total) };
    case null:
      return { mark: 'running', tone: 'quiet', sentence: say.none };
  }
}

function toMergeLine({ mergeability }: EventOf<'mergeability_changed'>): TimelineLine {
  const say = messages.timeline.event.mergeability;
  switch (mergeability) {
    case 'mergeable':
      return { mark: 'mergeable', tone: 'success', sentence: say.mergeable };
    case 'conflicting':
      return { mark: 'trouble', tone: 'danger', sentence: say.conflicting };
    case 'behind':
      return { mark: 'trouble', tone: 'attention', sentence: say.behind };
    case 'blocked':
      return { mark: 'trouble', tone: 'quiet', sentence: say.blocked };
    case 'unknown':
    case null:
      return { mark: 'mergeable', tone: 'quiet', sentence: say.unknown };
  }
}

function toPlanLine(event: EventOf<'merge_plan_changed'>): TimelineLine {
  const say = messages.timeline.event;
  if (event.in_merge_queue) return { mark: 'queue', tone: 'active', sentence: say.queued };
  return event.auto_merge
    ? { mark: 'automatic', tone: 'active', sentence: say.autoMerge }
    : { mark: 'automatic', tone: 'quiet', sentence: say.notQueued };
}

export type EventOf<Kind extends TimelineEvent['kind']> = Extract<TimelineEvent, { kind: Kind }>;

/** Which symbol stands before a line. */
export type TimelineMark =
  | 'branch'
  | 'push'
  | 'commit'
  | 'opened'
  | 'draft'
  | 'closed'
  | 'merged'
  | 'title'
  | 'approved'
  | 'changes_asked'
  | 'review'
  | 'asked'
  | 'passed'
  | 'failed'
  | 'running'
  | 'mergeable'
  | 'trouble'
  | 'queue'
  | 'automatic'
  | 'paused'
  | 'unreachable'
  | 'key'
  | 'recovered';

interface TimelineLine {
  mark: TimelineMark;
  tone: Tone;
  sentence: string;
  /** What a forge or a person wrote: hostile text, shown apart from the sentence. */
  told?: string;
  detail?: string;
  url?: string | null;
  sha?: string;
}
