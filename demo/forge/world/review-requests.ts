import { announce } from './events.ts';
import { touch } from './touch.ts';
import type { Account, PullRequest, World } from './world.ts';

/** Whose review is asked for: accounts, and teams by their slug. */
export interface WantedReviewers {
  accounts?: readonly Account[];
  teams?: readonly string[];
}

/** Asks for reviews that were not asked for yet. */
export function requestReview(world: World, pullRequest: PullRequest, wanted: WantedReviewers) {
  const { accounts = [], teams = [] } = wanted;
  const action = 'review_requested';
  for (const reviewer of accounts) {
    if (pullRequest.requestedReviewers.has(reviewer)) continue;
    pullRequest.requestedReviewers.add(reviewer);
    touch(world, pullRequest);
    announce(world, { kind: 'pull_request', action, pullRequest, more: { reviewer } });
  }
  for (const team of teams) {
    if (pullRequest.requestedTeams.has(team)) continue;
    pullRequest.requestedTeams.add(team);
    touch(world, pullRequest);
    announce(world, { kind: 'pull_request', action, pullRequest, more: { team } });
  }
}

/** Takes the request back. */
export function unrequestReview(world: World, pullRequest: PullRequest, wanted: WantedReviewers) {
  const { accounts = [], teams = [] } = wanted;
  const action = 'review_request_removed';
  for (const reviewer of accounts) {
    if (!pullRequest.requestedReviewers.delete(reviewer)) continue;
    touch(world, pullRequest);
    announce(world, { kind: 'pull_request', action, pullRequest, more: { reviewer } });
  }
  for (const team of teams) {
    if (!pullRequest.requestedTeams.delete(team)) continue;
    touch(world, pullRequest);
    announce(world, { kind: 'pull_request', action, pullRequest, more: { team } });
  }
}
