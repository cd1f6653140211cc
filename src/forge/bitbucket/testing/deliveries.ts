import { createHmac } from 'node:crypto';
import type { WebhookDelivery } from '../../forge.ts';
import type { DeletedAccounts } from '../../testing/deleted-accounts.ts';
import type { ForgeScenario, ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import {
  accountJson,
  type Origins,
  pullRequestJson,
  repositoryJson,
  repositoryNames,
  statusJson,
} from './json-answers.ts';

export const webhookSecret = 'bitbucket webhook secret';

const events = {
  opened: 'pullrequest:created',
  updated: 'pullrequest:updated',
  closed: 'pullrequest:rejected',
  merged: 'pullrequest:fulfilled',
} as const;

/** Deliveries of a hook of `acme/app`. */
export function createDeliveries(
  origins: Origins,
  people: DeletedAccounts,
): ForgeScenario['deliveries'] {
  const base = {
    repository: repositoryJson(repositoryNames.repository, origins),
    actor: accountJson('ada'),
  };
  return {
    secret: webhookSecret,
    pullRequest: (action, pull) =>
      buildDelivery(events[action], {
        ...base,
        pullrequest: people.erase(pullRequestJson(pull, origins)),
      }),
    push: (branch, sha) => {
      const toEnd = (hash: string) => {
        return { type: 'branch', name: branch, target: { type: 'commit', hash } };
      };
      const moved = { created: false, closed: false, forced: false, truncated: false };
      const change = { ...moved, old: toEnd('0'.repeat(40)), new: toEnd(sha) };
      return buildDelivery('repo:push', { ...base, push: { changes: [change] } });
    },
    other: () => buildDelivery('repo:fork', { ...base, fork: repositoryJson('eve/app', origins) }),
  };
}

export function buildStatusDelivery(
  { checks, headSha: hash }: ScenarioPullRequest,
  name: string,
  origins: Origins,
): WebhookDelivery {
  const statuses = checks.map((check, index) => statusJson(check, index));
  const repository = repositoryJson(repositoryNames.repository, origins);
  const status = statuses.find((one) => one.name === name);
  const commit_status = { ...status, repository, commit: { type: 'commit', hash } };
  const actor = accountJson('ada');
  return buildDelivery('repo:commit_status_updated', { repository, actor, commit_status });
}

export function buildDelivery(event: string, payload: unknown): WebhookDelivery {
  const body = Buffer.from(JSON.stringify(payload));
  const signature = createHmac('sha256', webhookSecret).update(body).digest('hex');
  return {
    headers: {
      'user-agent': 'Bitbucket-Webhooks/2.0',
      'content-type': 'application/json',
      'x-event-key': event,
      'x-hook-uuid': 'b2d5d5a1-0a3e-4b8e-9d4c-1d1f5e0d3a11',
      'x-request-uuid': '6f0b8c1c-5b8f-4a4e-8d53-0f1a2b3c4d5e',
      'x-attempt-number': '1',
      'x-hub-signature': `sha256=${signature}`,
    },
    body,
  };
}
