import type { MaybeRead, Unread } from '../client/forge-api.ts';
import { toFailed } from '../client/outcomes.ts';
import { listAll } from '../client/paged-list.ts';
import type { Access } from '../forge.ts';
import { type Fields, findCount, findFields, findText, toFields } from '../parsing/json-fields.ts';
import { encode } from '../parsing/text.ts';
import type { PullRequestAnswer } from './answers.ts';
import { type AzureDevOpsApi, findNextBySkip, pageSize, toListReading } from './api.ts';
import { toOwnerParts } from './names.ts';
import { toSubject } from './pull-requests.ts';

/** What a branch policy says of a pull request. */
export interface Policy {
  kind: 'build' | 'status' | 'reviewers' | 'other';
  /** In the way until it is met. */
  isRequired: boolean;
  state: 'met' | 'failed' | 'pending' | 'notApplicable';
  name: string;
  /** The context of the status that is asked for; empty for other kinds. */
  context: string;
  buildId: number | null;
  /** Null while it waits for its turn. */
  startedAt: string | null;
  completedAt: string | null;
}

const kinds: Record<string, Policy['kind']> = {
  '0609b952-1397-4640-95ec-e00a01b2c241': 'build',
  'cbdc66da-9728-4af8-aada-9a5a32e4a226': 'status',
  'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd': 'reviewers',
  'fd2167ab-b0be-447a-8ec8-39368250530e': 'reviewers',
};

const states: Record<string, Policy['state']> = {
  approved: 'met',
  rejected: 'failed',
  broken: 'failed',
  queued: 'pending',
  running: 'pending',
  notApplicable: 'notApplicable',
};

const mostPages = 10;

/** Policies are of the project in which the pull request lives. */
export async function listPolicies(
  answer: PullRequestAnswer,
  api: AzureDevOpsApi,
  access: Access,
): Promise<MaybeRead<Policy[]>> {
  const { repository, number } = answer;
  const { organization } = toOwnerParts(repository);
  const { projectId } = repository;
  if (projectId === null) return toNameless(answer);
  const url = api.toPreviewUrl(organization, `${encode(projectId)}/_apis/policy/evaluations`, {
    artifactId: `vstfs:///CodeReview/CodeReviewId/${projectId}/${number}`,
    $top: String(pageSize),
    $skip: '0',
  });
  const subject = `the policies of ${toSubject(answer)}`;
  const reading = toListReading('policies/2', parsePolicy, findNextBySkip);
  const listed = await listAll(api, { url, subject, reading }, mostPages, access);
  if (listed.kind === 'unread') return listed;
  return { kind: 'read', value: listed.value.flatMap((policy) => policy.found ?? []) };
}

/** What is switched off is read, and found to be nothing. */
function parsePolicy(body: unknown): { found: Policy | null } | undefined {
  const fields = toFields(body);
  const configuration = findFields(fields, 'configuration');
  const status = findText(fields, 'status');
  if (!configuration || status === undefined) return undefined;
  const isOff = configuration.isEnabled === false || configuration.isDeleted === true;
  if (isOff) return { found: null };
  const type = findFields(configuration, 'type');
  const settings = findFields(configuration, 'settings');
  const context = findFields(fields, 'context');
  const found: Policy = {
    kind: kinds[findText(type, 'id')?.toLowerCase() ?? ''] ?? 'other',
    isRequired: configuration.isBlocking === true,
    // What nobody has heard of yet is not met.
    state: states[status] ?? 'pending',
    name: toName(type, settings, context),
    context: toContext(findText(settings, 'statusGenre'), findText(settings, 'statusName')),
    buildId: findCount(context, 'buildId') ?? null,
    startedAt: (status !== 'queued' && findText(fields, 'startedDate')) || null,
    completedAt: findText(fields, 'completedDate') ?? null,
  };
  return { found };
}

function toNameless(answer: PullRequestAnswer): Unread {
  const message = `${toSubject(answer)} does not say which project's policies it has to meet.`;
  return { kind: 'unread', status: undefined, outcome: toFailed('malformed', message) };
}

/** How a status is told apart from others: `genre/name`. */
export function toContext(genre: string | undefined, name: string | undefined): string {
  return [genre ?? '', name ?? ''].filter((part) => part !== '').join('/');
}

function toName(
  type: Fields | undefined,
  settings: Fields | undefined,
  context: Fields | undefined,
): string {
  const names = [
    findText(settings, 'displayName'),
    findText(settings, 'defaultDisplayName'),
    findText(context, 'buildDefinitionName'),
    toContext(findText(settings, 'statusGenre'), findText(settings, 'statusName')),
    findText(type, 'displayName'),
  ];
  return names.find((name) => name) ?? 'Policy';
}
