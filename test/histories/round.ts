import { setTimeout as wait } from 'node:timers/promises';
import { ensureAccount } from '../../demo/forge/world/accounts.ts';
import { renameRepository } from '../../demo/forge/world/repositories.ts';
import { toDiffStatus } from '../../src/http/views/to-chat.ts';
import { listDiffStatuses } from '../../src/store/queries/branches/list-diff-statuses.ts';
import { createChat } from '../../src/store/queries/chats/create-chat.ts';
import { deleteChat } from '../../src/store/queries/chats/delete-chat.ts';
import { ensureUser } from '../../src/store/queries/tokens/ensure-user.ts';
import { markStale } from '../../src/sync/mark-stale.ts';
import { type ArrangedSync, arrangeSync, forgeId } from './arrange.ts';
import { assertSettled, assertShown } from './assertions.ts';
import { BranchModel } from './branch-model.ts';
import type { ReadFault } from './gated-forge.ts';
import { History } from './history.ts';
import { clearNetworks, createNetworks, createTemplate, type Network } from './networks.ts';
import { createRandom, type Random } from './random.ts';
import { RandomDeliveries } from './random-deliveries.ts';
import { type StepContext, takeStep } from './steps.ts';

export const historiesPerRound = 100;
const stepsPerHistory = 12;
const repositoriesPerRound = 10;
const owners = [0, 1, 2, 3];

/** Runs rounds of histories side by side in one database. */
export class Histories implements AsyncDisposable {
  /** What was shown and not true. */
  readonly faults: string[] = [];
  #sync!: ArrangedSync;
  #tick = 0;
  #byBranch = new Map<string, History>();
  #byChat = new Map<string, History>();
  #deliveries!: RandomDeliveries;
  #people!: StepContext['people'];
  #repositories: readonly Network[] = [];

