import { createHmac } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { WebhookDelivery } from '../../forge.ts';
import { createMemoryValidators, createTestDeps } from '../../testing/test-deps.ts';
import { createGitHubApi } from '../api.ts';
import { headJson, pullRequestJson, repositoryJson } from '../testing/json-answers.ts';
import { createGitHubWebhooks } from './webhooks.ts';

const secret = 'hook-s3cret';
const app = { owner: 'acme', name: 'app' };
const sha = 'a'.repeat(40);
const webhooks = toWebhooks('https://github.com', 'https://api.github.com');

function toWebhooks(webBaseUrl: string, apiBaseUrl: string) {
  const deps = { ...createTestDeps(), validators: createMemoryValidators() };
  const api = createGitHubApi({ forge: { id: 'github', apiBaseUrl }, ...deps });
  return createGitHubWebhooks(api, webBaseUrl);
}

function deliver(event: string, payload: unknown): WebhookDelivery {
  const body = Buffer.from(JSON.stringify(payload));
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      'x-hub-signature-256': `sha256=${signature}`,
    },
  };
}

const repository = repositoryJson('acme/app');

function parseHints(event: string, payload: Record<string, unknown>) {
  return webhooks.parse(deliver(event, { repository, ...payload }))?.hints;
}

function pullJson(more: Record<string, unknown> = {}) {
  return pullRequestJson(12, { html_url: 'https://github.com/acme/app/pull/12', ...more });
}

const branchHint = { kind: 'branch', repository: app, branch: 'agent/login' };
const numberHint = {
  kind: 'pull_request',
  url: 'https://github.com/acme/app/pull/12',
  head: null,
  facts: null,
};

describe('a signature', () => {
  const delivery = deliver('ping', { zen: 'Keep it logically awesome.' });

  test('is that of the secret over the raw body', () => {
    expect(webhooks.verify(delivery, secret)).toBe(true);
    expect(webhooks.verify(delivery, 'another')).toBe(false);
    const longer = Buffer.concat([delivery.body, Buffer.from(' ')]);
    expect(webhooks.verify({ ...delivery, body: longer }, secret)).toBe(false);
  });

  test('is never made up for one that is missing or of another kind', () => {
    const unsigned = { ...delivery.headers, 'x-hub-signature-256': undefined };
    const sha1 = createHmac('sha1', secret).update(delivery.body).digest('hex');
    const old = { ...unsigned, 'x-hub-signature': `sha1=${sha1}` };
    expect(webhooks.verify({ ...delivery, headers: unsigned }, secret)).toBe(false);
    expect(webhooks.verify({ ...delivery, headers: old }, secret)).toBe(false);
    expect(webhooks.verify(delivery, '')).toBe(false);
  });
});

test('a delivery is known by its guid', () => {
  const { headers } = deliver('ping', {});
  expect(webhooks.findDeliveryId(headers)).toBe('72d3162e-cc78-11e3-81ab-4c9367dc0958');
  expect(webhooks.findDeliveryId({})).toBeUndefined();
  expect(webhooks.findDeliveryId({ 'x-github-delivery': "'; drop table" })).toBeUndefined();
});

