import { type ReportedChecks, unknownRunFields } from '../../domain/checks.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import { toFailed, toForeignPullRequest } from '../client/outcomes.ts';
import { countReadRuns } from '../client/unreadable-checks.ts';
import type {
  Access,
  Check,
  ChecksOutcome,
  ChecksRequest,
  PullRequestReference,
} from '../forge.ts';
import {
  findInteger,
  findText,
  findWebUrl,
  parseInstant,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import { encode, toPlainText } from '../parsing/text.ts';
import type { Pipeline, PullRequestAnswer } from './answers.ts';
import { findNextPage, isPageCovered, pageSize, toProjectId } from './api.ts';
import { toLogSource } from './logs.ts';
import { readPullRequest, toSubject } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

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

const mostPages = 20;
const reading: Reading<CommitStatus[]> = {
  shape: 'commit-statuses/2',
  parse: (body) => parseList(body, parseCommitStatus),
  findNextUrl: findNextPage,
  isCovered: isPageCovered,
};

/** The jobs of the head pipeline, and the statuses that other services reported for its commit. */
export async function fetchChecks(
  request: ChecksRequest,
  { webBaseUrl, api }: { webBaseUrl: string; api: ForgeApi },
  access: Access,
): Promise<ChecksOutcome> {
  const reference = parsePullRequestUrl(request.pullRequestUrl, webBaseUrl);
  if (!reference) return toForeignPullRequest();
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const { pipeline } = read.value;
  if (pipeline === undefined) {
    return toFailed('forbidden', `${formatRefusal(reference)} ${grant}`);
  }
  const checks = await listChecks(reference, pipeline, api, access);
  return checks.kind === 'unread' ? checks.outcome : { kind: 'checks', checks: checks.value };
}

/** The latest check of each name; empty without a pipeline. */
export async function listChecks(
  reference: PullRequestReference,
  pipeline: Pipeline | null,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Check[]>> {
  if (pipeline === null) return { kind: 'read', value: [] };
  const { id, projectId, ref, sha } = pipeline;
  const project = projectId ?? toProjectId(reference.repository);
  const query = `${ref === null ? '' : `ref=${encode(ref)}&`}per_page=${pageSize}`;
  const url = `${api.baseUrl}/projects/${project}/repository/commits/${encode(sha)}/statuses?${query}`;
  const subject = `the checks of ${toSubject(reference)}`;
  const statuses = await listAll(api, { url, subject, reading }, mostPages, access);
  if (statuses.kind === 'unread') return statuses;
  const own = statuses.value.filter(({ pipelineId }) => pipelineId === null || pipelineId === id);
  const checks = pickLatest(own).map((job) => ({
    ...toCheck(job),
    log: toLogSource(job, project),
  }));
  return { kind: 'read', value: checks };
}

const grant =
  'Give the token the scope read_api and its user a role that may see pipelines, or link another one.';

function formatRefusal(reference: PullRequestReference): string {
  return `This token has no access to the pipelines of ${toSubject(reference)}.`;
}

/** S16: GitLab leaves the pipeline out when the token may not read it. */
export async function readChecks(
  reference: PullRequestReference,
  { pipeline, headSha }: Pick<PullRequestAnswer, 'pipeline' | 'headSha'>,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<ReportedChecks | null>> {
  if (pipeline === undefined) {
    return { kind: 'read', value: { unreadable: `${formatRefusal(reference)} ${grant}` } };
  }
  const checks = await listChecks(reference, pipeline, api, access);
  return countReadRuns(checks, grant, { headSha, requiredNames: null });
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
export function pickLatest(statuses: readonly CommitStatus[]): CommitStatus[] {
  const byName = new Map<string, CommitStatus>();
  for (const status of statuses.toSorted((one, other) => one.id - other.id)) {
    byName.set(status.name, status);
  }
  return [...byName.values()];
}

/** Without the log. */
export function toCheck(job: CommitStatus): Omit<Check, 'log'> {
  const { name, status, allowFailure, url, description } = job;
  const state = toCheckState(status, allowFailure);
  const isAllowedFailure = state === 'skipped' && status === 'failed';
  const text = description ?? (isAllowedFailure ? 'Failed, but it is allowed to.' : null);
  return {
    ...unknownRunFields,
    name: toPlainText(name, 255),
    state,
    url,
    description: text === null ? null : toPlainText(text, 255),
    startedAt: parseInstant(job.startedAt),
    completedAt: state === 'pending' ? null : parseInstant(job.finishedAt),
  };
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
