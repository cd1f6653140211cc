import { createHmac } from 'node:crypto';
import type { WebhookDelivery } from '../../forge.ts';
import type { DeletedAccounts } from '../../testing/deleted-accounts.ts';
import type { ForgeScenario } from '../../testing/forge-scenario.ts';
import { app, pullRequestJson, repositoryJson, userJson } from './json-answers.ts';

const secret = 'delivered in confidence';
const date = '2026-01-01T12:00:00+0000';
const actor = userJson('ada');
const events = {
  opened: 'pr:opened',
  updated: 'pr:from_ref_updated',
  closed: 'pr:declined',
  merged: 'pr:merged',
} as const;

export function createDeliveries(
  webBaseUrl: string,
  people: DeletedAccounts,
): ForgeScenario['deliveries'] {
  return {
    secret,
    pullRequest: (action, pull) => {
      const pullRequest = people.erase(pullRequestJson(pull, webBaseUrl));
      return buildDelivery(events[action], { date, actor, pullRequest });
    },
    push: (branch, sha) => buildDelivery('repo:refs_changed', toPushJson(branch, sha, webBaseUrl)),
    other: () => buildDelivery('diagnostics:ping', { test: true }),
  };
}

export function buildDelivery(event: string, fields: Record<string, unknown>): WebhookDelivery {
  const isPing = event === 'diagnostics:ping';
  const body = Buffer.from(JSON.stringify(isPing ? fields : { eventKey: event, ...fields }));
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'x-event-key': event,
    'x-request-id': 'c2cbd0b5-0e5a-44b1-9f0c-0a9c1f7d6a11',
    'x-hub-signature': `sha256=${signature}`,
  };
  return { headers, body };
}

function toPushJson(branch: string, sha: string, webBaseUrl: string) {
  const id = `refs/heads/${branch}`;
  return {
    date,
    actor,
    repository: repositoryJson(app, webBaseUrl),
    changes: [
      {
        ref: { id, displayId: branch, type: 'BRANCH' },
        refId: id,
        fromHash: 'a'.repeat(40),
        toHash: sha,
        type: 'UPDATE',
      },
    ],
  };
}
