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
/** As API addresses name it, without its id. */
const appByName = { owner: 'acme', name: 'app' };
const app = { ...appByName, id: `${repositoryJson('acme/app').id}` };
const fork = { owner: 'bob', name: 'app', id: `${repositoryJson('bob/app').id}` };
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

  test('is verified with the secret and the raw body', () => {
    expect(webhooks.verify(delivery, secret)).toBe(true);
    expect(webhooks.verify(delivery, 'another')).toBe(false);
    const longer = Buffer.concat([delivery.body, Buffer.from(' ')]);
    expect(webhooks.verify({ ...delivery, body: longer }, secret)).toBe(false);
  });

  test('is refused when it is missing or of another kind', () => {
    const unsigned = { ...delivery.headers, 'x-hub-signature-256': undefined };
    const sha1 = createHmac('sha1', secret).update(delivery.body).digest('hex');
    const old = { ...unsigned, 'x-hub-signature': `sha1=${sha1}` };
    expect(webhooks.verify({ ...delivery, headers: unsigned }, secret)).toBe(false);
    expect(webhooks.verify({ ...delivery, headers: old }, secret)).toBe(false);
    expect(webhooks.verify(delivery, '')).toBe(false);
  });
});

test('a delivery is identified by its guid', () => {
  const { headers } = deliver('ping', {});
  expect(webhooks.findDeliveryId(headers)).toBe('72d3162e-cc78-11e3-81ab-4c9367dc0958');
  expect(webhooks.findDeliveryId({})).toBeUndefined();
  expect(webhooks.findDeliveryId({ 'x-github-delivery': "'; drop table" })).toBeUndefined();
});

