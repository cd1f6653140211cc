import { getAccount } from '../world/accounts.ts';
import { dequeue, enqueue, setAutoMerge } from '../world/merge-state.ts';
import { setLabels, type WantedLabel } from '../world/pull-requests.ts';
import type { PullRequest } from '../world/records.ts';
import {
  findThread,
  openThread,
  requestReview,
  resolveThread,
  unrequestReview,
} from '../world/reviews.ts';
import type { World } from '../world/world.ts';

/** Which pull request is meant. */
export interface PullRequestReference {
  /** `owner/name` of the repository it lives in. */
  repository: string;
  number: number;
}

/** Requested reviewers: logins, and team slugs. */
export interface ReviewerSpec {
  logins?: readonly string[];
  teams?: readonly string[];
}

/** A conversation at a line of the diff. */
export interface ThreadSpec {
  author: string;
  body: string;
  path: string;
  line?: number;
}

/** The means to arrange what people say of a pull request and want of each other. */
export interface ConversationControls {
  /** Gives the pull request exactly these labels. */
  setLabels: (pull: PullRequestReference, labels: readonly WantedLabel[]) => void;
  requestReview: (pull: PullRequestReference, reviewers: ReviewerSpec) => void;
  unrequestReview: (pull: PullRequestReference, reviewers: ReviewerSpec) => void;
  /** Returns the thread's id. */
  openThread: (pull: PullRequestReference, thread: ThreadSpec) => number;
  resolveThread: (pull: PullRequestReference, thread: number, by: string) => void;
  unresolveThread: (pull: PullRequestReference, thread: number) => void;
  /** Has it merged as soon as it can be; undefined: not any more. */
  setAutoMerge: (pull: PullRequestReference, by: string | undefined) => void;
  /** Puts it at the end of the repository's merge queue. */
  enqueue: (pull: PullRequestReference, by: string) => void;
  dequeue: (pull: PullRequestReference) => void;
}

/** The part of the controls that is about conversations and merging later. */
export function createConversationControls(
  world: World,
  get: (pull: PullRequestReference) => PullRequest,
): ConversationControls {
  const toWanted = ({ logins = [], teams = [] }: ReviewerSpec) => {
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
    requestReview: (pull, wanted) => requestReview(world, get(pull), toWanted(wanted)),
    unrequestReview: (pull, wanted) => unrequestReview(world, get(pull), toWanted(wanted)),
    openThread: (pull, { author, ...thread }) =>
      openThread(world, get(pull), { ...thread, author: getAccount(world, author) }).id,
    resolveThread: (pull, id, by) =>
      resolveThread(world, get(pull), getThread(pull, id), getAccount(world, by)),
    unresolveThread: (pull, id) => resolveThread(world, get(pull), getThread(pull, id), undefined),
    setAutoMerge: (pull, by) =>
      setAutoMerge(world, get(pull), by === undefined ? undefined : getAccount(world, by)),
    enqueue: (pull, by) => enqueue(world, get(pull), getAccount(world, by)),
    dequeue: (pull) => dequeue(world, get(pull), 'MANUAL'),
  };
}
