import { createClient } from '../../src/contract/client.ts';
import type { Random } from '../histories/random.ts';
import { adminToken } from '../support/afterpush-process.ts';
import { eventually } from '../support/eventually.ts';
import type { ForgeLink } from './forge-link.ts';
import { type BranchLedger, createLedger, type KnownPullRequest } from './ledger.ts';
import type { Replica } from './replica.ts';

const branchesPerRepository = 6;
/** Their rules demand checks. */
const repositoriesWithRules = new Set(['acme/store', 'acme/search']);
const people = ['ada', 'grace'] as const;

/** Agents that push and people that review, and the only ones who change the forge. */
export class Workload {
  readonly ledgers: BranchLedger[] = [];
  /** How often each kind of change was made, and how many signals were acknowledged or not. */
  readonly counts = new Map<string, number>();
  readonly #forge: ForgeLink;
  readonly #replicas: readonly Replica[];
  readonly #random: Random;
  readonly #changing = new Set<BranchLedger>();
  #fileCount = 0;
  #titleCount = 0;

  constructor(forge: ForgeLink, replicas: readonly Replica[], random: Random) {
    this.#forge = forge;
    this.#replicas = replicas;
    this.#random = random;
  }

  /** Creates the chats; two branches in each. */
  async prepare(): Promise<void> {
    for (const repository of this.#forge.repositories) {
      let chatId = '';
      for (let index = 0; index < branchesPerRepository; index += 1) {
        if (index % 2 === 0) chatId = await this.#createChat(repository);
        const branch = `agent/${repository.slice('acme/'.length)}-${index}`;
        const origin = `${this.#forge.webBaseUrl}/${repository}.git`;
        this.ledgers.push(createLedger({ chatId, repository, branch, origin }));
      }
    }
  }

