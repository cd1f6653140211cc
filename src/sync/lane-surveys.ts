import type { SyncDurations } from '../domain/backoff.ts';
import { toStretch } from '../domain/budget.ts';
import { restBucket } from '../domain/forge-token.ts';
import { combinedMs, combinedWithinMs } from '../domain/lane-pace.ts';
import type { AcquiredLane, LaneSchedule } from '../domain/repository-lane.ts';
import { type RepositoryReference, toRepositoryKey } from '../domain/repository-reference.ts';
import { UnavailableError } from '../platform/unavailable-error.ts';
import { applyChecks, type SurveyedHeadChecks } from './apply-checks.ts';
import { applyList } from './apply-list.ts';
import {
  type AccessRefusal,
  type CallOutcome,
  callWithAccess,
  type ForgeAccess,
  type ForgeCallDeps,
  requestAccess,
} from './call-forge.ts';
import { LaneLoads } from './lane-loads.ts';
import type { LaneStore, Recent, SurveyedForge } from './lane-ports.ts';
import type { Polling } from './polling.ts';
import type { CallAccess } from './ports.ts';
import { TokenPace } from './token-pace.ts';

export interface LaneSurveysDeps extends ForgeCallDeps {
  store: LaneStore & ForgeCallDeps['store'];
  forges: { findForge(id: string): SurveyedForge | undefined };
  durations: SyncDurations;
  polling: Pick<Polling, 'pace'>;
}

const second = 1_000;
const minute = 60 * second;
const longestListMs = minute;
const longestChecksMs = 30 * second;
const afterFailureMs = 5 * minute;
/** The database was away, which says nothing about the forge. */
const afterOutageMs = second;
/** A forge that sends no validator charges for every survey; refreshing the rows costs no more. */
const unvalidatedMs = 24 * 60 * minute;

/** Planning drops the lane, unless the configuration brings its forge back. */
const never: LaneSchedule = { delayMs: unvalidatedMs };

interface Target {
  forge: SurveyedForge;
  repository: RepositoryReference;
}

/** Surveys lanes, applies what they found, and schedules them again. */
export class LaneSurveys {
  readonly #deps: LaneSurveysDeps;
  readonly #pace: TokenPace;
  readonly loads: LaneLoads;

  constructor(deps: LaneSurveysDeps) {
    this.#deps = deps;
    this.#pace = new TokenPace(deps.clock);
    this.loads = new LaneLoads(deps);
  }

