import type { SyncDurations } from '../domain/backoff.ts';
import { findBudgetEnd } from '../domain/budget.ts';
import type { AcquiredLane, ListedPullRequest } from '../domain/repository-lane.ts';
import { toRepositoryKey } from '../domain/repository-reference.ts';
import { mapConcurrently } from '../platform/bounded-concurrency.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { LaneStore, RecentPullRequest, SurveyedForge } from './lane-ports.ts';
import type { BudgetPort, OutcomeStore, TokenPort } from './ports.ts';
import { toRateLimitFailure } from './record.ts';

export interface RepositoryLanesOptions {
  store: LaneStore & Pick<OutcomeStore, 'pauseToken'>;
  forges: {
    listForges(): readonly SurveyedForge[];
    findForge(id: string): SurveyedForge | undefined;
  };
  tokens: TokenPort;
  budgets: BudgetPort;
  durations: SyncDurations;
  clock: Clock;
  logger: Logger;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const replanEveryMs = minute;
const lanesPerPass = 16;
const concurrency = 2;
const afterFailureMs = 5 * minute;
/** A forge that gives no validator charges for every look: then the rows' own looks are enough. */
const unvalidatedMs = 24 * hour;

/** How long after the last change in a repository its list is asked for how often. */
const paces = [
  { withinMs: 10 * minute, everyMs: 15 * second },
  { withinMs: 24 * hour, everyMs: minute },
  { withinMs: 7 * 24 * hour, everyMs: 5 * minute },
];
const coldMs = 15 * minute;

/**
 * Surveys the repositories of open pull requests: where a forge answers "nothing moved" for free, one
 * request says so for all of a repository's rows, and what did move is due at once.
 */
export class RepositoryLanes {
  readonly #options: RepositoryLanesOptions;

  constructor(options: RepositoryLanesOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger, forges, durations } = this.#options;
    const forgeIds = forges.listForges().flatMap((forge) => {
      return forge.listRecentPullRequests ? [forge.id] : [];
    });
    // Rows that are read more often than their repository would be need no lane.
    if (forgeIds.length === 0 || durations.diffStatusTtlMs <= 2 * 15 * second) return;
    while (!signal.aborted) {
      try {
        await this.#pass(forgeIds, signal);
      } catch (error) {
        logger.warn({ error }, 'repositories could not be surveyed');
        await clock.sleep(replanEveryMs, signal);
      }
    }
  }

  /** Until the lanes are planned anew. */
  async #pass(forgeIds: readonly string[], signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#options;
    await store.planLanes(forgeIds);
    const endsAt = clock.now() + replanEveryMs;
    while (!signal.aborted && clock.now() < endsAt) {
      const lanes = await store.acquireLanes(lanesPerPass);
      await mapConcurrently(lanes, concurrency, (lane) => this.#survey(lane, signal));
      if (lanes.length === lanesPerPass) continue;
      const dueInMs = (await store.findNextLane()) ?? replanEveryMs;
      await clock.sleep(Math.max(second, Math.min(dueInMs, endsAt - clock.now())), signal);
    }
  }

  async #survey(lane: AcquiredLane, signal: AbortSignal): Promise<void> {
    const { store, logger } = this.#options;
    try {
      const next = await this.#read(lane, signal);
      await store.scheduleLane(lane, next);
    } catch (error) {
      if (signal.aborted) return;
      logger.warn({ error, ...lane }, 'a repository could not be surveyed');
      await store.scheduleLane(lane, { delayMs: afterFailureMs, changedAt: null });
    }
  }

  async #read(lane: AcquiredLane, signal: AbortSignal) {
    const { forges, tokens, budgets, clock } = this.#options;
    const forge = forges.findForge(lane.forgeId);
    const repository = forge?.parsePullRequestUrl(`${lane.urlPrefix}1`)?.repository;
    if (!forge?.listRecentPullRequests || !repository) return never;
    const found = await tokens.findToken(lane.ownerId, forge.id);
    if (found.kind === 'no_token') return never;
    const { token, fingerprint: tokenFingerprint } = found;
    const quotas = budgets.listQuotas(forge.id, tokenFingerprint);
    // S5, and the reserve for the person's own tools.
    const until = found.pausedUntil ?? findBudgetEnd(quotas, 'routine', clock.now());
    if (until) return { delayMs: Math.max(second, until.getTime() - clock.now()), changedAt: null };
    const access = { token, tokenFingerprint, signal };
    const outcome = await forge.listRecentPullRequests(repository, access);
    switch (outcome.kind) {
      case 'recent':
        return this.#apply(lane, outcome.pullRequests, outcome.validated);
      case 'rate_limited':
        await this.#pause(lane, found, outcome.until);
        return {
          delayMs: Math.max(second, outcome.until.getTime() - clock.now()),
          changedAt: null,
        };
      case 'failed':
        return { delayMs: afterFailureMs, changedAt: null };
    }
  }

  async #apply(lane: AcquiredLane, pullRequests: readonly RecentPullRequest[], validated: boolean) {
    const { store, clock, durations } = this.#options;
    const listed = pullRequests.flatMap(toListed);
    await store.markMovedDue(lane, listed);
    await store.confirmUnmoved(lane, listed, durations.diffStatusTtlMs);
    const times = listed.flatMap(({ changedAt }) => (changedAt ? [changedAt.getTime()] : []));
    const changedAt = times.length === 0 ? null : new Date(Math.max(...times));
    const delayMs = validated ? toPaceMs(changedAt, clock.now()) : unvalidatedMs;
    return { delayMs, changedAt };
  }

  async #pause(
    { forgeId }: AcquiredLane,
    { fingerprint: tokenFingerprint, shared }: { fingerprint: string; shared: boolean },
    until: Date,
  ): Promise<void> {
    const { message } = toRateLimitFailure(forgeId, until);
    await this.#options.store.pauseToken({ forgeId, tokenFingerprint, until, message, shared });
  }
}

/** The lane is dropped when it is planned anew, or its forge comes back with the configuration. */
const never = { delayMs: unvalidatedMs, changedAt: null };

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
