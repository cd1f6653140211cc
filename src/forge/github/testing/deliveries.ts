import { createHmac, randomUUID } from 'node:crypto';
import type { WebhookDelivery } from '../../forge.ts';
import type { ForgeScenario, ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { toStatusesJson } from './answer-rest.ts';
import { repositoryJson } from './json-answers.ts';
import { fullNames, toPullJson, type World } from './world.ts';

const secret = 'it is a secret to everybody';

const actions = {
  opened: 'opened',
  updated: 'synchronize',
  closed: 'closed',
  merged: 'closed',
} as const;

/** Deliveries as GitHub sends them for a hook of acme/app. */
export function createDeliveries(
  world: Pick<World, 'webBaseUrl' | 'gone'>,
): ForgeScenario['deliveries'] {
  const sender = { login: 'ada', id: 1, type: 'User' };
  const repository = repositoryJson(fullNames.repository);
  return {
    secret,
    pullRequest: (action, pull) =>
      toDelivery('pull_request', {
        action: actions[action],
        number: pull.number,
        pull_request: toPullJson(pull, world),
        ...(action === 'updated' && { before: '0'.repeat(40), after: pull.headSha }),
        repository,
        sender,
      }),
    push: (branch, sha) =>
      toDelivery('push', {
        ref: `refs/heads/${branch}`,
        before: '0'.repeat(40),
        after: sha,
        created: true,
        deleted: false,
        forced: false,
        commits: [],
        head_commit: { id: sha, message: 'Fix it', timestamp: '2026-01-01T11:00:00Z' },
        pusher: { name: 'ada', email: 'ada@example.test' },
        repository,
        sender,
      }),
    other: () =>
      toDelivery('ping', {
        zen: 'Keep it logically awesome.',
        hook_id: 7,
        hook: { type: 'Repository', id: 7, name: 'web', active: true, events: ['*'] },
        repository,
        sender,
      }),
  };
}

/** The event `status`, for a check that is reported as a commit status. */
export function buildStatusDelivery(pull: ScenarioPullRequest, name: string): WebhookDelivery {
  const status = toStatusesJson(pull).statuses.find(({ context }) => context === name);
  const { headSha: sha, branch } = pull;
  const branches = [{ name: branch, commit: { sha } }];
  const repository = repositoryJson(fullNames.repository);
  return toDelivery('status', { id: 1, sha, name: 'acme/app', ...status, branches, repository });
}

function toDelivery(event: string, payload: object): WebhookDelivery {
  const body = Buffer.from(JSON.stringify(payload));
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/044aadd',
    'x-github-event': event,
    'x-github-delivery': randomUUID(),
    'x-github-hook-id': '7',
    'x-hub-signature-256': `sha256=${signature}`,
  };
  return { headers, body };
}
