import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startDemoForge } from './demo-forge.ts';
import { startTlsGateway } from './tls-gateway.ts';

const run = promisify(execFile);

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('gh pushes, creates and views a pull request over HTTPS', async (context) => {
  if (!isInstalled('gh')) return context.skip('gh is not installed');
  const directory = await mkdtemp(join(tmpdir(), 'demo-gh-'));
  await using forge = await startDemoForge({ directory: join(directory, 'repositories') });
  forge.createAccount({ login: 'ada', tokens: ['ada-token'] });
  await forge.createRepository({ owner: 'ada', name: 'app' });
  await forge.commit('ada/app', [{ branch: 'main', files: { 'a.txt': 'a\n' } }]);
  await using gateway = await startTlsGateway({ forge, host: 'forge.example' });
  const askpass = join(directory, 'askpass');
  await writeFile(askpass, '#!/bin/sh\necho ada-token\n', { mode: 0o755 });
  const env = {
    PATH: process.env.PATH,
    HOME: directory,
    HTTPS_PROXY: gateway.proxyUrl,
    SSL_CERT_FILE: gateway.certificateFile,
    GIT_SSL_CAINFO: gateway.certificateFile,
    GIT_ASKPASS: askpass,
    GH_HOST: 'forge.example',
    GH_ENTERPRISE_TOKEN: 'ada-token',
    GH_PROMPT_DISABLED: '1',
  };
  const clone = join(directory, 'clone');
  await run('git', ['clone', '--quiet', 'https://forge.example/ada/app.git', clone], { env });
  const inClone = (program: string, ...args: string[]) => run(program, args, { cwd: clone, env });
  await inClone('git', 'checkout', '--quiet', '-b', 'topic');
  await writeFile(join(clone, 'b.txt'), 'b\n');
  await inClone('git', 'add', '.');
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  await inClone('git', ...identity, 'commit', '--quiet', '-m', 'Add b');
  await inClone('git', 'push', '--quiet', '-u', 'origin', 'topic');
  const created = await inClone('gh', 'pr', 'create', '--fill');
  expect(created.stdout.trim()).toBe(`${forge.webBaseUrl}/ada/app/pull/1`);
  const viewed = await inClone('gh', 'pr', 'view', '--json', 'title,state,additions,mergeable');
  const expected = { title: 'Add b', state: 'OPEN', additions: 1, mergeable: 'MERGEABLE' };
  expect(JSON.parse(viewed.stdout)).toEqual(expected);
  expect((await inClone('gh', 'pr', 'list')).stdout).toContain('Add b');
  await rm(directory, { recursive: true, force: true });
});