  /** Changes one branch; several steps may run at once, on different branches. */
  async step(): Promise<void> {
    const ledger = this.ledgers[this.#random.below(this.ledgers.length)];
    if (!ledger || this.#changing.has(ledger)) return;
    this.#changing.add(ledger);
    await this.#change(ledger).finally(() => this.#changing.delete(ledger));
  }

  async #change(ledger: BranchLedger): Promise<void> {
    const last = ledger.pullRequests.at(-1);
    if (last?.states.at(-1) !== 'open') {
      const isReopened = last?.states.at(-1) === 'closed' && this.#random.isTrue(0.3);
      return isReopened ? this.#reopen(ledger, last) : this.#begin(ledger);
    }
    const change = this.#random.pick([
      'push',
      'push',
      'push',
      'title',
      'title',
      'checks',
      'checks',
      'checks',
      'review',
      'merge',
      'close',
    ]);
    this.#count(change);
    switch (change) {
      case 'push':
        return this.#push(ledger, last);
      case 'title':
        return this.#retitle(ledger, last);
      case 'checks':
        return this.#reportChecks(ledger, last);
      case 'review':
        return this.#approve(ledger, last);
      case 'merge':
        return this.#merge(ledger, last);
      case 'close':
        return this.#close(ledger, last);
    }
  }

  async #createChat(title: string): Promise<string> {
    return eventually('a chat', async () => (await this.#pickClient()?.createChat({ title }))?.id);
  }

  #pickClient() {
    const replica = this.#replicas[this.#random.below(this.#replicas.length)];
    const url = replica?.running?.url;
    const signal = AbortSignal.timeout(1_500);
    return url === undefined
      ? undefined
      : createClient({ baseUrl: url, token: adminToken, signal });
  }

  /** A push, and the pull request that its agent opens a moment later without another signal. */
  async #begin(ledger: BranchLedger): Promise<void> {
    this.#count('begin');
    const { controls } = this.#forge;
    const { repository, branch } = ledger;
    if (ledger.heads.length === 0) await this.#commit(ledger, 'main');
    else await this.#commit(ledger);
    const isAcknowledged = await this.#signal(ledger);
    // Without its signal nothing leads to the pull request of a branch that is not tracked yet.
    if (!isAcknowledged) return;
    const title = this.#toTitle(branch);
    const author = this.#random.pick(people);
    const wanted = { repository, author, head: branch, title };
    const states: KnownPullRequest['states'] = ['open'];
    const { number } = await controls.openPullRequest(wanted);
    ledger.pullRequests.push({ number, titles: [title], states });
    ledger.approved = false;
  }

  async #push(ledger: BranchLedger, last: KnownPullRequest): Promise<void> {
    await this.#commit(ledger);
    this.#noteReady(ledger, last);
    // Sometimes a person pushes from elsewhere, and nothing is reported.
    if (this.#random.isTrue(0.8)) await this.#signal(ledger);
  }

  async #commit(ledger: BranchLedger, from?: string): Promise<void> {
    const { controls } = this.#forge;
    const { repository, branch } = ledger;
    this.#fileCount += 1;
    const files = { [`${branch}.txt`]: `${this.#fileCount}\n` };
    await controls.commit(repository, [{ branch, files, ...(from !== undefined && { from }) }]);
    const head = await controls.findBranch(repository, branch);
    if (head !== undefined) ledger.heads.push(head);
    ledger.checks = { passed: 0, failed: 0 };
  }

  /** True once a replica has acknowledged it; an agent gives up after some attempts. */
  async #signal(ledger: BranchLedger): Promise<boolean> {
    const { chatId, origin, branch, heads, acknowledged, unacknowledged } = ledger;
    const sha = heads.at(-1);
    if (sha === undefined) return false;
    for (let attempt = 0; attempt < 4; attempt += 1) {
      try {
        const client = this.#pickClient();
        if (!client) throw new Error('the replica does not run');
        const signal = { origin, branch, chat_id: chatId, head_sha: sha };
        const { chat_ids } = await client.sendPushSignal(signal);
        if (!chat_ids.includes(chatId)) throw new Error('the chat is unknown');
        acknowledged.push(sha);
        this.#count('acknowledged');
        return true;
      } catch {
        unacknowledged.add(sha);
        this.#count('not acknowledged');
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    return false;
  }

  async #retitle(ledger: BranchLedger, last: KnownPullRequest): Promise<void> {
    const title = this.#toTitle(ledger.branch);
    last.titles.push(title);
    await this.#forge.controls.changePullRequest(this.#toReference(ledger, last), { title });
  }

  async #reportChecks(ledger: BranchLedger, last: KnownPullRequest): Promise<void> {
    const isFailed = this.#random.isTrue(0.3);
    const names = ['test', 'build', 'lint'];
    const checks = names.map((name) => ({
      name,
      workflow: 'ci',
      status: 'completed' as const,
      conclusion: isFailed && name === 'test' ? ('failure' as const) : ('success' as const),
    }));
    ledger.checks = isFailed ? { passed: 2, failed: 1 } : { passed: 3, failed: 0 };
    this.#noteReady(ledger, last);
    await this.#forge.controls.setPullRequestChecks(this.#toReference(ledger, last), checks);
  }

  async #approve(ledger: BranchLedger, last: KnownPullRequest): Promise<void> {
    ledger.approved = true;
    this.#noteReady(ledger, last);
    const review = { author: 'acme', state: 'APPROVED' } as const;
    await this.#forge.controls.submitReview(this.#toReference(ledger, last), review);
  }

  /** Where no check is demanded, no check at all may be believed after a minute. */
  #noteReady(ledger: BranchLedger, { number }: KnownPullRequest): void {
    const { checks, approved, ready, heads, repository } = ledger;
    const hasChecks = checks.passed > 0 || !repositoriesWithRules.has(repository);
    if (approved && hasChecks && checks.failed === 0) ready.add(`${number} ${heads.at(-1)}`);
  }

  async #merge(ledger: BranchLedger, last: KnownPullRequest): Promise<void> {
    last.states.push('merged');
    ledger.settledHeads.set(last.number, ledger.heads.at(-1) ?? '');
    await this.#forge.controls.mergePullRequest(this.#toReference(ledger, last), 'acme');
  }

  async #close(ledger: BranchLedger, last: KnownPullRequest): Promise<void> {
    last.states.push('closed');
    ledger.settledHeads.set(last.number, ledger.heads.at(-1) ?? '');
    await this.#forge.controls.closePullRequest(this.#toReference(ledger, last));
  }

  async #reopen(ledger: BranchLedger, last: KnownPullRequest): Promise<void> {
    this.#count('reopen');
    last.states.push('open');
    ledger.settledHeads.delete(last.number);
    this.#noteReady(ledger, last);
    await this.#forge.controls.reopenPullRequest(this.#toReference(ledger, last));
  }

  #toReference({ repository }: BranchLedger, { number }: KnownPullRequest) {
    return { repository, number };
  }

  #toTitle(branch: string): string {
    this.#titleCount += 1;
    return `Work on ${branch}, version ${this.#titleCount}`;
  }

  #count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }
}
