import type { WebhookDelivery } from '../../forge.ts';
import { toFields } from '../../parsing/json-fields.ts';
import type { DeletedAccounts } from '../../testing/deleted-accounts.ts';
import type { ForgeScenario, ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { listPolicyJson } from './checks-json.ts';
import { app, identityJson, pullRequestJson, repositoryJson, toId } from './json-answers.ts';

const secret = 'correct horse: battery/staple';

const eventTypes = {
  opened: 'git.pullrequest.created',
  updated: 'git.pullrequest.updated',
  closed: 'git.pullrequest.updated',
  merged: 'git.pullrequest.updated',
} as const;

export function createDeliveries(
  webBaseUrl: string,
  people: DeletedAccounts,
): ForgeScenario['deliveries'] {
  return {
    secret,
    signsBody: false,
    pullRequest: (action, pull) =>
      buildDelivery(
        eventTypes[action],
        toFields(people.erase(pullRequestJson(pull, webBaseUrl))) ?? {},
        webBaseUrl,
        pull.changedAt,
      ),
    push: (branch, sha) => {
      const name = `refs/heads/${branch}`;
      const refUpdates = [{ name, oldObjectId: '0'.repeat(40), newObjectId: sha }];
      const repository = repositoryJson(app, webBaseUrl);
      const resource = { commits: [], refUpdates, repository, pushedBy: identityJson('ada') };
      return buildDelivery('git.push', { ...resource, pushId: 14 }, webBaseUrl);
    },
    other: () => buildDelivery('workitem.created', { id: 5, rev: 1, fields: {} }, webBaseUrl),
  };
}

/** The end of a build that a policy requires. Azure sends nothing while a build runs. */
export function buildBuildDelivery(
  pull: ScenarioPullRequest,
  name: string,
  webBaseUrl: string,
): WebhookDelivery | undefined {
  const policy = listPolicyJson(pull).find(
    ({ configuration }) => toFields(configuration.settings)?.displayName === name,
  );
  const results: Partial<Record<string, string>> = { approved: 'succeeded', rejected: 'failed' };
  const result = results[policy?.status ?? ''];
  if (!policy || result === undefined) return undefined;
  const { buildId: id } = toFields(policy.context) ?? {};
  const resource = {
    id,
    buildNumber: '20260101.1',
    status: 'completed',
    result,
    definition: { id: 5, name: 'CI' },
    project: { id: toId('acme/Team Work'), name: 'Team Work' },
    repository: { ...repositoryJson(app, webBaseUrl), type: 'TfsGit' },
    sourceBranch: `refs/pull/${pull.number}/merge`,
    sourceVersion: 'e'.repeat(40),
    triggerInfo: { 'pr.sourceSha': pull.headSha, 'pr.number': `${pull.number}` },
  };
  return buildDelivery('build.complete', resource, webBaseUrl);
}

/** A delivery of a subscription with basic authentication. */
export function buildDelivery(
  eventType: string,
  resource: Record<string, unknown>,
  webBaseUrl: string,
  createdAt = new Date('2026-01-01T11:00:00Z'),
): WebhookDelivery {
  const payload = {
    subscriptionId: toId('subscription'),
    notificationId: 2,
    id: toId(`${eventType} ${JSON.stringify(resource)}`),
    eventType,
    publisherId: 'tfs',
    message: { text: 'Something happened', html: '', markdown: '' },
    resource,
    resourceVersion: '1.0',
    resourceContainers: {
      collection: { id: toId('collection'), baseUrl: `${webBaseUrl}/acme/` },
      project: { id: toId('acme/Team Work'), baseUrl: `${webBaseUrl}/acme/` },
    },
    createdDate: createdAt.toISOString(),
  };
  const authorization = `Basic ${Buffer.from(`afterpush:${secret}`).toString('base64')}`;
  const headers = { authorization, 'content-type': 'application/json; charset=utf-8' };
  return { headers, body: Buffer.from(JSON.stringify(payload)) };
}
