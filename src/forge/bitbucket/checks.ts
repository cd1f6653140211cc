import {
  type CheckRun,
  pickLatestRuns,
  type RequiredNames,
  toRun,
  unknownRunFields,
} from '../../domain/checks.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import { toFailed, toForeignPullRequest } from '../client/outcomes.ts';
import type {
  Access,
  Check,
  ChecksOutcome,
  ChecksRequest,
  PullRequestReference,
} from '../forge.ts';
import { requireBuilds } from '../lookup/required-builds.ts';
import { findText, findWebUrl, parseInstant, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode, toPlainText } from '../parsing/text.ts';
import type { PullRequestAnswer } from './answers.ts';
import { toListReading, toRepositoryApiUrl } from './api.ts';
import type { BuildRules } from './build-rules.ts';
import { toLogSource } from './logs.ts';
import { readPullRequest } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface ChecksDeps {
  api: ForgeApi;
  rules: BuildRules;
}

/** The checks of the head commit. */
export async function fetchChecks(
  { pullRequestUrl, headSha }: ChecksRequest,
  deps: ChecksDeps & { webBaseUrl: string },
  access: Access,
): Promise<ChecksOutcome> {
  const reference = parsePullRequestUrl(pullRequestUrl, deps.webBaseUrl);
  if (!reference) return toForeignPullRequest();
  const read = await readPullRequest(reference, deps.api, access);
  if (read.kind === 'unread') return read.outcome;
  const { source } = read.value;
  const hash = headSha ?? source.hash;
  if (hash === null) return { kind: 'checks', checks: [] };
  const answer = { ...read.value, source: { ...source, hash } };
  const checks = await listHeadChecks(reference, answer, deps, access);
  if (checks.kind === 'unread') return checks.outcome;
  return { kind: 'checks', checks: checks.value.checks };
}

export interface HeadChecks {
  checks: Check[];
  requiredNames: RequiredNames;
}

/** The checks of the head of a pull request, and what the restrictions of its base demand. */
export async function listHeadChecks(
  reference: PullRequestReference,
  answer: Pick<PullRequestAnswer, 'source' | 'destination' | 'state'> & {
    source: { hash: string };
  },
  { api, rules }: ChecksDeps,
  access: Access,
): Promise<MaybeRead<HeadChecks>> {
  const { source, destination, state } = answer;
  const listed = await listWhereStored(reference, source, api, access);
  if (listed.kind === 'unread') return listed;
  if (state !== 'open')
    return { kind: 'read', value: { checks: listed.value, requiredNames: null } };
  const count = await rules.find(reference.repository, destination.branch, access);
  if (count.kind === 'unread') return count;
  const value =
    count.value === null
      ? { checks: listed.value, requiredNames: null }
      : { checks: requireBuilds(listed.value, count.value), requiredNames: [] };
  return { kind: 'read', value };
}

/** Bitbucket stores checks with the branch: in the fork. Of a deleted fork, only the target has some. */
async function listWhereStored(
  { repository: target }: PullRequestReference,
  { repository, hash }: { repository: RepositoryReference | null; hash: string },
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Check[]>> {
  const own = repository && (await listChecks(repository, hash, api, access));
  if (own && (own.kind === 'read' || own.status !== 404)) return own;
  const inTarget = await listChecks(target, hash, api, access);
  if (inTarget.kind === 'read' || inTarget.status !== 404) return inTarget;
  const message =
    'The repository of the branch was deleted or is hidden from this token, and its checks with it.';
  return { ...inTarget, outcome: toFailed('forbidden', message) };
}

/** Instants are text. */
interface Report extends Omit<Check, 'startedAt' | 'completedAt'> {
  createdOn: string | null;
  updatedOn: string | null;
}

/** What a token needs for the statuses of a commit. */
export const checksGrant = 'Give the token read access to repositories, or link another one.';

const pageSize = 100;
const mostPages = 10;

const states = new Map<string, Check['state']>([
  ['SUCCESSFUL', 'passed'],
  ['FAILED', 'failed'],
  ['INPROGRESS', 'pending'],
  // A person stopped the build: it cannot pass without another run.
  ['STOPPED', 'failed'],
]);

const reading = toListReading('bitbucket-statuses/4', parseReport);

/** The checks reported for a commit of the repository. */
async function listChecks(
  repository: RepositoryReference,
  hash: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Check[]>> {
  const commitUrl = `${toRepositoryApiUrl(repository, api)}/commit/${encode(hash)}`;
  const url = `${commitUrl}/statuses?pagelen=${pageSize}`;
  const subject = `the checks of ${toFullName(repository)}`;
  const reports = await listAll(api, { url, subject, reading }, mostPages, access);
  if (reports.kind === 'unread') return reports;
  return { kind: 'read', value: pickLatestRuns(reports.value.map(toCheck)) };
}

export function parseReport(body: unknown): Report | undefined {
  const fields = toFields(body);
  const state = states.get(findText(fields, 'state') ?? '');
  const name = findText(fields, 'name') || findText(fields, 'key');
  if (!state || !name) return undefined;
  const description = findText(fields, 'description');
  const url = findWebUrl(fields, 'url');
  const key = findText(fields, 'key');
  return {
    ...unknownRunFields,
    // S15: two builds may have one name.
    workflow: key === undefined ? null : toPlainText(key, 200),
    name: toPlainText(name, 200),
    state,
    url,
    description: description ? toPlainText(description, 300) : null,
    log: toLogSource(url),
    createdOn: findText(fields, 'created_on') ?? null,
    updatedOn: findText(fields, 'updated_on') ?? null,
  };
}

/** A report as a delivery contains it. */
export function parseDeliveredReport(body: unknown): CheckRun | undefined {
  const report = parseReport(body);
  return report && toRun(toCheck(report));
}

/** A check that was only reported once it ended has no known start. */
export function toCheck({ createdOn, updatedOn, ...reported }: Report): Check {
  const createdAt = parseInstant(createdOn);
  const updatedAt = parseInstant(updatedOn);
  const report = { ...reported, reportedAt: updatedAt ?? createdAt };
  if (report.state === 'pending') return { ...report, startedAt: createdAt, completedAt: null };
  const completedAt = updatedAt;
  const elapsedMs = createdAt && completedAt ? completedAt.getTime() - createdAt.getTime() : 0;
  return {
    ...report,
    startedAt: elapsedMs < 1000 ? null : createdAt,
    completedAt,
  };
}
