import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SmallForge, startSmallForge } from '../testing/start-small-forge.ts';

let small: SmallForge;

beforeEach(async () => {
  small = await startSmallForge();
});

afterEach(async () => {
  await small[Symbol.asyncDispose]();
});

async function read(): Promise<[unknown, unknown]> {
  const response = await small.fetch('/repos/ada/app/pulls/1');
  const body = (await response.json()) as { mergeable: unknown; mergeable_state: unknown };
  return [body.mergeable, body.mergeable_state];
}

test('reports unknown while mergeability is being computed', async () => {
  small.demo.changePullRequest(small.pull, { computingReads: 2 });
  expect(await read()).toEqual([null, 'unknown']);
  expect(await read()).toEqual([null, 'unknown']);
  expect(await read()).toEqual([true, 'clean']);
});

test('reports a merge state that a test has set', async () => {
  const { demo, pull } = small;
  demo.changePullRequest(pull, { mergeState: 'behind' });
  expect(await read()).toEqual([true, 'behind']);
  demo.changePullRequest(pull, { mergeState: 'blocked' });
  expect(await read()).toEqual([true, 'blocked']);
  demo.changePullRequest(pull, { mergeable: false });
  expect(await read()).toEqual([false, 'dirty']);
});

test('branch protection blocks until the required reviews and checks pass', async () => {
  const { demo, pull } = small;
  demo.protect('ada/app', { approvals: 1, checks: ['test'], upToDate: true });
  expect(await read()).toEqual([true, 'blocked']);
  demo.submitReview(pull, { author: 'ada', state: 'APPROVED' });
  demo.setPullRequestChecks(pull, [{ name: 'test', status: 'in_progress' }]);
  expect(await read()).toEqual([true, 'blocked']);
  demo.setPullRequestChecks(pull, [
    { name: 'test', status: 'completed' },
    { name: 'coverage', status: 'completed', conclusion: 'failure' },
  ]);
  expect(await read()).toEqual([true, 'unstable']);
  await demo.commit('ada/app', [{ branch: 'main', files: { 'c.txt': 'c\n' } }]);
  expect(await read()).toEqual([true, 'behind']);
});
