import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { samplePullRequest } from '../../testing/forge-scenario.ts';
import {
  attributesJson,
  hookProjectJson,
  toDelivery,
  webhookSecret,
} from '../testing/deliveries.ts';
import { userJson } from '../testing/json-answers.ts';
import { type GitLabScenario, startGitLabScenario } from '../testing/start-scenario.ts';

let tested: GitLabScenario;

beforeEach(async () => {
  tested = await startGitLabScenario();
});

afterEach(() => tested[Symbol.asyncDispose]());

const sha = samplePullRequest.headSha;

describe('installing a webhook', () => {
  const deliveryUrl = 'https://afterpush.example/webhooks/lab';
  const wanted = {
    url: deliveryUrl,
    token: 'new secret',
    push_events: true,
    merge_requests_events: true,
    pipeline_events: true,
    job_events: true,
    note_events: true,
    enable_ssl_verification: true,
  };
  let sent: { method: string; path: string; body: unknown }[];

  beforeEach(() => {
    sent = [];
    tested.server.override((request) => {
      if (request.method === 'GET' || request.path === '/graphql') return undefined;
      sent.push(request);
      return { status: 201, body: { id: 31, url: deliveryUrl } };
    });
  });

  function install() {
    const { forge, repository, access } = tested;
    return forge.webhooks.install({ repository, deliveryUrl, secret: 'new secret' }, access);
  }

  test('creates the hook', async () => {
    tested.server.world.hooks.push({ id: 5, url: 'https://other.example/' });
    expect(await install()).toEqual({ kind: 'installed', hookId: '31', created: true });
    const path = '/v4/projects/acme%2Fapp/hooks';
    expect(sent).toMatchObject([{ method: 'POST', path, body: wanted }]);
  });

  test('updates the existing hook, even on a later page', async () => {
    for (let id = 100; id < 230; id += 1)
      tested.server.world.hooks.push({ id, url: `https://x/${id}` });
    tested.server.world.hooks.push({ id: 31, url: deliveryUrl });
    expect(await install()).toEqual({ kind: 'installed', hookId: '31', created: false });
    const path = '/v4/projects/acme%2Fapp/hooks/31';
    expect(sent).toMatchObject([{ method: 'PUT', path, body: wanted }]);
  });

  test('fails when the token may not manage hooks', async () => {
    tested.server.override(({ path }) =>
      path.includes('/hooks') ? { status: 403, body: { message: '403 Forbidden' } } : undefined,
    );
    expect(await install()).toMatchObject({ kind: 'failed', failure: { kind: 'forbidden' } });
  });
});

