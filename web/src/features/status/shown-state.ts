import type { DiffStatus } from '../../../../src/contract/diff-status.ts';

/** The state of a branch's pull request as people filter by it. */
export const pullRequestStates = ['open', 'draft', 'none', 'merged', 'closed'] as const;
export type ShownState = (typeof pullRequestStates)[number];

export function toShownState(status: DiffStatus | null): ShownState {
  if (status === null || status.pull_request_state === null) return 'none';
  if (status.pull_request_state !== 'open') return status.pull_request_state;
  return status.pull_request_draft ? 'draft' : 'open';
}
