import {
  type Account,
  type CheckConclusion,
  type CheckRun,
  type CommitStatus,
  type Repository,
} from './records.ts';
import { announce, takeId, type World } from './world.ts';

/** The wanted state of a check. */
export interface WantedCheck {
  name: string;
  status: CheckRun['status'];
  conclusion?: CheckConclusion | null;
  title?: string;
  workflow?: string;
}

/** Creates or updates the newest check runs of a commit, by workflow and name. */
export function setChecks(
  world: World,
  repository: Repository,
  commit: string,
  wanted: readonly WantedCheck[],
): CheckRun[] {
  const runs = repository.checkRuns.get(commit) ?? [];
  repository.checkRuns.set(commit, runs);
  const changed = wanted.map((check) => setCheck(world, runs, commit, check));
  world.revision += 1;
  for (const run of changed) {
    const action = run.status === 'completed' ? 'completed' : 'created';
    announce(world, { kind: 'check_run', action, repository, run });
  }
  return changed;
}

function setCheck(world: World, runs: CheckRun[], commit: string, wanted: WantedCheck): CheckRun {
  const completed = wanted.status === 'completed';
  const state = {
    status: wanted.status,
    conclusion: completed ? (wanted.conclusion ?? 'success') : null,
    completedAt: completed ? world.now() : null,
    title: wanted.title ?? null,
  };
  const workflow = wanted.workflow ?? null;
  const known = listLatest(runs).find(
    (run) => run.name === wanted.name && run.workflow === workflow,
  );
  if (known !== undefined) return Object.assign(known, state, pickStartedAt(world, known, wanted));
  const suite = findSuite(runs, workflow) ?? findNextSuite(runs);
  return addRun(world, runs, { name: wanted.name, commit, workflow, suite, ...state });
}

function addRun(
  world: World,
  runs: CheckRun[],
  wanted: Omit<CheckRun, 'id' | 'startedAt'>,
): CheckRun {
  const run = { ...wanted, id: takeId(world), startedAt: world.now() };
  runs.push(run);
  return run;
}

/** The suite of the last run of a workflow: each workflow has separate suites. */
function findSuite(runs: readonly CheckRun[], workflow: string | null): number | undefined {
  return runs.findLast((run) => run.workflow === workflow)?.suite;
}

function findNextSuite(runs: readonly CheckRun[]): number {
  return Math.max(0, ...runs.map((run) => run.suite)) + 1;
}

/** Starts checks of a commit again, by default all of them: a new run each, in a new suite of its workflow. */
export function rerunChecks(
  world: World,
  repository: Repository,
  commit: string,
  names: readonly string[] | undefined,
): CheckRun[] {
  const runs = repository.checkRuns.get(commit) ?? [];
  const first = findNextSuite(runs);
  const again = listLatest(runs).filter(({ name }) => names === undefined || names.includes(name));
  const reset = { status: 'queued', conclusion: null, completedAt: null, title: null } as const;
  const workflows = [...new Set(again.map(({ workflow }) => workflow))];
  const started = again.map(({ name, workflow }) => {
    const suite = first + workflows.indexOf(workflow);
    return addRun(world, runs, { name, commit, workflow, suite, ...reset });
  });
  world.revision += 1;
  for (const run of started) {
    announce(world, { kind: 'check_run', action: 'created', repository, run });
  }
  return started;
}

/** The newest run of each check. */
function listLatest(runs: readonly CheckRun[]): CheckRun[] {
  const latest = new Map(runs.map((run) => [JSON.stringify([run.workflow, run.name]), run]));
  return [...latest.values()];
}

/** A run starts when it leaves the queue, and again when it is rerun. */
function pickStartedAt(world: World, known: CheckRun, { status }: WantedCheck): Partial<CheckRun> {
  const isStarted = known.status === 'queued' && status !== 'queued';
  const isRerun = known.status === 'completed' && status !== 'completed';
  return isStarted || isRerun ? { startedAt: world.now() } : {};
}

/** Adds a commit status, which replaces the earlier one of its context. */
export function addStatus(
  world: World,
  repository: Repository,
  commit: string,
  wanted: Pick<CommitStatus, 'context' | 'state' | 'description'> & { creator: Account },
): CommitStatus {
  const status = { ...wanted, id: takeId(world), createdAt: world.now() };
  const others = (repository.statuses.get(commit) ?? []).filter(
    (other) => other.context !== wanted.context,
  );
  repository.statuses.set(commit, [status, ...others]);
  world.revision += 1;
  announce(world, { kind: 'status', repository, commit, status });
  return status;
}

/** The newest run of each check of a commit: GitHub decides by them. */
export function listLatestChecks(repository: Repository, commit: string): CheckRun[] {
  return listLatest(listChecks(repository, commit));
}

/** The check runs of a commit, reruns after the first runs. */
export function listChecks(repository: Repository, commit: string): CheckRun[] {
  return repository.checkRuns.get(commit) ?? [];
}

/** The current statuses of a commit, one per context. */
export function listStatuses(repository: Repository, commit: string): CommitStatus[] {
  return repository.statuses.get(commit) ?? [];
}