  /** Surveys one lane by a conditional request. */
  async survey(lane: AcquiredLane, signal: AbortSignal): Promise<void> {
    await this.#settle(lane, signal, async () => {
      const target = this.#findTarget(lane);
      return target ? this.#request(lane, target, signal) : never;
    });
  }

  /**
   * Surveys the heads of one owner by one query, where that is cheaper. Those that it does not answer are
   * surveyed one by one.
   */
  async surveyHeads(lanes: readonly AcquiredLane[], signal: AbortSignal): Promise<void> {
    const answer = await this.#query(lanes, signal).catch((error: unknown) => {
      if (!signal.aborted) this.#deps.logger.warn({ error }, 'failed to survey heads together');
      return undefined;
    });
    await Promise.all(
      lanes.map((lane, index) => {
        if (answer?.kind === 'later') return this.#settle(lane, signal, async () => answer.next);
        const result = answer?.heads[index];
        if (!result) return this.survey(lane, signal);
        return this.#settle(lane, signal, () => this.#applyChecks(lane, result, result.access));
      }),
    );
  }

  #findTarget({ forgeId, urlPrefix }: AcquiredLane): Target | undefined {
    const forge = this.#deps.forges.findForge(forgeId);
    const repository = forge?.parsePullRequestUrl(`${urlPrefix}1`)?.repository;
    return forge && repository && { forge, repository };
  }

  /** Undefined when they should be surveyed one by one; `later`: together with others that are due then. */
  async #query(
    lanes: readonly AcquiredLane[],
    signal: AbortSignal,
  ): Promise<
    | { kind: 'later'; next: LaneSchedule }
    | { kind: 'now'; heads: ((SurveyedHeadChecks & { access: ForgeAccess }) | undefined)[] }
    | undefined
  > {
    const targets = lanes.map((lane) => this.#findTarget(lane));
    const [first] = targets;
    const [lane] = lanes;
    const together = first?.forge.surveyManyChecks;
    if (!first || !lane || !together) return undefined;
    const { forge } = first;
    const { ownerId } = lane;
    const request = { forge, ownerId, demand: 'routine', buckets: [together.bucket] } as const;
    const access = await requestAccess(request, this.#deps);
    if (access.kind !== 'granted' || !this.loads.isCombined(access.token.fingerprint)) {
      return undefined;
    }
    const alignMs = this.#toAlignMs(together.bucket, access);
    const isAligned = lanes.some(({ dueAtMs }) => Math.round(dueAtMs) % alignMs === 0);
    if (!isAligned) return { kind: 'later', next: { delayMs: 0, alignMs } };
    const commits = lanes.map(({ headSha: sha }, index) => {
      return { repository: targets[index]?.repository ?? first.repository, sha };
    });
    const { clock } = this.#deps;
    const startedAt = clock.monotonic();
    const called = await callWithAccess(
      access,
      { send: (own) => together.survey(commits, own), timeoutMs: longestChecksMs, signal },
      this.#deps,
    );
    if (called.kind !== 'answered') return undefined;
    const sinceReadMs = clock.monotonic() - startedAt;
    const heads = called.result.heads.map((checks, index) => {
      const repository = commits[index]?.repository;
      return checks && repository && { repository, checks, sinceReadMs, access };
    });
    return { kind: 'now', heads };
  }

  async #request(
    lane: AcquiredLane,
    { forge, repository }: Target,
    signal: AbortSignal,
  ): Promise<LaneSchedule | undefined> {
    const { ownerId, headSha } = lane;
    const list = forge.listRecentPullRequests?.bind(forge);
    const survey = forge.surveyChecks?.bind(forge);
    if (!list || (headSha !== '' && !survey)) return never;
    const access = await requestAccess({ forge, ownerId, demand: 'routine' }, this.#deps);
    if (access.kind !== 'granted') return toRefusedSchedule(access);
    const waitMs = this.#pace.take(access.token.fingerprint);
    if (waitMs > 0) return { delayMs: waitMs };
    if (survey && headSha !== '') {
      const send = (own: CallAccess) => survey({ repository, sha: headSha }, own);
      const call = { send, timeoutMs: longestChecksMs, signal };
      const { clock } = this.#deps;
      const startedAt = clock.monotonic();
      const called = await callWithAccess(access, call, this.#deps);
      if (called.kind !== 'answered') return toFailedSchedule(called);
      const sinceReadMs = clock.monotonic() - startedAt;
      return this.#applyChecks(lane, { repository, checks: called.result, sinceReadMs }, access);
    }
    const send = (own: CallAccess) => list(repository, own);
    const call = { send, timeoutMs: longestListMs, signal };
    const called = await callWithAccess(access, call, this.#deps);
    if (called.kind !== 'answered') return toFailedSchedule(called);
    const next = await this.#applyList(lane, called.result, access);
    return { ...next, repository: toRepositoryKey(repository) };
  }

  async #applyList(lane: AcquiredLane, list: Recent, access: ForgeAccess): Promise<LaneSchedule> {
    const { store, durations, polling } = this.#deps;
    const { diffStatusTtlMs } = durations;
    const applied = { store, diffStatusTtlMs, pollPace: polling.pace };
    const { paceMs, changedAt } = await applyList(lane, list, applied);
    return list.validated
      ? { ...this.#toSchedule(paceMs, access), changedAt }
      : { ...never, changedAt };
  }

  async #applyChecks(
    lane: AcquiredLane,
    surveyed: SurveyedHeadChecks,
    access: ForgeAccess,
  ): Promise<LaneSchedule> {
    const { store, polling } = this.#deps;
    const { requests, validated } = surveyed.checks;
    for (let more = 1; more < requests; more += 1) this.#pace.charge(access.token.fingerprint);
    const { paceMs, isConfirmed } = await applyChecks(lane, surveyed, {
      store,
      pollPace: polling.pace,
    });
    if (!validated) return { ...never, isConfirmed };
    return { ...this.#toHeadSchedule(paceMs, access), isConfirmed };
  }

  /** Intervals grow where the token's quota would not last, and where its lanes would send too much. */
  #toSchedule(paceMs: number, { forge, token }: ForgeAccess): LaneSchedule {
    const { fingerprint: tokenFingerprint } = token;
    const quotas = this.#deps.budgets.listQuotas(forge.id, tokenFingerprint);
    const stretch = toStretch(quotas.filter(({ bucket }) => bucket === restBucket));
    const everyMs = Math.max(second, paceMs * stretch);
    const isCombined = this.loads.isCombined(tokenFingerprint);
    const delayMs = everyMs * this.loads.toStretch(tokenFingerprint, isCombined);
    return { delayMs, demand: { requestsPerMinute: minute / everyMs, tokenFingerprint } };
  }

  #toHeadSchedule(paceMs: number, access: ForgeAccess): LaneSchedule {
    const { forge, token } = access;
    const { fingerprint: tokenFingerprint } = token;
    const bucket = this.#findForge(forge.id)?.surveyManyChecks?.bucket;
    if (bucket === undefined || !this.loads.isCombined(tokenFingerprint)) {
      return this.#toSchedule(paceMs, access);
    }
    const { demand } = this.#toSchedule(paceMs, access);
    const alignMs = this.#toAlignMs(bucket, access);
    // A query costs the same with more heads: those that changed within an hour are in each.
    const delayMs = paceMs <= combinedWithinMs ? 0 : paceMs;
    return { delayMs, alignMs, ...(demand && { demand }) };
  }

  /**
   * Heads are surveyed together at multiples of this, which grows where the quota would not last. These tokens are
   * at their limit: polling more often changes nothing.
   */
  #toAlignMs(bucket: string, { forge, token }: ForgeAccess): number {
    const quotas = this.#deps.budgets.listQuotas(forge.id, token.fingerprint);
    const stretch = toStretch(quotas.filter((quota) => quota.bucket === bucket));
    return combinedMs * Math.ceil(stretch / Math.min(1, this.#deps.polling.pace));
  }

  #findForge(id: string): SurveyedForge | undefined {
    return this.#deps.forges.findForge(id);
  }

  /** Schedules the lane again; a stop leaves it to its lease. */
  async #settle(
    lane: AcquiredLane,
    signal: AbortSignal,
    work: () => Promise<LaneSchedule | undefined>,
  ): Promise<void> {
    const { store, logger } = this.#deps;
    const { forgeId, urlPrefix, headSha } = lane;
    try {
      const next = await work();
      if (next) await store.scheduleLane(lane, next);
    } catch (error) {
      if (signal.aborted) return;
      logger.warn({ error, forgeId, urlPrefix, headSha }, 'failed to survey a repository');
      const delayMs = error instanceof UnavailableError ? afterOutageMs : afterFailureMs;
      await store
        .scheduleLane(lane, { delayMs })
        .catch((failure: unknown) =>
          logger.warn({ error: failure }, 'failed to schedule a survey'),
        );
    }
  }
}

function toRefusedSchedule(refusal: AccessRefusal): LaneSchedule {
  if (refusal.kind === 'no_token') return never;
  return { delayMs: Math.max(second, refusal.retryInMs) };
}

/** Undefined when a stop leaves the lane to its lease. */
function toFailedSchedule(
  called: Exclude<CallOutcome<object>, { kind: 'answered' }>,
): LaneSchedule | undefined {
  switch (called.kind) {
    case 'rate_limited':
      return { delayMs: Math.max(second, called.retryInMs) };
    case 'failed':
    case 'timed_out':
      return { delayMs: afterFailureMs };
    case 'stopping':
      return undefined;
  }
}
