import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemoForge } from '../demo/forge/demo-forge.ts';
import type { ForgeReady } from './forge-client.ts';

// Runs the forge in a separate process, so that its work is not counted as the server's.

const repositories = Number(process.argv[2] ?? 25);
const pullsPerRepository = Number(process.argv[3] ?? 20);
const directory = mkdtempSync(join(tmpdir(), 'afterpush-bench-forge-'));
const forge = await startDemoForge({ directory, hourlyRateLimit: 1_000_000_000 });
forge.createAccount({ login: 'acme', tokens: ['token-of-acme'] });
forge.createAccount({ login: 'ada', tokens: ['token-of-ada'] });
const branches: ForgeReady['branches'] = [];
for (let index = 0; index < repositories; index += 1) {
  const repository = `acme/app-${index}`;
  await forge.createRepository({ owner: 'acme', name: `app-${index}` });
  await forge.commit(repository, [{ branch: 'main', files: { 'README.md': '# App\n' } }]);
  forge.allowPush(repository, 'ada');
  const names = Array.from({ length: pullsPerRepository }, (_, pull) => `agent/work-${pull}`);
  await forge.commit(
    repository,
    names.map((branch) => ({ branch, from: 'main', files: { [`${branch}.txt`]: 'work\n' } })),
  );
  for (const head of names) {
    const pull = await forge.openPullRequest({ repository, author: 'ada', head, title: head });
    forge.submitReview(pull, { author: 'acme', state: 'APPROVED' });
    forge.setPullRequestChecks(pull, [{ name: 'test', status: 'completed' }]);
    const origin = `${forge.webBaseUrl}/${repository}.git`;
    branches.push({ origin, branch: head, repository, number: pull.number });
  }
}

process.on('message', () => {
  const { totals, points } = forge.requests;
  const { rest, graphql } = totals;
  const notModified = forge.requests.count(({ conditional }) => conditional === 'hit');
  process.send?.({ kind: 'requests', rest, notModified, graphql, points });
  forge.requests.clear();
});
process.send?.({ kind: 'ready', apiBaseUrl: forge.apiBaseUrl, branches } satisfies ForgeReady);
