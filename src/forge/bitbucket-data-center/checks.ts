import type { ForgeApi, MaybeRead, Unread } from '../client/forge-api.ts';
import { toFailed, toForeignPullRequest } from '../client/outcomes.ts';
import { listAll } from '../client/paged-list.ts';
import type { Access, Check, ChecksOutcome, ChecksRequest } from '../forge.ts';
import { findCount, findText, findWebUrl, toFields } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import { findMilliseconds, toInstant } from './answers.ts';
import { pageSize, toBuildStatusUrl, toListReading } from './api.ts';
import { readPullRequest } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

/** Instants in milliseconds. */
interface Build {
  key: string;
  check: Omit<Check, 'startedAt' | 'completedAt'>;
  /** When its first report came, which old versions do not tell. */
  createdAt: number | null;
  /** When its last report came. */
  changedAt: number | null;
  durationMs: number | null;
}

const mostPages = 10;
const reading = toListReading('builds/2', parseBuild);

// A build whose state nobody can tell has neither passed nor failed, and may still come to an end.
const states = new Map<string, Check['state']>([
  ['SUCCESSFUL', 'passed'],
  ['FAILED', 'failed'],
  ['CANCELLED', 'failed'],
  ['INPROGRESS', 'pending'],
  ['UNKNOWN', 'pending'],
]);

/** What continuous integration reported for a commit, the newest report of each build. */
export async function listChecks(
  sha: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Check[]>> {
  if (!/^[0-9a-f]{4,64}$/i.test(sha)) return toNoCommit();
  const url = `${toBuildStatusUrl(sha, api)}?orderBy=NEWEST&limit=${pageSize}`;
  const subject = `the builds of commit ${sha.slice(0, 12)}`;
  const builds = await listAll(api, { url, subject, reading }, mostPages, access);
  if (builds.kind === 'unread') return builds;
  // A build that is known in several repositories reports for each of them.
  const newest = new Map<string, Check>();
  for (const build of builds.value) {
    if (!newest.has(build.key)) newest.set(build.key, toCheck(build));
  }
  return { kind: 'read', value: [...newest.values()] };
}

export function parseBuild(body: unknown): Build | undefined {
  const fields = toFields(body);
  const key = findText(fields, 'key');
  const state = states.get(findText(fields, 'state') ?? '');
  if (key === undefined || !state) return undefined;
  const description = findText(fields, 'description');
  return {
    key,
    check: {
      name: toPlainText(findText(fields, 'name') || key, 200),
      state,
      url: findWebUrl(fields, 'url'),
      description: description ? toPlainText(description, 500) : null,
    },
    createdAt: findMilliseconds(fields, 'createdDate'),
    changedAt: findMilliseconds(fields, 'updatedDate') ?? findMilliseconds(fields, 'dateAdded'),
    durationMs: findCount(fields, 'duration') ?? null,
  };
}

/** What was reported when it had ended, and never before, tells by its duration when it began. */
export function toCheck({ check, createdAt, changedAt, durationMs }: Build): Check {
  if (check.state === 'pending') {
    return { ...check, startedAt: toInstant(createdAt ?? changedAt), completedAt: null };
  }
  const isFirstReport = createdAt === null || changedAt === null || changedAt - createdAt < 1000;
  const beganAt = isFirstReport ? null : createdAt;
  const startedAt = durationMs === null || changedAt === null ? beganAt : changedAt - durationMs;
  return { ...check, startedAt: toInstant(startedAt), completedAt: toInstant(changedAt) };
}

function toNoCommit(): Unread {
  const outcome = toFailed('malformed', 'The head of the pull request is no commit.');
  return { kind: 'unread', status: undefined, outcome };
}

/** The builds of the head commit, by name. */
export async function fetchChecks(
  request: ChecksRequest,
  { api, webBaseUrl }: { api: ForgeApi; webBaseUrl: string },
  access: Access,
): Promise<ChecksOutcome> {
  let sha = request.headSha;
  if (sha === null) {
    const reference = parsePullRequestUrl(request.pullRequestUrl, webBaseUrl);
    if (!reference) return toForeignPullRequest();
    const read = await readPullRequest(reference, api, access);
    if (read.kind === 'unread') return read.outcome;
    sha = read.value.head.sha;
  }
  const builds = await listChecks(sha ?? '', api, access);
  if (builds.kind === 'unread') return builds.outcome;
  const checks = builds.value.toSorted((one, other) => one.name.localeCompare(other.name));
  return { kind: 'checks', checks };
}