  static async open(): Promise<Histories> {
    const histories = new Histories();
    histories.#sync = await arrangeSync({
      tick: () => histories.#tick,
      isUnreadable: (branch) => histories.#byBranch.get(branch)?.checksUnreadable === true,
      onChange: (chatIds) => histories.#check(chatIds),
    });
    histories.#deliveries = new RandomDeliveries(histories.#sync);
    const { forge } = histories.#sync;
    const { world } = forge;
    const person = (login: string, ...tokens: string[]) => ensureAccount(world, { login, tokens });
    await createTemplate(forge);
    for (const owner of owners) person(`owner-${owner}`, toToken(owner));
    histories.#people = [person('ada'), person('grace'), person('linus')];
    return histories;
  }

  /** Runs histories of one round: all of them, or those that are wanted. */
  async runRound(round: number, isWanted: (seed: number) => boolean): Promise<number> {
    const random = createRandom(round * 7919 + 13);
    this.#repositories = createNetworks(this.#sync.forge, round, repositoriesPerRound);
    const histories = await this.#createHistories(round, isWanted);
    for (let step = 0; step < stepsPerHistory; step += 1) await this.#step(histories, random);
    await this.#end(histories);
    return histories.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sync[Symbol.asyncDispose]();
  }

  async #step(histories: readonly History[], random: Random): Promise<void> {
    const { gate, time } = this.#sync;
    this.#injectFaults(random);
    await this.#stepClocks(random);
    const isLater = random.isTrue(0.5);
    if (random.isTrue(0.08)) this.#rename(random);
    if (isLater) await this.#deliveries.sendLate();
    for (const history of histories) {
      this.#deliveries.sender = history;
      await takeStep(history, this.#context);
      this.#remember(history);
      this.#deliveries.sender = undefined;
      await this.#deliveries.send();
    }
    await this.#sync.settle();
    if (random.isTrue(0.7)) gate.release();
    await this.#sync.settle();
    await time.pass(random.pick([800, 800, 3_100, 3_100, 7_300, 16_000, 31_000, 61_000, 130_000]));
    await this.#sync.settle();
  }

  /** Faults end, everything arrives, time passes: then every row is true. */
  async #end(histories: readonly History[]): Promise<void> {
    const { gate, time, database, forges } = this.#sync;
    gate.faults.clear();
    for (const history of histories) {
      this.#deliveries.sender = history;
      for (const { sha } of history.landing.splice(0)) history.model.push(sha);
      const { open } = history.model;
      if (history.leavingQueue && open) history.model.merge(open, history.random.sha());
      history.log.push('the end');
      this.#remember(history);
    }
    this.#deliveries.sender = undefined;
    await this.#deliveries.sendLate();
    gate.release();
    for (let passed = 0; passed < 4; passed += 1) {
      await this.#sync.settle();
      await time.pass(125_000);
    }
    await this.#sync.settle();
    const chatIds = histories.map(({ chatId }) => chatId);
    for (const row of await listDiffStatuses(database, chatIds)) {
      const history = this.#byChat.get(row.chat_id);
      if (history) {
        this.#note(history, () => assertSettled(history, toDiffStatus(row, forges)));
      }
    }
    for (const { chatId, ownerId } of histories) await deleteChat(database, ownerId, chatId);
    await this.#sync.settle();
    this.#forget();
  }

  #forget(): void {
    clearNetworks(this.#sync.forge);
    this.#byBranch.clear();
    this.#byChat.clear();
    this.#sync.gate.reads.clear();
    this.#sync.gate.emptyReads.clear();
  }

  /** Every published change is read as the API shows it. */
  async #check(chatIds: readonly string[]): Promise<void> {
    const { database, forges, gate, time } = this.#sync;
    for (const row of await listDiffStatuses(database, chatIds)) {
      const history = this.#byChat.get(row.chat_id);
      if (!history) continue;
      const shown = toDiffStatus(row, forges);
      const read = gate.reads.get(shown.requested_reviewers?.[0] ?? '');
      if (read && read !== history.read) history.readHead = shown.head_sha;
      // A delivery may show a pull request that no refresh has read yet.
      history.read = read ?? { tick: history.read.tick, isUnreadable: false };
      history.emptyReadTick = gate.emptyReads.get(history.model.branch) ?? -1;
      history.shownHead = shown.head_sha;
      this.#note(history, () => assertShown(history, shown, time.databaseNow));
    }
  }

  /** The first fault of a history; the others of its round go on. */
  #note(history: History, assertion: () => void): void {
    try {
      assertion();
    } catch (error) {
      this.faults.push(error instanceof Error ? error.message : 'not an error');
      this.#byChat.delete(history.chatId);
    }
  }

  #remember(history: History): void {
    this.#tick += 1;
    history.remember(this.#tick, this.#sync.time.databaseNow);
  }

  get #context(): StepContext {
    const { store, time, refresher, forges } = this.#sync;
    return {
      people: this.#people,
      signal: async (history, sha) => {
        this.#remember(history);
        const at = time.databaseNow;
        const { report: last, chatId, ownerId, origin, model } = history;
        // One push may be reported twice within seconds, once without its commit.
        const isSame =
          sha === null && last !== undefined && last.sha !== null && at - last.at < 10_000;
        const over = isSame ? last.over : history.shownHead;
        history.report = { sha: isSame ? last.sha : sha, tick: this.#tick, at, over };
        const signal = { ownerId, chatId, origin, branch: model.branch, headSha: sha ?? undefined };
        await markStale(signal, { store, forges });
      },
      refreshNow: async (history) => {
        history.log.push('refresh now');
        void refresher.refreshNow(history.chatId);
        await wait(0);
      },
      openIntruder: (history) => {
        const { intruder } = this.#repositories[history.repositoryIndex] ?? {};
        if (!intruder) return;
        history.log.push('a pull request from another fork');
        history.model.openIntruder(intruder, history.random.sha());
      },
    };
  }

  #injectFaults(random: Random): void {
    for (const owner of owners) {
      const fault: ReadFault = random.pick([
        'none',
        'none',
        'none',
        'none',
        'unavailable',
        'rate_limited',
        'partial',
        'late_answer',
        'late_answer',
        'late_request',
      ]);
      this.#sync.gate.faults.set(toToken(owner), fault);
    }
  }

  async #stepClocks(random: Random): Promise<void> {
    const { time } = this.#sync;
    if (random.isTrue(0.05)) time.clock.step(random.pick([-3_600_000, 3_600_000]));
    if (random.isTrue(0.05)) time.stepForge(random.pick([-600_000, 600_000]));
    if (random.isTrue(0.05)) {
      await time.stepDatabase(random.pick([-60_000, 60_000]));
      for (const history of this.#byChat.values()) history.stepDatabase(time.databaseNow);
    }
  }

  #rename(random: Random): void {
    const { repository } = this.#repositories[random.below(this.#repositories.length)] ?? {};
    if (repository) {
      renameRepository(this.#sync.forge.world, repository, `${repository.name}-renamed`);
    }
  }

  async #createHistories(round: number, isWanted: (seed: number) => boolean): Promise<History[]> {
    const { database, tokens, forge } = this.#sync;
    for (const owner of owners) {
      await ensureUser(database, `owner-${owner}`, `Owner ${owner}`);
      await tokens.linkToken(`owner-${owner}`, forgeId, toToken(owner));
    }
    const histories: History[] = [];
    for (let index = 0; index < historiesPerRound; index += 1) {
      const seed = round * historiesPerRound + index;
      const repositoryIndex = index % repositoriesPerRound;
      const home = this.#repositories[repositoryIndex];
      if (!home || !isWanted(seed)) continue;
      const repository = repositoryIndex < 7 ? home.repository : home.fork;
      const chatId = `chat-${seed}`;
      const ownerId = `owner-${index % owners.length}`;
      const model = new BranchModel(forge.world, repository, `agent/${seed}`);
      const random = createRandom(seed);
      const history = new History({ seed, random, model, chatId, ownerId, repositoryIndex });
      await createChat(database, { id: chatId, ownerId, title: chatId, workspaceId: null });
      this.#byChat.set(chatId, history);
      this.#byBranch.set(model.branch, history);
      histories.push(history);
    }
    for (const history of histories) {
      history.knowsNoChecks = () =>
        histories.some(
          (other) => other.repositoryIndex === history.repositoryIndex && other.hadNoChecks,
        );
    }
    return histories;
  }
}

function toToken(owner: number): string {
  return `token-of-owner-${owner}`;
}
