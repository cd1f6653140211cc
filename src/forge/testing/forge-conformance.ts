import { describe } from 'vitest';
import type { AdapterLimits } from './adapter-ports.ts';
import { testAddresses } from './conformance/addresses.ts';
import { testCheckTimes } from './conformance/check-times.ts';
import { testComments } from './conformance/comments.ts';
import { testDiffs } from './conformance/diffs.ts';
import { testFacts } from './conformance/facts.ts';
import { testFailures } from './conformance/failures.ts';
import { testFileDiffs } from './conformance/file-diffs.ts';
import { testFiles } from './conformance/files.ts';
import { testFinding } from './conformance/finding.ts';
import { testKnown } from './conformance/known.ts';
import { testOptionalFacts } from './conformance/optional-facts.ts';
import { testReviews } from './conformance/reviews.ts';
import { testToken } from './conformance/token.ts';
import { testHints } from './conformance/webhook-hints.ts';
import { testVerification } from './conformance/webhook-verification.ts';
import type { ForgeScenario } from './forge-scenario.ts';

/** What every adapter keeps, asked of one against the double of its forge. */
export function describeForgeConformance(
  name: string,
  start: (limits?: AdapterLimits) => Promise<ForgeScenario>,
): void {
  describe(name, async () => {
    // Which tests there are depends on what the forge can tell.
    const { abilities, untellable, signsBody, ...told } = await learn(start);
    describe('addresses', () => testAddresses(start));
    describe('finding a pull request', () => testFinding(start));
    describe('a known pull request', () => testKnown(start));
    describe('the facts of a pull request', () => testFacts(start, untellable));
    describe('facts by ability', () => testOptionalFacts(start, abilities, untellable));
    describe('failures', () => testFailures(start));
    describe('the token', () => testToken(start));
    describe('diffs', () => testDiffs(start));
    const { checkTimes, files, fileDiffs, reviews, comments } = told;
    if (checkTimes) describe('checks', () => testCheckTimes(start, checkTimes));
    if (files) describe('a file', () => testFiles(start));
    if (fileDiffs) describe('the diff of one file', () => testFileDiffs(start, fileDiffs));
    if (reviews) describe('the reviews', () => testReviews(start, reviews, untellable));
    if (comments) describe('a comment', () => testComments(start, comments));
    describe('the sender of a delivery', () => testVerification(start, signsBody));
    describe('what a delivery says', () => testHints(start));
  });
}

async function learn(start: () => Promise<ForgeScenario>) {
  await using scenario = await start();
  const { forge, deliveries, untellable = {} } = scenario;
  const { checkTimes, files, fileDiffs, reviews, comments } = scenario;
  const told = { checkTimes, files, fileDiffs, reviews, comments };
  const signsBody = deliveries.signsBody ?? true;
  return { abilities: forge.abilities, untellable, signsBody, ...told };
}
