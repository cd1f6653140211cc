import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoForge, startDemoForge } from './demo-forge.ts';

const run = promisify(execFile);

let directory: string;
let forge: DemoForge;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'demo-forge-'));
  forge = await startDemoForge({ directory: join(directory, 'repositories') });
  forge.createAccount({ login: 'acme', type: 'Organization' });
  forge.createAccount({ login: 'Ada', tokens: ['ada-token', 'ada-second-token'] });
  forge.createAccount({ login: 'grace', tokens: ['grace-token'] });
  await forge.createRepository({ owner: 'acme', name: 'App', private: true });
  await forge.commit('acme/app', [
    { branch: 'main', files: { 'a.txt': 'one\ntwo\n', 'b.txt': 'b\n' } },
    { branch: 'feat/Login', from: 'main', files: { 'a.txt': 'one\n2\nthree\n', 'ü.txt': 'x\n' } },
  ]);
  forge.allowPush('acme/app', 'Ada');
  forge.allowRead('acme/app', 'grace');
  await forge.forkRepository('acme/app', 'grace');
});

afterAll(async () => {
  await forge[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

interface RequestSettings {
  token?: string;
  headers?: Record<string, string>;
  method?: string;
  body?: unknown;
  redirect?: 'manual';
}

async function request(path: string, request: RequestSettings = {}) {
  const response = await fetch(`${forge.apiBaseUrl}${path}`, {
    method: request.method ?? 'GET',
    headers: { authorization: `Bearer ${request.token ?? 'ada-token'}`, ...request.headers },
    ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    ...(request.redirect && { redirect: request.redirect }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
}

function openPull(head: string, token = 'ada-token', more: Record<string, unknown> = {}) {
  const body = { title: `Change ${head}`, head, base: 'main', ...more };
  return request('/repos/acme/app/pulls', { method: 'POST', body, token });
}

async function countByHead(head: string): Promise<number> {
  return (await request(`/repos/ACME/app/pulls?head=${encodeURIComponent(head)}`)).json().length;
}

describe('git over HTTP', () => {
  test('accepts a clone and a push with a password from askpass, and reads the pushed commit', async () => {
    const askpass = join(directory, 'askpass.sh');
    const script = '#!/bin/sh\ncase "$1" in Username*) echo x;; *) echo ada-token;; esac\n';
    await writeFile(askpass, script, { mode: 0o755 });
    const clone = join(directory, 'clone');
    const env = { PATH: process.env.PATH, HOME: directory, GIT_ASKPASS: askpass };
    const url = `${forge.webBaseUrl}/acme/app.git`;
    await run('git', ['clone', '--quiet', url, clone], { env });
    const git = (...args: string[]) => run('git', args, { cwd: clone, env });
    await git('checkout', '--quiet', '-b', 'pushed');
    await writeFile(join(clone, 'big.bin'), Buffer.alloc(2_000_000, 'x y z'));
    await git('add', '.');
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
    await git(...identity, 'commit', '--quiet', '-m', 'Add a file');
    await git('push', '--quiet', 'origin', 'pushed');
    const { stdout } = await git('rev-parse', 'HEAD');
    expect(forge.findBranch('acme/app', 'pushed')).toBe(stdout.trim());
    const challenged = forge.requests.count(({ kind, status }) => kind === 'git' && status === 401);
    expect(challenged).toBeGreaterThan(0);
  });

  test('refuses a push without permission', async () => {
    const url = `${forge.webBaseUrl}/acme/app.git/info/refs?service=git-receive-pack`;
    const authorization = `Basic ${Buffer.from('grace:grace-token').toString('base64')}`;
    expect((await fetch(url, { headers: { authorization } })).status).toBe(403);
  });
});

describe('REST', () => {
  test('opens a pull request and counts its changes in git', async () => {
    const opened = await openPull('feat/Login');
    expect(opened.status).toBe(201);
    const counts = { commits: 1, additions: 3, deletions: 1, changed_files: 2, mergeable: true };
    expect(opened.json()).toMatchObject({ ...counts, state: 'open', user: { login: 'Ada' } });
    expect((await openPull('feat/Login')).status).toBe(422);
    expect((await openPull('missing')).json().errors[0].field).toBe('head');
  });

  test('finds a pull request by its head, case-sensitively', async () => {
    expect(await countByHead('acme:feat/Login')).toBe(1);
    expect(await countByHead('acme:feat/login')).toBe(0);
    expect(await countByHead('Acme:feat/Login')).toBe(0);
  });

  test('shows a fork pull request in the parent only', async () => {
    const files = { 'fork.txt': 'f\n' };
    await forge.commit('grace/app', [{ branch: 'from-fork', from: 'main', files }]);
    expect((await openPull('grace:from-fork', 'grace-token')).status).toBe(201);
    const inParent = await request('/repos/acme/app/pulls?head=grace:from-fork');
    expect(inParent.json()[0].head.repo.full_name).toBe('grace/App');
    const inFork = await request('/repos/grace/app/pulls?head=grace:from-fork', {
      token: 'grace-token',
    });
    expect(inFork.json()).toEqual([]);
    const fork = await request('/repos/grace/app', { token: 'grace-token' });
    expect(fork.json()).toMatchObject({ fork: true, parent: { full_name: 'acme/App' } });
  });

  test('returns 304 only to the same token, at no cost', async () => {
    const first = await request('/repos/acme/app/pulls/1');
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
    const second = await request('/repos/acme/app/pulls/1', { headers });
    expect(second.status).toBe(304);
    expect(second.headers.get('x-ratelimit-used')).toBe(first.headers.get('x-ratelimit-used'));
    const other = await request('/repos/acme/app/pulls/1', { headers, token: 'ada-second-token' });
    expect(other.status).toBe(200);
    forge.changePullRequest({ repository: 'acme/app', number: 1 }, { title: 'New title' });
    expect((await request('/repos/acme/app/pulls/1', { headers })).status).toBe(200);
  });

  test('pages with Link headers', async () => {
    const first = await request('/repos/acme/app/pulls?state=all&per_page=1');
    expect(first.json()).toHaveLength(1);
    expect(first.headers.get('link')).toContain('page=2>; rel="next"');
    const last = await request('/repos/acme/app/pulls?state=all&per_page=1&page=2');
    expect(last.headers.get('link')).not.toContain('rel="next"');
  });

  test('serves diffs by media type, and files with patches', async () => {
    for (const accept of ['application/vnd.github.v3.diff', 'application/vnd.github.diff']) {
      const diff = await request('/repos/acme/app/pulls/1', { headers: { accept } });
      expect(diff.text).toContain('+++ b/a.txt');
    }
    const files = (await request('/repos/acme/app/pulls/1/files')).json();
    expect(files.map(({ filename }: { filename: string }) => filename)).toEqual(['a.txt', 'ü.txt']);
    expect(files[0].patch).toMatch(/^@@ -1,2 \+1,3 @@/);
    const compared = await request('/repos/acme/app/compare/main...feat/Login');
    expect(compared.json()).toMatchObject({ status: 'ahead', ahead_by: 1, total_commits: 1 });
  });

  test('accepts branch names with plain and with escaped slashes', async () => {
    for (const branch of ['feat/Login', 'feat%2FLogin']) {
      expect((await request(`/repos/acme/app/branches/${branch}`)).json().name).toBe('feat/Login');
    }
  });

  test('stores reviews and checks', async () => {
    const path = '/repos/acme/app/pulls/1/reviews';
    const own = await request(path, { method: 'POST', body: { event: 'APPROVE' } });
    expect(own.status).toBe(422);
    const body = { event: 'REQUEST_CHANGES', body: 'Please test it' };
    const review = await request(path, { method: 'POST', body, token: 'grace-token' });
    const dismissal = { method: 'PUT', body: { message: 'Done' } };
    await request(`${path}/${review.json().id}/dismissals`, dismissal);
    expect((await request(path)).json()[0].state).toBe('DISMISSED');
    const sha = forge.findBranch('acme/app', 'feat/Login');
    const check = { name: 'test', head_sha: sha, conclusion: 'failure' };
    await request('/repos/acme/app/check-runs', { method: 'POST', body: check });
    const runs = (await request(`/repos/acme/app/commits/${sha}/check-runs`)).json();
    expect(runs.check_runs[0]).toMatchObject({ status: 'completed', conclusion: 'failure' });
    const status = await request(`/repos/acme/app/commits/${sha}/status`);
    expect(status.json()).toMatchObject({ state: 'pending', total_count: 0 });
  });

  test('follows the branch until the merge, and merges in git', async () => {
    await forge.commit('acme/app', [{ branch: 'feat/Login', files: { 'c.txt': 'c\n' } }]);
    expect((await request('/repos/acme/app/pulls/1')).json()).toMatchObject({ commits: 2 });
    const merged = await request('/repos/acme/app/pulls/1/merge', { method: 'PUT', body: {} });
    expect(merged.json().sha).toBe(forge.findBranch('acme/app', 'main'));
    const after = (await request('/repos/acme/app/pulls/1')).json();
    expect(after).toMatchObject({ state: 'closed', merged: true, commits: 2, additions: 4 });
  });

  test('refuses to merge a pull request with a conflict', async () => {
    await forge.commit('acme/app', [
      { branch: 'left', from: 'main', files: { 'b.txt': 'left\n' } },
      { branch: 'right', from: 'main', files: { 'b.txt': 'right\n' } },
    ]);
    const { number } = (await openPull('left')).json();
    await forge.mergePullRequest({ repository: 'acme/app', number }, 'Ada');
    const conflicting = (await openPull('right')).json();
    expect(conflicting).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
    const path = `/repos/acme/app/pulls/${conflicting.number}`;
    expect((await request(`${path}/merge`, { method: 'PUT', body: {} })).status).toBe(405);
    await forge.deleteBranch('acme/app', 'right');
    expect((await request(path)).json()).toMatchObject({ state: 'closed', merged: false });
  });

  test('hides repositories the caller may not read', async () => {
    forge.createAccount({ login: 'mallory', tokens: ['mallory-token'] });
    expect((await request('/repos/acme/app', { token: 'mallory-token' })).status).toBe(404);
    expect((await request('/repos/acme/app', { token: 'wrong' })).status).toBe(401);
    forge.deletePullRequest({ repository: 'acme/app', number: 2 });
    expect((await request('/repos/acme/app/pulls/2')).status).toBe(404);
  });

  test('redirects a renamed repository to its id', async () => {
    await forge.createRepository({ owner: 'Ada', name: 'old' });
    forge.renameRepository('ada/old', 'new');
    const moved = await request('/repos/ada/old?x=1', { redirect: 'manual' });
    expect(moved.status).toBe(301);
    expect(moved.headers.get('location')).toMatch(/\/api\/v3\/repositories\/\d+\?x=1$/);
    expect((await request('/repos/ada/old')).json().full_name).toBe('Ada/new');
  });
});

test('the pages escape titles and file contents', async () => {
  const files = { 'x.txt': '<script>alert(1)</script>\n' };
  await forge.commit('acme/app', [{ branch: 'page', from: 'main', files }]);
  const pull = await forge.openPullRequest({
    repository: 'acme/app',
    author: 'Ada',
    head: 'page',
    title: '<img src=x>',
  });
  const page = await fetch(`${forge.webBaseUrl}/acme/app/pull/${pull.number}`);
  const text = await page.text();
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(text).toContain('&lt;img src=x&gt;');
  expect(text).not.toContain('<script>');
  for (const path of ['/', '/acme/app', '/acme/app/tree/feat/Login']) {
    expect((await fetch(`${forge.webBaseUrl}${path}`)).status).toBe(200);
  }
});
