import { createHmac } from 'node:crypto';
import type { WebhookDelivery } from '../../forge.ts';
import type { DeletedAccounts } from '../../testing/deleted-accounts.ts';
import type { ForgeScenario, ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { combinedStatusJson, pullRequestJson, repositoryJson, userJson } from './json-answers.ts';

export const webhookSecret = 'whsec-of-gitea';

const actions = { opened: 'opened', updated: 'synchronized', closed: 'closed', merged: 'closed' };

/** Deliveries as Gitea sends them, including its compatibility headers of Gogs and GitHub. */
export function createDeliveries(
  webBaseUrl: string,
  people: DeletedAccounts,
): ForgeScenario['deliveries'] {
  const repository = repositoryJson('acme/app', webBaseUrl);
  const sender = userJson('ada');
  return {
    secret: webhookSecret,
    pullRequest: (action, pull: ScenarioPullRequest) => {
      const pull_request = people.erase(pullRequestJson(pull, webBaseUrl));
      const { number } = pull;
      const body = { action: actions[action], number, pull_request, repository, sender };
      return toDelivery('pull_request', body);
    },
    push: (branch, sha) => {
      const ref = `refs/heads/${branch}`;
      const commits = [{ id: sha, message: 'Fix it' }];
      const body = { ref, before: '0'.repeat(40), after: sha, commits, repository, sender };
      return toDelivery('push', body);
    },
    other: () => toDelivery('repository', { action: 'created', repository, sender }),
  };
}

/** The event `status`. Its id counts all statuses of the server, that of lists those of a commit. */
export function buildStatusDelivery(
  { checks, headSha: sha }: ScenarioPullRequest,
  name: string,
  webBaseUrl: string,
): WebhookDelivery {
  const listed = combinedStatusJson(checks, sha).statuses ?? [];
  const status = listed.find(({ context }) => context === name);
  const { status: state, ...rest } = status ?? {};
  const repository = repositoryJson('acme/app', webBaseUrl);
  const commit = { id: sha, message: 'Fix it' };
  return toDelivery('status', { ...rest, id: 70_000, state, sha, commit, repository });
}

export function toDelivery(event: string, content: unknown): WebhookDelivery {
  const body = Buffer.from(JSON.stringify(content, null, 2));
  const signature = createHmac('sha256', webhookSecret).update(body).digest('hex');
  const delivery = 'c3a1f1d2-5b1e-4a53-9c2c-1b7c55a3f0aa';
  return {
    headers: {
      'content-type': 'application/json',
      'x-gitea-delivery': delivery,
      'x-gitea-event': event,
      'x-gitea-event-type': event,
      'x-gitea-signature': signature,
      'x-gogs-delivery': delivery,
      'x-gogs-event': event,
      'x-gogs-signature': signature,
      'x-github-delivery': delivery,
      'x-github-event': event,
      'x-hub-signature-256': `sha256=${signature}`,
    },
    body,
  };
}