describe('the hint for a pull request', () => {
  test('has its facts', () => {
    const hints = parseHints('pull_request', { action: 'synchronize', pull_request: pullJson() });
    expect(hints).toMatchObject([
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
  ])('has the state %s', (state, more) => {
    const hints = parseHints('pull_request_review', { pull_request: pullJson(more) });
    expect(hints).toMatchObject([{ facts: { state } }]);
  });

  test('has no head when the fork was deleted', () => {
    const head = { ...headJson('bob/app', 'agent/login'), repo: null };
    const hints = parseHints('pull_request', { pull_request: pullJson({ head }) });
    expect(hints).toMatchObject([{ head: null, facts: { headSha: sha } }]);
  });

  test('from a fork names the fork', () => {
    const head = headJson('bob/app', 'agent/login');
    const hints = parseHints('pull_request', { pull_request: pullJson({ head }) });
    const from = { repository: fork, branch: 'agent/login' };
    expect(hints).toMatchObject([{ head: from }]);
  });

  test('has no facts when required fields are missing', () => {
    const hints = parseHints('pull_request', { pull_request: pullJson({ state: 'odd' }) });
    expect(hints).toMatchObject([{ url: 'https://github.com/acme/app/pull/12', facts: null }]);
  });

  test('does not exist for a URL of another host', () => {
    const html_url = 'https://evil.test/acme/app/pull/12';
    expect(parseHints('pull_request', { pull_request: pullJson({ html_url }) })).toEqual([]);
  });

  test('contains hostile text as plain text', () => {
    const more = { title: 'a\u0007\u202eb', user: { login: 'x', avatar_url: 'javascript:1' } };
    const hints = parseHints('pull_request', { pull_request: pullJson(more) });
    expect(hints).toMatchObject([{ facts: { title: 'a b', authorAvatarUrl: null } }]);
  });

  test.each(['pull_request_review', 'pull_request_review_comment', 'pull_request_review_thread'])(
    'is created for the event %s',
    (event) => {
      const hints = parseHints(event, { action: 'created', pull_request: pullJson() });
      expect(hints).toMatchObject([{ url: 'https://github.com/acme/app/pull/12' }]);
    },
  );

  test('is created for a comment on it, but not for one on an issue', () => {
    const named = { html_url: 'https://github.com/acme/app/pull/12' };
    const commented = parseHints('issue_comment', { issue: { number: 12, pull_request: named } });
    expect(commented).toEqual([numberHint]);
    expect(parseHints('issue_comment', { issue: { number: 12 } })).toEqual([]);
  });
});

describe('the hint for a branch', () => {
  test('is created for a push or deletion, never for a tag', () => {
    const before = 'b'.repeat(40);
    const push = { ref: 'refs/heads/agent/login', before, after: sha, deleted: false };
    expect(parseHints('push', push)).toEqual([{ ...branchHint, sha }]);
    expect(parseHints('push', { ...push, after: '0'.repeat(40), deleted: true })).toEqual([
      branchHint,
    ]);
    expect(parseHints('push', { ...push, ref: 'refs/tags/v1' })).toEqual([]);
    expect(parseHints('push', { ...push, ref: 'refs/heads/' })).toEqual([]);
  });

  test.each(['create', 'delete'])('is created for the event %s', (event) => {
    expect(parseHints(event, { ref: 'agent/login', ref_type: 'branch' })).toEqual([branchHint]);
    expect(parseHints(event, { ref: 'v1', ref_type: 'tag' })).toEqual([]);
  });
});

describe('a delivery that contains all that has changed', () => {
  const parse = (payload: object) => parseHints('pull_request', { pull_request: pull, ...payload });
  const label = { name: 'bug', color: 'd73a4a' };
  const pull = pullJson({ labels: [label], auto_merge: { merge_method: 'squash' } });

  test.each(['labeled', 'unlabeled', 'auto_merge_enabled', 'closed'])('is one of %s', (action) => {
    expect(parse({ action })).toMatchObject([
      {
        isComplete: true,
        facts: { labels: [{ name: 'bug', color: '#d73a4a' }], autoMerge: true },
      },
    ]);
  });

  test.each(['opened', 'synchronize', 'reopened', 'ready_for_review', 'review_requested'])(
    'is none of %s',
    (action) => {
      expect(parse({ action })).not.toMatchObject([{ isComplete: true }]);
    },
  );

  test.each([
    ['synchronize', true],
    ['review_requested', true],
    ['review_request_removed', true],
    ['opened', false],
    ['reopened', false],
    ['ready_for_review', false],
  ])('leaves details to a read after %s: %s', (action, isExpected) => {
    const [hint = {}] = parse({ action }) ?? [];
    expect('lacksDetailsOnly' in hint).toBe(isExpected);
  });

  test('about a review leaves to a read what somebody waits for', () => {
    const hints = parseHints('pull_request_review', { action: 'submitted', pull_request: pull });
    expect(hints?.[0]).not.toHaveProperty('lacksDetailsOnly');
  });

  test('is one about an edited text, but not about another base', () => {
    const edited = (changes: object) => parse({ action: 'edited', changes });
    expect(edited({ title: { from: 'x' } })).toMatchObject([{ isComplete: true }]);
    expect(edited({ base: { ref: { from: 'x' } } })).not.toMatchObject([{ isComplete: true }]);
  });

  test('is none without the labels or the automatic merge', () => {
    for (const missing of [{ labels: undefined }, { auto_merge: undefined }]) {
      const pull_request = pullJson({ labels: [], auto_merge: null, ...missing });
      const hints = parse({ action: 'labeled', pull_request });
      expect(hints).toMatchObject([{ facts: { number: 12 } }]);
      expect(hints).not.toMatchObject([{ isComplete: true }]);
    }
  });
});

describe('the hints for a check', () => {
  const commitHint = { kind: 'commit', repository: app, sha };

  test.each(['check_run', 'check_suite'])('contain only the commit for a fork: %s', (event) => {
    const check = { head_sha: sha, status: 'completed', pull_requests: [] };
    expect(parseHints(event, { [event]: check })).toEqual([commitHint]);
  });

  test('contain the pull requests of the same repository too', () => {
    const api = 'https://api.github.com/repos';
    const head = { ref: 'agent/login', sha, repo: { id: 1, name: 'app', url: `${api}/acme/app` } };
    const named = { number: 12, url: `${api}/acme/app/pulls/12`, head };
    const elsewhere = { number: 13, url: 'https://evil.test/repos/acme/app/pulls/13' };
    const check = { head_sha: sha, pull_requests: [named, elsewhere, null] };
    expect(parseHints('check_run', { check_run: check })).toEqual([
      commitHint,
      { ...numberHint, head: { repository: appByName, branch: 'agent/login' } },
    ]);
  });

  test('contain the branches whose head is the commit of a status', () => {
    const branches = [
      { name: 'agent/login', commit: { sha } },
      { name: 'main', commit: { sha: 'b'.repeat(40) } },
    ];
    const hints = parseHints('status', { sha, state: 'success', branches });
    expect(hints).toEqual([commitHint, branchHint]);
  });

  describe('report what happened', () => {
    const run = {
      id: 7,
      name: 'build',
      head_sha: sha,
      status: 'completed',
      conclusion: 'failure',
      started_at: '2026-01-01T11:00:00Z',
      check_suite: { id: 3 },
      app: { slug: 'github-actions' },
      pull_requests: [],
    };
    const reported = {
      kind: 'runs',
      requiresByName: true,
      runs: [
        {
          name: 'build',
          app: 'github-actions',
          workflow: null,
          state: 'failed',
          required: null,
          sequence: 7,
          suite: 3,
          isCancelled: false,
          startedAt: new Date('2026-01-01T11:00:00Z'),
          reportedAt: null,
        },
      ],
    };

    test.each(['created', 'completed'])('to a run that is %s', (action) => {
      const expected = { kind: 'check', repository: app, sha, reported, heads: [] };
      expect(parseHints('check_run', { action, check_run: run })).toEqual([expected]);
    });

    test.each([
      ['requested_action', run],
      ['completed', { ...run, id: null }],
      ['completed', { ...run, check_suite: null }],
    ])('only as far as the delivery says: %s', (action, check_run) => {
      expect(parseHints('check_run', { action, check_run })).toEqual([commitHint]);
    });

    test('and name the pull requests whose head it is', () => {
      const api = 'https://api.github.com/repos';
      const repo = { id: 1, name: 'app', url: `${api}/acme/app` };
      const head = { ref: 'agent/login', sha, repo };
      const named = { number: 12, url: `${api}/acme/app/pulls/12`, head };
      const old = { number: 13, url: `${api}/acme/app/pulls/13`, head: { ...head, sha: 'old' } };
      const check_run = { ...run, pull_requests: [named, old] };
      const { url } = numberHint;
      expect(parseHints('check_run', { action: 'completed', check_run })).toMatchObject([
        { heads: [{ url, head: { repository: appByName, branch: 'agent/login' } }] },
      ]);
    });

    test('to a suite that has ended', () => {
      const check_suite = { id: 3, head_sha: sha, app: { slug: 'github-actions' } };
      const ended = { kind: 'suite_ended', app: 'github-actions', suite: 3 };
      expect(parseHints('check_suite', { action: 'completed', check_suite })).toEqual([
        { kind: 'check', repository: app, sha, reported: ended, heads: [] },
      ]);
      expect(parseHints('check_suite', { action: 'requested', check_suite })).toEqual([commitHint]);
    });

    test('to a status, with the branches whose head it is', () => {
      const branches = [
        { name: 'agent/login', commit: { sha } },
        { name: 'main', commit: { sha: 'b'.repeat(40) } },
      ];
      const times = { created_at: '2026-01-01T11:00:00Z', updated_at: '2026-01-01T11:00:00Z' };
      const status = { sha, context: 'ci/deploy', state: 'pending', branches, ...times };
      const reportedAt = new Date('2026-01-01T11:00:00Z');
      expect(parseHints('status', status)).toMatchObject([
        {
          kind: 'check',
          reported: { runs: [{ name: 'ci/deploy', app: null, state: 'pending', reportedAt }] },
          heads: [{ url: null, head: { repository: app, branch: 'agent/login' } }],
        },
      ]);
    });
  });

  test('contain the branch of a workflow run, in any repository', () => {
    const run = { head_sha: sha, head_branch: 'fix', head_repository: repositoryJson('bob/app') };
    const hints = parseHints('workflow_run', { workflow_run: { ...run, pull_requests: [] } });
    const from = { kind: 'branch', repository: fork, branch: 'fix' };
    expect(hints).toEqual([commitHint, from]);
  });

  test('are empty without a valid commit', () => {
    expect(parseHints('check_run', { check_run: { head_sha: '../x' } })).toEqual([]);
  });
});

test('a merge group leads to its pull request', () => {
  const head_ref = `refs/heads/gh-readonly-queue/release/1.x/pr-12-${sha}`;
  const hints = parseHints('merge_group', { action: 'destroyed', merge_group: { head_ref } });
  expect(hints).toEqual([numberHint]);
});

describe('a delivery', () => {
  test('of an irrelevant event has no hints', () => {
    for (const event of ['ping', 'star', 'gollum', 'release']) {
      expect(webhooks.parse(deliver(event, { repository }))).toEqual({
        repository: app,
        hints: [],
      });
    }
  });

  test('of an organization hook has no repository', () => {
    const organization = { login: 'acme' };
    const message = webhooks.parse(deliver('ping', { hook_id: 1, organization }));
    expect(message).toEqual({ repository: null, hints: [] });
  });

  test('can be a form', () => {
    const payload = JSON.stringify({ repository, ref: 'refs/heads/agent/login' });
    const { headers } = deliver('push', {});
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
    const body = Buffer.from(new URLSearchParams({ payload }).toString());
    expect(webhooks.parse({ headers: form, body })?.hints).toEqual([branchHint]);
  });

  test('that GitHub cannot have sent is not parsed', () => {
    const { headers, body } = deliver('push', { repository });
    expect(webhooks.parse({ headers: {}, body })).toBeUndefined();
    expect(webhooks.parse({ headers, body: Buffer.from('{"ref":') })).toBeUndefined();
    expect(webhooks.parse({ headers, body: Buffer.from('[]') })).toBeUndefined();
  });

  test('of a self-hosted server is parsed by its own URLs', () => {
    const own = toWebhooks('https://git.acme.test:8443', 'https://git.acme.test:8443/api/v3');
    const html_url = 'https://git.acme.test:8443/acme/app/pull/12';
    const payload = { repository, pull_request: pullJson({ html_url }) };
    expect(own.parse(deliver('pull_request', payload))?.hints).toMatchObject([{ url: html_url }]);
  });
});

const recorded = process.env.AFTERPUSH_RECORDED;
const folder = join(recorded ?? '', 'github/webhooks');

// Set AFTERPUSH_RECORDED to a folder of recorded deliveries to check the parser against them.
describe.skipIf(!recorded)('recorded deliveries of GitHub', () => {
  async function parse(event: string, name: string) {
    const payload: unknown = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'));
    return webhooks.parse(deliver(event, payload));
  }

  test('of pull requests have facts', async () => {
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
    ['status', 'status', 'check'],
    ['workflow_run', 'pipeline_hook', 'commit'],
    ['issue_comment', 'comment', 'pull_request'],
    ['merge_group', 'merge_group_checks_requested', 'pull_request'],
  ])('of the event %s lead to the expected hint: %s', async (event, name, kind) => {
    const [first] = (await parse(event, name))?.hints ?? [];
    expect(first).toMatchObject({ kind });
  });

  test.each(['push_tag', 'push_tag_delete'])('of a tag have no hints: %s', async (name) => {
    expect((await parse('push', name))?.hints).toEqual([]);
  });
});
