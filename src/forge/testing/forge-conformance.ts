import { describe } from 'vitest';
import { testAddresses } from './conformance/addresses.ts';
import { testChecks } from './conformance/checks.ts';
import { testComments } from './conformance/comments.ts';
import { testCommits } from './conformance/commits.ts';
import { testConversation } from './conformance/conversation.ts';
import { testDeletedAccounts } from './conformance/deleted-accounts.ts';
import { testDeliveredChecks } from './conformance/delivered-checks.ts';
import { testDescriptions } from './conformance/descriptions.ts';
import { testDiffs } from './conformance/diffs.ts';
import { testFacts } from './conformance/facts.ts';
import { testFailures } from './conformance/failures.ts';
import { testFileDiffs } from './conformance/file-diffs.ts';
import { testFiles } from './conformance/files.ts';
import { testFinding } from './conformance/finding.ts';
import { testKnown } from './conformance/known.ts';
import { testLateDeliveries } from './conformance/late-deliveries.ts';
import { testLogs, testNoLogs } from './conformance/logs.ts';
import { testLongTexts } from './conformance/long-texts.ts';
import { testNetworks } from './conformance/networks.ts';
import { testCheckTimes, testOptionalFacts } from './conformance/optional-facts.ts';
import { testPartialSchemas } from './conformance/partial-schemas.ts';
import { testRangeDiffs } from './conformance/range-diffs.ts';
import { testRenames } from './conformance/renames.ts';
import { testReporting } from './conformance/reporting.ts';
import { testReviews } from './conformance/reviews.ts';
import { testThreads } from './conformance/threads.ts';
import { testToken } from './conformance/token.ts';
import { testHints } from './conformance/webhook-hints.ts';
import { testVerification } from './conformance/webhook-verification.ts';
import type { ForgeScenario } from './forge-scenario.ts';
import type { AdapterLimits } from './test-deps.ts';

/** The conformance suite: runs every required behaviour of an adapter against a fake of its forge. */
export function describeForgeConformance(
  name: string,
  start: (limits?: AdapterLimits) => Promise<ForgeScenario>,
): void {
  describe(name, async () => {
    // The forge's abilities decide which tests run.
    const { abilities, unreported, signsBody, network, people, ...supported } =
      await readAbilities(start);
    const { deliveredChecks } = supported;
    describe('URLs and origins', () => testAddresses(start));
    describe('the pull request of a branch', () => testFinding(start));
    describe('a known pull request', () => testKnown(start));
    if (network) describe('networks of forks', () => testNetworks(start, network.switchedOff));
    if (network) describe('repositories with another name', () => testRenames(start));
    describe('the facts of a pull request', () => testFacts(start, unreported));
    describe('optional facts', () => testOptionalFacts(start, abilities, unreported));
    describe('failures', () => testFailures(start));
    describe('reporting outcomes', () => testReporting(start));
    describe('the token', () => testToken(start));
    describe('diffs', () => testDiffs(start));
    const { checkTimes, files, fileDiffs, reviews, comments } = supported;
    describe('the diff of two commits', () => testRangeDiffs(start, files !== undefined));
    const { graphQlGaps, checkRules, logs, threads, conversation, listsCommits } = supported;
    if (people) describe('deleted accounts', () => testDeletedAccounts(start, people));
    if (checkRules) describe('checks', () => testChecks(start, checkRules));
    if (conversation) {
      describe('threads, queue and decision', () => testConversation(start, conversation));
    }
    if (logs) describe('the log of a check', () => testLogs(start));
    else describe('the log of a check', () => testNoLogs(start));
    if (graphQlGaps) describe('partial schemas', () => testPartialSchemas(start, graphQlGaps));
    if (checkTimes) describe('check times', () => testCheckTimes(start, checkTimes));
    if (files) describe('fetching a file', () => testFiles(start));
    if (fileDiffs) describe('the diff of a single file', () => testFileDiffs(start, fileDiffs));
    if (reviews) describe('reviews', () => testReviews(start, reviews, unreported));
    if (comments) describe('posting a comment', () => testComments(start, comments));
    if (threads) describe('the texts of threads', () => testThreads(start, threads));
    describe('the text of a pull request', () => testDescriptions(start));
    describe('the commits of a pull request', () => testCommits(start, listsCommits));
    describe('webhook verification', () => testVerification(start, signsBody));
    describe('webhook hints', () => testHints(start));
    describe('a delivered check', () => testDeliveredChecks(start, deliveredChecks));
    describe('late deliveries', () => testLateDeliveries(start));
    describe('long texts', () => testLongTexts(start));
  });
}

async function readAbilities(start: () => Promise<ForgeScenario>) {
  await using scenario = await start();
  const { forge, deliveries, deliveredChecks, network, people, unreported = {} } = scenario;
  const { checkTimes, files, fileDiffs, reviews, comments } = scenario;
  const { graphQlGaps, checkRules, logs, threads, conversation, listsCommits = true } = scenario;
  const facts = { checkTimes, files, fileDiffs, reviews, comments };
  const supported = {
    ...facts,
    graphQlGaps,
    checkRules,
    logs,
    threads,
    conversation,
    listsCommits,
  };
  const signsBody = deliveries.signsBody ?? true;
  return {
    abilities: forge.abilities,
    unreported,
    signsBody,
    deliveredChecks,
    network,
    people,
    ...supported,
  };
}
