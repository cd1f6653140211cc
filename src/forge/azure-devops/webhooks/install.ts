import type { Unread } from '../../client/forge-api.ts';
import { toFailed } from '../../client/outcomes.ts';
import type { Access, InstallOutcome, WebhookSetup } from '../../forge.ts';
import { findFields, findText, toFields } from '../../parsing/json-fields.ts';
import { toFullName } from '../../parsing/repository-identity.ts';
import { failUnnumberedHook } from '../../webhooks.ts';
import type { RepositoryAnswer } from '../answers.ts';
import { type AzureDevOpsApi, toListReading } from '../api.ts';
import { toOwnerParts } from '../names.ts';
import type { Repositories } from '../repositories.ts';

interface Subscription {
  id: string;
  eventType: string;
  url: string | null;
  projectId: string | null;
  repositoryId: string | null;
}

interface Event {
  type: string;
  resourceVersion: string;
  /** Azure cannot limit it to a repository. */
  isProjectWide: boolean;
}

/** Every event that changes the diff status of a branch. */
const events: Event[] = [
  { type: 'git.push', resourceVersion: '1.0', isProjectWide: false },
  { type: 'git.pullrequest.created', resourceVersion: '1.0', isProjectWide: false },
  { type: 'git.pullrequest.updated', resourceVersion: '1.0', isProjectWide: false },
  { type: 'git.pullrequest.merged', resourceVersion: '1.0', isProjectWide: false },
  {
    type: 'ms.vss-code.git-pullrequest-comment-event',
    resourceVersion: '2.0',
    isProjectWide: false,
  },
  { type: 'build.complete', resourceVersion: '2.0', isProjectWide: true },
];

const path = '_apis/hooks/subscriptions';
const reading = toListReading('subscriptions/1', parseSubscription);

/** Azure needs one subscription per event type. */
export async function installWebhook(
  setup: WebhookSetup,
  { api, repositories }: { api: AzureDevOpsApi; repositories: Repositories },
  access: Access,
): Promise<InstallOutcome> {
  const found = await repositories.read(setup.repository, access);
  if (found.kind === 'unread') return found.outcome;
  const { value: repository } = found;
  const { organization } = toOwnerParts(repository);
  const subject = `the service hooks of ${toFullName(repository)}`;
  const url = api.toUrl(organization, path, {
    publisherId: 'tfs',
    consumerId: 'webHooks',
    consumerActionId: 'httpRequest',
  });
  const listed = await api.read({ url, subject, reading }, access);
  if (listed.kind === 'unread') return explainRefusal(listed, setup);
  const ids: string[] = [];
  let created = false;
  for (const event of events) {
    const known = listed.value.find((one) =>
      isSubscriptionFor(one, event, repository, setup.deliveryUrl),
    );
    const body = buildSubscription(event, repository, setup);
    const message = {
      method: known ? ('PUT' as const) : ('POST' as const),
      url: api.toUrl(organization, known ? `${path}/${known.id}` : path),
      subject,
      body: known ? { ...body, id: known.id } : body,
    };
    const sent = await api.send(message, access);
    if (sent.kind === 'unread') return explainRefusal(sent, setup);
    const id = known?.id ?? findText(toFields(sent.value), 'id');
    if (id === undefined) return failUnnumberedHook(api);
    ids.push(id);
    created ||= known === undefined;
  }
  return { kind: 'installed', hookId: ids.join(','), created };
}

function isSubscriptionFor(
  { eventType, url, projectId, repositoryId }: Subscription,
  event: Event,
  repository: RepositoryAnswer,
  deliveryUrl: string,
): boolean {
  const isSameScope = event.isProjectWide
    ? projectId === repository.projectId
    : repositoryId === repository.id;
  return eventType === event.type && url === deliveryUrl && isSameScope;
}

function buildSubscription(
  { type, resourceVersion, isProjectWide }: Event,
  { id, projectId }: RepositoryAnswer,
  { deliveryUrl, secret }: WebhookSetup,
) {
  return {
    publisherId: 'tfs',
    eventType: type,
    resourceVersion,
    consumerId: 'webHooks',
    consumerActionId: 'httpRequest',
    // Azure disables a subscription after repeated failures.
    status: 'enabled',
    publisherInputs: { projectId, ...(isProjectWide ? {} : { repository: id }) },
    consumerInputs: {
      url: deliveryUrl,
      basicAuthUsername: 'afterpush',
      basicAuthPassword: secret,
    },
  };
}

function explainRefusal({ outcome, status }: Unread, { repository }: WebhookSetup): InstallOutcome {
  if (outcome.kind === 'rate_limited' || (status !== 403 && status !== 400)) return outcome;
  const advice =
    status === 403
      ? 'The token needs the permissions to view and to edit subscriptions of the project.'
      : 'Azure DevOps sends a secret only over https: check the public URL.';
  return toFailed(
    outcome.failure.kind,
    `Azure DevOps refused the service hooks of ${toFullName(repository)}. ${advice}`,
  );
}

function parseSubscription(body: unknown): Subscription | undefined {
  const fields = toFields(body);
  const id = findText(fields, 'id') ?? '';
  if (!/^[\w-]{1,100}$/.test(id)) return undefined;
  const publisher = findFields(fields, 'publisherInputs');
  return {
    id,
    eventType: findText(fields, 'eventType') ?? '',
    url: findText(findFields(fields, 'consumerInputs'), 'url') ?? null,
    projectId: findText(publisher, 'projectId') ?? null,
    repositoryId: findText(publisher, 'repository') ?? null,
  };
}
