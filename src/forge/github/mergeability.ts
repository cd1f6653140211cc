import type { PullRequest } from '../../domain/diff-status.ts';

/** What GitHub says of a merge, in REST's words. */
export interface MergeFacts {
  state: PullRequest['state'];
  draft: boolean;
  /** Null while GitHub computes it; undefined when it is not told. */
  mergeable: boolean | null | undefined;
  mergeState: string | undefined;
}

/** Whether it could be merged now: `unknown` is never clean. */
export function toMergeability({
  state,
  draft,
  mergeable,
  mergeState,
}: MergeFacts): PullRequest['mergeability'] {
  if (state !== 'open' || mergeable === undefined) return 'unknown';
  if (mergeable === null) return 'computing';
  if (!mergeable) return 'conflicting';
  switch (mergeState ?? '') {
    case 'clean':
    case 'has_hooks':
    case 'unstable':
      return draft ? 'blocked' : 'mergeable';
    case 'dirty':
      return 'conflicting';
    case 'behind':
      return 'behind';
    case 'blocked':
    case 'draft':
      return 'blocked';
    case 'unknown':
      return 'computing';
    default:
      return 'unknown';
  }
}
