import { unknownRunFields } from '../../domain/checks.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import { toForeignPullRequest } from '../client/outcomes.ts';
import type { Access, Check, ChecksOutcome, ChecksRequest } from '../forge.ts';
import { findText, findWebUrl, parseInstant, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode, toPlainText } from '../parsing/text.ts';
import { toListReading, toRepositoryApiUrl } from './api.ts';
import { toLogSource } from './logs.ts';
import { readPullRequest } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

/** The checks of the head commit, which Bitbucket stores with the branch: in the fork. */
export async function fetchChecks(
  { repository, pullRequestUrl, headSha }: ChecksRequest,
  { webBaseUrl, api }: { webBaseUrl: string; api: ForgeApi },
  access: Access,
): Promise<ChecksOutcome> {
  let hash = headSha;
  if (hash === null) {
    const reference = parsePullRequestUrl(pullRequestUrl, webBaseUrl);
    if (!reference) return toForeignPullRequest();
    const read = await readPullRequest(reference, api, access);
    if (read.kind === 'unread') return read.outcome;
    hash = read.value.source.hash;
  }
  if (hash === null) return { kind: 'checks', checks: [] };
  const checks = await listChecks(repository, hash, api, access);
  return checks.kind === 'unread' ? checks.outcome : { kind: 'checks', checks: checks.value };
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

const reading = toListReading('bitbucket-statuses/3', parseReport);

/** The checks reported for a commit of the repository. */
export async function listChecks(
  repository: RepositoryReference,
  hash: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Check[]>> {
  const commitUrl = `${toRepositoryApiUrl(repository, api)}/commit/${encode(hash)}`;
  const url = `${commitUrl}/statuses?pagelen=${pageSize}`;
  const subject = `the checks of ${toFullName(repository)}`;
  const reports = await listAll(api, { url, subject, reading }, mostPages, access);
  return reports.kind === 'unread' ? reports : { kind: 'read', value: reports.value.map(toCheck) };
}

export function parseReport(body: unknown): Report | undefined {
  const fields = toFields(body);
  const state = states.get(findText(fields, 'state') ?? '');
  const name = findText(fields, 'name') || findText(fields, 'key');
  if (!state || !name) return undefined;
  const description = findText(fields, 'description');
  const url = findWebUrl(fields, 'url');
  return {
    ...unknownRunFields,
    name: toPlainText(name, 200),
    state,
    url,
    description: description ? toPlainText(description, 300) : null,
    log: toLogSource(url),
    createdOn: findText(fields, 'created_on') ?? null,
    updatedOn: findText(fields, 'updated_on') ?? null,
  };
}

/** A check that was only reported once it ended has no known start. */
export function toCheck({ createdOn, updatedOn, ...report }: Report): Check {
  const createdAt = parseInstant(createdOn);
  if (report.state === 'pending') return { ...report, startedAt: createdAt, completedAt: null };
  const completedAt = parseInstant(updatedOn);
  const elapsedMs = createdAt && completedAt ? completedAt.getTime() - createdAt.getTime() : 0;
  return {
    ...report,
    startedAt: elapsedMs < 1000 ? null : createdAt,
    completedAt,
  };
}
