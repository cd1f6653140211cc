import { type RequiredNames, unknownRunFields } from '../../domain/checks.ts';
import type { ForgeApi, MaybeRead, Unread } from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import { toFailed, toForeignPullRequest } from '../client/outcomes.ts';
import type { Access, Check, ChecksOutcome, ChecksRequest } from '../forge.ts';
import { findInteger, findText, findWebUrl, toFields } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import { findMilliseconds, type PullRequestAnswer, toInstant } from './answers.ts';
import { pageSize, toBuildStatusUrl, toListReading } from './api.ts';
import {
  type BuildRules,
  findConditions,
  listRequiredPlans,
  type PlannedCheck,
  requirePlans,
} from './build-rules.ts';
import { noLog } from './logs.ts';
import { readPullRequest } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface ChecksDeps {
  api: ForgeApi;
  rules: BuildRules;
}

/** The builds of the head commit, sorted by name. */
export async function fetchChecks(
  request: ChecksRequest,
  deps: ChecksDeps & { webBaseUrl: string },
  access: Access,
): Promise<ChecksOutcome> {
  const reference = parsePullRequestUrl(request.pullRequestUrl, deps.webBaseUrl);
  if (!reference) return toForeignPullRequest();
  const read = await readPullRequest(reference, deps.api, access);
  if (read.kind === 'unread') return read.outcome;
  const sha = request.headSha ?? read.value.head.sha;
  const builds = await listHeadChecks(read.value, sha ?? '', deps, access);
  if (builds.kind === 'unread') return builds.outcome;
  const checks = builds.value.checks.toSorted((one, other) => one.name.localeCompare(other.name));
  return { kind: 'checks', checks };
}

/** The builds of a commit, and those that a merge into the base requires. */
export async function listHeadChecks(
  { state, head, base }: PullRequestAnswer,
  sha: string,
  deps: ChecksDeps,
  access: Access,
): Promise<MaybeRead<{ checks: Check[]; requiredNames: RequiredNames }>> {
  const builds = await listBuilds(sha, deps.api, access);
  if (builds.kind === 'unread') return builds;
  const unjudged = {
    checks: builds.value.map(({ check }) => check),
    requiredNames: null,
  };
  if (state !== 'open') return { kind: 'read', value: unjudged };
  const conditions = await findConditions(base.repository, deps, access);
  if (conditions.kind === 'unread') return conditions;
  const ends = { base: base.branch, head: head.branch };
  const plans = conditions.value && listRequiredPlans(conditions.value, ends);
  if (plans === null) return { kind: 'read', value: unjudged };
  return { kind: 'read', value: { checks: requirePlans(builds.value, plans), requiredNames: [] } };
}

/** Instants in milliseconds. */
interface Build {
  key: string;
  /** The plan that ran it, which old versions lack: its own key names the plan then. */
  plan: string;
  check: Omit<Check, 'startedAt' | 'completedAt'>;
  /** The time of its first report, which old versions lack. */
  createdAt: number | null;
  /** The time of its latest report. */
  changedAt: number | null;
  durationMs: number | null;
}

const mostPages = 10;
const reading = toListReading('builds/5', parseBuild);

// A build in an unknown state has neither passed nor failed, and may still end.
const states = new Map<string, Check['state']>([
  ['SUCCESSFUL', 'passed'],
  ['FAILED', 'failed'],
  ['CANCELLED', 'failed'],
  ['INPROGRESS', 'pending'],
  ['UNKNOWN', 'pending'],
]);

/** The newest report of each build of a commit. */
async function listBuilds(
  sha: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<PlannedCheck[]>> {
  if (!/^[0-9a-f]{4,64}$/i.test(sha)) return buildNoCommit();
  const url = `${toBuildStatusUrl(sha, api)}?orderBy=NEWEST&limit=${pageSize}`;
  const subject = `the builds of commit ${sha.slice(0, 12)}`;
  const builds = await listAll(api, { url, subject, reading }, mostPages, access);
  if (builds.kind === 'unread') return builds;
  // A build of several repositories has a report for each of them.
  const newest = new Map<string, PlannedCheck>();
  for (const build of builds.value) {
    const { key, plan } = build;
    if (!newest.has(key)) newest.set(key, { check: toCheck(build), plan });
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
    plan: findText(fields, 'parent') ?? key,
    check: {
      ...unknownRunFields,
      // S15: two builds may have one name.
      workflow: toPlainText(key, 200),
      name: toPlainText(findText(fields, 'name') || key, 200),
      state,
      url: findWebUrl(fields, 'url'),
      description: description ? toPlainText(description, 500) : null,
      log: noLog,
    },
    createdAt: findMilliseconds(fields, 'createdDate'),
    changedAt: findMilliseconds(fields, 'updatedDate') ?? findMilliseconds(fields, 'dateAdded'),
    durationMs: findInteger(fields, 'duration') ?? null,
  };
}

/** The start of a build that was only reported once it ended follows from its duration. */
export function toCheck({ check, createdAt, changedAt, durationMs }: Build): Check {
  if (check.state === 'pending') {
    return {
      ...check,
      startedAt: toInstant(createdAt ?? changedAt),
      completedAt: null,
    };
  }
  const isFirstReport = createdAt === null || changedAt === null || changedAt - createdAt < 1000;
  const firstReportAt = isFirstReport ? null : createdAt;
  const startedAt =
    durationMs === null || changedAt === null ? firstReportAt : changedAt - durationMs;
  return {
    ...check,
    startedAt: toInstant(startedAt),
    completedAt: toInstant(changedAt),
  };
}

function buildNoCommit(): Unread {
  const outcome = toFailed('malformed', 'The head of the pull request is not a commit.');
  return { kind: 'unread', status: undefined, outcome };
}
