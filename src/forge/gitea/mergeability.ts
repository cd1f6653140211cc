import type { PullRequest } from '../../domain/diff-status.ts';
import type { Check } from '../forge.ts';
import { parseInstant } from '../parsing/json-fields.ts';
import { isMatching } from '../parsing/wildcards.ts';
import type { PullRequestAnswer } from './answers.ts';
import { type BranchAnswer, listPatterns } from './branch-rules.ts';

type Mergeability = PullRequest['mergeability'];

// After a push to either side, Gitea needs a few seconds to check for conflicts.
const checkedWithinMs = 30_000;

/**
 * `mergeable` is true if there is no conflict, regardless of branch rules. It is false for a draft,
 * for a conflict, and while Gitea is still checking or after its check has failed.
 */
export function toMergeability(
  answer: Pick<PullRequestAnswer, 'state' | 'draft' | 'mergeable' | 'changedAt' | 'basePushedAt'>,
  rulesMet: boolean | null,
  now: number,
): Mergeability {
  if (answer.state !== 'open' || answer.mergeable === null) return 'unknown';
  if (answer.draft) return 'blocked';
  if (!answer.mergeable) return isBeingChecked(answer, now) ? 'computing' : 'conflicting';
  if (rulesMet === null) return 'unknown';
  return rulesMet ? 'mergeable' : 'blocked';
}

/** Whether the requirements of the base branch are met; null if unknown. */
export function areRulesMet(
  { requiredApprovals, requiredChecks }: BranchAnswer,
  approvals: number,
  checks: readonly Check[] | null,
): boolean | null {
  if (approvals < requiredApprovals) return false;
  if (requiredChecks === null) return true;
  if (checks === null) return null;
  return listPatterns(requiredChecks).every((pattern) => {
    const matching = checks.filter(({ name }) => isMatching(name, pattern));
    return (
      matching.length > 0 &&
      matching.every(({ state }) => state === 'passed' || state === 'skipped')
    );
  });
}

/** Gitea reports no such state: shortly after a push, `false` is taken as not checked yet. */
function isBeingChecked(
  { changedAt, basePushedAt }: Pick<PullRequestAnswer, 'changedAt' | 'basePushedAt'>,
  now: number,
): boolean {
  const instants = [changedAt, basePushedAt].map((text) => parseInstant(text)?.getTime() ?? 0);
  return now - Math.max(...instants) < checkedWithinMs;
}