describe('parsing a delivery', () => {
  const project = () => hookProjectJson('acme/app', tested.server.webBaseUrl);
  const parse = (event: string, content: unknown) =>
    tested.forge.webhooks.parse(toDelivery(event, content));
  const url = () => `${tested.server.webBaseUrl}/acme/app/-/merge_requests/12`;

  test('of a pipeline hints at the commit and its merge request', () => {
    const linked = { iid: 12, url: url(), state: 'opened' };
    const content = { object_kind: 'pipeline', project: project(), object_attributes: { sha } };
    expect(parse('Pipeline Hook', { ...content, merge_request: linked })?.hints).toEqual([
      { kind: 'pull_request', url: url(), head: null, facts: null },
      { kind: 'commit', repository: { ...tested.repository, id: '7' }, sha },
    ]);
    const elsewhere = { ...linked, url: 'https://evil.test/acme/app/-/merge_requests/12' };
    expect(parse('Pipeline Hook', { ...content, merge_request: elsewhere })?.hints).toEqual([
      { kind: 'commit', repository: { ...tested.repository, id: '7' }, sha },
    ]);
  });

  test('of a job hints at the commit', () => {
    const content = { object_kind: 'build', sha, ref: 'x', project: project() };
    expect(parse('Job Hook', content)?.hints).toEqual([
      { kind: 'commit', repository: { ...tested.repository, id: '7' }, sha },
    ]);
  });

  describe('of a job that reports its state', () => {
    const job = {
      object_kind: 'build',
      sha,
      build_id: 41,
      build_name: 'test',
      build_status: 'failed',
      build_allow_failure: false,
      pipeline_id: 5,
    };
    const parseJob = (change: object = {}) =>
      parse('Job Hook', { ...job, project: project(), ...change })?.hints;

    test.each(['2016-08-12 15:23:28 UTC', '2016-08-12T15:23:28.886Z'])(
      'names its pipeline and its start in whole seconds: %s',
      (build_started_at) => {
        const startedAt = new Date('2016-08-12T15:23:28Z');
        const run = { name: 'test', state: 'failed', sequence: 41, suite: 5, startedAt };
        expect(parseJob({ build_started_at })).toMatchObject([
          { kind: 'check', sha, reported: { requiresByName: false, runs: [run] } },
        ]);
      },
    );

    test('takes the pipeline from the commit, as old versions name it', () => {
      const old = { pipeline_id: undefined, commit: { id: 5 } };
      expect(parseJob(old)).toMatchObject([{ reported: { runs: [{ suite: 5 }] } }]);
    });

    test('only hints at the commit when the failure is allowed, or the pipeline is unknown', () => {
      for (const change of [{ build_allow_failure: true }, { pipeline_id: null }]) {
        expect(parseJob(change)).toMatchObject([{ kind: 'commit', sha }]);
      }
      const passed = { build_allow_failure: true, build_status: 'success' };
      expect(parseJob(passed)).toMatchObject([{ kind: 'check' }]);
    });
  });

  test('of a pipeline reports its jobs, and hints at the commit for the others', () => {
    const builds = [
      { id: 41, name: 'test', status: 'success', allow_failure: false },
      { id: 42, name: 'lint', status: 'failed', allow_failure: true },
      null,
    ];
    const object_attributes = { id: 5, sha, status: 'running' };
    const content = { object_kind: 'pipeline', project: project(), object_attributes, builds };
    expect(parse('Pipeline Hook', content)?.hints).toMatchObject([
      { kind: 'check', reported: { runs: [{ name: 'test', suite: 5, state: 'passed' }] } },
      { kind: 'commit', sha },
    ]);
  });

  describe('of a merge request that names what has changed', () => {
    const label = { id: 1, title: 'bug', color: '#D73A4A' };
    const parseChanges = (changes: object, more: object = {}) => {
      const attributes = attributesJson(samplePullRequest, tested.server.webBaseUrl);
      const object_attributes = { ...attributes, action: 'update', ...more };
      const content = { object_kind: 'merge_request', project: project(), labels: [label] };
      return parse('Merge Request Hook', { ...content, object_attributes, changes })?.hints;
    };
    const title = (previous: string, current: string) => ({ title: { previous, current } });
    const updated_at = { previous: 'x', current: 'y' };

    test.each([
      ['a title', { ...title('a', 'b'), updated_at }],
      ['labels', { labels: { previous: [], current: [label] } }],
      ['a description', { description: { previous: 'a', current: 'b' } }],
    ])('contains all when it is %s', (_, changes) => {
      const labels = [{ name: 'bug', color: '#d73a4a' }];
      expect(parseChanges(changes)).toMatchObject([{ isComplete: true, facts: { labels } }]);
    });

    test.each([
      ['that it is a draft no more', { ...title('Draft: a', 'a'), draft: {} }],
      ['that it is a draft no more, which old versions do not name', title('[WIP] a', 'a')],
      ['the target', { target_branch: { previous: 'main', current: 'next' } }],
      ['reviewers', { reviewers: {} }],
      ['not named', {}],
    ])('leaves it to a read when it is %s', (_, changes) => {
      expect(parseChanges(changes)).not.toMatchObject([{ isComplete: true }]);
    });

    test('leaves the details of a push to a read', () => {
      const pushed = { oldrev: 'a'.repeat(40) };
      const [hint] = parseChanges({ updated_at }, pushed) ?? [];
      expect(hint).toMatchObject({ lacksDetailsOnly: true });
      expect(hint).not.toHaveProperty('isComplete');
    });

    test.each([
      ['the target changes as well', { target_branch: { previous: 'main', current: 'next' } }],
      ['it is ready as well', title('Draft: a', 'a')],
    ])('leaves more than details to a read when %s', (_, changes) => {
      const [hint] = parseChanges(changes, { oldrev: 'a'.repeat(40) }) ?? [];
      expect(hint).not.toHaveProperty('lacksDetailsOnly');
    });
  });

  test('of a comment hints at its merge request', () => {
    const merge_request = attributesJson(samplePullRequest, tested.server.webBaseUrl);
    const note = { noteable_type: 'MergeRequest', note: 'Hm' };
    const content = { object_kind: 'note', project: project(), object_attributes: note };
    expect(parse('Note Hook', { ...content, merge_request })?.hints).toMatchObject([
      { kind: 'pull_request', url: url(), facts: { state: 'open' } },
    ]);
    expect(parse('Note Hook', content)?.hints).toEqual([]);
  });

  test('of a merge request that is being merged yields no facts, so that its row does not flap', () => {
    const attributes = {
      ...attributesJson(samplePullRequest, tested.server.webBaseUrl),
      state: 'locked',
    };
    const content = { object_kind: 'merge_request', project: project() };
    expect(
      parse('Merge Request Hook', { ...content, object_attributes: attributes })?.hints,
    ).toMatchObject([{ kind: 'pull_request', url: url(), facts: null }]);
  });

  test('reports the actor as author only if they are the author', () => {
    const attributes = attributesJson(samplePullRequest, tested.server.webBaseUrl);
    const content = { object_kind: 'merge_request', project: project() };
    const authors = [samplePullRequest.author, 'bobby'].map((login) => {
      const delivery = { ...content, object_attributes: attributes, user: userJson(login) };
      const [hint] = parse('Merge Request Hook', delivery)?.hints ?? [];
      return hint?.kind === 'pull_request' ? hint.facts?.authorLogin : undefined;
    });
    expect(authors).toEqual([samplePullRequest.author, null]);
  });

  test('names projects by the ids beside them where they have none', () => {
    const { id: _, ...unnumbered } = project();
    const job = { object_kind: 'build', sha, ref: 'x', project_id: 7, project: unnumbered };
    expect(parse('Job Hook', job)?.hints).toMatchObject([{ repository: { id: '7' } }]);
    const attributes = {
      ...attributesJson({ ...samplePullRequest, from: 'fork' }, tested.server.webBaseUrl),
      source: { path_with_namespace: 'bob/app' },
    };
    const request = { object_kind: 'merge_request', project: unnumbered };
    expect(
      parse('Merge Request Hook', { ...request, object_attributes: attributes })?.hints,
    ).toMatchObject([{ head: { repository: { owner: 'bob', name: 'app', id: '8' } } }]);
  });

  test('keeps the full path of nested groups', () => {
    const nested = { ...project(), path_with_namespace: 'a/b/c/app' };
    const content = { object_kind: 'push', ref: 'refs/heads/x', project: nested };
    const repository = { owner: 'a/b/c', name: 'app', id: '7' };
    expect(parse('Push Hook', content)).toEqual({
      repository,
      hints: [{ kind: 'branch', repository, branch: 'x' }],
    });
  });
});

