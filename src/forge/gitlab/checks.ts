import { countChecks, type ReportedChecks, type UnreadableChecks } from '../../domain/checks.ts';
import { type ForgeApi, type MaybeRead } from '../client/forge-api.ts';
import { toFailed, toForeignPullRequest } from '../client/outcomes.ts';
import type { Access, ChecksOutcome, ChecksRequest, PullRequestReference } from '../forge.ts';
import { isRefused } from '../lookup/remember-rules.ts';
import type { PullRequestAnswer } from './answers.ts';
import { addStatusChecks, type HeadChecks } from './head-checks.ts';
import { type HeadJobs, readHeadJobs } from './head-jobs.ts';
import { toJobRun } from './jobs.ts';
import type { MergeRules } from './merge-rules.ts';
import { readPullRequest, toSubject } from './pull-requests.ts';
import type { Repositories } from './repositories.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface ChecksDeps {
  webBaseUrl: string;
  api: ForgeApi;
  repositories: Repositories;
}

/** The jobs of the head pipeline, and the statuses that other services reported for its commit. */
export async function fetchChecks(
  request: ChecksRequest,
  deps: ChecksDeps,
  access: Access,
): Promise<ChecksOutcome> {
  const { webBaseUrl, api } = deps;
  const reference = parsePullRequestUrl(request.pullRequestUrl, webBaseUrl);
  if (!reference) return toForeignPullRequest();
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const jobs = await readHeadJobs(reference, read.value, api, access);
  if (jobs.kind === 'unread') return jobs.outcome;
  const judged = await judgeJobs(reference, read.value, jobs.value, deps, access);
  if (judged.kind === 'unread') return judged.outcome;
  if (judged.value === null) {
    const message = `GitLab did not list the checks of ${toSubject(reference)}. Try again in a minute.`;
    return toFailed('unavailable', message);
  }
  if ('unreadable' in judged.value) return toFailed('forbidden', judged.value.unreadable);
  return { kind: 'checks', checks: judged.value.checks };
}

/** The counted checks of a merge request, from separate responses. */
export async function readChecks(
  reference: PullRequestReference,
  answer: PullRequestAnswer,
  deps: ChecksDeps,
  access: Access,
): Promise<MaybeRead<ReportedChecks | null>> {
  const jobs = await readHeadJobs(reference, answer, deps.api, access);
  if (jobs.kind === 'unread') return jobs;
  return countJobs(reference, answer, jobs.value, deps, access);
}

/** Counts the jobs of a head by the rules of the project. */
export async function countJobs(
  reference: PullRequestReference,
  answer: PullRequestAnswer,
  jobs: HeadJobs,
  deps: ChecksDeps,
  access: Access,
  known: MergeRules | null = null,
): Promise<MaybeRead<ReportedChecks | null>> {
  const judged = await judgeJobs(reference, answer, jobs, deps, access, known);
  if (judged.kind === 'unread') return judged;
  const { value } = judged;
  if (value === null || 'unreadable' in value) return { kind: 'read', value };
  const { checks, requiredNames } = value;
  const { headSha } = answer;
  return { kind: 'read', value: countChecks(checks.map(toJobRun), { headSha, requiredNames }) };
}

/** Which jobs must succeed before GitLab merges. Of a settled merge request, that matters no more. */
async function judgeJobs(
  reference: PullRequestReference,
  answer: PullRequestAnswer,
  head: HeadJobs,
  { api, repositories }: Pick<ChecksDeps, 'api' | 'repositories'>,
  access: Access,
  known: MergeRules | null = null,
): Promise<MaybeRead<HeadChecks | UnreadableChecks | null>> {
  if (head === null || 'unreadable' in head) return { kind: 'read', value: head };
  const rules = await findRules(reference, answer, repositories, access, known);
  if (rules.kind === 'unread') return rules;
  const judged = { jobs: head.jobs, pipeline: head.pipeline, rules: rules.value };
  return addStatusChecks(reference, judged, answer, api, access);
}

/** The settings of the target project, which is remembered for ten minutes. */
async function findRules(
  { repository }: PullRequestReference,
  { state }: Pick<PullRequestAnswer, 'state'>,
  repositories: Repositories,
  access: Access,
  known: MergeRules | null,
): Promise<MaybeRead<MergeRules | null>> {
  if (known !== null || state !== 'open') return { kind: 'read', value: known };
  const project = await repositories.find(repository, access);
  if (project.kind === 'read') return { kind: 'read', value: project.value.rules };
  return isRefused(project) ? { kind: 'read', value: null } : project;
}
