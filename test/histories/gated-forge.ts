import type { FetchOutcome } from '../../src/domain/refresh-outcome.ts';
import type { Forge } from '../../src/forge/forge.ts';
import type { ForgePort } from '../../src/sync/ports.ts';
import type { HttpFaults } from './http-faults.ts';

type ListRecent = NonNullable<Forge['listRecentPullRequests']>;

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
  | 'late_request'
  /** Some requests of a read fail. */
  | 'flaky';

/** When a branch was read, and whether the token could read its checks. */
export interface Read {
  tick: number;
  isUnreadable: boolean;
  /** Some requests of the read failed: what they would have returned may be older. */
  isPartial: boolean;
}

export interface GateDeps {
  tick(): number;
  /** Whether the token may read the checks of this branch. */
  isUnreadable(branch: string): boolean;
  onRead(branch: string, line: string): void;
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
  readonly #http: HttpFaults;
  readonly #deps: GateDeps;
  #open: (() => void)[] = [];

  constructor(forge: Forge, http: HttpFaults, deps: GateDeps) {
    this.#forge = forge;
    this.#http = http;
    this.#deps = deps;
    const list = forge.listRecentPullRequests?.bind(forge);
    this.port = {
      ...forge,
      fetchStatuses: (...call) => this.#fetch(...call),
      ...(list && { listRecentPullRequests: (...call) => this.#list(list, ...call) }),
    };
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
      return requests.map(toRateLimited);
    }
    const hold = () => this.#hold(access.signal);
    if (fault === 'late_request') await hold();
    const failedBefore = this.#http.count(access.token);
    const reads = requests.map(({ branch }) => ({
      tick: this.#deps.tick(),
      isUnreadable: this.#deps.isUnreadable(branch),
    }));
    const outcomes = await this.#forge.fetchStatuses(requests, access);
    const isPartial = this.#http.count(access.token) > failedBefore;
    if (fault === 'late_answer') await hold();
    const changed = outcomes.map((outcome, index) => {
      const read = reads[index];
      if (!read || (fault === 'partial' && index % 2 === 1)) return toUnavailable();
      const branch = requests[index]?.branch ?? '';
      const head = outcome.kind === 'refreshed' ? outcome.pullRequest.headSha?.slice(0, 7) : '';
      const partial = isPartial ? ', partly failed' : '';
      this.#deps.onRead(branch, `  read: ${outcome.kind} ${head} of tick ${read.tick}${partial}`);
      if (outcome.kind === 'no_pull_request') this.emptyReads.set(branch, read.tick);
      return this.#stamp(outcome, { ...read, isPartial });
    });
    for (const [index, outcome] of changed.entries()) report(index, outcome);
    return changed;
  }

  /** Lists the pull requests of a repository, with the faults of the token. */
  async #list(list: ListRecent, ...[repository, access]: Parameters<ListRecent>) {
    const fault = this.faults.get(access.token) ?? 'none';
    if (fault === 'unavailable') return toUnavailable();
    if (fault === 'rate_limited') return toRateLimited();
    if (fault === 'late_request') await this.#hold(access.signal);
    const listed = await list(repository, access);
    if (fault === 'late_answer') await this.#hold(access.signal);
    return listed;
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

  #hold(signal: AbortSignal): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#open.push(resolve);
    });
  }
}

function toUnavailable() {
  return { kind: 'failed', failure: { kind: 'unavailable', message: 'Bad gateway.' } } as const;
}

function toRateLimited() {
  return { kind: 'rate_limited', retryInMs: 20_000 } as const;
}
