import type { CheckoutState } from '../../domain/checkout-state.ts';
import type { OriginCandidates } from '../remote-urls.ts';
import type { Worktree } from './repository.ts';

/** A push that was made in a worktree. */
export interface NoticedPush {
  worktree: Worktree;
  /** What the worktree has checked out; undefined when its HEAD is detached. */
  localBranch: string | undefined;
  /** The branch that was pushed to, in one or more repositories. */
  targets: { origins: OriginCandidates; branch: string }[];
  commit: string;
}

/** Whether somebody works in a worktree. */
export interface WorktreeSigns {
  /** It was created while its repository was watched. */
  isNew: boolean;
  /** It was changed in the last days. */
  isRecent: boolean;
}

/** What receives the findings of a watcher. A rejected call is repeated. */
export interface CheckoutSink {
  sendPush(push: NoticedPush): Promise<void>;
  sendCheckout(worktree: Worktree, state: CheckoutState, signs: WorktreeSigns): Promise<void>;
  /** The worktree no longer exists. */
  retire(worktreeId: string): Promise<void>;
}
