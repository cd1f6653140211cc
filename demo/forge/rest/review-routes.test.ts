import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SmallForge, startSmallForge } from '../testing/start-small-forge.ts';

let small: SmallForge;
let path: string;
let headSha: string;

beforeAll(async () => {
  small = await startSmallForge();
  await small.demo.commit('ada/app', [
    { branch: 'main', files: { 'old.txt': 'one\ntwo\nthree\nfour\nfive\n' } },
    {
      branch: 'move',
      from: 'main',
      files: { 'old.txt': null, 'new.txt': 'one\ntwo\n3\nfour\nfive\n' },
    },
  ]);
  const wanted = { repository: 'ada/app', author: 'grace', head: 'move' };
  const { number } = await small.demo.openPullRequest(wanted);
  path = `/repos/ada/app/pulls/${number}`;
  headSha = small.demo.findBranch('ada/app', 'move') ?? '';
});

afterAll(async () => {
  await small[Symbol.asyncDispose]();
});

function post(body: Record<string, unknown>) {
  const place = { commit_id: headSha, path: 'new.txt', line: 3, side: 'RIGHT' };
  return fetch(`${small.demo.apiBaseUrl}${path}/comments`, {
    method: 'POST',
    headers: { authorization: 'Bearer ada-token' },
    body: JSON.stringify({ body: 'Why?', ...place, ...body }),
  });
}

describe('a comment on a line', () => {
  test('starts a thread that REST, GraphQL and the web page show', async () => {
    const posted = await post({ body: 'Why <b>three</b>?', start_line: 2, start_side: 'RIGHT' });
    expect(posted.status).toBe(201);
    const comment = (await posted.json()) as { html_url: string; pull_request_review_id: number };
    expect(comment).toMatchObject({
      path: 'new.txt',
      line: 3,
      side: 'RIGHT',
      start_line: 2,
      commit_id: headSha,
      diff_hunk: '@@ -1,5 +1,5 @@\n one\n two\n-three\n+3',
      user: { login: 'ada' },
    });
    const listed = await (await small.fetch(`${path}/comments`)).json();
    expect(listed).toMatchObject([{ body: 'Why <b>three</b>?' }]);
    const [review] = (await (await small.fetch(`${path}/reviews`)).json()) as { id: number }[];
    expect(review).toMatchObject({ id: comment.pull_request_review_id, state: 'COMMENTED' });
    const number = Number(path.split('/').at(-1));
    const fields = 'path line startLine diffSide isResolved comments(first: 1) { nodes { url } }';
    const response = await small.query(
      `{ repository(owner: "ada", name: "app") { pullRequest(number: ${number}) {
        reviewThreads(first: 9) { nodes { ${fields} } } } } }`,
    );
    const { data } = (await response.json()) as { data: unknown };
    const thread = { path: 'new.txt', line: 3, startLine: 2, diffSide: 'RIGHT', isResolved: false };
    const comments = { nodes: [{ url: comment.html_url }] };
    const reviewThreads = { nodes: [{ ...thread, comments }] };
    expect(data).toEqual({ repository: { pullRequest: { reviewThreads } } });
    const page = await (await fetch(comment.html_url)).text();
    expect(page).toContain('Why &lt;b&gt;three&lt;/b&gt;?');
  });

  test.each([
    ['a deleted line', { line: 3, side: 'LEFT' }, '@@ -1,5 +1,5 @@\n one\n two\n-three'],
    ['an unchanged line', { line: 1 }, '@@ -1,5 +1,5 @@\n one'],
  ])('on %s uses the current path of the file', async (_, place, hunk) => {
    const posted = await post(place);
    expect(await posted.json()).toMatchObject({ path: 'new.txt', diff_hunk: hunk, ...place });
  });

  test('in a new file includes all lines above it in its hunk', async () => {
    const number = String(small.pull.number);
    const place = { commit_id: small.demo.findBranch('ada/app', 'topic'), path: 'b.txt', line: 1 };
    const posted = await fetch(`${small.demo.apiBaseUrl}/repos/ada/app/pulls/${number}/comments`, {
      method: 'POST',
      headers: { authorization: 'Bearer ada-token' },
      body: JSON.stringify({ body: 'Why?', ...place }),
    });
    expect(await posted.json()).toMatchObject({ diff_hunk: '@@ -0,0 +1,1 @@\n+b' });
  });

  test.each([
    ['a line that the diff does not show', { line: 6 }],
    ['a file that did not change', { path: 'a.txt', line: 1 }],
    ['a range that ends before it begins', { line: 2, start_line: 3 }],
    ['no line', { line: null }],
    ['another commit', { commit_id: '1'.repeat(40) }],
    ['nothing', { body: ' ' }],
  ])('is refused for %s', async (_, body) => {
    const refused = await post(body);
    expect(refused.status).toBe(422);
    const errors = [{ resource: 'PullRequestReviewComment' }];
    expect(await refused.json()).toMatchObject({ message: 'Validation Failed', errors });
  });
});

test('lists the requested reviewers', async () => {
  const number = Number(path.split('/').at(-1));
  small.demo.requestReview({ repository: 'ada/app', number }, { logins: ['ada'], teams: ['core'] });
  const requested = await (await small.fetch(`${path}/requested_reviewers`)).json();
  expect(requested).toMatchObject({ users: [{ login: 'ada' }], teams: [{ slug: 'core' }] });
});
