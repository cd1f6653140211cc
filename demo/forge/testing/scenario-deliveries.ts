import type { WebhookDelivery } from '../../../src/forge/forge.ts';
import type {
  ForgeScenario,
  ScenarioPullRequest,
} from '../../../src/forge/testing/forge-scenario.ts';
import { buildMessages, buildPing } from '../webhooks/build-messages.ts';
import { buildDeliveryRequest } from '../webhooks/dispatcher.ts';
import type { Message } from '../webhooks/message.ts';
import { createHook } from '../world/hooks.ts';
import type { PullRequest, Repository } from '../world/records.ts';
import type { World } from '../world/world.ts';

const secret = 'hook-s3cret';
const actions = {
  opened: 'opened',
  updated: 'synchronize',
  closed: 'closed',
  merged: 'closed',
} as const;

/** Builds deliveries like the demo forge, without sending them. */
export function createScenarioDeliveries(
  world: World,
  repository: Repository,
  buildPullRequest: (wanted: ScenarioPullRequest) => PullRequest,
): Pick<ForgeScenario, 'deliveries' | 'deliveredChecks'> {
  const url = 'https://afterpush.test/webhooks/demo';
  const hook = createHook(world, repository, { url, secret, contentType: 'json', events: ['*'] });
  const guid = '0b989ba4-242f-11e5-81e1-c7b6966d2516';
  const pack = (message: Message | undefined): WebhookDelivery => {
    if (message === undefined) throw new Error('The demo forge sends no message for this event');
    const { headers, body } = buildDeliveryRequest(hook, repository, { ...message, guid });
    return { headers, body: Buffer.from(body) };
  };
  const deliveries: ForgeScenario['deliveries'] = {
    secret,
    pullRequest: (action, wanted) => {
      const pullRequest = buildPullRequest(wanted);
      const event = { kind: 'pull_request', action: actions[action], pullRequest } as const;
      return pack(buildMessages(world, event)[0]);
    },
    push: (branch, sha) => {
      const moved = { branch, before: '0'.repeat(39).concat('1'), after: sha };
      const sender = repository.owner;
      return pack(buildMessages(world, { kind: 'branch', repository, moved, sender })[0]);
    },
    other: () => pack(buildPing(world, repository, hook)),
  };
  return {
    deliveries,
    deliveredChecks: {
      deliver: ({ headSha }, name) => {
        const run = repository.checkRuns.get(headSha)?.find((one) => one.name === name);
        if (!run) throw new Error(`The demo forge has no check ${name}`);
        const action = run.status === 'completed' ? 'completed' : 'created';
        return pack(buildMessages(world, { kind: 'check_run', action, repository, run })[0]);
      },
    },
  };
}
