import * as fc from 'fast-check';
import { test } from 'vitest';
import type { CheckRun } from '../../domain/checks.ts';
import { applyReport, type ReportedRuns } from '../../domain/head-checks.ts';
import type { ListedRun } from '../../domain/merge-checks.ts';
import { toFields } from '../parsing/json-fields.ts';
import { pickLatestByWorkflow } from './check-runs.ts';
import { parseDeliveredRun } from './checks.ts';
import { parseRollup } from './graphql/parse-checks.ts';
import { nameWorkflows } from './workflow-runs.ts';

interface TrueRun {
  id: number;
  suite: number;
  workflow: string;
  name: string;
  conclusion: 'success' | 'failure' | 'cancelled' | null;
  startedAtMs: number;
}

const headSha = 'a'.repeat(40);
const noonMs = Date.parse('2026-01-01T12:00:00Z');

function parseByRest({ id, suite, name, conclusion, startedAtMs }: TrueRun): CheckRun {
  const body = {
    id,
    name,
    status: conclusion === null ? 'in_progress' : 'completed',
    conclusion,
    started_at: new Date(startedAtMs).toISOString(),
    app: { slug: 'github-actions' },
    check_suite: { id: suite },
  };
  const run = parseDeliveredRun(toFields(body));
  if (!run) throw new Error('The run was not understood.');
  return run;
}

/** GitHub lists the newest run of each name in each suite. */
function pickListed(runs: readonly TrueRun[]): TrueRun[] {
  return [...new Map(runs.map((run) => [`${run.suite} ${run.name}`, run])).values()];
}

/** `namesRuns`: the workflows set `run-name`. */
function readByRest(runs: readonly TrueRun[], namesRuns: boolean): CheckRun[] {
  const workflows = [...new Map(runs.map(({ suite, workflow }) => [suite, workflow]))];
  const names = nameWorkflows(
    workflows.map(([suite, workflow]) => ({
      suite,
      workflowId: workflow.length,
      name: namesRuns ? `${workflow} #${suite}` : workflow,
      path: `.github/workflows/${workflow}.yml`,
    })),
  );
  const listed = pickListed(runs).map((run) => {
    return { ...parseByRest(run), suite: run.suite, isCancelled: run.conclusion === 'cancelled' };
  });
  return pickLatestByWorkflow(listed, ({ suite }) => names.get(suite ?? 0) ?? null);
}

function readByGraphQl(runs: readonly TrueRun[]): readonly CheckRun[] {
  const nodes = pickListed(runs).map(({ id, suite, workflow, name, conclusion, startedAtMs }) => ({
    __typename: 'CheckRun',
    databaseId: id,
    name,
    status: conclusion === null ? 'IN_PROGRESS' : 'COMPLETED',
    conclusion: conclusion?.toUpperCase() ?? null,
    startedAt: new Date(startedAtMs).toISOString(),
    checkSuite: {
      databaseId: suite,
      app: { slug: 'github-actions' },
      workflowRun: { workflow: { name: workflow } },
    },
  }));
  const rollup = { contexts: { totalCount: nodes.length, nodes } };
  const read = parseRollup({ oid: headSha, statusCheckRollup: rollup });
  if (!read || 'unreadable' in read) throw new Error('GraphQL reported no checks.');
  return read;
}

/** What happens at GitHub, and what a row shows of it. */
class History {
  #nowMs = noonMs;
  #runs: readonly TrueRun[] = [];
  #past: { atMs: number; runs: readonly TrueRun[] }[] = [];
  readonly #states: TrueRun[] = [];
  readonly #suites = new Map<string, number>();
  #stored: readonly ListedRun[] = [];
  #readOfMs = 0;
  readonly #newest = new Map<string, number>();

  pass(ms: number): void {
    this.#past.push({ atMs: this.#nowMs, runs: this.#runs });
    this.#nowMs += ms;
  }

