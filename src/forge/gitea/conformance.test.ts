import { describeForgeConformance } from '../testing/forge-conformance.ts';
import { startGiteaScenario } from './testing/start-scenario.ts';

describeForgeConformance('Gitea and Forgejo', startGiteaScenario);

describeForgeConformance('Gitea that compares as text', async (limits) => {
  const scenario = await startGiteaScenario(limits);
  scenario.server.world.comparesAsText = true;
  return scenario;
});
