import { getAccount } from '../world/accounts.ts';
import { rerunChecks, setChecks, type WantedCheck } from '../world/checks.ts';
import { mergePullRequest } from '../world/merge-pull-request.ts';
import {
  changePullRequest,
  closePullRequest,
  deletePullRequest,
  openPullRequest,
  reopenPullRequest,
} from '../world/pull-requests.ts';
import type { PullRequest } from '../world/records.ts';
import { getRepository } from '../world/repositories.ts';
import { dismissReview, findReview, submitReview } from '../world/reviews.ts';
import type { World } from '../world/world.ts';
import {
  type ConversationControls,
  createConversationControls,
  type PullRequestReference,
} from './conversation-controls.ts';

/** A pull request to open; `head` is `branch` or `owner:branch`. */
export interface PullRequestSpec {
  repository: string;
  author: string;
  head: string;
  base?: string;
  title?: string;
  body?: string;
  draft?: boolean;
}

/** A review of the current head. */
export interface ReviewSpec {
  author: string;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED';
  body?: string;
}

/** A change of a pull request. `mergeable` and `mergeState` replace the computed values. */
export interface PullRequestChange {
  title?: string;
  body?: string;
  draft?: boolean;
  baseBranch?: string;
  mergeable?: boolean | null | 'computed';
  mergeState?: 'behind' | 'blocked' | 'computed';
  /** The number of reads for which mergeability is still being computed. */
  computingReads?: number;
}

export interface PullRequestControls extends ConversationControls {
  openPullRequest: (wanted: PullRequestSpec) => Promise<PullRequestReference>;
  changePullRequest: (pull: PullRequestReference, change: PullRequestChange) => void;
  closePullRequest: (pull: PullRequestReference) => void;
  reopenPullRequest: (pull: PullRequestReference) => Promise<void>;
  mergePullRequest: (pull: PullRequestReference, by: string) => Promise<void>;
  deletePullRequest: (pull: PullRequestReference) => void;
  /** Returns the review's id. */
  submitReview: (pull: PullRequestReference, review: ReviewSpec) => number;
  dismissReview: (pull: PullRequestReference, review: number, message?: string) => void;
  /** Sets the checks of the pull request's current head. */
  setPullRequestChecks: (pull: PullRequestReference, checks: readonly WantedCheck[]) => void;
  /** Starts checks of the current head again, by default all of them. */
  rerunPullRequestChecks: (pull: PullRequestReference, names?: readonly string[]) => void;
}

export function createPullRequestControls(world: World): PullRequestControls {
  const get = (pull: PullRequestReference) => getPullRequest(world, pull);
  return {
    openPullRequest: (wanted) => open(world, wanted),
    changePullRequest: (pull, change) => changePullRequest(world, get(pull), change),
    closePullRequest: (pull) => closePullRequest(world, get(pull)),
    reopenPullRequest: async (pull) => {
      const reopened = await reopenPullRequest(world, get(pull));
      if (!reopened) throw new Error(`${describe(pull)} cannot be reopened`);
    },
    mergePullRequest: async (pull, by) => {
      const merged = await mergePullRequest(world, get(pull), getAccount(world, by), 'merge');
      if (!merged) throw new Error(`${describe(pull)} cannot be merged`);
    },
    deletePullRequest: (pull) => deletePullRequest(world, get(pull)),
    ...createReviewControls(world),
    ...createConversationControls(world, get),
  };
}

function createReviewControls(world: World) {
  const get = (pull: PullRequestReference) => getPullRequest(world, pull);
  return {
    submitReview: (pull: PullRequestReference, { author, state, body = '' }: ReviewSpec) =>
      submitReview(world, get(pull), { author: getAccount(world, author), state, body }).id,
    dismissReview: (pull: PullRequestReference, id: number, message = '') => {
      const review = findReview(get(pull), id);
      if (review === undefined) throw new Error(`${describe(pull)} has no review ${id}`);
      dismissReview(world, get(pull), review, message);
    },
    setPullRequestChecks: (pull: PullRequestReference, checks: readonly WantedCheck[]) => {
      const { repository, headSha } = get(pull);
      setChecks(world, repository, headSha, checks);
    },
    rerunPullRequestChecks: (pull: PullRequestReference, names?: readonly string[]) => {
      const { repository, headSha } = get(pull);
      rerunChecks(world, repository, headSha, names);
    },
  };
}

async function open(world: World, wanted: PullRequestSpec): Promise<PullRequestReference> {
  const repository = getRepository(world, wanted.repository);
  const opened = await openPullRequest(world, {
    repository,
    author: getAccount(world, wanted.author),
    title: wanted.title ?? `Change ${wanted.head}`,
    body: wanted.body ?? '',
    head: wanted.head,
    base: wanted.base ?? repository.defaultBranch,
    draft: wanted.draft ?? false,
  });
  if (opened.kind === 'opened') {
    return { repository: wanted.repository, number: opened.pullRequest.number };
  }
  const reason = opened.kind === 'refused' ? opened.message : `${opened.field} is invalid`;
  throw new Error(`No pull request for ${wanted.head} in ${wanted.repository}: ${reason}`);
}

function getPullRequest(world: World, pull: PullRequestReference): PullRequest {
  const repository = getRepository(world, pull.repository);
  const pullRequest = repository.pullRequests.get(pull.number);
  if (pullRequest === undefined) throw new Error(`There is no ${describe(pull)}`);
  return pullRequest;
}

function describe(pull: PullRequestReference): string {
  return `pull request ${pull.repository}#${pull.number}`;
}
