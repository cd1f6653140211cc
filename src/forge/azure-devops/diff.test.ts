import { applyPatch } from 'diff';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ComparedFile } from '../testing/diff-fixtures.ts';
import type { AdapterLimits } from '../testing/test-deps.ts';
import type { Change } from './compare.ts';
import { formatPatch } from './patch.ts';
import { type AzureDevOpsScenario, startAzureDevOpsScenario } from './testing/start-scenario.ts';

let scenario: AzureDevOpsScenario;

beforeEach(async () => {
  scenario = await startAzureDevOpsScenario();
});

afterEach(async () => {
  await scenario[Symbol.asyncDispose]();
});

async function fetchBranchDiff(files: ComparedFile[], limits?: AdapterLimits) {
  if (limits) {
    await scenario[Symbol.asyncDispose]();
    scenario = await startAzureDevOpsScenario(limits);
  }
  scenario.server.world.putFiles('agent/login', files);
  const { forge, access, repository } = scenario;
  const request = { repository, branch: 'agent/login', pullRequestUrl: undefined };
  return forge.fetchDiff(request, access);
}

async function getDiff(files: ComparedFile[], limits?: AdapterLimits) {
  const outcome = await fetchBranchDiff(files, limits);
  if (outcome.kind !== 'diff') throw new Error(JSON.stringify(outcome));
  return outcome;
}

describe('a diff built from both sides', () => {
  test('shows added, changed, moved and deleted files', async () => {
    const { diff, files } = await getDiff([
      { path: 'new file.txt', before: null, after: 'one\ntwo\n' },
      { path: 'src/changed.ts', before: 'a\nb\nc\n', after: 'a\nB\nc\n' },
      { path: 'src/gone.ts', before: 'a\n', after: null },
      { path: 'src/moved.ts', previousPath: 'src/old.ts', before: 'same\n', after: 'same\n' },
      { path: 'src/edited.ts', previousPath: 'src/was.ts', before: 'a\nb\n', after: 'a\nc\n' },
    ]);
    const none = { previousPath: null, binary: false };
    expect(files).toEqual([
      { ...none, path: 'new file.txt', status: 'added', additions: 2, deletions: 0 },
      { ...none, path: 'src/changed.ts', status: 'modified', additions: 1, deletions: 1 },
      { ...none, path: 'src/gone.ts', status: 'deleted', additions: 0, deletions: 1 },
      {
        ...none,
        path: 'src/moved.ts',
        previousPath: 'src/old.ts',
        status: 'renamed',
        additions: 0,
        deletions: 0,
      },
      {
        ...none,
        path: 'src/edited.ts',
        previousPath: 'src/was.ts',
        status: 'renamed',
        additions: 1,
        deletions: 1,
      },
    ]);
    expect(diff).toContain(
      'diff --git a/src/changed.ts b/src/changed.ts\n' +
        'index de98044..7be73ce 100644\n' +
        '--- a/src/changed.ts\n+++ b/src/changed.ts\n' +
        '@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n',
    );
    expect(diff).toContain('new file mode 100644\n');
    expect(diff).toContain('rename from src/old.ts\nrename to src/moved.ts\n');
  });

  test('reports that a binary file differs', async () => {
    const { diff, files } = await getDiff([{ path: 'a.png', before: 'a\0b', after: 'a\0c' }]);
    expect(diff).toContain('Binary files a/a.png and b/a.png differ\n');
    expect(files).toMatchObject([{ path: 'a.png', status: 'modified', binary: true }]);
  });

  test('marks a missing newline at the end of a file', async () => {
    const { diff } = await getDiff([{ path: 'a', before: 'x', after: 'x\n' }]);
    expect(diff).toContain('-x\n\\ No newline at end of file\n+x\n');
  });

  test.each(['a "b"\t.txt', 'ünï/日本 🚀.ts', 'a b/c'])('keeps the file name %j', async (path) => {
    const { files } = await getDiff([{ path, before: 'x\n', after: 'y\n' }]);
    expect(files).toMatchObject([{ path, additions: 1, deletions: 1 }]);
  });

  test('is empty without changed files', async () => {
    expect(await getDiff([])).toMatchObject({ files: [], diff: '', truncated: false });
  });

  test('is empty for the default branch', async () => {
    const { forge, access, repository } = scenario;
    const request = { repository, branch: 'main', pullRequestUrl: undefined };
    expect(await forge.fetchDiff(request, access)).toMatchObject({ kind: 'diff', files: [] });
  });

  test('can be applied as a patch, even for large files', async () => {
    const texts = fc.array(fc.constantFrom('a', 'b', '', 'é', '\r'), { maxLength: 30 });
    const endings = fc.constantFrom('', '\n');
    const change: Change = {
      path: 'a',
      previousPath: null,
      status: 'modified',
      baseId: null,
      headId: null,
      isSubmodule: false,
    };
    await fc.assert(
      fc.asyncProperty(texts, texts, endings, endings, async (one, other, oneEnd, otherEnd) => {
        const [before, after] = [one.join('\n') + oneEnd, other.join('\n') + otherEnd];
        const patch = await formatPatch(
          change,
          { kind: 'text', text: before },
          { kind: 'text', text: after },
          100_000,
        );
        expect(before === after ? after : applyPatch(before, patch ?? '')).toBe(after);
      }),
    );
    const long = (word: string) =>
      Array.from({ length: 5000 }, (_, i) => `${word} ${i}`).join('\n');
    const [before, after] = [long('old'), `${long('new')}\n`];
    const patch = await formatPatch(
      change,
      { kind: 'text', text: before },
      { kind: 'text', text: after },
      1_000_000,
    );
    expect(applyPatch(before, patch ?? '')).toBe(after);
  });
});

