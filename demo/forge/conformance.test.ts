import { afterAll } from 'vitest';
import { describeForgeConformance } from '../../src/forge/testing/forge-conformance.ts';
import { removeSampleCommits } from './testing/sample-commits.ts';
import { startDemoScenario } from './testing/start-demo-scenario.ts';

afterAll(removeSampleCommits);

describeForgeConformance('the GitHub adapter and the demo forge', startDemoScenario);
