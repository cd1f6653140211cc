import type { CheckRun, Checks } from '../domain/checks.ts';
import { type ListedRun, mostListedRuns } from '../domain/merge-checks.ts';

/** A run in `check_runs`. What is null or false is left out. */
export interface StoredRun {
  name: string;
  state: CheckRun['state'];
  app?: string;
  workflow?: string;
  required?: boolean;
  sequence?: number;
  suite?: number;
  cancelled?: true;
  /** ISO 8601. */
  started_at?: string;
  reported_at?: string;
  delivered_at?: string;
}

/** Null when there are too many to store: only reads count such a list. */
export function toStoredRuns({
  runs,
  requiredNames,
}: Pick<Checks, 'runs' | 'requiredNames'>): StoredRun[] | null {
  const isStorable = Math.max(runs.length, requiredNames?.length ?? 0) <= mostListedRuns;
  return isStorable ? runs.map(toStoredRun) : null;
}

function toStoredRun(run: ListedRun): StoredRun {
  const { name, state, app, workflow, required, sequence, suite } = run;
  const { startedAt, reportedAt, deliveredAt } = run;
  const stored: StoredRun = { name, state };
  if (app !== null) stored.app = app;
  if (workflow !== null) stored.workflow = workflow;
  if (required !== null) stored.required = required;
  if (sequence !== null) stored.sequence = sequence;
  if (suite != null) stored.suite = suite;
  if (run.isCancelled) stored.cancelled = true;
  if (startedAt) stored.started_at = startedAt.toISOString();
  if (reportedAt) stored.reported_at = reportedAt.toISOString();
  if (deliveredAt) stored.delivered_at = deliveredAt.toISOString();
  return stored;
}

export function fromStoredRuns(stored: readonly StoredRun[]): ListedRun[] {
  return stored.map((run) => ({
    name: run.name,
    state: run.state,
    app: run.app ?? null,
    workflow: run.workflow ?? null,
    required: run.required ?? null,
    sequence: run.sequence ?? null,
    suite: run.suite ?? null,
    isCancelled: run.cancelled ?? false,
    startedAt: toInstant(run.started_at),
    reportedAt: toInstant(run.reported_at),
    ...(run.delivered_at !== undefined && { deliveredAt: new Date(run.delivered_at) }),
  }));
}

function toInstant(text: string | undefined): Date | null {
  return text === undefined ? null : new Date(text);
}
