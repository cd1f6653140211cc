import type { FetchOutcome } from '../../src/domain/refresh-outcome.ts';
import type { Forge } from '../../src/forge/forge.ts';
import type { ForgePort } from '../../src/sync/ports.ts';

/** What goes wrong with the reads of one token. */
export type ReadFault =
  | 'none'
  | 'unavailable'
  | 'rate_limited'
  /** Every second branch is answered, the others fail. */
  | 'partial'
  /** The answers arrive after later changes. */
  | 'late_answer'
  /** The request reaches the forge after later changes. */
  | 'late_request';

/** When a branch was read, and whether the token could read its checks. */
export interface Read {
  tick: number;
  isUnreadable: boolean;
}

export interface GateDeps {
  tick(): number;
  /** Whether the token may read the checks of this branch. */
  isUnreadable(branch: string): boolean;
}

/** A forge whose reads a test delays and fails, and of which every row shows the read it comes from. */
export class GatedForge {
  readonly port: Omit<Forge, 'fetchStatuses'> & ForgePort;
  readonly faults = new Map<string, ReadFault>();
  /** By the stamp that each read leaves among the requested reviewers. */
  readonly reads = new Map<string, Read>();
  /** The tick at which a branch was last found to have no pull request. */
  readonly emptyReads = new Map<string, number>();
  readonly #forge: Forge;
  readonly #deps: GateDeps;
  #heldRows = 0;
  #open: (() => void)[] = [];

  constructor(forge: Forge, deps: GateDeps) {
    this.#forge = forge;
    this.#deps = deps;
    this.port = { ...forge, fetchStatuses: (...call) => this.#fetch(...call) };
  }

  /** Rows whose read is held. */
  get heldRows(): number {
    return this.#heldRows;
  }

  /** Lets every held read continue. */
  release(): void {
    for (const open of this.#open.splice(0)) open();
  }

  async #fetch(
    ...[requests, access, report]: Parameters<ForgePort['fetchStatuses']>
  ): Promise<FetchOutcome[]> {
    const fault = this.faults.get(access.token) ?? 'none';
    if (fault === 'unavailable') return requests.map(() => toUnavailable());
    if (fault === 'rate_limited') {
      return requests.map(() => ({ kind: 'rate_limited', retryInMs: 20_000 }));
    }
    const hold = () => this.#hold(requests.length, access.signal);
    if (fault === 'late_request') await hold();
    const reads = requests.map(({ branch }) => ({
      tick: this.#deps.tick(),
      isUnreadable: this.#deps.isUnreadable(branch),
    }));
    const outcomes = await this.#forge.fetchStatuses(requests, access);
    if (fault === 'late_answer') await hold();
    const changed = outcomes.map((outcome, index) => {
      const read = reads[index];
      if (!read || (fault === 'partial' && index % 2 === 1)) return toUnavailable();
      const branch = requests[index]?.branch ?? '';
      if (outcome.kind === 'no_pull_request') this.emptyReads.set(branch, read.tick);
      return this.#stamp(outcome, read);
    });
    for (const [index, outcome] of changed.entries()) report(index, outcome);
    return changed;
  }

  /** S16: the checks that a token may not read are unknown. */
  #stamp(outcome: FetchOutcome, read: Read): FetchOutcome {
    if (outcome.kind !== 'refreshed') return outcome;
    const stamp = `read-${this.reads.size}`;
    this.reads.set(stamp, read);
    const pullRequest = { ...outcome.pullRequest, requestedReviewers: [stamp] };
    if (!read.isUnreadable) return { ...outcome, pullRequest };
    const checks = { unreadable: 'The token may not read checks.' };
    return { ...outcome, pullRequest: { ...pullRequest, checks } };
  }

  #hold(rows: number, signal: AbortSignal): Promise<void> {
    this.#heldRows += rows;
    return new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#open.push(resolve);
    }).finally(() => {
      this.#heldRows -= rows;
    });
  }
}

function toUnavailable(): FetchOutcome {
  return { kind: 'failed', failure: { kind: 'unavailable', message: 'Bad gateway.' } };
}
