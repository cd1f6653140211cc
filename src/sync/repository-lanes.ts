import type { SyncDurations } from '../domain/backoff.ts';
import type { WebhookHint } from '../domain/delivery.ts';
import type { FetchOutcome } from '../domain/refresh-outcome.ts';
import type { AcquiredLane, LaneSchedule, ListedPullRequest } from '../domain/repository-lane.ts';
import { type RepositoryReference, toRepositoryKey } from '../domain/repository-reference.ts';
import { mapConcurrently } from '../platform/bounded-concurrency.ts';
import { type Wakeable, WokenLoop } from '../platform/woken-loop.ts';
import { type CalledForge, callForge, type ForgeCallDeps } from './call-forge.ts';

export type RecentPullRequest = Extract<WebhookHint, { kind: 'pull_request' }>;

/** A forge, and its list of recently changed pull requests if it has one. */
export interface SurveyedForge extends CalledForge {
  parsePullRequestUrl(url: string): { repository: RepositoryReference } | undefined;
  listRecentPullRequests?(
    repository: RepositoryReference,
    access: { token: string; tokenFingerprint: string; signal: AbortSignal },
  ): Promise<
    | { kind: 'recent'; pullRequests: RecentPullRequest[]; validated: boolean; forgeNow: number }
    | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>
  >;
}

type Recent = Extract<
  Awaited<ReturnType<NonNullable<SurveyedForge['listRecentPullRequests']>>>,
  { kind: 'recent' }
>;

/** The repositories of open pull requests, as a queue beside the one of rows. */
export interface LaneStore {
  planLanes(forgeIds: readonly string[]): Promise<void>;
  acquireLanes(limit: number): Promise<AcquiredLane[]>;
  /** Milliseconds until a lane is due; undefined when there is none. */
  findNextLane(): Promise<number | undefined>;
  scheduleLane(lane: AcquiredLane, next: LaneSchedule): Promise<void>;
  /** Returns how many rows the list had news for. */
  markMovedDue(lane: AcquiredLane, pullRequests: readonly ListedPullRequest[]): Promise<number>;
  confirmUnmoved(
    lane: AcquiredLane,
    pullRequests: readonly ListedPullRequest[],
    diffStatusTtlMs: number,
  ): Promise<void>;
}

