import { expect, test } from 'vitest';
import { toCheckId } from '../../check-id.ts';
import type { Check, LogOutcome, LogRange } from '../../forge.ts';
import type { ForgeScenario, ScenarioLogs } from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

const completedAt = new Date('2026-01-01T11:02:30Z');
const failed = { state: 'failed', startedAt: completedAt, completedAt } as const;
const checks = ['build', 'test', 'lint'].map((name) => ({ name, ...failed }));
const log = [
  '##[group]Run npm test',
  'collecting',
  '##[endgroup]',
  '\x1b[31mError: login failed\x1b[0m',
  'at login.test.ts:3',
  '##[error]Process completed with exit code 1.',
  '',
].join('\n');

/** The logs of checks, on a forge that has some. */
export function testLogs(start: StartScenario): void {
  test('ends with the last lines, and says where it went wrong', async () => {
    await using scenario = await start();
    const { read, check } = await arrange(scenario);
    getLogs(scenario).put(check.name, log);
    expect(await read({ lines: 3, offset: null })).toMatchObject({
      kind: 'log',
      check: { name: check.name },
      log: {
        lines: [
          '\x1b[31mError: login failed\x1b[0m',
          'at login.test.ts:3',
          '##[error]Process completed with exit code 1.',
        ],
        firstLine: 3,
        totalLines: 6,
        firstErrorLine: 3,
      },
    });
  });

  test('can be read from a line on', async () => {
    await using scenario = await start();
    const { read, check } = await arrange(scenario);
    getLogs(scenario).put(check.name, log);
    const outcome = await read({ lines: 2, offset: 1 });
    expect(outcome).toMatchObject({
      log: { lines: ['collecting', '##[endgroup]'], firstLine: 1 },
    });
  });

  test('of a finished run is read once, however often it is requested', async () => {
    await using scenario = await start();
    const { read, check } = await arrange(scenario);
    getLogs(scenario).put(check.name, log);
    const first = await read();
    getLogs(scenario).put(check.name, 'another\n');
    expect(await read()).toEqual(first);
  });

  test('of a finished run is not served to another token (S12)', async () => {
    await using scenario = await start();
    const { read, check } = await arrange(scenario);
    getLogs(scenario).put(check.name, log);
    await read();
    getLogs(scenario).refuse();
    const { access } = scenario;
    const other = { ...access, tokenFingerprint: 'another' };
    expect(await read(undefined, other)).toMatchObject({ kind: 'failed' });
  });

  test('that the forge has deleted has a reason', async () => {
    await using scenario = await start();
    const { read, check } = await arrange(scenario);
    getLogs(scenario).remove(check.name);
    const outcome = await read();
    expect(['expired', 'no_log']).toContain(outcome.kind);
    expect('reason' in outcome && outcome.reason).toMatch(/\w+/);
  });

  test('that the token may not read is a failure, not an empty log (S16)', async () => {
    await using scenario = await start();
    const { read, check } = await arrange(scenario);
    getLogs(scenario).put(check.name, log);
    getLogs(scenario).refuse();
    expect(await read()).toMatchObject({ kind: 'failed', failure: { kind: 'forbidden' } });
  });

  test('of a check that the head commit does not have is not read', async () => {
    await using scenario = await start();
    const { fetchLog } = await arrange(scenario);
    expect(await fetchLog('0123456789abcdef')).toEqual({ kind: 'no_check' });
  });

  test('is requested with the token at the forge and without it elsewhere (S10)', async () => {
    await using scenario = await start();
    const { read, check } = await arrange(scenario);
    const { credential, requests } = scenario;
    const logs = getLogs(scenario);
    logs.put(check.name, log);
    const before = requests.length;
    expect((await read()).kind).toBe('log');
    const sent = requests.slice(before).map(({ headers }) => headers[credential.header]);
    expect(new Set(sent)).toEqual(new Set([credential.value]));
    for (const { headers } of logs.storageRequests ?? []) {
      expect(JSON.stringify(headers)).not.toContain(scenario.access.token);
      expect(Object.keys(headers)).not.toContain(credential.header);
    }
  });

  test('of a check that reports no log has the reason', async () => {
    await using scenario = await start();
    const { without, fetchLog } = await arrange(scenario);
    for (const check of without) {
      const { log: source } = check;
      const reason = source.kind === 'none' ? source.reason : '';
      expect(reason).toMatch(/\.$/);
      expect(await fetchLog(toCheckId(check))).toEqual({ kind: 'no_log', reason });
    }
  });
}

/** A forge that has no logs says where they are. */
export function testNoLogs(start: StartScenario): void {
  test('has no log, with the reason (S16)', async () => {
    await using scenario = await start();
    const { list, fetchLog } = await put(scenario);
    for (const check of await list()) {
      const outcome = await fetchLog(toCheckId(check));
      expect(outcome).toMatchObject({ kind: 'no_log', reason: expect.stringMatching(/\.$/) });
    }
  });
}

/** A pull request with failed checks, the first of them that has a log, and those without. */
async function arrange(scenario: ForgeScenario) {
  const { list, fetchLog } = await put(scenario);
  const listed = await list();
  const check = listed.find(({ log: source }) => source.kind === 'readable');
  if (!check) throw new Error(`No check has a log: ${JSON.stringify(listed)}`);
  const without = listed.filter(({ log: source }) => source.kind === 'none');
  const read = (range?: LogRange, access = scenario.access) =>
    fetchLog(toCheckId(check), range, access);
  return { check, without, read, fetchLog };
}

async function put(scenario: ForgeScenario) {
  const { forge, access, repository } = scenario;
  const { url, branch, headSha } = scenario.putPullRequest({ checks });
  const request = { repository, branch, pullRequestUrl: url, headSha };
  const list = async (): Promise<Check[]> => {
    const outcome = await forge.fetchChecks(request, access);
    if (outcome.kind !== 'checks') throw new Error(JSON.stringify(outcome));
    return outcome.checks;
  };
  const fetchLog = (
    checkId: string,
    range: LogRange = { lines: 100, offset: null },
    ofAccess = access,
  ): Promise<LogOutcome> => forge.fetchLog({ ...request, checkId, range }, ofAccess);
  return { list, fetchLog };
}

function getLogs({ logs }: ForgeScenario): ScenarioLogs {
  if (!logs) throw new Error('This scenario has no logs.');
  return logs;
}
