import type { MaybeRead, Unread } from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import { toFailed } from '../client/outcomes.ts';
import type { Access } from '../forge.ts';
import {
  type Fields,
  findFields,
  findInteger,
  findText,
  toFields,
} from '../parsing/json-fields.ts';
import { encode } from '../parsing/text.ts';
import type { PullRequestAnswer } from './answers.ts';
import { type AzureDevOpsApi, findNextBySkip, pageSize, toListReading } from './api.ts';
import { toOwnerParts } from './names.ts';
import { toSubject } from './pull-requests.ts';

/** How a branch policy evaluates a pull request. */
export interface Policy {
  /** Null if not reported. */
  id: number | null;
  kind: 'build' | 'status' | 'reviewers' | 'other';
  /** Blocks the merge until it is met. */
  isRequired: boolean;
  state: 'met' | 'failed' | 'pending' | 'notApplicable';
  name: string;
  /** The context of the required status; empty for other kinds. */
  context: string;
  buildId: number | null;
  /** Null while it is queued. */
  startedAt: string | null;
  completedAt: string | null;
}

const kinds = new Map<string, Policy['kind']>([
  ['0609b952-1397-4640-95ec-e00a01b2c241', 'build'],
  ['cbdc66da-9728-4af8-aada-9a5a32e4a226', 'status'],
  ['fa4e907d-c16b-4a4c-9dfa-4906e5d171dd', 'reviewers'],
  ['fd2167ab-b0be-447a-8ec8-39368250530e', 'reviewers'],
]);

const states = new Map<string, Policy['state']>([
  ['approved', 'met'],
  ['rejected', 'failed'],
  ['broken', 'failed'],
  ['queued', 'pending'],
  ['running', 'pending'],
  ['notApplicable', 'notApplicable'],
]);

const mostPages = 10;

/** Policies belong to the project of the pull request. */
export async function listPolicies(
  answer: PullRequestAnswer,
  api: AzureDevOpsApi,
  access: Access,
): Promise<MaybeRead<Policy[]>> {
  const { repository, number } = answer;
  const { organization } = toOwnerParts(repository);
  const { projectId } = repository;
  if (projectId === null) return buildUnknownProject(answer);
  const url = api.toPreviewUrl(organization, `${encode(projectId)}/_apis/policy/evaluations`, {
    artifactId: `vstfs:///CodeReview/CodeReviewId/${projectId}/${number}`,
    $top: String(pageSize),
    $skip: '0',
  });
  const subject = `the policies of ${toSubject(answer)}`;
  const reading = toListReading('policies/3', parsePolicy, findNextBySkip);
  const listed = await listAll(api, { url, subject, reading }, mostPages, access);
  if (listed.kind === 'unread') return listed;
  return { kind: 'read', value: listed.value.flatMap((policy) => policy.enabled ?? []) };
}

/** A null policy is a disabled one. */
function parsePolicy(body: unknown): { enabled: Policy | null } | undefined {
  const fields = toFields(body);
  const configuration = findFields(fields, 'configuration');
  const status = findText(fields, 'status');
  if (!configuration || status === undefined) return undefined;
  const isDisabled = configuration.isEnabled === false || configuration.isDeleted === true;
  if (isDisabled) return { enabled: null };
  const type = findFields(configuration, 'type');
  const settings = findFields(configuration, 'settings');
  const context = findFields(fields, 'context');
  const enabled: Policy = {
    id: findInteger(configuration, 'id') ?? null,
    kind: kinds.get(findText(type, 'id')?.toLowerCase() ?? '') ?? 'other',
    isRequired: configuration.isBlocking === true,
    // An unknown state counts as not met.
    state: states.get(status) ?? 'pending',
    name: pickName(type, settings, context),
    context: formatContext(findText(settings, 'statusGenre'), findText(settings, 'statusName')),
    buildId: findInteger(context, 'buildId') ?? null,
    startedAt: (status !== 'queued' && findText(fields, 'startedDate')) || null,
    completedAt: findText(fields, 'completedDate') ?? null,
  };
  return { enabled };
}

function buildUnknownProject(answer: PullRequestAnswer): Unread {
  const message = `Azure DevOps reported no project for ${toSubject(answer)}, so its policies are unknown.`;
  return { kind: 'unread', status: undefined, outcome: toFailed('malformed', message) };
}

/** The context of a status: `genre/name`. */
export function formatContext(genre: string | undefined, name: string | undefined): string {
  return [genre ?? '', name ?? ''].filter((part) => part !== '').join('/');
}

function pickName(
  type: Fields | undefined,
  settings: Fields | undefined,
  context: Fields | undefined,
): string {
  const names = [
    findText(settings, 'displayName'),
    findText(settings, 'defaultDisplayName'),
    findText(context, 'buildDefinitionName'),
    formatContext(findText(settings, 'statusGenre'), findText(settings, 'statusName')),
    findText(type, 'displayName'),
  ];
  return names.find((name) => name) ?? 'Policy';
}
