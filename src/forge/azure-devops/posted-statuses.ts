import type { MaybeRead } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { findCount, findFields, findText, findWebUrl, toFields } from '../parsing/json-fields.ts';
import type { PullRequestAnswer } from './answers.ts';
import { type AzureDevOpsApi, toListReading } from './api.ts';
import { toOwnerParts } from './names.ts';
import { toContext } from './policies.ts';
import { toPullRequestPath, toSubject } from './pull-requests.ts';

/** What a service posted to a pull request. */
export interface Status {
  id: number;
  context: string;
  state: string;
  description: string | null;
  url: string | null;
  /** The push it is about; null when it is about the pull request as a whole. */
  iterationId: number | null;
  /** When this was said. */
  createdAt: string | null;
}

/** What was said last in a context, and when something was said of the same push first. */
export interface LatestStatus extends Status {
  /** Null where nothing came before. */
  startedAt: string | null;
}

type Listed<Item> = MaybeRead<Item[]>;

/** The latest of each context, as far as they are about what is there now. */
export async function listStatuses(
  answer: PullRequestAnswer,
  api: AzureDevOpsApi,
  access: Access,
): Promise<Listed<LatestStatus>> {
  const { organization } = toOwnerParts(answer.repository);
  const url = api.toPreviewUrl(organization, `${toPullRequestPath(answer)}/statuses`);
  const subject = `the statuses of ${toSubject(answer)}`;
  const reading = toListReading('statuses/2', parseStatus);
  const listed = await api.read({ url, subject, reading }, access);
  if (listed.kind === 'unread') return listed;
  return withoutOutdated(toLatest(listed.value), answer, api, access);
}

function toLatest(statuses: readonly Status[]): LatestStatus[] {
  const latest = new Map<string, LatestStatus>();
  for (const status of statuses.toSorted((one, other) => one.id - other.id)) {
    const before = latest.get(status.context);
    const isGoingOn = before?.iterationId === status.iterationId;
    const startedAt = isGoingOn ? (before?.startedAt ?? before?.createdAt ?? null) : null;
    latest.set(status.context, { ...status, startedAt });
  }
  return [...latest.values()];
}

/** A status of an earlier push says nothing about the commits that came since. */
async function withoutOutdated(
  statuses: LatestStatus[],
  answer: PullRequestAnswer,
  api: AzureDevOpsApi,
  access: Access,
): Promise<Listed<LatestStatus>> {
  if (statuses.every(({ iterationId }) => iterationId === null)) {
    return { kind: 'read', value: statuses };
  }
  const { organization } = toOwnerParts(answer.repository);
  const url = api.toUrl(organization, `${toPullRequestPath(answer)}/iterations`);
  const subject = `the pushes of ${toSubject(answer)}`;
  const reading = toListReading('iterations/1', (entry) => findCount(toFields(entry), 'id'));
  const iterations = await api.read({ url, subject, reading }, access);
  if (iterations.kind === 'unread') return iterations;
  const newest = Math.max(0, ...iterations.value);
  const current = statuses.filter(({ iterationId }) => (iterationId ?? newest) >= newest);
  return { kind: 'read', value: current };
}

function parseStatus(body: unknown): Status | undefined {
  const fields = toFields(body);
  const id = findCount(fields, 'id');
  const context = findFields(fields, 'context');
  if (!fields || id === undefined || !context) return undefined;
  return {
    id,
    context: toContext(findText(context, 'genre'), findText(context, 'name')),
    // Nothing was set yet where it is left out.
    state: findText(fields, 'state') ?? 'notSet',
    description: findText(fields, 'description') ?? null,
    url: findWebUrl(fields, 'targetUrl'),
    iterationId: findCount(fields, 'iterationId') ?? null,
    createdAt: findText(fields, 'updatedDate') ?? findText(fields, 'creationDate') ?? null,
  };
}
