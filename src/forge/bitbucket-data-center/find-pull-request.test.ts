import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { StatusRequest } from '../forge.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { app, fork, pullRequestJson, refJson, repositoryJson } from './testing/json-answers.ts';
import {
  type BitbucketDataCenterScenario,
  startBitbucketDataCenterScenario,
} from './testing/start-scenario.ts';

const { branch } = samplePullRequest;
const repositoryCall = 'GET /projects/ACME/repos/app';
const listCall = `${repositoryCall}/pull-requests`;

let tested: BitbucketDataCenterScenario;

beforeEach(async () => {
  tested = await startBitbucketDataCenterScenario();
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

async function fetchRows(...rows: Partial<StatusRequest>[]): Promise<FetchOutcome[]> {
  const requests = rows.map((row) => ({ repository: app, branch, known: undefined, ...row }));
  return tested.forge.fetchStatuses(requests, tested.access);
}

function toPageJson(values: unknown[]) {
  return { values, isLastPage: true, size: values.length, start: 0, limit: 25 };
}

describe('one row', () => {
  test('lists the pull requests from its branch', async () => {
    expect(await fetchRows({})).toEqual([{ kind: 'no_pull_request' }]);
    const { searchParams } = new URL(tested.requests[0]?.path ?? '', 'http://x');
    expect(Object.fromEntries(searchParams)).toMatchObject({
      direction: 'OUTGOING',
      state: 'OPEN',
      order: 'NEWEST',
      at: 'refs/heads/agent/login',
    });
    expect(tested.server.takeCalls()).toEqual([listCall]);
  });

  test('of a personal project uses the key of that project', async () => {
    const { url } = tested.putPullRequest({ from: 'fork' });
    const outcomes = await fetchRows({ repository: fork });
    expect(outcomes).toMatchObject([{ kind: 'refreshed', pullRequest: { url } }]);
    expect(tested.server.takeCalls()[0]).toBe('GET /projects/~bob/repos/app/pull-requests');
  });

  test('finds its pull request on a later page', async () => {
    for (const number of [1, 2, 3, 4, 5])
      tested.putPullRequest({ number, baseBranch: `v${number}` });
    expect(await fetchRows({})).toMatchObject([{ pullRequest: { number: 5 } }]);
    expect(tested.server.takeCalls().filter((call) => call === listCall)).toHaveLength(2);
  });

  test('takes the newest pull request into any repository', async () => {
    const { webBaseUrl } = tested.server;
    const older = pullRequestJson({ ...samplePullRequest, number: 900 }, webBaseUrl);
    const toRef = refJson(fork, 'main', 'b'.repeat(40), webBaseUrl);
    const newer = { ...older, id: 2, createdDate: older.createdDate + 1, toRef };
    tested.server.put(listCall, { body: toPageJson([older, newer]) });
    expect(await fetchRows({})).toMatchObject([
      { pullRequest: { number: 2, url: `${webBaseUrl}/users/bob/repos/app/pull-requests/2` } },
    ]);
  });

  test('ignores other pull requests of the list', async () => {
    const { webBaseUrl } = tested.server;
    const body = pullRequestJson(samplePullRequest, webBaseUrl);
    const { repository: _repository, ...deleted } = body.fromRef;
    const strangers = [
      { ...body, state: 'MERGED' },
      { ...body, fromRef: deleted },
      { ...body, fromRef: { ...body.fromRef, id: `refs/heads/${branch}-2` } },
      { ...body, fromRef: refJson(fork, branch, 'c'.repeat(40), webBaseUrl) },
    ];
    tested.server.put(listCall, { body: toPageJson(strangers) });
    expect(await fetchRows({})).toEqual([{ kind: 'no_pull_request' }]);
  });

  test('fails when a page is missing (S9)', async () => {
    const body = { values: [], isLastPage: false };
    tested.server.put(listCall, { body });
    expect(await fetchRows({})).toMatchObject([{ kind: 'failed', failure: { kind: 'malformed' } }]);
  });
});

describe('rows of one repository', () => {
  test('share one list, which includes their known pull requests', async () => {
    const five = tested.putPullRequest({ number: 5, branch: 'agent/5' });
    tested.putPullRequest({ number: 6, branch: 'agent/6' });
    const known = { url: five.url, state: 'open' } as const;
    const outcomes = await fetchRows({ branch: 'agent/5', known }, { branch: 'agent/6' }, {});
    expect(outcomes).toMatchObject([
      { pullRequest: { number: 5 } },
      { pullRequest: { number: 6 } },
      { kind: 'no_pull_request' },
    ]);
    const calls = tested.server.takeCalls();
    expect(calls.filter((call) => call === listCall)).toHaveLength(1);
    expect(calls).not.toContain(`${listCall}/5`);
  });

  test('are searched for one by one when the list is too long', async () => {
    const numbers = Array.from({ length: 20 }, (_, index) => index + 1);
    for (const number of numbers) tested.putPullRequest({ number, branch: `agent/${number}` });
    const outcomes = await fetchRows({ branch: 'agent/1' }, { branch: 'agent/20' }, {});
    expect(outcomes).toMatchObject([
      { pullRequest: { number: 1 } },
      { pullRequest: { number: 20 } },
      { kind: 'no_pull_request' },
    ]);
  });

  test('share its failure', async () => {
    tested.server.put(listCall, { status: 403 });
    const outcomes = await fetchRows({}, { branch: 'agent/2' }, { branch: 'agent/3' });
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ failure: { kind: 'forbidden' } });
    expect(tested.server.takeCalls()).toEqual([listCall]);
  });

  test('do not share the failure of another repository', async () => {
    tested.server.put('GET /projects/~bob/repos/app/pull-requests', { status: 500 });
    tested.putPullRequest({});
    const outcomes = await fetchRows(
      {},
      { branch: 'x' },
      { repository: fork },
      { repository: fork },
    );
    const kinds = outcomes.map(({ kind }) => kind);
    expect(kinds).toEqual(['refreshed', 'no_pull_request', 'failed', 'failed']);
  });
});

