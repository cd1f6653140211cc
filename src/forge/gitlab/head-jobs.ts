import type { UnreadableChecks } from '../../domain/checks.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import { toReadRuns } from '../client/unreadable-checks.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { parseList } from '../parsing/json-fields.ts';
import { encode } from '../parsing/text.ts';
import { isOfHead, type Pipeline, type PullRequestAnswer, parsePipeline } from './answers.ts';
import { findNextPage, isPageCovered, pageSize, toProjectId } from './api.ts';
import type { JudgedPipeline } from './head-checks.ts';
import { type CommitStatus, type HeadJob, parseCommitStatus, pickLatest } from './jobs.ts';
import { toLogSource } from './logs.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';

/** The jobs of the head pipeline; null when they could not be read this time. */
export type HeadJobs =
  | { pipeline: JudgedPipeline | null; jobs: readonly HeadJob[] }
  | UnreadableChecks
  | null;

const grant =
  'Give the token the scope read_api and its user a role that may see pipelines, or link another one.';

const mostPages = 20;
const reading: Reading<CommitStatus[]> = {
  shape: 'commit-statuses/2',
  parse: (body) => parseList(body, parseCommitStatus),
  findNextUrl: findNextPage,
  isCovered: isPageCovered,
};

/** S16: GitLab leaves the pipeline out when the token may not read it. */
export async function readHeadJobs(
  reference: PullRequestReference,
  answer: Pick<PullRequestAnswer, 'pipeline' | 'headRepositoryId' | 'headSha' | 'number'>,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<HeadJobs>> {
  const { pipeline, headRepositoryId } = answer;
  if (pipeline === undefined) return { kind: 'read', value: buildRefusal(reference) };
  if (pipeline === null) {
    // The pipelines of a deleted project are gone as well.
    if (headRepositoryId === null) return readTargetJobs(reference, answer, api, access);
    return { kind: 'read', value: { pipeline, jobs: [] } };
  }
  const jobs = await listJobs(reference, pipeline, api, access);
  const isProjectGone = jobs.kind === 'unread' && jobs.status === 404;
  if (isProjectGone && pipeline.projectId !== null) {
    return readTargetJobs(reference, answer, api, access);
  }
  return toHeadJobs(pipeline, jobs);
}

export function buildRefusal(reference: PullRequestReference): UnreadableChecks {
  const refusal = `This token has no access to the pipelines of ${toSubject(reference)}.`;
  return { unreadable: `${refusal} ${grant}` };
}

function toHeadJobs(pipeline: Pipeline, listed: MaybeRead<HeadJob[]>): MaybeRead<HeadJobs> {
  const read = toReadRuns(listed, grant);
  if (read.kind === 'unread') return read;
  const { value } = read;
  if (value === null || 'unreadable' in value) return { kind: 'read', value };
  return { kind: 'read', value: { pipeline, jobs: value } };
}

const pipelinesReading: Reading<Pipeline[]> = {
  shape: 'pipelines/1',
  parse: (body) => parseList(body, parsePipeline),
};

/** What ran in the target project, when the project of the branch was deleted or is hidden. */
async function readTargetJobs(
  reference: PullRequestReference,
  { headSha, number }: Pick<PullRequestAnswer, 'headSha' | 'number'>,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<HeadJobs>> {
  const url = `${toPullRequestApiUrl(reference, api)}/pipelines`;
  const subject = `the pipelines of ${toSubject(reference)}`;
  const pipelines = await api.read({ url, subject, reading: pipelinesReading }, access);
  if (pipelines.kind === 'unread') {
    const read = toReadRuns(pipelines, grant);
    return read.kind === 'unread' ? read : { kind: 'read', value: toRefusalOrNull(read.value) };
  }
  const newest = pipelines.value.find((one) => isOfHead(one, number, headSha));
  if (newest) {
    const jobs = await listJobs(reference, newest, api, access);
    if (jobs.kind === 'read' || jobs.status !== 404) return toHeadJobs(newest, jobs);
  }
  const message =
    `The project of the branch of ${toSubject(reference)} was deleted or is hidden from this token, ` +
    'and its checks with it. Push the branch to a project that remains to run them again.';
  return { kind: 'read', value: { unreadable: message } };
}

function toRefusalOrNull(value: readonly unknown[] | UnreadableChecks | null): HeadJobs {
  return value !== null && 'unreadable' in value ? value : null;
}

/** The latest status of each name. */
async function listJobs(
  reference: PullRequestReference,
  { id, projectId, ref, sha }: Pipeline,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<HeadJob[]>> {
  const project = projectId ?? toProjectId(reference.repository);
  const query = `${ref === null ? '' : `ref=${encode(ref)}&`}per_page=${pageSize}`;
  const url = `${api.baseUrl}/projects/${project}/repository/commits/${encode(sha)}/statuses?${query}`;
  const subject = `the checks of ${toSubject(reference)}`;
  const statuses = await listAll(api, { url, subject, reading }, mostPages, access);
  if (statuses.kind === 'unread') return statuses;
  const own = statuses.value.filter(({ pipelineId }) => pipelineId === null || pipelineId === id);
  const jobs = pickLatest(own).map((job) => ({ ...job, log: toLogSource(job, project) }));
  return { kind: 'read', value: jobs };
}
