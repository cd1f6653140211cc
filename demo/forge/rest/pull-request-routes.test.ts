import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SmallForge, startSmallForge } from '../testing/start-small-forge.ts';

const newestFirst = '/repos/ada/app/pulls?state=all&sort=updated&direction=desc&per_page=1';

let small: SmallForge;

beforeAll(async () => {
  small = await startSmallForge();
});

afterAll(async () => {
  await small[Symbol.asyncDispose]();
});

async function getEtag(): Promise<string> {
  return (await small.fetch(newestFirst)).headers.get('etag') ?? '';
}

async function isUnchanged(etag: string): Promise<boolean> {
  const headers = { 'if-none-match': etag, 'cache-control': 'max-age=0' };
  return (await small.fetch(newestFirst, headers)).status === 304;
}

test('the weak ETag of the list changes with labels but not with checks', async () => {
  const { demo, pull } = small;
  const etag = await getEtag();
  expect(etag).toMatch(/^W\/"/);
  demo.setPullRequestChecks(pull, [{ name: 'test', status: 'completed', conclusion: 'success' }]);
  expect(await isUnchanged(etag)).toBe(true);
  demo.setLabels(pull, [{ name: 'bug', color: '#d73a4a' }]);
  expect(await isUnchanged(etag)).toBe(false);
});

test('lists the newest first and links the next page', async () => {
  const { demo, pull, fetch } = small;
  await demo.commit('ada/app', [{ branch: 'other', from: 'main', files: { 'c.txt': 'c\n' } }]);
  await demo.openPullRequest({ repository: 'ada/app', author: 'grace', head: 'other' });
  const page = await fetch(newestFirst);
  expect(page.headers.get('link')).toContain('page=2>; rel="next"');
  demo.requestReview(pull, { logins: ['ada'], teams: ['core'] });
  demo.setAutoMerge(pull, 'ada');
  const all = await fetch(newestFirst.replace('per_page=1', 'per_page=10'));
  const listed = (await all.json()) as { number: number; updated_at: string }[];
  const instants = listed.map(({ updated_at }) => updated_at);
  expect(instants).toEqual(instants.toSorted().toReversed());
  expect(listed.find(({ number }) => number === pull.number)).toMatchObject({
    labels: [{ name: 'bug', color: 'd73a4a' }],
    requested_reviewers: [{ login: 'ada' }],
    requested_teams: [{ slug: 'core' }],
    auto_merge: { enabled_by: { login: 'ada' }, merge_method: 'merge' },
  });
});

test('lists the commits of a pull request, oldest first', async () => {
  const { demo, fetch } = small;
  const more = { branch: 'two', files: { 'd.txt': 'e\n' }, message: 'Second\n\nWhy' };
  await demo.commit('ada/app', [
    { branch: 'two', from: 'main', files: { 'd.txt': 'd\n' }, message: 'First', author: 'grace' },
    more,
  ]);
  const head = { repository: 'ada/app', author: 'grace', head: 'two' };
  const { number } = await demo.openPullRequest(head);
  const response = await fetch(`/repos/ada/app/pulls/${number}/commits?per_page=100`);
  expect(await response.json()).toMatchObject([
    { commit: { message: 'First' }, author: { login: 'grace' } },
    { commit: { message: 'Second\n\nWhy' } },
  ]);
});
