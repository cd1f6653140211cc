import { describeForgeConformance } from '../testing/forge-conformance.ts';
import { startBitbucketScenario } from './testing/start-scenario.ts';

describeForgeConformance('Bitbucket Cloud', startBitbucketScenario);
