import { describeForgeConformance } from '../testing/forge-conformance.ts';
import { startGitHubScenario } from './testing/start-scenario.ts';

describeForgeConformance('the GitHub adapter', startGitHubScenario);
