import { describe, expect, test } from 'vitest';
import {
  parseGitLabOrigin,
  parsePullRequestUrl,
  toBranchUrl,
  toPullRequestUrl,
  toRepositoryUrl,
} from './urls.ts';

const cloud = 'https://gitlab.com';
const below = 'https://git.example/gitlab';
const app = { owner: 'group/sub', name: 'app' };

describe('parsing an origin', () => {
  test.each([
    ['https://gitlab.com/group/sub/app.git', cloud],
    ['git@gitlab.com:group/sub/app.git', cloud],
    ['ssh://git@gitlab.com/group/sub/app', cloud],
    ['ssh://git@altssh.gitlab.com:443/group/sub/app.git', cloud],
    ['https://git.example/gitlab/group/sub/app.git', below],
    ['git@git.example:group/sub/app.git', below],
    ['ssh://git@git.example:2222/group/sub/app.git', below],
  ])('accepts %s for %s', (origin, base) => {
    expect(parseGitLabOrigin(origin, base)).toEqual(app);
  });

  test.each([
    ['https://gitlab.com/app', cloud],
    ['https://gitlab.com/group/-/app', cloud],
    ['https://gitlab.com/group/../app', cloud],
    ['https://gitlab.com/group/a%3Fb/app', cloud],
    ['https://gitlab.com/group//app', cloud],
    ['ssh://git@altssh.gitlab.com:443/group/app.git', below],
    ['https://git.example/group/sub/app.git', below],
    ['git@elsewhere.example:group/app.git', cloud],
  ])('rejects %s for %s', (origin, base) => {
    expect(parseGitLabOrigin(origin, base)).toBeUndefined();
  });

  test('accepts groups of any depth', () => {
    const owner = 'a/b/c/d/e/f/g/h';
    expect(parseGitLabOrigin(`git@gitlab.com:${owner}/app.git`, cloud)).toEqual({
      owner,
      name: 'app',
    });
  });
});

describe('the URL of a merge request', () => {
  test.each([
    `${cloud}/group/sub/app/-/merge_requests/12`,
    `${cloud}/group/sub/app/merge_requests/12`,
    `${cloud}/group/sub/app/-/merge_requests/12/diffs?view=inline#note_1`,
    `(${cloud}/group/sub/app/-/merge_requests/12).`.slice(1),
  ])('is parsed from %s', (url) => {
    expect(parsePullRequestUrl(url, cloud)).toEqual({ repository: app, number: 12 });
  });

  test('may be below a path', () => {
    const url = `${below}/group/sub/app/-/merge_requests/12`;
    expect(parsePullRequestUrl(url, below)).toEqual({ repository: app, number: 12 });
    expect(parsePullRequestUrl(url.replace('/gitlab', ''), below)).toBeUndefined();
  });

  test('is built in the current form of GitLab', () => {
    expect(toRepositoryUrl(app, below)).toBe(`${below}/group/sub/app`);
    expect(toPullRequestUrl({ repository: app, number: 12 }, below)).toBe(
      `${below}/group/sub/app/-/merge_requests/12`,
    );
    expect(toBranchUrl(app, 'agent/a b#c', cloud)).toBe(
      `${cloud}/group/sub/app/-/tree/agent/a%20b%23c`,
    );
  });
});
