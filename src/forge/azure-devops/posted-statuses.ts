import type { MaybeRead } from '../client/forge-api.ts';
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
  return dropOutdated(pickLatest(listed.value), answer, api, access);
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

/** A status of an earlier push does not apply to later commits. */
async function dropOutdated(
  statuses: LatestStatus[],
  answer: PullRequestAnswer,
  api: AzureDevOpsApi,
  access: Access,
): Promise<StatusList> {
  if (statuses.every(({ iterationId }) => iterationId === null)) {
    return { kind: 'read', value: statuses };
  }
  const { organization } = toOwnerParts(answer.repository);
  const url = api.toUrl(organization, `${toPullRequestPath(answer)}/iterations`);
  const subject = `the pushes of ${toSubject(answer)}`;
  const reading = toListReading('iterations/1', (entry) => findInteger(toFields(entry), 'id'));
  const iterations = await api.read({ url, subject, reading }, access);
  if (iterations.kind === 'unread') return iterations;
  const newest = Math.max(0, ...iterations.value);
  const current = statuses.filter(({ iterationId }) => (iterationId ?? newest) >= newest);
  return { kind: 'read', value: current };
}