describe('a repository that was renamed', () => {
  const web = { owner: 'ACME', name: 'web' };

  beforeEach(() => {
    const { webBaseUrl } = tested.server;
    // Bitbucket still answers requests for the old name.
    const body = { ...repositoryJson(app, webBaseUrl), slug: web.name };
    tested.server.put(repositoryCall, { body });
    const pull = pullRequestJson(samplePullRequest, webBaseUrl);
    const [fromRef, toRef] = [pull.fromRef, pull.toRef].map((ref) => ({
      ...ref,
      repository: body,
    }));
    const renamed = { ...pull, fromRef, toRef };
    tested.server.put(listCall, { body: toPageJson([renamed]) });
    tested.server.put(`${listCall}/12`, { body: renamed });
  });

  test('is recognized by its id', async () => {
    const url = tested.forge.toPullRequestUrl({ repository: web, number: 12 });
    expect(await fetchRows({})).toMatchObject([{ kind: 'refreshed', pullRequest: { url } }]);
  });

  test('keeps its known pull request', async () => {
    const url = tested.forge.toPullRequestUrl({ repository: app, number: 12 });
    const outcomes = await fetchRows({ known: { url, state: 'open' } });
    expect(outcomes).toMatchObject([{ kind: 'refreshed', pullRequest: { number: 12 } }]);
  });

  test('is not mistaken for a new one with its name', async () => {
    const body = { ...repositoryJson(app, tested.server.webBaseUrl), id: 55 };
    tested.server.put(repositoryCall, { body });
    expect(await fetchRows({})).toEqual([{ kind: 'no_pull_request' }]);
  });
});

describe('a fork that was deleted', () => {
  const forkCall = 'GET /projects/~bob/repos/app';
  const gone = { status: 404, body: { errors: [{ message: 'Repository does not exist.' }] } };

  function deleteHead(state: 'open' | 'merged') {
    const { webBaseUrl } = tested.server;
    const { fromRef, ...body } = pullRequestJson({ ...samplePullRequest, state }, webBaseUrl);
    const { repository: _repository, ...deleted } = fromRef;
    tested.server.put(`${listCall}/12`, { body: { ...body, fromRef: deleted } });
    return { url: tested.forge.toPullRequestUrl({ repository: app, number: 12 }), state };
  }

  test('keeps its merged pull request', async () => {
    const known = deleteHead('merged');
    tested.server.put(forkCall, gone);
    tested.server.put(`${forkCall}/pull-requests`, gone);
    const outcomes = await fetchRows({ repository: fork, known });
    expect(outcomes).toMatchObject([{ pullRequest: { number: 12, state: 'merged' } }]);
  });

  test('does not match a row whose repository exists', async () => {
    const known = deleteHead('merged');
    const outcomes = await fetchRows({ repository: fork, known });
    expect(outcomes).toEqual([{ kind: 'pull_request_gone' }]);
  });

  test('fails while its repository cannot be read (S9)', async () => {
    const known = deleteHead('merged');
    tested.server.put(forkCall, { status: 503 });
    const outcomes = await fetchRows({ repository: fork, known });
    expect(outcomes).toMatchObject([{ kind: 'failed', failure: { kind: 'unavailable' } }]);
  });
});
