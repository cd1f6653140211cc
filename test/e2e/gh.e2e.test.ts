import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startTlsGateway } from '../../demo/forge/tls-gateway.ts';
import { startAfterpush } from '../support/afterpush-process.ts';
import { cloneAsAgent } from '../support/agent-clone.ts';
import { eventually } from '../support/eventually.ts';
import { otherToken, startForgeWorld } from '../support/forge-world.ts';

const execute = promisify(execFile);
const host = 'ghe.example.test';
const isInstalled = spawnSync('gh', ['--version']).status === 0;

test.runIf(isInstalled)(
  'finds a pull request that gh opens with another login right after the push',
  async () => {
    await using world = await startForgeWorld();
    await using gateway = await startTlsGateway({ forge: world.forge, host });
    await using afterpush = await startAfterpush({
      environment: { ...world.environment, AFTERPUSH_NO_PR_BACKOFF: '1s' },
    });
    const chat = await afterpush.client.createChat({ title: 'Fix the login test' });
    using clone = await cloneAsAgent(world.cloneUrl, {
      afterpushUrl: afterpush.url,
      chatId: chat.id,
    });
    await clone.commit('agent/login');
    await clone.git('push', '-q', 'origin', 'agent/login');
    await eventually('a check that found no pull request', async () => {
      const { diff_status } = await afterpush.client.getChat(chat.id, { wait: 0 });
      return diff_status?.refreshed_at;
    });

    // gh requires a host name and HTTPS. It sees this forge as GitHub Enterprise.
    const home = mkdtempSync(join(tmpdir(), 'afterpush-gh-'));
    await clone.git('remote', 'set-url', 'origin', `https://${host}/${world.repository}.git`);
    const args = ['pr', 'create', '--title', 'Fix flaky login test', '--body', 'It was the clock.'];
    await execute('gh', [...args, '--head', 'agent/login', '--base', 'main'], {
      cwd: clone.directory,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: home,
        HTTPS_PROXY: gateway.proxyUrl,
        SSL_CERT_FILE: gateway.certificateFile,
        GH_HOST: host,
        GH_ENTERPRISE_TOKEN: otherToken,
        GH_PROMPT_DISABLED: '1',
        GH_NO_UPDATE_NOTIFIER: '1',
      },
    });
    rmSync(home, { recursive: true, force: true });

    const found = await eventually('the pull request', async () => {
      const { diff_status } = await afterpush.client.getChat(chat.id, { wait: 0 });
      return diff_status?.url ? diff_status : undefined;
    });
    expect(found).toMatchObject({
      pull_request_title: 'Fix flaky login test',
      author_login: 'grace',
      git_branch: 'agent/login',
    });
  },
);
