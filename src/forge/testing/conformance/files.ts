import { expect, test } from 'vitest';
import type { RepositoryReference } from '../../../domain/repository-reference.ts';
import type { FileOutcome } from '../../forge.ts';
import type { ForgeScenario, ScenarioFile } from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

const branch = 'agent/login';
const file: ScenarioFile = {
  from: 'repository',
  branch,
  path: 'src/login.ts',
  content: 'export const login = 1;\n',
};
const text = { kind: 'text', text: file.content };

export function testFiles(start: StartScenario): void {
  test('returns a file’s text at a branch and at its commit', async () => {
    await using scenario = await start();
    const headSha = await put(scenario, {});
    expect(await fetchFile(scenario, { ref: branch })).toEqual(text);
    expect(await fetchFile(scenario, { ref: headSha })).toEqual(text);
  });

  test('returns a file of a fork', async () => {
    await using scenario = await start();
    const headSha = await put(scenario, { from: 'fork' });
    const { fork: repository } = scenario;
    expect(await fetchFile(scenario, { repository, ref: headSha })).toEqual(text);
  });

  test.each([
    'README.md',
    'a folder/überblick 概要.md',
    'src/[id]/a+b&c=d.ts',
    'docs/100%/#1?.md',
    'docs/a%2Fb.md',
  ])('encodes the path %s', async (path) => {
    await using scenario = await start();
    const headSha = await put(scenario, { path });
    expect(await fetchFile(scenario, { path, ref: headSha })).toEqual(text);
  });

  test.each(['fix/#12', 'fix/50%', 'fix/a&ref=main'])('encodes the branch %s', async (ofBranch) => {
    await using scenario = await start();
    await put(scenario, { branch: ofBranch });
    expect(await fetchFile(scenario, { ref: ofBranch })).toEqual(text);
  });

  test.each<[string, string]>([
    ['is empty', ''],
    ['has no final newline', 'one\ntwo'],
    ['has CRLF line endings', 'one\r\ntwo\r\n'],
    ['is JSON', '{"message":"Not Found"}'],
    ['uses several scripts', '概要 «ü» 🧭\n'],
  ])('returns text that %s unchanged', async (_, content) => {
    await using scenario = await start();
    const headSha = await put(scenario, { content });
    expect(await fetchFile(scenario, { ref: headSha })).toMatchObject({
      kind: 'text',
      text: content,
    });
  });

  test('returns binary content unchanged', async () => {
    await using scenario = await start();
    const content = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    const headSha = await put(scenario, { path: 'logo.png', content });
    const outcome = await fetchFile(scenario, { path: 'logo.png', ref: headSha });
    expect(outcome).toMatchObject({ kind: 'binary' });
    expect(outcome.kind === 'binary' && Buffer.from(outcome.bytes).equals(content)).toBe(true);
  });

  test('reports a file over the limit as too large', async () => {
    await using scenario = await start();
    const content = 'a line of text\n'.repeat(300_000);
    const headSha = await put(scenario, { content });
    expect(await fetchFile(scenario, { ref: headSha })).toMatchObject({ kind: 'too_large' });
  });

  test('reports a missing file', async () => {
    await using scenario = await start();
    const headSha = await put(scenario, {});
    const outcome = await fetchFile(scenario, { path: 'src/logout.ts', ref: headSha });
    expect(outcome).toEqual({ kind: 'no_file' });
  });

  test('fails for a repository that cannot be read', async () => {
    await using scenario = await start();
    await put(scenario, {});
    const repository = { owner: scenario.repository.owner, name: 'missing' };
    const outcome = await fetchFile(scenario, { repository });
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
  });

  test('fails after access to the repository is lost (S9)', async () => {
    await using scenario = await start();
    const headSha = await put(scenario, {});
    expect(await fetchFile(scenario, { ref: headSha })).toEqual(text);
    scenario.fail({ kind: 'response', status: 404 });
    const outcome = await fetchFile(scenario, { ref: headSha });
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
  });

  test('returns the rate limit (S5)', async () => {
    await using scenario = await start();
    const headSha = await put(scenario, {});
    scenario.fail(scenario.rateLimitFault(90));
    const retryInMs = 90_000;
    expect(await fetchFile(scenario, { ref: headSha })).toMatchObject({
      kind: 'rate_limited',
      retryInMs,
    });
  });

  test('fails when the forge responds with an error', async () => {
    await using scenario = await start();
    await put(scenario, {});
    scenario.fail({ kind: 'response', status: 500 });
    const outcome = await fetchFile(scenario, {});
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'unavailable' } });
  });
}

function put({ files }: ForgeScenario, change: Partial<ScenarioFile>): Promise<string> {
  if (!files) throw new Error('The scenario has no files.');
  return files.put({ ...file, ...change });
}

function fetchFile(
  { forge, access, repository }: ForgeScenario,
  change: { repository?: RepositoryReference; ref?: string; path?: string },
): Promise<FileOutcome> {
  return forge.fetchFile({ repository, ref: branch, path: file.path, ...change }, access);
}
