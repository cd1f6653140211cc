import { describeForgeConformance } from '../testing/forge-conformance.ts';
import { startBitbucketDataCenterScenario } from './testing/start-scenario.ts';

describeForgeConformance('Bitbucket Data Center', (limits) =>
  startBitbucketDataCenterScenario(limits),
);
