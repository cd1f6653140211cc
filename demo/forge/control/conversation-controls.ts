import { getAccount } from '../world/accounts.ts';
import { dequeue, enqueue, setAutoMerge } from '../world/merge-state.ts';
import { setLabels, type WantedLabel } from '../world/pull-requests.ts';
import type { PullRequest } from '../world/records.ts';
import {
  findThread,
  openThread,
  replyToThread,
  requestReview,
  resolveThread,
  unrequestReview,
} from '../world/reviews.ts';
import type { World } from '../world/world.ts';

/** Identifies a pull request. */
export interface PullRequestReference {
  /** `owner/name` of the target repository. */
  repository: string;
  number: number;
}

/** Requested reviewers: logins, and team slugs. */
export interface ReviewerSpec {
  logins?: readonly string[];
  teams?: readonly string[];
}

/** A review thread on a line of the diff. */
export interface ThreadSpec {
  author: string;
  body: string;
  path: string;
  line?: number;
  startLine?: number;
  /** The commit that it is made on, by default the head. */
  commit?: string;
  hunk?: string;
}

/** Labels, review requests, review threads, auto-merge and the merge queue. */
export interface ConversationControls {
  /** Replaces the labels of the pull request. */
  setLabels: (pull: PullRequestReference, labels: readonly WantedLabel[]) => void;
  requestReview: (pull: PullRequestReference, reviewers: ReviewerSpec) => void;
  unrequestReview: (pull: PullRequestReference, reviewers: ReviewerSpec) => void;
  /** Returns the thread's id. */
  openThread: (pull: PullRequestReference, thread: ThreadSpec) => number;
  replyToThread: (
    pull: PullRequestReference,
    thread: number,
    reply: { author: string; body: string },
  ) => void;
  resolveThread: (pull: PullRequestReference, thread: number, by: string) => void;
  unresolveThread: (pull: PullRequestReference, thread: number) => void;
  /** Enables auto-merge on behalf of an account; undefined disables it. */
  setAutoMerge: (pull: PullRequestReference, by: string | undefined) => void;
  /** Adds it to the end of the merge queue. */
  enqueue: (pull: PullRequestReference, by: string) => void;
  dequeue: (pull: PullRequestReference) => void;
}

export function createConversationControls(
  world: World,
  get: (pull: PullRequestReference) => PullRequest,
): ConversationControls {
  const resolveReviewers = ({ logins = [], teams = [] }: ReviewerSpec) => {
    return { accounts: logins.map((login) => getAccount(world, login)), teams };
  };
  const getThread = (pull: PullRequestReference, id: number) => {
    const thread = findThread(get(pull), id);
    if (thread === undefined)
      throw new Error(`${pull.repository}#${pull.number} has no thread ${id}`);
    return thread;
  };
  return {
    setLabels: (pull, labels) => setLabels(world, get(pull), labels),
    requestReview: (pull, wanted) => requestReview(world, get(pull), resolveReviewers(wanted)),
    unrequestReview: (pull, wanted) => unrequestReview(world, get(pull), resolveReviewers(wanted)),
    openThread: (pull, { author, ...thread }) =>
      openThread(world, get(pull), { ...thread, author: getAccount(world, author) }).id,
    replyToThread: (pull, id, { author, body }) => {
      const reply = { author: getAccount(world, author), body };
      replyToThread(world, get(pull), getThread(pull, id), reply);
    },
    resolveThread: (pull, id, by) =>
      resolveThread(world, get(pull), getThread(pull, id), getAccount(world, by)),
    unresolveThread: (pull, id) => resolveThread(world, get(pull), getThread(pull, id), undefined),
    setAutoMerge: (pull, by) =>
      setAutoMerge(world, get(pull), by === undefined ? undefined : getAccount(world, by)),
    enqueue: (pull, by) => enqueue(world, get(pull), getAccount(world, by)),
    dequeue: (pull) => dequeue(world, get(pull), 'MANUAL'),
  };
}