describe('a pull request', () => {
  test('is told with its facts', () => {
    const hints = parseHints('pull_request', { action: 'synchronize', pull_request: pullJson() });
    expect(hints).toEqual([
      {
        kind: 'pull_request',
        url: 'https://github.com/acme/app/pull/12',
        head: { repository: app, branch: 'agent/login' },
        facts: {
          url: 'https://github.com/acme/app/pull/12',
          number: 12,
          state: 'open',
          title: 'Fix flaky login test',
          draft: false,
          changedAt: new Date('2026-01-01T11:00:00Z'),
          baseBranch: 'main',
          headSha: sha,
          authorLogin: 'Ada',
          authorAvatarUrl: 'https://avatars.test/u/1?v=4',
        },
      },
    ]);
  });

  test.each([
    ['merged', { state: 'closed', merged: true, merged_at: '2026-01-01T12:00:00Z' }],
    // As reviews show it: without the field `merged`.
    ['merged', { state: 'closed', merged: undefined, merged_at: '2026-01-01T12:00:00Z' }],
    ['closed', { state: 'closed' }],
    ['open', {}],
  ])('is %s', (state, more) => {
    const hints = parseHints('pull_request_review', { pull_request: pullJson(more) });
    expect(hints).toMatchObject([{ facts: { state } }]);
  });

  test('has no head once its fork is gone', () => {
    const head = { ...headJson('bob/app', 'agent/login'), repo: null };
    const hints = parseHints('pull_request', { pull_request: pullJson({ head }) });
    expect(hints).toMatchObject([{ head: null, facts: { headSha: sha } }]);
  });

  test('of a fork names the fork', () => {
    const head = headJson('bob/app', 'agent/login');
    const hints = parseHints('pull_request', { pull_request: pullJson({ head }) });
    const from = { repository: { owner: 'bob', name: 'app' }, branch: 'agent/login' };
    expect(hints).toMatchObject([{ head: from }]);
  });

  test('of which too little can be read is a hint without facts', () => {
    const hints = parseHints('pull_request', { pull_request: pullJson({ state: 'odd' }) });
    expect(hints).toMatchObject([{ url: 'https://github.com/acme/app/pull/12', facts: null }]);
  });

  test('of another host is no hint', () => {
    const html_url = 'https://evil.test/acme/app/pull/12';
    expect(parseHints('pull_request', { pull_request: pullJson({ html_url }) })).toEqual([]);
  });

  test('carries hostile text as plain text only', () => {
    const more = { title: 'a\u0007\u202eb', user: { login: 'x', avatar_url: 'javascript:1' } };
    const hints = parseHints('pull_request', { pull_request: pullJson(more) });
    expect(hints).toMatchObject([{ facts: { title: 'a b', authorAvatarUrl: null } }]);
  });

  test.each(['pull_request_review', 'pull_request_review_comment', 'pull_request_review_thread'])(
    'is what a %s is about',
    (event) => {
      const hints = parseHints(event, { action: 'created', pull_request: pullJson() });
      expect(hints).toMatchObject([{ url: 'https://github.com/acme/app/pull/12' }]);
    },
  );

  test('is what a comment on it is about, and an issue is not', () => {
    const named = { html_url: 'https://github.com/acme/app/pull/12' };
    const commented = parseHints('issue_comment', { issue: { number: 12, pull_request: named } });
    expect(commented).toEqual([numberHint]);
    expect(parseHints('issue_comment', { issue: { number: 12 } })).toEqual([]);
  });
});

describe('a branch', () => {
  test('is what was pushed or deleted, never a tag', () => {
    const before = 'b'.repeat(40);
    const push = { ref: 'refs/heads/agent/login', before, after: sha, deleted: false };
    expect(parseHints('push', push)).toEqual([branchHint]);
    expect(parseHints('push', { ...push, after: '0'.repeat(40), deleted: true })).toEqual([
      branchHint,
    ]);
    expect(parseHints('push', { ...push, ref: 'refs/tags/v1' })).toEqual([]);
    expect(parseHints('push', { ...push, ref: 'refs/heads/' })).toEqual([]);
  });

  test.each(['create', 'delete'])('is what a %s names', (event) => {
    expect(parseHints(event, { ref: 'agent/login', ref_type: 'branch' })).toEqual([branchHint]);
    expect(parseHints(event, { ref: 'v1', ref_type: 'tag' })).toEqual([]);
  });
});

describe('a check', () => {
  const commitHint = { kind: 'commit', repository: app, sha };

  test.each(['check_run', 'check_suite'])('of a fork points at the commit: %s', (event) => {
    const check = { head_sha: sha, status: 'completed', pull_requests: [] };
    expect(parseHints(event, { [event]: check })).toEqual([commitHint]);
  });

  test('names the pull requests of its own repository too', () => {
    const api = 'https://api.github.com/repos';
    const head = { ref: 'agent/login', sha, repo: { id: 1, name: 'app', url: `${api}/acme/app` } };
    const named = { number: 12, url: `${api}/acme/app/pulls/12`, head };
    const elsewhere = { number: 13, url: 'https://evil.test/repos/acme/app/pulls/13' };
    const check = { head_sha: sha, pull_requests: [named, elsewhere, null] };
    expect(parseHints('check_run', { check_run: check })).toEqual([
      commitHint,
      { ...numberHint, head: { repository: app, branch: 'agent/login' } },
    ]);
  });

  test('that is a status names the branches that end with its commit', () => {
    const branches = [
      { name: 'agent/login', commit: { sha } },
      { name: 'main', commit: { sha: 'b'.repeat(40) } },
    ];
    const hints = parseHints('status', { sha, state: 'success', branches });
    expect(hints).toEqual([commitHint, branchHint]);
  });

  test('that is a workflow names the branch it ran for, in whatever repository', () => {
    const run = { head_sha: sha, head_branch: 'fix', head_repository: repositoryJson('bob/app') };
    const hints = parseHints('workflow_run', { workflow_run: { ...run, pull_requests: [] } });
    const from = { kind: 'branch', repository: { owner: 'bob', name: 'app' }, branch: 'fix' };
    expect(hints).toEqual([commitHint, from]);
  });

  test('of something that is no commit points at nothing', () => {
    expect(parseHints('check_run', { check_run: { head_sha: '../x' } })).toEqual([]);
  });
});

