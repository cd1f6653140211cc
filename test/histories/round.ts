import { toDiffStatus } from '../../src/http/views/to-chat.ts';
import { listDiffStatuses } from '../../src/store/queries/branches/list-diff-statuses.ts';
import { markStale } from '../../src/sync/mark-stale.ts';
import { AccessLosses } from './access-losses.ts';
import { type ArrangedSync, arrangeSync } from './arrange.ts';
import { assertSettled, assertShown } from './assertions.ts';
import {
  createHistories,
  createOwners,
  historiesPerRound,
  ownerTokens,
  repositoriesPerRound,
} from './cast.ts';
import { injectFaults, stepClocks } from './faults.ts';
import type { History } from './history.ts';
import {
  createNetworks,
  createTemplate,
  deleteFork,
  type Network,
  renameOne,
  takeOverOne,
} from './networks.ts';
import { createRandom, type Random } from './random.ts';
import { RandomDeliveries } from './random-deliveries.ts';
import type { StepContext } from './step-context.ts';
import { mergeFromQueue, takeStep } from './steps.ts';

const stepsPerHistory = 12;

/** What was shown and not true. */
export interface Fault {
  /** Undefined for what concerns no history. */
  seed: number | undefined;
  message: string;
}

/**
 * A hundred histories side by side in one database. They share repositories, batches of requests and what is
 * learned from checks, so that a history is replayed only with all others of its round.
 */
export class Round implements AsyncDisposable {
  readonly faults: Fault[] = [];
  readonly #random: Random;
  #sync!: ArrangedSync;
  #tick = 0;
  #histories: readonly History[] = [];
  #byBranch = new Map<string, History>();
  /** Without those that had a fault. */
  #byChat = new Map<string, History>();
  #deliveries!: RandomDeliveries;
  #people!: StepContext['people'];
  #networks: readonly Network[] = [];
  #losses!: AccessLosses;

  private constructor(number: number) {
    this.#random = createRandom(number * 7919 + 13);
  }

