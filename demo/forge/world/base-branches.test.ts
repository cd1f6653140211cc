import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SmallForge, startSmallForge } from '../testing/start-small-forge.ts';

let small: SmallForge;

beforeEach(async () => {
  small = await startSmallForge();
  const { demo } = small;
  await demo.commit('ada/app', [{ branch: 'next', from: 'topic', files: { 'c.txt': 'c\n' } }]);
  await demo.openPullRequest({ repository: 'ada/app', author: 'ada', head: 'next', base: 'topic' });
});

afterEach(async () => {
  await small[Symbol.asyncDispose]();
});

async function readNext(): Promise<unknown> {
  const response = await small.fetch('/repos/ada/app/pulls/2');
  const { state, base } = (await response.json()) as { state: string; base: { ref: string } };
  return [state, base.ref];
}

test('the pull request into the branch of a merged one gets its base when the branch is deleted', async () => {
  const { demo, pull } = small;
  await demo.mergePullRequest(pull, 'ada');
  expect(await readNext()).toEqual(['open', 'topic']);
  await demo.deleteBranch('ada/app', 'topic');
  expect(await readNext()).toEqual(['open', 'main']);
});

test('the pull request into another deleted branch is closed', async () => {
  await small.demo.deleteBranch('ada/app', 'topic');
  expect(await readNext()).toEqual(['closed', 'topic']);
});

test('each base has its own required checks, in REST and in GraphQL', async () => {
  const { demo, pull } = small;
  demo.protect('ada/app', { checks: ['test'] });
  demo.protect('ada/app', { checks: ['build'], rulesetChecks: ['lint'] }, 'topic');
  demo.setPullRequestChecks({ ...pull, number: 2 }, [{ name: 'build', status: 'queued' }]);
  const rules = await small.fetch('/repos/ada/app/rules/branches/topic');
  expect(await rules.json()).toMatchObject([
    { parameters: { required_status_checks: [{ context: 'lint' }] } },
  ]);
  const main = await small.fetch('/repos/ada/app/rules/branches/main');
  expect(await main.json()).toEqual([]);
  const contexts = `contexts(first: 1) { nodes {
    ... on CheckRun { name isRequired(pullRequestNumber: 2) } } }`;
  const result = await small.query(`{ repository(owner: "ada", name: "app") {
    pullRequest(number: 2) { statusCheckRollup { ${contexts} } } } }`);
  expect(await result.text()).toContain('{"name":"build","isRequired":true}');
});