test('a merge group names the pull request it was made for', () => {
  const head_ref = `refs/heads/gh-readonly-queue/release/1.x/pr-12-${sha}`;
  const hints = parseHints('merge_group', { action: 'destroyed', merge_group: { head_ref } });
  expect(hints).toEqual([numberHint]);
});

describe('a delivery', () => {
  test('of nothing that is tracked has no hints', () => {
    for (const event of ['ping', 'star', 'gollum', 'release']) {
      expect(webhooks.parse(deliver(event, { repository }))).toEqual({
        repository: app,
        hints: [],
      });
    }
  });

  test('of an organization’s hook names no repository', () => {
    const organization = { login: 'acme' };
    const message = webhooks.parse(deliver('ping', { hook_id: 1, organization }));
    expect(message).toEqual({ repository: null, hints: [] });
  });

  test('may be a form', () => {
    const payload = JSON.stringify({ repository, ref: 'refs/heads/agent/login' });
    const { headers } = deliver('push', {});
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
    const body = Buffer.from(new URLSearchParams({ payload }).toString());
    expect(webhooks.parse({ headers: form, body })?.hints).toEqual([branchHint]);
  });

  test('that GitHub cannot have sent is undefined', () => {
    const { headers, body } = deliver('push', { repository });
    expect(webhooks.parse({ headers: {}, body })).toBeUndefined();
    expect(webhooks.parse({ headers, body: Buffer.from('{"ref":') })).toBeUndefined();
    expect(webhooks.parse({ headers, body: Buffer.from('[]') })).toBeUndefined();
  });

  test('of a server of one’s own is read by its own addresses', () => {
    const own = toWebhooks('https://git.acme.test:8443', 'https://git.acme.test:8443/api/v3');
    const html_url = 'https://git.acme.test:8443/acme/app/pull/12';
    const payload = { repository, pull_request: pullJson({ html_url }) };
    expect(own.parse(deliver('pull_request', payload))?.hints).toMatchObject([{ url: html_url }]);
  });
});

const recorded = process.env.AFTERPUSH_RECORDED;
const folder = join(recorded ?? '', 'github/webhooks');

// Set AFTERPUSH_RECORDED to a folder of recorded deliveries to check the parser against them.
describe.skipIf(!recorded)('what GitHub has delivered', () => {
  async function parse(event: string, name: string) {
    const payload: unknown = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'));
    return webhooks.parse(deliver(event, payload));
  }

  test('of pull requests is read with facts', async () => {
    const files = (await readdir(folder)).filter((name) => /^pr_(?!review)/.test(name));
    for (const file of files) {
      const message = await parse('pull_request', file.replace('.json', ''));
      expect(message?.hints, file).toMatchObject([{ facts: { headSha: expect.any(String) } }]);
    }
    expect(files.length).toBeGreaterThan(5);
  });

  test.each([
    ['pull_request_review', 'pr_review_submitted', 'pull_request'],
    ['push', 'push', 'branch'],
    ['push', 'push_branch_create', 'branch'],
    ['push', 'push_branch_delete', 'branch'],
    ['create', 'branch_create', 'branch'],
    ['delete', 'branch_delete', 'branch'],
    ['check_run', 'check_run', 'commit'],
    ['status', 'status', 'commit'],
    ['workflow_run', 'pipeline_hook', 'commit'],
    ['issue_comment', 'comment', 'pull_request'],
    ['merge_group', 'merge_group_checks_requested', 'pull_request'],
  ])('as %s is read: %s', async (event, name, kind) => {
    const [first] = (await parse(event, name))?.hints ?? [];
    expect(first).toMatchObject({ kind });
  });

  test.each(['push_tag', 'push_tag_delete'])('of a tag is no hint: %s', async (name) => {
    expect((await parse('push', name))?.hints).toEqual([]);
  });
});
