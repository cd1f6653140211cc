import { describeForgeConformance } from '../testing/forge-conformance.ts';
import { startGitLabScenario } from './testing/start-scenario.ts';

describeForgeConformance('GitLab', startGitLabScenario);
