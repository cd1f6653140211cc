import type { Client } from 'pg';
import { createClient } from '../../src/contract/client.ts';
import type { DiffStatus } from '../../src/contract/diff-status.ts';
import { adminToken } from '../support/afterpush-process.ts';
import { eventually } from '../support/eventually.ts';
import { type BranchLedger, findFaults, type LoggedRow, toExpected } from './ledger.ts';
import type { Listener } from './listener.ts';
import type { Replica } from './replica.ts';
import { countOverdue, findDoubledEntries, takeRowLog } from './row-log.ts';
import type { Workload } from './workload.ts';

export interface CheckerDeps {
  workload: Workload;
  replicas: readonly Replica[];
  listeners: readonly Listener[];
  connect: () => Promise<Client>;
  leaseSeconds: number;
}

/** A machine that is busy with other things takes this much longer. */
const patienceMs = 180_000;

/** Compares what the servers did and show with what was done to the forge. */
export class Checker {
  readonly faults: string[] = [];
  /** How many changes of rows were checked. */
  changes = 0;
  readonly #deps: CheckerDeps;
  readonly #last = new Map<string, LoggedRow>();

  constructor(deps: CheckerDeps) {
    this.#deps = deps;
  }

  /** After everything runs again: rows, listeners and timelines show what is true. */
  async checkQuiet(): Promise<void> {
    const { connect, workload, listeners, leaseSeconds } = this.#deps;
    const client = await connect();
    try {
      await this.#expect(
        'S3: every due row is acquired within a lease',
        async () => {
          const count = await countOverdue(client, 3);
          return count === 0 ? undefined : `${count} rows are due for more than 3 s`;
        },
        leaseSeconds * 1_000 + patienceMs,
      );
      const shown = () => this.#readAll();
      await this.#expect(
        'every branch shows what is true',
        async () => {
          const statuses = await shown();
          return findFirst(workload.ledgers, (ledger) => findDifference(ledger, statuses));
        },
        leaseSeconds * 1_000 + patienceMs,
      );
      await this.#expect(
        'every listener shows what is stored',
        async () => {
          const statuses = await shown();
          return findFirst(listeners, (listener) => findUnlike(statuses, listener.shown));
        },
        patienceMs,
      );
      const logged = await takeRowLog(client);
      this.#checkLog(logged);
      this.#addAll(await findDoubledEntries(client, logged));
      for (const listener of listeners) this.#addAll(listener.faults.splice(0));
    } finally {
      await client.end();
    }
  }

  /** Waits until nothing is wrong; what stays wrong is a fault. */
  async #expect(
    what: string,
    findWrong: () => Promise<string | undefined>,
    deadlineMs: number,
  ): Promise<void> {
    let wrong: string | undefined;
    try {
      await eventually(
        what,
        async () => {
          wrong = await findWrong();
          return wrong === undefined;
        },
        deadlineMs,
      );
    } catch (error) {
      this.faults.push(`${what}: ${wrong ?? String(error)}`);
    }
  }

  /** By branch, from any replica. */
  async #readAll(): Promise<Map<string, DiffStatus>> {
    const [replica] = this.#deps.replicas;
    const baseUrl = replica?.running?.url ?? '';
    const { chats } = await createClient({ baseUrl, token: adminToken }).listChats({ limit: 100 });
    const statuses = chats.flatMap(({ diff_statuses }) => diff_statuses);
    return new Map(statuses.map((status) => [status.git_branch, status]));
  }

  #checkLog(rows: readonly (LoggedRow & { at: Date })[]): void {
    this.changes += rows.length;
    const byBranch = new Map(this.#deps.workload.ledgers.map((ledger) => [ledger.branch, ledger]));
    for (const row of rows) {
      const ledger = byBranch.get(row.branch);
      if (!ledger) {
        this.faults.push(`a row of the unknown branch ${row.branch}`);
        continue;
      }
      const before = this.#last.get(row.branch);
      const heads = ledger.heads.slice(-4).join(' ');
      const describe = (fault: string) =>
        `${row.at.toISOString()} ${row.branch}: ${fault}\n  before ${JSON.stringify(before)}\n` +
        `  after ${JSON.stringify(row)}\n  last heads ${heads}`;
      this.#addAll(findFaults(before, row, ledger).map(describe));
      this.#last.set(row.branch, row);
    }
  }

  #addAll(faults: readonly string[]): void {
    this.faults.push(...faults);
  }
}

function findFirst<One>(
  list: readonly One[],
  find: (one: One) => string | undefined,
): string | undefined {
  for (const one of list) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findDifference(
  ledger: BranchLedger,
  statuses: ReadonlyMap<string, DiffStatus>,
): string | undefined {
  const { branch, acknowledged, unacknowledged, heads, checks } = ledger;
  const status = statuses.get(branch);
  const signal = acknowledged.at(-1);
  if (!status) return signal === undefined ? undefined : `${branch}: its signal was lost`;
  const reported = status.reported_sha ?? '';
  const isOlder = signal !== undefined && heads.indexOf(reported) < heads.indexOf(signal);
  // A signal whose client gave up is stored without its commit, because a later one may have been served before it.
  const isWithoutCommit = reported === '' && unacknowledged.size > 0;
  if (isOlder && !unacknowledged.has(reported) && !isWithoutCommit) {
    return `${branch}: the signal of ${signal} was lost, ${reported} is stored`;
  }
  const expected = toExpected(ledger, status.pr_number);
  const shown = {
    number: status.pr_number,
    state: status.pull_request_state,
    title: status.pull_request_title,
    headSha: status.head_sha,
  };
  const counts = { passed: status.checks.passed ?? 0, failed: status.checks.failed ?? 0 };
  const isSame =
    JSON.stringify(shown) === JSON.stringify(expected) &&
    status.failure === null &&
    (expected.state !== 'open' || JSON.stringify(counts) === JSON.stringify(checks));
  if (isSame) return undefined;
  const { failure, stale_at, verdict } = status;
  const details = { shown, counts, failure, stale_at, verdict };
  return `${branch}: expected ${JSON.stringify({ ...expected, checks })}: ${JSON.stringify(details)}`;
}

function findUnlike(
  statuses: ReadonlyMap<string, DiffStatus>,
  shown: ReadonlyMap<string, DiffStatus>,
): string | undefined {
  for (const [branch, stored] of statuses) {
    const seen = shown.get(branch);
    const [one, other] = [stored, seen].map((status) => JSON.stringify(toSeen(status)));
    if (one !== other) return `${branch}: ${other} instead of ${one}`;
  }
  return undefined;
}

function toSeen(status: DiffStatus | undefined) {
  if (!status) return undefined;
  const { pr_number, pull_request_state, pull_request_title, head_sha, verdict, approved } = status;
  const { passed, failed, pending } = status.checks;
  const facts = { pr_number, pull_request_state, pull_request_title, head_sha, approved };
  return { ...facts, passed, failed, pending, reason: verdict.reason };
}
