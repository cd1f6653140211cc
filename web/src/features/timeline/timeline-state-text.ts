import { messages } from '../../text/messages.ts';
import type { EventOf, TimelineLine } from './line-text.ts';

/** The forge's own verdict counts more than what single reviewers said. */
export function toReviewLine(event: EventOf<'review_changed'>): TimelineLine {
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

export function toChecksLine({ state, ...counts }: EventOf<'checks_changed'>): TimelineLine {
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

export function toMergeLine({ mergeability }: EventOf<'mergeability_changed'>): TimelineLine {
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

export function toPlanLine(event: EventOf<'merge_plan_changed'>): TimelineLine {
  const say = messages.timeline.event;
  if (event.in_merge_queue) return { mark: 'queue', tone: 'active', sentence: say.queued };
  return event.auto_merge
    ? { mark: 'automatic', tone: 'active', sentence: say.autoMerge }
    : { mark: 'automatic', tone: 'quiet', sentence: say.notQueued };
}