  /** In the suite of its workflow, or in a new one, which cancels what runs in the one before. */
  start(workflow: string, name: string, again: boolean): void {
    const before = this.#suites.get(workflow);
    if (before === undefined || again) this.#suites.set(workflow, this.#states.length + 1);
    const suite = this.#suites.get(workflow) ?? 0;
    this.#change((run) => {
      const isReplaced = run.suite === before && suite !== before && run.conclusion === null;
      return isReplaced ? { ...run, conclusion: 'cancelled' } : run;
    });
    const id = this.#states.length + 1;
    const run = { id, suite, workflow, name, conclusion: null, startedAtMs: this.#nowMs };
    this.#runs = [...this.#runs, run];
    this.#states.push(run);
  }

  end(pick: number, conclusion: 'success' | 'failure'): void {
    const running = this.#runs.filter((run) => run.conclusion === null);
    const ended = running[pick % Math.max(1, running.length)];
    this.#change((run) => (run === ended ? { ...run, conclusion } : run));
  }

  /** Deliveries arrive in any order, twice or never. */
  deliver(pick: number): void {
    const state = this.#states[pick % Math.max(1, this.#states.length)];
    if (state) this.#apply({ kind: 'runs', runs: [parseByRest(state)], requiresByName: true });
  }

  /** From a replica that lags. The store refuses a read that is older than what it shows. */
  read(api: 'rest' | 'graphql', lagMs: number, namesRuns: boolean): void {
    const ofMs = this.#nowMs - lagMs;
    if (ofMs < this.#readOfMs) return;
    const seen = this.#past.findLast(({ atMs }) => atMs <= ofMs)?.runs ?? [];
    const runs = api === 'rest' ? readByRest(seen, namesRuns) : readByGraphQl(seen);
    if (this.#apply({ kind: 'list', runs, requiredNames: [], sinceReadMs: 0 })) {
      this.#readOfMs = ofMs;
    }
  }

  #change(change: (run: TrueRun) => TrueRun): void {
    const before = new Set(this.#runs);
    this.#runs = this.#runs.map(change);
    this.#states.push(...this.#runs.filter((run) => !before.has(run)));
  }

  #apply(reported: ReportedRuns): boolean {
    const stored = { runs: this.#stored, requiredNames: [], headSha };
    const { checks } = applyReport(stored, reported, new Date(this.#nowMs));
    if (!checks) return false;
    this.#stored = checks.runs;
    this.#check();
    return true;
  }

  /** S15: each check is listed once, and never goes back to an earlier run. */
  #check(): void {
    const shown = new Map<string, number>();
    for (const { sequence } of this.#stored) {
      const run = this.#states.find(({ id }) => id === sequence);
      const check = `${run?.workflow} ${run?.name}`;
      if (shown.has(check)) throw new Error(`${check} is listed twice.`);
      shown.set(check, sequence ?? 0);
    }
    for (const [check, id] of this.#newest) {
      if ((shown.get(check) ?? 0) < id) throw new Error(`${check} went back from its run ${id}.`);
    }
    for (const [check, id] of shown) this.#newest.set(check, id);
  }
}

const step = fc.oneof(
  fc.record({
    kind: fc.constant('start' as const),
    workflow: fc.constantFrom('CI', 'Nightly'),
    name: fc.constantFrom('test', 'build'),
    again: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('end' as const),
    pick: fc.nat(100),
    conclusion: fc.constantFrom('success' as const, 'failure' as const),
  }),
  fc.record({ kind: fc.constant('deliver' as const), pick: fc.nat(100) }),
  fc.record({
    kind: fc.constant('read' as const),
    api: fc.constantFrom('rest' as const, 'graphql' as const),
    lagMs: fc.integer({ min: 0, max: 10_000 }),
  }),
);

test('S15: reads of both APIs and deliveries never list a check twice, nor an earlier run, in any order', () => {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 10, maxLength: 40 }),
      fc.boolean(),
      (steps, namesRuns) => {
        const history = new History();
        for (const one of steps) {
          history.pass(2_000);
          if (one.kind === 'start') history.start(one.workflow, one.name, one.again);
          else if (one.kind === 'end') history.end(one.pick, one.conclusion);
          else if (one.kind === 'deliver') history.deliver(one.pick);
          else history.read(one.api, one.lagMs, namesRuns);
        }
      },
    ),
    { numRuns: 2_000 },
  );
});
