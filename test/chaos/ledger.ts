import { reasonsWithoutResult } from '../support/reasons-without-result.ts';

/** A pull request as the model changed it at the forge. */
export interface KnownPullRequest {
  number: number;
  /** Each title it has had; every title of a branch is different. */
  titles: string[];
  /** Each state it has had, such as open, closed, open, merged. */
  states: ('open' | 'closed' | 'merged')[];
}

/** Everything that was ever done to one branch, in order. */
export interface BranchLedger {
  chatId: string;
  repository: string;
  branch: string;
  origin: string;
  /** Each commit that was its head. */
  heads: string[];
  pullRequests: KnownPullRequest[];
  /** The commits of the push signals that the server acknowledged. */
  acknowledged: string[];
  /** Those of signals that were sent without a response: a replica may apply them late, or never. */
  unacknowledged: Set<string>;
  /** Head and pull request for which all checks had passed and an approval was given: `number sha`. */
  ready: Set<string>;
  /** The counts of the present head. */
  checks: { passed: number; failed: number };
  approved: boolean;
  /** The head at which each pull request was settled: its checks and commits stay. */
  settledHeads: Map<number, string>;
}

export function createLedger(
  place: Pick<BranchLedger, 'chatId' | 'repository' | 'branch' | 'origin'>,
): BranchLedger {
  return {
    ...place,
    heads: [],
    pullRequests: [],
    acknowledged: [],
    unacknowledged: new Set(),
    ready: new Set(),
    checks: { passed: 0, failed: 0 },
    approved: false,
    settledHeads: new Map(),
  };
}

/**
 * What a branch has to show in the end: its last pull request. One that was settled before it was first read is
 * not looked for; then it is the one before it that was read, or none. `shown` says which was read last.
 */
export function toExpected(ledger: BranchLedger, shown: number | null) {
  const last = ledger.pullRequests.at(-1);
  const isSettled = last?.states.at(-1) !== 'open';
  const expected = isSettled ? ledger.pullRequests.find(({ number }) => number === shown) : last;
  if (!expected) return { number: null, state: null, title: null, headSha: null };
  return {
    number: expected.number,
    state: expected.states.at(-1) ?? null,
    title: expected.titles.at(-1) ?? null,
    headSha: ledger.settledHeads.get(expected.number) ?? ledger.heads.at(-1) ?? null,
  };
}

/** A row as a trigger has logged it at each change. */
export interface LoggedRow {
  branch: string;
  number: number | null;
  state: string | null;
  title: string | null;
  headSha: string | null;
  checksState: string | null;
  approved: boolean | null;
  failure: string | null;
  failureMessage: string | null;
  reportedSha: string | null;
  /** Undefined while the stored verdict is not valid any more. */
  verdict: { reason: string; headSha: string | null } | undefined;
}

/** What a change of a row did that it must not. */
export function findFaults(
  before: LoggedRow | undefined,
  after: LoggedRow,
  ledger: BranchLedger,
): string[] {
  return [
    ...(before ? findStepsBack(before, after, ledger) : []),
    ...(before ? findLostValues(before, after) : []),
    ...findUnknown(after, ledger),
    ...findWrongVerdict(after, ledger),
  ];
}

function findStepsBack(before: LoggedRow, after: LoggedRow, ledger: BranchLedger): string[] {
  if (before.number === null) return [];
  if (after.number === null) return ['S9: a known pull request was forgotten'];
  if (after.number < before.number) return ['an older pull request replaced a newer one'];
  if (after.number > before.number) return [];
  const known = ledger.pullRequests.find(({ number }) => number === after.number);
  const position = (list: readonly (string | null)[] = [], value: string | null) => {
    return list.indexOf(value);
  };
  return [
    ...(position(known?.titles, after.title) < position(known?.titles, before.title)
      ? ['the title moved back']
      : []),
    ...(position(ledger.heads, after.headSha) < position(ledger.heads, before.headSha)
      ? ['the head moved back']
      : []),
    ...(before.state === 'merged' && after.state !== 'merged' ? ['merged is final'] : []),
  ];
}

/** S9: an error replaces no value. */
function findLostValues(before: LoggedRow, after: LoggedRow): string[] {
  const isFailure =
    after.failure !== null &&
    (after.failure !== before.failure || after.failureMessage !== before.failureMessage);
  if (!isFailure) return [];
  const names = ['number', 'state', 'title', 'headSha', 'checksState', 'approved'] as const;
  return names
    .filter((name) => before[name] !== null && after[name] !== before[name])
    .map((name) => `S9: a failure (${after.failure}) changed ${name}`);
}

function findUnknown(after: LoggedRow, { heads, pullRequests }: BranchLedger): string[] {
  if (after.number === null) return [];
  const known = pullRequests.find(({ number }) => number === after.number);
  if (!known) return ['the pull request is of another branch'];
  return [
    ...(after.title !== null && !known.titles.includes(after.title) ? ['a foreign title'] : []),
    ...(after.headSha !== null && !heads.includes(after.headSha) ? ['a foreign head'] : []),
    ...(after.state !== null && !known.states.some((state) => state === after.state)
      ? ['a state that it never had']
      : []),
  ];
}

function findWrongVerdict({ verdict, ...row }: LoggedRow, ledger: BranchLedger): string[] {
  if (!verdict) return [];
  const faults = verdict.headSha === row.headSha ? [] : ['S13: the verdict is about another head'];
  if (verdict.reason === 'ready_to_merge' && !ledger.ready.has(`${row.number} ${row.headSha}`)) {
    faults.push('S14: ready to merge was never true of this head');
  }
  if (
    reasonsWithoutResult.has(verdict.reason) ||
    row.reportedSha === null ||
    row.state !== 'open'
  ) {
    return faults;
  }
  const { heads } = ledger;
  if (heads.indexOf(row.headSha ?? '') < heads.indexOf(row.reportedSha)) {
    faults.push(`S13: ${verdict.reason} is about a head before the reported push`);
  }
  return faults;
}
