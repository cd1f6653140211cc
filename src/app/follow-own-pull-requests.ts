import type { DiscoveryPort } from '../http/deps.ts';
import type { DiscoveryStore } from '../store/discovery-store.ts';
import { type OwnPullRequestsDeps, OwnPullRequestsLoop } from '../sync/own-pull-requests.ts';
import { type LoopDeps, startLoop } from './loops.ts';

interface FollowDeps extends Omit<OwnPullRequestsDeps, 'discovery'> {
  discovery: DiscoveryStore;
  isOn: boolean;
  loops: LoopDeps;
}

export interface FollowedPullRequests {
  port: DiscoveryPort;
  /** A push was reported: a pull request may move to the chat that it reached. */
  yieldToPushes(ownerId: string): Promise<void>;
}

/** Starts following the person's own pull requests, where that is on. */
export function followOwnPullRequests({ isOn, loops, ...deps }: FollowDeps): FollowedPullRequests {
  const { discovery, ownerId, logger } = deps;
  const loop = isOn ? new OwnPullRequestsLoop(deps) : undefined;
  if (loop) startLoop(loop, ({ kind }) => kind === 'token_change', loops);
  return {
    port: { ...discovery, isAvailable: isOn, wake: () => loop?.request() },
    async yieldToPushes(pusherId) {
      if (!isOn || pusherId !== ownerId) return;
      // The signal itself is stored, and the next list tries again.
      await discovery
        .yieldToPushes(ownerId)
        .catch((error: unknown) => logger.warn({ error }, 'failed to merge chats of one branch'));
    },
  };
}
