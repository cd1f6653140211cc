import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCommit as parseAzureCommit } from './azure-devops/commits.ts';
import { parseDescription as parseAzureDescription } from './azure-devops/description.ts';
import { parseCommit as parseBitbucketCommit } from './bitbucket/commits.ts';
import { parseDescription as parseBitbucketDescription } from './bitbucket/description.ts';
import { parseCommit as parseServerCommit } from './bitbucket-data-center/commits.ts';
import { parseDescription as parseServerDescription } from './bitbucket-data-center/description.ts';
import { parseCommit as parseGiteaCommit } from './gitea/commits.ts';
import { parseDescription as parseGiteaDescription } from './gitea/description.ts';
import { parseCommit as parseGitHubCommit } from './github/commits.ts';
import { parseDescription as parseGitHubDescription } from './github/description.ts';
import { parseCommit as parseGitLabCommit } from './gitlab/commits.ts';
import { parseDescription as parseGitLabDescription } from './gitlab/description.ts';
import { parseList, toFields } from './parsing/json-fields.ts';

const recorded = process.env.AFTERPUSH_RECORDED ?? '';

const forges = [
  { folder: 'github', file: 'pr', describe: parseGitHubDescription, commit: parseGitHubCommit },
  { folder: 'gitlab', file: 'merge', describe: parseGitLabDescription, commit: parseGitLabCommit },
  { folder: 'gitea', file: 'pr', describe: parseGiteaDescription, commit: parseGiteaCommit },
  {
    folder: 'bitbucket',
    file: 'pr',
    describe: parseBitbucketDescription,
    commit: parseBitbucketCommit,
  },
  { folder: 'stash', file: 'pr', describe: parseServerDescription, commit: parseServerCommit },
  { folder: 'azure', file: 'pr', describe: parseAzureDescription, commit: parseAzureCommit },
];

// Set AFTERPUSH_RECORDED to a folder of recorded answers to check the parsers against them.
describe.skipIf(recorded === '').each(forges)('recorded responses of $folder', (forge) => {
  const load = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(recorded, forge.folder, `${name}.json`), 'utf8'));

  test('are parsed as the text of a pull request', async () => {
    const body = await load(forge.file);
    const description = forge.describe(body);
    expect(description?.title).toBe(toFields(body)?.title);
    expect(description?.author).toMatch(/\S/);
    expect(description?.createdAt).toBeInstanceOf(Date);
    const sent = toFields(body)?.description ?? toFields(body)?.body ?? '';
    expect(description?.body).toBe(sent);
  });

  test('are parsed as commits', async () => {
    const body = await load('commits');
    const list = Array.isArray(body) ? body : (toFields(body)?.value ?? toFields(body)?.values);
    const commits = parseList(list, forge.commit);
    expect(commits?.length).toBeGreaterThan(0);
    for (const { sha, message, author, authoredAt } of commits ?? []) {
      expect(sha).toMatch(/^[0-9a-f]{40}$/);
      expect(message).toMatch(/\S/);
      expect(author).toMatch(/\S/);
      expect(Date.parse(authoredAt ?? '')).toBeGreaterThan(0);
    }
  });
});
