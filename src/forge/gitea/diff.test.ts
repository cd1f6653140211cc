import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { parseComparison } from './compare.ts';
import { commitJson, contentsJson } from './testing/json-answers.ts';
import { type GiteaScenario, startGiteaScenario } from './testing/start-scenario.ts';

const branch = 'agent/login';
let scenario: GiteaScenario;

beforeEach(async () => {
  scenario = await startGiteaScenario();
});

afterEach(async () => {
  await scenario[Symbol.asyncDispose]();
});

function fetchDiff(pullRequestUrl?: string) {
  const { forge, access, repository } = scenario;
  return forge.fetchDiff({ repository, branch, pullRequestUrl }, access);
}

/** The files of a branch at its base and at its head. An omitted side does not exist. */
type Versions = Record<string, { before?: unknown; after?: unknown }>;

function putVersions(versions: Versions): void {
  const paths = Object.keys(versions);
  scenario.server.override(({ path }) => {
    if (path.includes('/compare/')) {
      return { body: { total_commits: 1, commits: [commitJson('head', ['base'], paths)] } };
    }
    const [, encoded = '', ref] = /\/contents\/(.*)\?ref=(\w+)$/.exec(path) ?? [];
    if (ref === undefined) return undefined;
    const version = versions[decodeURIComponent(encoded)];
    const body = ref === 'base' ? version?.before : version?.after;
    return body === undefined ? { status: 404, body: {} } : { body };
  });
}

function toFile(text: string) {
  return contentsJson('any', text);
}

describe('the diff of a branch, built from its files', () => {
  test('shows added, deleted and modified files, but no unchanged ones', async () => {
    putVersions({
      'docs/a b#.md': { after: toFile('new\n') },
      'empty.txt': { after: toFile('') },
      'image.png': { before: toFile('\0one'), after: toFile('\0two') },
      link: { after: { type: 'symlink', sha: '1', target: 'docs' } },
      'old.txt': { before: toFile('old\n') },
      'reverted.txt': { before: toFile('same\n'), after: toFile('same\n') },
      'temporary.txt': {},
    });
    const diff = await fetchDiff();
    if (diff.kind !== 'diff') throw new Error(JSON.stringify(diff));
    const files = diff.files.map(({ path, status, binary }) => [path, status, binary]);
    expect(files).toEqual([
      ['docs/a b#.md', 'added', false],
      ['empty.txt', 'added', false],
      ['image.png', 'modified', true],
      ['link', 'added', false],
      ['old.txt', 'deleted', false],
    ]);
    expect(diff.diff).toContain('+new\n');
    expect(diff.diff).toContain('-old\n');
    expect(diff.diff).toContain('Binary files a/image.png and b/image.png differ\n');
    expect(diff.truncated).toBe(false);
  });

  test('is truncated when Gitea omits the content of a file', async () => {
    const large = { ...toFile('x'), sha: '2', content: null };
    putVersions({ 'large.txt': { before: toFile('x'), after: large } });
    expect(await fetchDiff()).toMatchObject({
      truncated: true,
      diff: '',
      files: [{ path: 'large.txt', status: 'modified' }],
    });
  });

  test('is truncated when there are too many files', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `${index}.txt`);
    putVersions(Object.fromEntries(names.map((name) => [name, {}])));
    const diff = await fetchDiff();
    expect(diff).toMatchObject({ truncated: true, diff: '' });
    expect(diff.kind === 'diff' && diff.files).toHaveLength(200);
    expect(scenario.requests.filter(({ path }) => path.includes('/contents/'))).toEqual([]);
  });

  test('is empty for a branch without new commits', async () => {
    expect(await fetchDiff()).toMatchObject({ kind: 'diff', files: [], diff: '' });
  });

  test('fails when a file cannot be read', async () => {
    scenario.putBranchDiff(branch, samplePullRequest.diff);
    scenario.server.override(({ path }) =>
      path.includes('/contents/') ? { status: 500, body: {} } : undefined,
    );
    expect(await fetchDiff()).toMatchObject({ failure: { kind: 'unavailable' } });
  });
});

describe('the merge base of a branch', () => {
  const at = (sha: string, ...parents: string[]) => commitJson(sha, parents, []);

  test.each([
    ['is the parent of its first commit', [at('c', 'b'), at('b', 'm1')], 'm1'],
    [
      'is the commit that was last merged into it',
      [at('d', 'c'), at('c', 'b', 'm2'), at('b', 'm1')],
      'm2',
    ],
  ])('%s', (_, commits, baseSha) => {
    const headSha = commits[0]?.sha;
    expect(parseComparison({ commits })).toEqual({ headSha, baseSha, paths: [] });
  });

  test.each([undefined, null, {}, { commits: 7 }, { commits: [{}] }, { commits: [at('a')] }])(
    'cannot be read from %j',
    (body) => {
      expect(parseComparison(body)).toBeUndefined();
    },
  );
});

describe('the diff of a pull request', () => {
  test('is rejected when the response is a page', async () => {
    const { url } = scenario.putPullRequest({});
    scenario.server.override(({ path }) =>
      path.endsWith('.diff') ? { body: '<html>' } : undefined,
    );
    expect(await fetchDiff(url)).toMatchObject({ failure: { kind: 'malformed' } });
  });

  test('lists at least the files of the pages that are read', async () => {
    await scenario[Symbol.asyncDispose]();
    scenario = await startGiteaScenario({ diffLimitBytes: 10 });
    const { url } = scenario.putPullRequest({ changedFiles: 9_000 });
    const body = [{ filename: 'a.ts', status: 'changed' }];
    const headers = { 'x-total-count': '9000' };
    scenario.server.override(({ path }) =>
      path.includes('/files') ? { headers, body } : undefined,
    );
    expect(await fetchDiff(url)).toMatchObject({ truncated: true, filesAtLeast: true });
  });

  test('is not shown as no changes while Gitea counts changed files', async () => {
    const { url } = scenario.putPullRequest({ changedFiles: 794, diff: '' });
    const outcome = await fetchDiff(url);
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'unavailable' } });
  });

  test('is not requested for a pull request of another forge', async () => {
    const outcome = await fetchDiff('https://codeberg.org/acme/app/pulls/12');
    expect(outcome).toMatchObject({ failure: { kind: 'not_found' } });
    expect(scenario.requests).toEqual([]);
  });
});
