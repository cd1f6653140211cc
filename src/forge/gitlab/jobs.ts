import { type CheckRun, toRun, unknownRunFields } from '../../domain/checks.ts';
import type { Check, LogSource } from '../forge.ts';
import {
  type Fields,
  findInteger,
  findText,
  findWebUrl,
  parseInstant,
  toFields,
} from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';

/** A job of a pipeline, or the status that another service reported for the commit. */
export interface CommitStatus {
  id: number;
  name: string;
  /** In lower case. */
  status: string;
  allowFailure: boolean;
  /** Null if not reported. */
  pipelineId: number | null;
  url: string | null;
  description: string | null;
  startedAt: string | null;
  finishedAt: string | null;
}

/** With the place of its log. */
export interface HeadJob extends CommitStatus {
  log: LogSource;
}

export function parseCommitStatus(body: unknown): CommitStatus | undefined {
  const fields = toFields(body);
  const id = findInteger(fields, 'id');
  const name = findText(fields, 'name');
  const status = findText(fields, 'status')?.toLowerCase();
  if (id === undefined || name === undefined || status === undefined) return undefined;
  return {
    id,
    name,
    status,
    allowFailure: fields?.allow_failure === true,
    pipelineId: findInteger(fields, 'pipeline_id') ?? null,
    url: findWebUrl(fields, 'target_url'),
    description: findText(fields, 'description') ?? null,
    startedAt: findText(fields, 'started_at') ?? null,
    finishedAt: findText(fields, 'finished_at') ?? null,
  };
}

/** The latest status of each name, in the order in which they were created. */
export function pickLatest<Status extends CommitStatus>(statuses: readonly Status[]): Status[] {
  const byName = new Map<string, Status>();
  for (const status of statuses.toSorted((one, other) => one.id - other.id)) {
    byName.set(status.name, status);
  }
  return [...byName.values()];
}

/** A failure that is allowed is shown as such only where other jobs decide. */
export function toCheck(job: HeadJob, showsAllowedFailure = false): Check {
  const { name, status, allowFailure, url, description } = job;
  const isAllowedFailure = allowFailure && status === 'failed';
  const isShown = isAllowedFailure && showsAllowedFailure;
  const state = isShown ? 'failed' : toCheckState(status, allowFailure);
  const text = description ?? (isAllowedFailure ? 'Failed, but it is allowed to.' : null);
  return {
    ...unknownRunFields,
    // A retry is another job with a higher id.
    sequence: job.id,
    suite: job.pipelineId,
    name: toPlainText(name, 255),
    state,
    url,
    description: text === null ? null : toPlainText(text, 255),
    startedAt: parseInstant(job.startedAt),
    completedAt: state === 'pending' ? null : parseInstant(job.finishedAt),
    log: job.log,
  };
}

/** What is counted of a job. Deliveries report whole seconds, which are compared with what was read. */
export function toJobRun(check: Check): CheckRun {
  const run = toRun(check);
  const startedMs = run.startedAt?.getTime();
  const startedAt = startedMs === undefined ? null : new Date(startedMs - (startedMs % 1000));
  return { ...run, startedAt };
}

/**
 * A job in a delivery. Undefined where it does not say enough: whether a failure that is allowed is shown depends on
 * the rules of the project.
 */
export function parseDeliveredJob(
  fields: Fields | undefined,
  pipelineId: number | undefined,
): CheckRun | undefined {
  const status = parseCommitStatus({ ...fields, pipeline_id: pipelineId });
  if (!status || pipelineId === undefined) return undefined;
  if (status.allowFailure && status.status === 'failed') return undefined;
  const startedAt = toIsoText(status.startedAt);
  return toJobRun(toCheck({ ...status, startedAt, log: { kind: 'none', reason: '' } }));
}

/** Some deliveries have the form `2016-08-12 15:23:28 UTC`. */
function toIsoText(text: string | null): string | null {
  return text === null ? null : text.replace(/^(\S+) (\S+) UTC$/, '$1T$2Z');
}

/** A failure that is allowed blocks nothing; a required manual job blocks the pipeline. */
export function toCheckState(status: string, allowFailure: boolean): Check['state'] {
  switch (status) {
    case 'success':
      return 'passed';
    case 'failed':
    case 'canceled':
      return allowFailure ? 'skipped' : 'failed';
    case 'skipped':
      return 'skipped';
    case 'manual':
      return allowFailure ? 'skipped' : 'pending';
    default:
      return 'pending';
  }
}
