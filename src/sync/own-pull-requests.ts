import { createHash } from 'node:crypto';
import type {
  FollowOwnPullRequest,
  OwnPullRequest,
  OwnPullRequestQuery,
} from '../domain/own-pull-request.ts';
import type { FetchOutcome } from '../domain/refresh-outcome.ts';
import { type RepositoryReference, toRepositoryKey } from '../domain/repository-reference.ts';
import { UnavailableError } from '../platform/unavailable-error.ts';
import { type Wakeable, WokenLoop } from '../platform/woken-loop.ts';
import {
  type CalledForge,
  callWithAccess,
  type ForgeCallDeps,
  requestAccess,
} from './call-forge.ts';
import type { Polling } from './polling.ts';
import type { CallAccess } from './ports.ts';

export interface OwnPullRequestLister {
  /** The quota that a list costs. */
  bucket: string;
  list(
    query: OwnPullRequestQuery,
    access: CallAccess,
  ): Promise<
    | { kind: 'own'; pullRequests: OwnPullRequest[] }
    | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>
  >;
}

/** A forge, and how it lists the pull requests of a token's owner if it can. */
export interface ListingForge extends CalledForge {
  ownPullRequests?: OwnPullRequestLister | undefined;
  parsePullRequestUrl(url: string): { repository: RepositoryReference } | undefined;
  toRepositoryUrl(repository: RepositoryReference): string;
  parseRemoteOrigin(origin: string): RepositoryReference | undefined;
}

export interface OwnPullRequestStore {
  findSettings(ownerId: string): Promise<{ enabled: boolean; botAuthors: readonly string[] }>;
  follow(pullRequest: FollowOwnPullRequest): Promise<boolean>;
  yieldToPushes(ownerId: string): Promise<string[]>;
}

export interface OwnPullRequestsDeps extends ForgeCallDeps {
  ownerId: string;
  discovery: OwnPullRequestStore;
  forges: { listForges(): readonly ListingForge[] };
  polling: Pick<Polling, 'pace' | 'isPaused' | 'onChange'>;
}

const listEveryMs = 5 * 60_000;
const timeoutMs = 20_000;
const longestTitle = 200;

/**
 * Follows the open pull requests of the one person of local mode, wherever they were opened. Each gets a
 * chat, unless one of their chats has its branch; a later push in another chat takes it over.
 */
export class OwnPullRequestsLoop implements Wakeable {
  readonly #deps: OwnPullRequestsDeps;
  readonly #loop: WokenLoop;
  #isRequested = false;

  constructor(deps: OwnPullRequestsDeps) {
    this.#deps = deps;
    const { clock, logger } = deps;
    this.#loop = new WokenLoop({
      clock,
      tickMs: this.#everyMs,
      pass: (signal) => this.#pass(signal),
      onFailure: (error) => logger.warn({ error }, 'failed to list own pull requests'),
    });
  }

  wake(): void {
    this.#loop.wake();
  }

  /** On behalf of a person, also while polling is paused. */
  request(): void {
    this.#isRequested = true;
    this.#loop.wake();
  }

  async run(signal: AbortSignal): Promise<void> {
    const endListening = this.#deps.polling.onChange(() => this.wake());
    await this.#loop.run(signal).finally(endListening);
  }

  get #everyMs(): number {
    return listEveryMs / this.#deps.polling.pace;
  }

  async #pass(signal: AbortSignal): Promise<number> {
    if (this.#isRequested || !this.#deps.polling.isPaused) {
      this.#isRequested = false;
      await followAll(this.#deps, signal);
    }
    return this.#everyMs;
  }
}

/** Lists the pull requests of every forge and follows those that are new. */
export async function followAll(deps: OwnPullRequestsDeps, signal: AbortSignal): Promise<void> {
  const { ownerId, discovery, forges } = deps;
  const { enabled, botAuthors } = await discovery.findSettings(ownerId);
  if (!enabled) return;
  await Promise.all(
    forges.listForges().map((forge) => followForge(forge, { botAuthors }, deps, signal)),
  );
  await discovery.yieldToPushes(ownerId);
}

async function followForge(
  forge: ListingForge,
  query: OwnPullRequestQuery,
  deps: OwnPullRequestsDeps,
  signal: AbortSignal,
): Promise<void> {
  const { ownerId, logger } = deps;
  const { ownPullRequests: lister } = forge;
  if (!lister) return;
  const buckets = [lister.bucket];
  const access = await requestAccess({ forge, ownerId, demand: 'routine', buckets }, deps);
  if (access.kind !== 'granted') return;
  const send = (own: CallAccess) => lister.list(query, own);
  const outcome = await callWithAccess(access, { send, timeoutMs, signal }, deps);
  if (outcome.kind !== 'answered') {
    if (outcome.kind === 'failed') {
      logger.warn({ forgeId: forge.id, failure: outcome.failure }, 'own pull requests unknown');
    }
    return;
  }
  for (const pullRequest of outcome.result.pullRequests) {
    const follow = toFollow(pullRequest, forge, ownerId);
    if (follow) await followOne(follow, deps);
  }
}

/** One that cannot be stored does not hold up the others. */
async function followOne(
  follow: FollowOwnPullRequest,
  { discovery, logger }: OwnPullRequestsDeps,
): Promise<void> {
  try {
    await discovery.follow(follow);
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    const { forgeId, url } = follow;
    logger.error({ error, forgeId, url }, 'failed to follow an own pull request');
  }
}

function toFollow(
  { url, title, head }: OwnPullRequest,
  forge: ListingForge,
  ownerId: string,
): FollowOwnPullRequest | undefined {
  const base = forge.parsePullRequestUrl(url)?.repository;
  if (!base) return undefined;
  const id = createHash('sha256').update(`${ownerId}\0${url.toLowerCase()}`).digest('hex');
  return {
    ownerId,
    publicId: `own-${id.slice(0, 24)}`,
    workspaceId: `own:${id.slice(0, 24)}`,
    title: toTitle(title),
    url,
    repositoryUrl: forge.toRepositoryUrl(base),
    remoteOrigin: toRemoteOrigin(head.repository, forge),
    branch: head.branch,
    forgeId: forge.id,
    repository: toRepositoryKey(head.repository),
    repositoryId: head.repository.id ?? null,
  };
}

/** Not between the halves of a surrogate pair. */
function toTitle(title: string): string {
  return title.slice(0, longestTitle).replace(/[\ud800-\udbff]$/, '');
}

/** Not every forge ends the address of a clone with `.git`; its page is an address everywhere. */
function toRemoteOrigin(repository: RepositoryReference, forge: ListingForge): string {
  const page = forge.toRepositoryUrl(repository);
  const parsed = forge.parseRemoteOrigin(`${page}.git`);
  const isSame = parsed && toRepositoryKey(parsed) === toRepositoryKey(repository);
  return isSame ? `${page}.git` : page;
}