describe('content that cannot be compared', () => {
  test('shows a submodule by its commit', async () => {
    const [baseId, headId] = ['1'.repeat(40), '2'.repeat(40)];
    const patch = await formatPatch(
      { path: 'lib', previousPath: null, status: 'modified', baseId, headId, isSubmodule: true },
      { kind: 'text', text: `Subproject commit ${baseId}\n` },
      { kind: 'text', text: `Subproject commit ${headId}\n` },
      1_000,
    );
    expect(patch).toContain(`-Subproject commit ${baseId}\n+Subproject commit ${headId}\n`);
  });

  test('lists a file without its lines when the repository does not contain it', async () => {
    scenario.server.world.putFiles('agent/login', [{ path: 'a', before: 'x\n', after: 'y\n' }]);
    scenario.server.world.blobs.clear();
    const { forge, access, repository } = scenario;
    const request = { repository, branch: 'agent/login', pullRequestUrl: undefined };
    const outcome = await forge.fetchDiff(request, access);
    expect(outcome).toMatchObject({ kind: 'diff', files: [{ path: 'a', status: 'changed' }] });
  });

  test('fails the diff when a file cannot be read', async () => {
    const file = { path: 'a', before: null, after: 'y\n' };
    scenario.server.put('/blobs/975fbec8256d3e8a3797e7a3611380f27c49f4ac', { status: 500 });
    expect(await fetchBranchDiff([file])).toMatchObject({ failure: { kind: 'unavailable' } });
  });

  test('fails while Azure has not compared the commits of the pull request', async () => {
    const { url } = scenario.putPullRequest({ headSha: '' });
    const { forge, access, repository } = scenario;
    const request = { repository, branch: 'agent/login', pullRequestUrl: url };
    const outcome = await forge.fetchDiff(request, access);
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'unavailable' } });
  });
});

describe('a diff beyond the limit only lists its files', () => {
  const lines = (count: number) => 'a line of text\n'.repeat(count);

  test('when too many lines differ', async () => {
    const files = ['a', 'b', 'c'].map((path) => ({ path, before: null, after: lines(30) }));
    const outcome = await getDiff(files, { diffLimitBytes: 1000 });
    expect(outcome).toMatchObject({ truncated: true, diff: '' });
    expect(outcome.files.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
  });

  test('when one file is too large', async () => {
    const file = { path: 'a', before: lines(100), after: `${lines(100)}b\n` };
    expect(await getDiff([file], { diffLimitBytes: 1000 })).toMatchObject({ truncated: true });
  });

  test('when there are too many files, on several pages', async () => {
    const files = Array.from({ length: 301 }, (_, index) => {
      return { path: `file ${index}`, before: null, after: 'x\n' };
    });
    const outcome = await getDiff(files);
    expect(outcome).toMatchObject({ truncated: true, diff: '' });
    expect(outcome.files).toHaveLength(301);
    expect(scenario.server.takeCalls().filter((call) => call.includes('/blobs/'))).toEqual([]);
  });
});

test('of more pages than are read, at least their files are listed', async () => {
  const changes = Array.from({ length: 40 }, (_, index) => ({
    item: { path: `/file ${index}`, objectId: 'a'.repeat(40), gitObjectType: 'blob' },
    changeType: 'edit',
  }));
  scenario.server.put('/diffs/commits', { body: { allChangesIncluded: false, changes } });
  const outcome = await fetchBranchDiff([]);
  expect(outcome).toMatchObject({ truncated: true, filesAtLeast: true });
  expect(outcome.kind === 'diff' && outcome.files).toHaveLength(400);
});

test('an empty page that is not the last one is not a comparison (S9)', async () => {
  const body = { allChangesIncluded: false, changes: [] };
  scenario.server.put('/diffs/commits', { body });
  expect(await fetchBranchDiff([])).toMatchObject({ failure: { kind: 'malformed' } });
});
