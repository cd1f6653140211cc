import { setMaxListeners } from 'node:events';
import type { AcquiredLane } from '../domain/repository-lane.ts';
import { groupBy } from '../platform/group-by.ts';
import { type Wakeable, WokenLoop } from '../platform/woken-loop.ts';
import type { SurveyedForge } from './lane-ports.ts';
import { LaneSurveys, type LaneSurveysDeps } from './lane-surveys.ts';
import { planLanes } from './plan-lanes.ts';
import type { Polling } from './polling.ts';

export interface RepositoryLanesDeps extends LaneSurveysDeps {
  polling: Pick<Polling, 'pace' | 'isPaused' | 'onChange'>;
  forges: LaneSurveysDeps['forges'] & { listForges(): readonly SurveyedForge[] };
}

const second = 1_000;
const replanEveryMs = 60 * second;
/** The lanes of all owners are planned in rounds: a statement is short, however many owners there are. */
const ownersPerPlan = 200;
const planOwnersEveryMs = 5 * second;
/** Changes of chats come in bursts. */
const planChatsEveryMs = second / 2;
/** Lanes of one owner that are surveyed together count as one. */
const mostRunning = 16;
/** Leaves room for other forges beside one that hangs. */
const mostRunningPerForge = 8;
const lanesPerPass = 100;
const shortestSleepMs = 200;

/**
 * Surveys repositories and heads. Forges answer "not modified" for free: one request then confirms all rows of
 * a repository, or the checks of a head, and makes due at once the rows that did change.
 */
export class RepositoryLanes implements Wakeable {
  readonly #deps: RepositoryLanesDeps;
  readonly #loop: WokenLoop;
  readonly #surveys: LaneSurveys;
  /** The forge of each running survey. */
  readonly #running = new Map<Promise<void>, string>();
  readonly #changedChats = new Set<string>();
  /** The last owner of this round whose lanes are planned; empty between two rounds. */
  #lastOwner = '';
  #ownersPlannedAt = Number.NEGATIVE_INFINITY;
  #chatsPlannedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: RepositoryLanesDeps) {
    this.#deps = deps;
    const { clock, logger } = deps;
    this.#surveys = new LaneSurveys(deps);
    this.#loop = new WokenLoop({
      clock,
      pass: (signal) => this.#pass(signal),
      tickMs: replanEveryMs,
      onFailure: (error) => logger.warn({ error }, 'failed to survey repositories'),
    });
  }

  /** Any lanes may have been added. */
  wake(): void {
    this.#ownersPlannedAt = Number.NEGATIVE_INFINITY;
    this.#loop.wake();
  }

  /** A row of the chat has changed: a push was reported, or it has another pull request, head or checks. */
  noteChange(chatId: string): void {
    this.#changedChats.add(chatId);
    this.#loop.wake();
  }

  /** Lanes may be due earlier than planned. */
  noteDue(): void {
    this.#loop.wake();
  }

  async run(signal: AbortSignal): Promise<void> {
    // Rows that are refreshed more often than their repository would be surveyed need no lane.
    const areNeeded = this.#deps.durations.diffStatusTtlMs > 2 * 15 * second;
    if (!areNeeded) return;
    // Each running survey listens, and Node.js warns about more than ten listeners.
    setMaxListeners(0, signal);
    const endListening = this.#deps.polling.onChange(() => this.wake());
    await this.#loop.run(signal).finally(endListening);
    // S8: the signal ends them.
    await Promise.all(this.#running.keys());
  }

  /** Starts the surveys of the lanes that are due; returns how long to sleep. */
  async #pass(signal: AbortSignal): Promise<number> {
    const { store, polling } = this.#deps;
    if (polling.isPaused) return this.#rest();
    await this.#plan();
    await this.#surveys.loads.reload();
    while (!signal.aborted && !polling.isPaused) {
      // The end of a survey wakes the loop.
      if (this.#running.size >= mostRunning) return replanEveryMs;
      const lanes = await store.acquireLanes(lanesPerPass, this.#listBusyForges());
      this.#start(lanes, signal);
      if (lanes.length < lanesPerPass) break;
    }
    const dueInMs = (await store.findNextLane(this.#listBusyForges())) ?? replanEveryMs;
    return Math.max(shortestSleepMs, Math.min(dueInMs, this.#findPlanDelay()));
  }

  /** All lanes are planned again when polling goes on. */
  #rest(): number {
    this.#lastOwner = '';
    this.#ownersPlannedAt = Number.NEGATIVE_INFINITY;
    this.#changedChats.clear();
    return replanEveryMs;
  }

  async #plan(): Promise<void> {
    const { store, clock, forges } = this.#deps;
    const now = clock.monotonic();
    if (now >= this.#findOwnersDue()) await this.#planOwners(now);
    if (this.#changedChats.size === 0 || now - this.#chatsPlannedAt < planChatsEveryMs) return;
    this.#chatsPlannedAt = now;
    const ids = [...this.#changedChats];
    this.#changedChats.clear();
    await planLanes(forges.listForges(), store, { kind: 'chats', ids });
  }

  /** Plans the lanes of the next owners of the round. */
  async #planOwners(now: number): Promise<void> {
    const { store, forges } = this.#deps;
    const isFirst = this.#lastOwner === '';
    this.#ownersPlannedAt = now;
    const changedChats = [...this.#changedChats];
    const ids = await store.listOwners(this.#lastOwner, ownersPerPlan);
    const isLast = ids.length < ownersPerPlan;
    await planLanes(forges.listForges(), store, { kind: 'owners', ids });
    this.#lastOwner = isLast ? '' : (ids.at(-1) ?? '');
    if (isFirst && isLast) for (const chatId of changedChats) this.#changedChats.delete(chatId);
  }

  #findOwnersDue(): number {
    return this.#ownersPlannedAt + (this.#lastOwner === '' ? replanEveryMs : planOwnersEveryMs);
  }

  #findPlanDelay(): number {
    const now = this.#deps.clock.monotonic();
    const chatsDue = this.#chatsPlannedAt + planChatsEveryMs;
    const ownersDue = this.#findOwnersDue();
    return (this.#changedChats.size > 0 ? Math.min(chatsDue, ownersDue) : ownersDue) - now;
  }

  #listBusyForges(): string[] {
    const counts = new Map<string, number>();
    for (const forgeId of this.#running.values()) {
      counts.set(forgeId, (counts.get(forgeId) ?? 0) + 1);
    }
    return [...counts].flatMap(([id, count]) => (count >= mostRunningPerForge ? [id] : []));
  }

  /** The heads of one owner share a survey; lists are surveyed on their own. */
  #start(lanes: readonly AcquiredLane[], signal: AbortSignal): void {
    for (const group of groupBy(lanes, toSurveyKey)) {
      const [lane] = group;
      if (!lane) continue;
      const survey = this.#survey(group, signal).finally(() => {
        this.#running.delete(survey);
        this.#loop.wake();
      });
      this.#running.set(survey, lane.forgeId);
    }
  }

  async #survey(lanes: readonly AcquiredLane[], signal: AbortSignal): Promise<void> {
    const [lane] = lanes;
    if (lane?.headSha === '') await this.#surveys.survey(lane, signal);
    else await this.#surveys.surveyHeads(lanes, signal);
  }
}

function toSurveyKey({ forgeId, ownerId, urlPrefix, headSha }: AcquiredLane): string {
  return JSON.stringify([forgeId, ownerId, headSha === '' ? urlPrefix : '']);
}
