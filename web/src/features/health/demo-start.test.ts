import { expect, test } from 'vitest';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import { instant, now } from '../../testing/chats.ts';
import { makeAge, makeHealth, makeReplica } from '../../testing/health.ts';
import { findDemoStart, omitInventedPast } from './demo-start.ts';

const demo: ForgeSummary = {
  id: 'demo',
  type: 'github',
  web_base_url: 'http://127.0.0.1:39211',
  api_base_url: 'http://127.0.0.1:39211/api/v3',
  token_linked: true,
  token_source: null,
  token_message: null,
  token_expires_at: null,
  paused_until: null,
  budgets: [],
};
const startedAgo = (seconds: number) =>
  makeHealth({ replicas: [makeReplica({ started_at: instant(seconds) })] });

test('the demo says when it started, for as long as its plots show what was before', () => {
  expect(findDemoStart(startedAgo(600), [demo], now)).toBe(instant(600));
  expect(findDemoStart(startedAgo(3_601), [demo], now)).toBeUndefined();
  expect(findDemoStart(makeHealth({ replicas: [] }), [demo], now)).toBeUndefined();
});

test('a server outside the demo says nothing of it, even if a forge is called demo', () => {
  const github = { ...demo, id: 'github', web_base_url: 'https://github.com' };
  const namesake = { ...demo, web_base_url: 'https://demo.example.com' };
  expect(findDemoStart(startedAgo(600), [github, namesake], now)).toBeUndefined();
  expect(findDemoStart(startedAgo(600), [], now)).toBeUndefined();
});

test('what is computed for the time before the demo is left out of the verdict', () => {
  const health = makeHealth({ data_age: [makeAge(700), makeAge(500)] });
  expect(omitInventedPast(health, instant(600)).data_age).toEqual([makeAge(500)]);
  expect(omitInventedPast(health, undefined)).toBe(health);
});
