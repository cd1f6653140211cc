import type { SyncDurations } from '../domain/backoff.ts';
import type { WebhookHint } from '../domain/delivery.ts';
import type { FetchOutcome } from '../domain/refresh-outcome.ts';
import type { AcquiredLane, LaneSchedule, ListedPullRequest } from '../domain/repository-lane.ts';
import { type RepositoryReference, toRepositoryKey } from '../domain/repository-reference.ts';
import { mapConcurrently } from '../platform/bounded-concurrency.ts';
import { type CalledForge, callForge, type ForgeCallDeps } from './call-forge.ts';

export type RecentPullRequest = Extract<WebhookHint, { kind: 'pull_request' }>;

/** A forge, and its list of recently changed pull requests if it has one. */
export interface SurveyedForge extends CalledForge {
  parsePullRequestUrl(url: string): { repository: RepositoryReference } | undefined;
  listRecentPullRequests?(
    repository: RepositoryReference,
    access: { token: string; tokenFingerprint: string; signal: AbortSignal },
  ): Promise<
    | { kind: 'recent'; pullRequests: RecentPullRequest[]; validated: boolean }
    | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>
  >;
}

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

/**
 * Surveys the repositories of open pull requests. Forges answer "not modified" for free: one request
 * then confirms all rows of a repository, and makes due at once the rows that did change.
 */
export class RepositoryLanes {
  readonly #deps: RepositoryLanesDeps;

  constructor(deps: RepositoryLanesDeps) {
    this.#deps = deps;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger, forges, durations } = this.#deps;
    const forgeIds = forges.listForges().flatMap((forge) => {
      return forge.listRecentPullRequests ? [forge.id] : [];
    });
    // Rows that are refreshed more often than their repository would be surveyed need no lane.
    if (forgeIds.length === 0 || durations.diffStatusTtlMs <= 2 * 15 * second) return;
    while (!signal.aborted) {
      try {
        await this.#pass(forgeIds, signal);
      } catch (error) {
        logger.warn({ error }, 'failed to survey repositories');
        await clock.sleep(replanEveryMs, signal);
      }
    }
  }

  /** Runs until the lanes are planned again. */
  async #pass(forgeIds: readonly string[], signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#deps;
    await store.planLanes(forgeIds);
    const endsAt = clock.monotonic() + replanEveryMs;
    while (!signal.aborted && clock.monotonic() < endsAt) {
      const lanes = await store.acquireLanes(lanesPerPass);
      await mapConcurrently(lanes, concurrency, (lane) => this.#survey(lane, signal));
      if (lanes.length === lanesPerPass) continue;
      const dueInMs = (await store.findNextLane()) ?? replanEveryMs;
      await clock.sleep(Math.max(second, Math.min(dueInMs, endsAt - clock.monotonic())), signal);
    }
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
        return this.#apply(lane, outcome.result.pullRequests, outcome.result.validated);
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
    pullRequests: readonly RecentPullRequest[],
    validated: boolean,
  ): Promise<LaneSchedule> {
    const { store, clock, durations } = this.#deps;
    const listed = pullRequests.flatMap(toListed);
    await store.markMovedDue(lane, listed);
    await store.confirmUnmoved(lane, listed, durations.diffStatusTtlMs);
    const times = listed.flatMap(({ changedAt }) => (changedAt ? [changedAt.getTime()] : []));
    const changedAt = times.length === 0 ? null : new Date(Math.max(...times));
    const delayMs = validated ? toPaceMs(changedAt, clock.now()) : unvalidatedMs;
    return { delayMs, changedAt };
  }
}

/** Planning drops the lane, unless the configuration brings its forge back. */
const never: LaneSchedule = { delayMs: unvalidatedMs, changedAt: null };

function toPaceMs(changedAt: Date | null, now: number): number {
  if (!changedAt) return coldMs;
  const sinceMs = now - changedAt.getTime();
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
      headBranch: head?.branch ?? '',
    },
  ];
}