export interface RepositoryLanesDeps extends ForgeCallDeps {
  store: LaneStore & ForgeCallDeps['store'];
  forges: {
    listForges(): readonly SurveyedForge[];
    findForge(id: string): SurveyedForge | undefined;
  };
  durations: SyncDurations;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const replanEveryMs = minute;
const lanesPerPass = 16;
const concurrency = 2;
const longestSurveyMs = minute;
const afterFailureMs = 5 * minute;
/** A forge that sends no validator charges for every survey; refreshing the rows costs no more. */
const unvalidatedMs = 24 * hour;

/** How often a repository is surveyed, by the time since its last change. */
const paces = [
  { withinMs: 10 * minute, everyMs: 15 * second },
  { withinMs: 24 * hour, everyMs: minute },
  { withinMs: 7 * 24 * hour, everyMs: 5 * minute },
];
const coldMs = 15 * minute;
const settledAfterMs = 10 * minute;

/**
 * Surveys the repositories of open pull requests. Forges answer "not modified" for free: one request
 * then confirms all rows of a repository, and makes due at once the rows that did change.
 */
export class RepositoryLanes implements Wakeable {
  readonly #deps: RepositoryLanesDeps;
  readonly #loop: WokenLoop;
  #plannedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: RepositoryLanesDeps) {
    this.#deps = deps;
    const { clock, logger } = deps;
    this.#loop = new WokenLoop({
      clock,
      pass: (signal) => this.#pass(signal),
      tickMs: replanEveryMs,
      onFailure: (error) => logger.warn({ error }, 'failed to survey repositories'),
    });
  }

  /** Lanes may have been added, or be due earlier than planned. */
  wake(): void {
    this.#plannedAt = Number.NEGATIVE_INFINITY;
    this.#loop.wake();
  }

  async run(signal: AbortSignal): Promise<void> {
    // Rows that are refreshed more often than their repository would be surveyed need no lane.
    const areNeeded = this.#deps.durations.diffStatusTtlMs > 2 * 15 * second;
    if (areNeeded && this.#listForgeIds().length > 0) await this.#loop.run(signal);
  }

  /** Surveys every lane that is due; returns how long to sleep. */
  async #pass(signal: AbortSignal): Promise<number> {
    const { store, clock } = this.#deps;
    if (clock.monotonic() - this.#plannedAt >= replanEveryMs) {
      this.#plannedAt = clock.monotonic();
      await store.planLanes(this.#listForgeIds());
    }
    while (!signal.aborted) {
      const lanes = await store.acquireLanes(lanesPerPass);
      await mapConcurrently(lanes, concurrency, (lane) => this.#survey(lane, signal));
      if (lanes.length < lanesPerPass) break;
    }
    const dueInMs = (await store.findNextLane()) ?? replanEveryMs;
    const replanInMs = this.#plannedAt + replanEveryMs - clock.monotonic();
    return Math.max(second, Math.min(dueInMs, replanInMs));
  }

  #listForgeIds(): string[] {
    return this.#deps.forges.listForges().flatMap((forge) => {
      return forge.listRecentPullRequests ? [forge.id] : [];
    });
  }

  async #survey(lane: AcquiredLane, signal: AbortSignal): Promise<void> {
    const { store, logger } = this.#deps;
    try {
      const next = await this.#callForge(lane, signal);
      if (next) await store.scheduleLane(lane, next);
    } catch (error) {
      if (signal.aborted) return;
      logger.warn({ error, ...lane }, 'failed to survey a repository');
      await store.scheduleLane(lane, { delayMs: afterFailureMs, changedAt: null });
    }
  }

  /** Returns when the lane is due next; undefined when a stop leaves it to its lease. */
  async #callForge(lane: AcquiredLane, signal: AbortSignal): Promise<LaneSchedule | undefined> {
    const forge = this.#deps.forges.findForge(lane.forgeId);
    const repository = forge?.parsePullRequestUrl(`${lane.urlPrefix}1`)?.repository;
    const list = forge?.listRecentPullRequests?.bind(forge);
    if (!forge || !list || !repository) return never;
    const { ownerId } = lane;
    const outcome = await callForge(
      {
        forge,
        ownerId,
        demand: 'routine',
        send: (access) => list(repository, access),
        timeoutMs: longestSurveyMs,
        signal,
      },
      this.#deps,
    );
    switch (outcome.kind) {
      case 'answered':
        return this.#apply(lane, outcome.result);
      case 'no_token':
        return never;
      case 'paused':
      case 'over_budget':
      case 'rate_limited':
        return { delayMs: Math.max(second, outcome.retryInMs), changedAt: null };
      case 'failed':
      case 'timed_out':
        return { delayMs: afterFailureMs, changedAt: null };
      case 'stopping':
        return undefined;
    }
  }

  async #apply(
    lane: AcquiredLane,
    { pullRequests, validated, forgeNow }: Recent,
  ): Promise<LaneSchedule> {
    const { store, durations } = this.#deps;
    const listed = pullRequests.flatMap(toListed);
    await store.markMovedDue(lane, listed);
    const unmoved = listed.filter((one) => isSettled(one, forgeNow));
    await store.confirmUnmoved(lane, unmoved, durations.diffStatusTtlMs);
    const times = listed.flatMap(({ changedAt }) => (changedAt ? [changedAt.getTime()] : []));
    const changedAt = times.length === 0 ? null : new Date(Math.max(...times));
    const delayMs = validated ? toPaceMs(changedAt, forgeNow) : unvalidatedMs;
    return { delayMs, changedAt };
  }
}

/** Planning drops the lane, unless the configuration brings its forge back. */
const never: LaneSchedule = { delayMs: unvalidatedMs, changedAt: null };

/** Checks and reviews of a change arrive for a while, and a list does not contain them. */
function isSettled({ changedAt }: ListedPullRequest, forgeNow: number): boolean {
  return changedAt !== null && forgeNow - changedAt.getTime() > settledAfterMs;
}

function toPaceMs(changedAt: Date | null, forgeNow: number): number {
  if (!changedAt) return coldMs;
  const sinceMs = forgeNow - changedAt.getTime();
  return paces.find(({ withinMs }) => sinceMs < withinMs)?.everyMs ?? coldMs;
}

function toListed({ url, head, facts }: RecentPullRequest): ListedPullRequest[] {
  if (!facts) return [];
  return [
    {
      url,
      number: facts.number,
      isOpen: facts.state === 'open',
      changedAt: facts.changedAt,
      headSha: facts.headSha,
      headRepository: head ? toRepositoryKey(head.repository) : '',
      ...(head?.repository.id != null && { headRepositoryId: head.repository.id }),
      headBranch: head?.branch ?? '',
    },
  ];
}