describe('the id of a delivery', () => {
  test.each([
    [{ 'idempotency-key': 'a', 'webhook-id': 'b', 'x-gitlab-event-uuid': 'c' }, 'a'],
    [{ 'webhook-id': 'b', 'x-gitlab-event-uuid': 'c' }, 'b'],
    [{ 'x-gitlab-event-uuid': 'c' }, 'c'],
  ])('is read from %j', (headers, expected) => {
    expect(tested.forge.webhooks.findDeliveryId(headers)).toBe(expected);
  });
});

describe('a signature', () => {
  const body = Buffer.from('{"object_kind":"push"}');
  const signing = Buffer.alloc(32, 7);
  const secret = `whsec_${signing.toString('base64')}`;
  const sign = (key: Buffer | string, text: Buffer = body) =>
    createHmac('sha256', key).update('msg_1.1700000000.').update(text).digest('base64');

  function verify(signature: string, more: Record<string, string> = {}, by = secret): boolean {
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': '1700000000',
      'webhook-signature': signature,
    };
    return tested.forge.webhooks.verify({ headers: { ...headers, ...more }, body }, by);
  }

  test('verifies the sender when no secret is sent', () => {
    expect(verify(`v1,${sign(signing)}`)).toBe(true);
    expect(verify(`v1,x v1,${sign(signing)}`)).toBe(true);
    expect(verify(`v1,${sign('plain')}`, {}, 'plain')).toBe(true);
  });

  test('is rejected when body, key, version or timestamp do not match', () => {
    expect(verify(`v1,${sign(signing, Buffer.from('{}'))}`)).toBe(false);
    expect(verify(`v1,${sign(Buffer.alloc(32, 8))}`)).toBe(false);
    expect(verify(`v2,${sign(signing)}`)).toBe(false);
    expect(verify(`v1,${sign(signing)}`, { 'webhook-timestamp': '1700000001' })).toBe(false);
    expect(verify(`v1,${sign('')}`, {}, '')).toBe(false);
    expect(verify(`v1,${sign('')}`, {}, 'whsec_')).toBe(false);
  });

  test('does not override a wrong secret', () => {
    expect(verify(`v1,${sign(signing)}`, { 'x-gitlab-token': 'wrong' })).toBe(false);
    const token = { 'x-gitlab-token': webhookSecret };
    expect(verify('v1,of another key', token, webhookSecret)).toBe(true);
  });
});