  static async open(number: number, count = historiesPerRound): Promise<Round> {
    const round = new Round(number);
    round.#sync = await arrangeSync({
      random: createRandom(number * 104_729 + 7),
      tick: () => round.#tick,
      isUnreadable: (branch) => round.#byBranch.get(branch)?.checksUnreadable === true,
      onRead: (branch, line) => round.#byBranch.get(branch)?.log.push(line),
      onChange: (chatIds) => round.#check(chatIds),
    });
    const { forge } = round.#sync;
    round.#deliveries = new RandomDeliveries(round.#sync);
    forge.world.listeners.add(({ kind }) => {
      // Several may change in one step, and each is delivered.
      const { sender } = round.#deliveries;
      if (sender && (kind === 'check_run' || kind === 'status')) round.#remember(sender);
    });
    await createTemplate(forge);
    round.#people = await createOwners(round.#sync);
    round.#networks = createNetworks(forge, number, repositoriesPerRound);
    round.#losses = new AccessLosses(round.#sync, ownerTokens, round.#networks, round.#random);
    round.#histories = await createHistories(round.#sync, number, round.#networks, count);
    const { graphql } = round.#sync;
    for (const history of round.#histories) {
      history.log.push(`the server: GraphQL ${graphql.kind}`);
      const toToken = () => round.#losses.tokens.get(history.ownerId) ?? '';
      history.hides = {
        mergeState: () => graphql.hidesMergeState,
        queue: () => graphql.hidesQueue(toToken()),
        threads: () => graphql.hidesThreads(toToken()),
        decision: () => graphql.hidesDecision(toToken()),
      };
      round.#byChat.set(history.chatId, history);
      round.#byBranch.set(history.model.branch, history);
    }
    return round;
  }

  async run(): Promise<void> {
    for (let step = 0; step < stepsPerHistory; step += 1) await this.#step();
    await this.#end();
    for (const { message, fields } of this.#sync.listErrors()) {
      const details = fields.error instanceof Error ? fields.error.stack : JSON.stringify(fields);
      this.faults.push({ seed: undefined, message: `logged: ${message}\n${details}` });
    }
  }

  get fingerprint(): string {
    const { given, fingerprint } = this.#sync.turns;
    return `${given}-${fingerprint.toString(16)}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sync[Symbol.asyncDispose]();
  }

  async #step(): Promise<void> {
    const { gate, turns } = this.#sync;
    const random = this.#random;
    injectFaults(this.#sync, this.#losses.tokens.values(), random);
    await stepClocks(this.#sync, random, this.#histories);
    if (random.isTrue(0.25)) renameOne(this.#sync.forge, this.#networks, random);
    if (random.isTrue(0.25)) await this.#takeOver();
    if (random.isTrue(0.1)) this.#deleteFork();
    this.#rememberAll([...(await this.#losses.step()), ...this.#sync.graphql.step(random)]);
    if (random.isTrue(0.5)) await this.#deliveries.sendLate();
    for (const history of this.#histories) {
      this.#deliveries.sender = history;
      await takeStep(history, this.#context);
      this.#rememberStep(history);
      this.#deliveries.sender = undefined;
      await this.#deliveries.send();
      await turns.give(random.pick([0, 0, 0, 1, 2, 5, 20]));
    }
    await this.#sync.settle();
    if (random.isTrue(0.7)) gate.release();
    await this.#sync.settle();
    await this.#pass(random.pick([800, 800, 3_100, 3_100, 7_300, 16_000, 31_000, 61_000, 130_000]));
  }

  /** Faults end, everything arrives, time passes: then every row is true. */
  async #end(): Promise<void> {
    const { gate, database, forges, faults } = this.#sync;
    gate.faults.clear();
    faults.clear();
    this.#rememberAll([...(await this.#losses.endAll()), ...this.#sync.graphql.end()]);
    for (const history of this.#histories) {
      this.#deliveries.sender = history;
      history.log.push('the end');
      for (const { sha, isForced } of history.landing.splice(0)) history.model.push(sha, isForced);
      history.lateChecksAfterSteps = undefined;
      history.endingDraft = undefined;
      history.endingRerun = undefined;
      mergeFromQueue(history);
      this.#remember(history);
    }
    this.#deliveries.sender = undefined;
    await this.#deliveries.sendLate();
    gate.release();
    await this.#sync.settle();
    await this.#pass(30_000);
    // A lane confirms what has not changed, for at most ten minutes. The process slept for longer.
    await this.#sync.time.jump(650_000);
    await this.#sync.settle();
    await this.#pass(65_000);
    const chatIds = this.#histories.map(({ chatId }) => chatId);
    for (const row of await listDiffStatuses(database, chatIds)) {
      const history = this.#byChat.get(row.chat_id);
      if (history)
        this.#note(history, () => assertSettled(history, toDiffStatus(row, row.chat_id, forges)));
    }
  }

  async #pass(ms: number): Promise<void> {
    const { time } = this.#sync;
    await time.pass(ms, () => this.#sync.settle());
    for (const history of this.#histories) history.notice(time.databaseNow);
  }

  #deleteFork(): void {
    const fork = deleteFork(this.#sync.forge, this.#networks, this.#random);
    if (fork) this.#rememberAll([`${fork.owner.login}/${fork.name} is deleted`]);
  }

  /** Another repository takes over a former name. What is known by no id belongs to it from then on. */
  async #takeOver(): Promise<void> {
    const { forge, database } = this.#sync;
    const taken = takeOverOne(forge, this.#networks, this.#random);
    if (!taken) return;
    const rows = await database.query<{ chatId: string }>({
      name: 'test-known-repositories',
      text: `SELECT chat_id AS "chatId" FROM chat_diff_statuses WHERE repository_id IS NOT NULL`,
    });
    const known = new Set(rows.map(({ chatId }) => chatId));
    for (const history of this.#histories) {
      if (history.repositoryIndex !== taken.index) continue;
      history.log.push('another repository takes over a former name');
      history.mayBeLost = true;
      const isAddressed = history.model.repository === taken.repository;
      if (isAddressed && !known.has(history.chatId)) this.#byChat.delete(history.chatId);
    }
  }

  /** Every published change is read as the API shows it. */
  async #check(chatIds: readonly string[]): Promise<void> {
    const { database, forges, gate, time } = this.#sync;
    for (const row of await listDiffStatuses(database, chatIds)) {
      const history = this.#byChat.get(row.chat_id);
      if (!history) continue;
      const shown = toDiffStatus(row, row.chat_id, forges);
      const read = gate.reads.get(shown.requested_reviewers?.[0] ?? '');
      history.observe(shown, read, gate.emptyReads.get(history.model.branch), time.databaseNow);
      this.#note(history, () => assertShown(history, shown, time.databaseNow));
    }
  }

  /** The first fault of a history; the others of its round go on. */
  #note(history: History, assertion: () => void): void {
    try {
      assertion();
    } catch (error) {
      const message = error instanceof Error ? error.message : 'not an error';
      this.faults.push({ seed: history.seed, message });
      this.#byChat.delete(history.chatId);
    }
  }

  /** A base branch that is renamed or deleted changes every pull request into it. */
  #rememberStep(history: History): void {
    if (!history.changedOthers) return this.#remember(history);
    history.changedOthers = false;
    for (const other of this.#histories) {
      if (other.model.target !== history.model.target) continue;
      if (other !== history) other.log.push(`a base changed by ${history.seed}`);
      this.#remember(other);
    }
  }

  #rememberAll(happened: readonly string[]): void {
    if (happened.length === 0) return;
    for (const history of this.#histories) {
      history.log.push(...happened);
      this.#remember(history);
    }
  }

  #remember(history: History): void {
    this.#tick += 1;
    const isHidden = this.#losses.isHidden(history);
    history.remember(this.#tick, this.#sync.time.databaseNow, isHidden);
  }

  get #context(): StepContext {
    const { store, refresher, forges, time, graphql } = this.#sync;
    return {
      people: this.#people,
      features: { queue: graphql.hasQueue, autoMerge: graphql.hasAutoMerge },
      signal: async (history, sha) => {
        this.#remember(history);
        history.reportPush(sha, this.#tick, time.databaseNow);
        const { ownerId, chatId, origin, model } = history;
        const signal = { ownerId, chatId, origin, branch: model.branch, headSha: sha ?? undefined };
        await markStale(signal, { store, forges });
      },
      refreshNow: (history) => {
        history.log.push('refresh now');
        void refresher.refreshNow(history.chatId);
      },
      listStackBases: ({ model }) =>
        this.#histories.flatMap(({ model: { repository, branch, head } }) => {
          const isBase = repository === model.target && branch !== model.branch;
          return isBase && head !== undefined ? [branch] : [];
        }),
      openForeign: (history) => {
        const network = this.#networks[history.repositoryIndex];
        if (!network) return;
        const from = history.random.pick([network.intruder, ...network.takers]);
        history.log.push(`a pull request of ${from.owner.login}/${from.name}`);
        const sha = history.random.sha();
        history.foreignShas.add(sha);
        history.model.openForeign(from, sha);
      },
    };
  }
}
