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
}

/** Creates or updates the check runs of a commit, by name. */
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
  const known = runs.find((run) => run.name === wanted.name);
  if (known !== undefined) return Object.assign(known, state, pickStartedAt(world, known, wanted));
  const { name } = wanted;
  const run: CheckRun = { id: takeId(world), name, commit, startedAt: world.now(), ...state };
  runs.push(run);
  return run;
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

/** The check runs of a commit. */
export function listChecks(repository: Repository, commit: string): CheckRun[] {
  return repository.checkRuns.get(commit) ?? [];
}

/** The current statuses of a commit, one per context. */
export function listStatuses(repository: Repository, commit: string): CommitStatus[] {
  return repository.statuses.get(commit) ?? [];
}
