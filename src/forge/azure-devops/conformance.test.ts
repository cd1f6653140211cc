import { describeForgeConformance } from '../testing/forge-conformance.ts';
import { startAzureDevOpsScenario } from './testing/start-scenario.ts';

describeForgeConformance('Azure DevOps', startAzureDevOpsScenario);
