import type { MaybeRead, Unread } from '../client/forge-api.ts';
import { toFailed } from '../client/outcomes.ts';
import type { Access } from '../forge.ts';
import { findFields, findInteger, findText, findWebUrl, toFields } from '../parsing/json-fields.ts';
import type { PullRequestAnswer } from './answers.ts';
import { type AzureDevOpsApi, toListReading } from './api.ts';
import { toOwnerParts } from './names.ts';
import { formatContext } from './policies.ts';
import { toPullRequestPath, toSubject } from './pull-requests.ts';

/** A status that a service posted to a pull request. */
interface Status {
  id: number;
  context: string;
  state: string;
  description: string | null;
  url: string | null;
  /** The push it belongs to; null for the pull request as a whole. */
  iterationId: number | null;
  createdAt: string | null;
}

/** The latest status of a context, and when the context's first status of the same push came. */
export interface LatestStatus extends Status {
  /** Null without an earlier status. */
  startedAt: string | null;
}

type StatusList = MaybeRead<LatestStatus[]>;

/** The latest status of each context, without those of earlier pushes. */
export async function listStatuses(
  answer: PullRequestAnswer,
  api: AzureDevOpsApi,
  access: Access,
): Promise<StatusList> {
  const { organization } = toOwnerParts(answer.repository);
  const url = api.toPreviewUrl(organization, `${toPullRequestPath(answer)}/statuses`);
  const subject = `the statuses of ${toSubject(answer)}`;
  const reading = toListReading('statuses/2', parseStatus);
  const listed = await api.read({ url, subject, reading }, access);
  if (listed.kind === 'unread') return listed;
  const current = await dropOutdated(listed.value, answer, api, access);
  return current.kind === 'unread' ? current : { kind: 'read', value: pickLatest(current.value) };
}

function parseStatus(body: unknown): Status | undefined {
  const fields = toFields(body);
  const id = findInteger(fields, 'id');
  const context = findFields(fields, 'context');
  if (!fields || id === undefined || !context) return undefined;
  return {
    id,
    context: formatContext(findText(context, 'genre'), findText(context, 'name')),
    // Azure leaves it out until a state is set.
    state: findText(fields, 'state') ?? 'notSet',
    description: findText(fields, 'description') ?? null,
    url: findWebUrl(fields, 'targetUrl'),
    iterationId: findInteger(fields, 'iterationId') ?? null,
    createdAt: findText(fields, 'updatedDate') ?? findText(fields, 'creationDate') ?? null,
  };
}

function pickLatest(statuses: readonly Status[]): LatestStatus[] {
  const latest = new Map<string, LatestStatus>();
  for (const status of statuses.toSorted((one, other) => one.id - other.id)) {
    const before = latest.get(status.context);
    const isContinued = before?.iterationId === status.iterationId;
    const startedAt = isContinued ? (before?.startedAt ?? before?.createdAt ?? null) : null;
    latest.set(status.context, { ...status, startedAt });
  }
  return [...latest.values()];
}

/** One push to the branch of a pull request. */
interface Iteration {
  id: number;
  sha: string | null;
  createdAt: string | null;
}

const iterationsReading = toListReading('iterations/2', (entry): Iteration | undefined => {
  const fields = toFields(entry);
  const id = findInteger(fields, 'id');
  const sha = findText(findFields(fields, 'sourceRefCommit'), 'commitId') ?? null;
  const createdAt = findText(fields, 'createdDate') ?? null;
  return id === undefined ? undefined : { id, sha, createdAt };
});

/**
 * S13: leaves out the statuses of earlier pushes, and those of the pull request as a whole that were
 * posted before the latest push. A policy that accepts such a status nevertheless says so itself.
 */
async function dropOutdated(
  statuses: Status[],
  answer: PullRequestAnswer,
  api: AzureDevOpsApi,
  access: Access,
): Promise<MaybeRead<Status[]>> {
  if (statuses.length === 0) return { kind: 'read', value: [] };
  const { organization } = toOwnerParts(answer.repository);
  const url = api.toUrl(organization, `${toPullRequestPath(answer)}/iterations`);
  const subject = `the pushes of ${toSubject(answer)}`;
  const listed = await api.read({ url, subject, reading: iterationsReading }, access);
  if (listed.kind === 'unread') return listed;
  const current = findCurrent(listed.value, answer.head.sha);
  if (!current) return failForeignPush(answer);
  return { kind: 'read', value: statuses.filter((status) => isOf(current, status)) };
}

/** The push that brought the head: the latest one, unless another came since the head was read. */
function findCurrent(iterations: readonly Iteration[], headSha: string | null) {
  const sorted = iterations.toSorted((one, other) => other.id - one.id);
  const isReported = headSha !== null && sorted.some(({ sha }) => sha !== null);
  return isReported ? sorted.find(({ sha }) => sha === headSha) : sorted[0];
}

function isOf({ id, createdAt }: Iteration, status: Status): boolean {
  if (status.iterationId !== null) return status.iterationId === id;
  const [pushed, posted] = [Date.parse(createdAt ?? ''), Date.parse(status.createdAt ?? '')];
  return Number.isNaN(pushed) || Number.isNaN(posted) || posted >= pushed;
}

function failForeignPush(answer: PullRequestAnswer): Unread {
  const message = `The statuses of ${toSubject(answer)} belong to another commit. Refresh the chat.`;
  return { kind: 'unread', status: undefined, outcome: toFailed('unavailable', message) };
}
