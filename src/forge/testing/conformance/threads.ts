import { expect, test } from 'vitest';
import type { ReviewThread, ThreadsOutcome } from '../../review-threads.ts';
import {
  type ForgeScenario,
  type ScenarioThread,
  type ScenarioThreads,
  sampleThread,
  toCommentInstant,
} from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

export function testThreads(start: StartScenario, { unreported }: ScenarioThreads): void {
  test('returns a thread with its place and its comments in order', async () => {
    await using scenario = await start();
    const comments = [
      { author: 'bob', body: 'Why is this async?\n\nIt **waits** for nothing.' },
      { author: 'ada', body: 'It waits for `login`.' },
      { author: 'bob', body: 'True.' },
    ];
    const [thread] = await getThreads(scenario, { comments });
    expect(thread).toMatchObject({
      kind: 'diff',
      path: 'login.test.ts',
      line: 2,
      startLine: null,
      side: 'new',
      resolved: false,
      resolvedBy: null,
      truncated: false,
    });
    expect(thread?.comments).toMatchObject(
      comments.map((comment) => ({ ...comment, truncated: false, suggestion: null })),
    );
    expect(thread?.comments[0]?.createdAt).toEqual(toCommentInstant(0, 0));
    for (const { url } of [thread, ...(thread?.comments ?? [])].map((one) => ({ url: one?.url }))) {
      expect(url).toMatch(/^https?:\/\//);
    }
    const ids = [thread?.id, ...(thread?.comments ?? []).map(({ id }) => id)];
    for (const id of ids) expect(id).toMatch(/\S/);
  });

  test('returns the side of a deleted line, and the range', async () => {
    await using scenario = await start();
    const ranged = { side: 'old' as const, line: 3, startLine: 2 };
    const [thread] = await getThreads(scenario, ranged);
    const startLine = unreported.includes('startLine') ? null : 2;
    expect(thread).toMatchObject({ side: 'old', line: 3, startLine });
  });

  test('returns unresolved threads before resolved ones, and who resolved them', async () => {
    await using scenario = await start();
    const threads = await getThreads(
      scenario,
      { resolvedBy: 'ada', comments: [{ author: 'bob', body: 'First' }] },
      { line: 3, comments: [{ author: 'eve', body: 'Second' }] },
    );
    const resolvedBy = unreported.includes('resolvedBy') ? null : 'ada';
    expect(threads.map(toSummary)).toEqual([
      ['Second', false, null],
      ['First', true, resolvedBy],
    ]);
  });

  test('returns the comments of the conversation, which have no place', async () => {
    await using scenario = await start();
    const comments = [{ author: 'eve', body: 'Nice work.' }];
    const threads = await getThreads(scenario, {}, { path: null, comments });
    const conversation = threads.find(({ kind }) => kind === 'conversation');
    expect(conversation).toMatchObject({ path: null, line: null, side: null });
    expect(conversation?.comments).toMatchObject(comments);
    expect(threads).toHaveLength(2);
  });

  test('cleans and cuts bodies, and keeps their lines', async () => {
    await using scenario = await start();
    const hostile = 'a\u0007b\u202ec\n\td\r\ne';
    const [short, long] = await getThreads(
      scenario,
      { comments: [{ author: 'bob', body: hostile }] },
      { line: 3, comments: [{ author: 'bob', body: 'x'.repeat(60_000) }] },
    );
    expect(short?.comments[0]?.body).toBe('a b c\n\td\ne');
    expect(long?.comments[0]).toMatchObject({ body: 'x'.repeat(20_000), truncated: true });
  });

  test('returns the lines that a comment suggests', async () => {
    await using scenario = await start();
    const body = 'Shorter:\n```suggestion\n  await login();\n```\n';
    const [thread] = await getThreads(scenario, { comments: [{ author: 'bob', body }] });
    expect(thread?.comments[0]?.suggestion).toBe('  await login();');
  });

  test('returns no threads when there are none', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ threads: [] });
    const empty = { kind: 'threads', threads: [], truncated: false, unread: [] };
    expect(await fetchThreads(scenario, url)).toEqual(empty);
  });

  test('reads several pages', async () => {
    await using scenario = await start();
    const many = Array.from({ length: 120 }, (_, index) => ({
      line: index + 1,
      comments: [{ author: 'bob', body: `Comment ${index}` }],
    }));
    const { url } = scenario.putPullRequest({ threads: many.map(toThread) });
    const outcome = await fetchThreads(scenario, url);
    if (outcome.kind !== 'threads') throw new Error(JSON.stringify(outcome));
    // How many there are depends on the forge's pages; what is left out is said.
    expect(outcome.threads.length).toBeGreaterThanOrEqual(15);
    expect(outcome.threads.length < 120).toBe(outcome.truncated);
  });

  test('does not report threads that the token may not read as none (S16)', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ threads: [sampleThread] });
    scenario.fail({ kind: 'response', status: 403, body: '{"message":"Refused"}' });
    expect((await fetchThreads(scenario, url)).kind).not.toBe('threads');
  });

  test('fails for a missing pull request', async () => {
    await using scenario = await start();
    const { forge, repository } = scenario;
    const missing = forge.toPullRequestUrl({ repository, number: 99 });
    const outcome = await fetchThreads(scenario, missing);
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
  });

  test('returns the rate limit (S5)', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ threads: [sampleThread] });
    scenario.fail(scenario.rateLimitFault(90));
    const retryInMs = 90_000;
    expect(await fetchThreads(scenario, url)).toMatchObject({ kind: 'rate_limited', retryInMs });
  });

  test('returns the comments of deleted accounts without a name', async () => {
    await using scenario = await start();
    if (!scenario.people) return;
    const { url } = scenario.putPullRequest({ threads: [sampleThread] });
    scenario.people.deleteAccount('bob');
    const outcome = await fetchThreads(scenario, url);
    if (outcome.kind !== 'threads') throw new Error(JSON.stringify(outcome));
    const [comment] = outcome.threads[0]?.comments ?? [];
    expect(comment?.body).toBe('Why is this async?');
    expect(comment?.author).not.toBe('bob');
  });
}

function toThread(change: Partial<ScenarioThread>): ScenarioThread {
  return { ...sampleThread, ...change };
}

function fetchThreads(
  { forge, access, repository }: ForgeScenario,
  pullRequestUrl: string,
): Promise<ThreadsOutcome> {
  return forge.fetchThreads({ repository, pullRequestUrl }, access);
}

async function getThreads(
  scenario: ForgeScenario,
  ...changes: Partial<ScenarioThread>[]
): Promise<ReviewThread[]> {
  const { url } = scenario.putPullRequest({ threads: changes.map(toThread) });
  const outcome = await fetchThreads(scenario, url);
  if (outcome.kind !== 'threads') throw new Error(JSON.stringify(outcome));
  return outcome.threads;
}

function toSummary({ comments, resolved, resolvedBy }: ReviewThread) {
  return [comments[0]?.body, resolved, resolvedBy];
}
