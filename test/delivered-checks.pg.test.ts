import { expect, test } from 'vitest';
import { startAzureDevOpsScenario } from '../src/forge/azure-devops/testing/start-scenario.ts';
import { startBitbucketScenario } from '../src/forge/bitbucket/testing/start-scenario.ts';
import { startGiteaScenario } from '../src/forge/gitea/testing/start-scenario.ts';
import { startGitHubScenario } from '../src/forge/github/testing/start-scenario.ts';
import { startGitLabScenario } from '../src/forge/gitlab/testing/start-scenario.ts';
import {
  type ForgeScenario,
  getPullRequest,
  type ScenarioPullRequest,
} from '../src/forge/testing/forge-scenario.ts';
import { applyDelivery } from '../src/sync/apply-delivery.ts';
import { describeEachDatabase } from './support/databases/describe-each-database.ts';
import { arrangeStore, inTwoMinutes } from './support/stored-chats.ts';

const scenarios: [name: string, start: () => Promise<ForgeScenario>][] = [
  ['GitHub', startGitHubScenario],
  ['GitLab', startGitLabScenario],
  ['Gitea', startGiteaScenario],
  ['Bitbucket Cloud', startBitbucketScenario],
  ['Azure DevOps', startAzureDevOpsScenario],
];

const at = (minute: number) => new Date(Date.parse('2026-01-01T11:00:00Z') + minute * 60_000);
type Check = ScenarioPullRequest['checks'][number];
const unit: Check = { name: 'unit', state: 'passed', startedAt: at(1), completedAt: at(2) };
const running = (name: string): Check => {
  return { name, state: 'pending', startedAt: at(1), completedAt: null };
};
const failed: Check = { name: 'build', state: 'failed', startedAt: at(1), completedAt: at(3) };

describeEachDatabase('a delivered check', (open) => {
  test.each(scenarios)(
    'of %s changes the stored list, and the row is not due',
    async (_, start) => {
      await using scenario = await start();
      const { deliveredChecks, requests } = scenario;
      const arranged = arrangeStore(open());
      await arranged.createChat('one');
      scenario.putPullRequest({ checks: [unit, running('build'), running('deploy')] });
      const row = await arranged.signalAndAcquire('one', 'agent/login');
      await arranged.store.recordPullRequest(row, await getPullRequest(scenario), inTwoMinutes);
      const pull = scenario.putPullRequest({ checks: [unit, failed, running('deploy')] });
      const delivery = 'deliver' in deliveredChecks && deliveredChecks.deliver(pull, 'build');
      if (!delivery) throw new Error('There is no delivery.');

      const before = requests.length;
      const headers = delivery.headers as Record<string, string>;
      const sent = { headers, body: delivery.body, receivedAt: new Date() };
      const outcome = await applyDelivery(sent, { ...scenario.forge, id: 'forge' }, arranged.store);
      expect(outcome).toMatchObject({ kind: 'applied' });
      expect(await arranged.read('one')).toMatchObject({
        checks_passed: 1,
        checks_failed: 1,
        checks_pending: 1,
      });
      expect(await arranged.dueIn('one')).toBeGreaterThan(60_000);
      expect(requests).toHaveLength(before);
    },
  );
});
