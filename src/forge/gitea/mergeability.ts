import type { PullRequest } from '../../domain/diff-status.ts';
import type { Check } from '../forge.ts';
import { parseInstant } from '../parsing/json-fields.ts';
import type { PullRequestAnswer } from './answers.ts';
import type { BranchAnswer } from './branch-rules.ts';

type Mergeability = PullRequest['mergeability'];

// Gitea looks for conflicts after each push to either side; it takes seconds.
const checkedWithinMs = 30_000;

/**
 * `mergeable` is true when there is no conflict, whatever rules say. It is false for a draft, a
 * conflict, a failed attempt to find out, and while Gitea finds out.
 */
export function toMergeability(
  answer: Pick<PullRequestAnswer, 'state' | 'draft' | 'mergeable' | 'changedAt' | 'basePushedAt'>,
  met: boolean | null,
  now: number,
): Mergeability {
  if (answer.state !== 'open' || answer.mergeable === null) return 'unknown';
  if (answer.draft) return 'blocked';
  if (!answer.mergeable) return isBeingChecked(answer, now) ? 'computing' : 'conflicting';
  if (met === null) return 'unknown';
  return met ? 'mergeable' : 'blocked';
}

/** Whether what the base branch requires is there; null when that cannot be told. */
export function isMet(
  { requiredApprovals, requiredChecks }: BranchAnswer,
  approvals: number,
  checks: readonly Check[] | null,
): boolean | null {
  if (approvals < requiredApprovals) return false;
  if (requiredChecks === null) return true;
  if (checks === null) return null;
  const patterns = requiredChecks.length > 0 ? requiredChecks : ['*'];
  return patterns.every((pattern) => {
    const matching = checks.filter(({ name }) => isMatching(name, pattern));
    return (
      matching.length > 0 &&
      matching.every(({ state }) => state === 'passed' || state === 'skipped')
    );
  });
}

/** There is no state for it, so a "no" right after a push is taken for "not known yet". */
function isBeingChecked(
  { changedAt, basePushedAt }: Pick<PullRequestAnswer, 'changedAt' | 'basePushedAt'>,
  now: number,
): boolean {
  const instants = [changedAt, basePushedAt].map((text) => parseInstant(text)?.getTime() ?? 0);
  return now - Math.max(...instants) < checkedWithinMs;
}

/** `*` stands for anything in the patterns of required checks. */
function isMatching(name: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return parts.length > 20 ? name === pattern : new RegExp(`^${parts.join('.*')}$`, 's').test(name);
}
