import { describe, expect, test } from 'vitest';
import type { Chat } from '../../../../src/contract/chat.ts';
import {
  instant,
  makeChat,
  makeChecks,
  makeFailure,
  makeOpenStatus,
  makeStatus,
} from '../../testing/chats.ts';
import { findNotification, keepUnsentAlerts, listAlerts, mapReasons } from './alerts.ts';

const failedChecks = makeChecks({ state: 'failed', passed: 1, failed: 1, pending: 0 });
const passedChecks = makeChecks({ state: 'passed', passed: 2, failed: 0, pending: 0 });

const working = (id: string): Chat => makeChat([makeStatus()], { id, title: `Chat ${id}` });
const failing = (id: string): Chat =>
  makeChat([makeOpenStatus({ checks: failedChecks })], { id, title: `Chat ${id}` });
const changesRequested = (id: string): Chat =>
  makeChat([makeOpenStatus({ changes_requested: true, checks: passedChecks })], { id });

describe('an alert', () => {
  test('is a chat that needs a person for a new reason', () => {
    const before = mapReasons([working('a'), failing('b')]);
    const alerts = listAlerts(before, [failing('a'), failing('b')]);
    expect(alerts.map(({ chat, reason }) => [chat.id, reason])).toEqual([['a', 'checks_failed']]);
  });

  test('is another reason of the same chat', () => {
    expect(listAlerts(mapReasons([failing('a')]), [changesRequested('a')])).toMatchObject([
      { reason: 'changes_requested' },
    ]);
  });

  test('can be due to a folded branch', () => {
    const folded = makeChat([
      makeStatus(),
      makeOpenStatus({ git_branch: 'agent/other', checks: failedChecks }),
    ]);
    expect(listAlerts(mapReasons([]), [folded])).toMatchObject([{ reason: 'checks_failed' }]);
  });

  test('comes before less urgent ones', () => {
    const alerts = listAlerts(mapReasons([]), [changesRequested('a'), failing('b')]);
    expect(alerts.map(({ chat }) => chat.id)).toEqual(['b', 'a']);
  });

  test('stays until it is sent, and returns after a recovery', () => {
    const first = mapReasons([working('a')]);
    const waiting = keepUnsentAlerts(first, mapReasons([failing('a')]));
    expect(listAlerts(waiting, [failing('a')])).toHaveLength(1);

    const recovered = keepUnsentAlerts(mapReasons([failing('a')]), mapReasons([working('a')]));
    expect(listAlerts(recovered, [failing('a')])).toHaveLength(1);
  });

  test('is dropped if the chat recovers before it is sent', () => {
    const waiting = keepUnsentAlerts(mapReasons([working('a')]), mapReasons([failing('a')]));
    const after = keepUnsentAlerts(waiting, mapReasons([working('a')]));
    expect(listAlerts(after, [working('a')])).toEqual([]);
  });
});

describe('a notification', () => {
  const alertsOf = (...chats: Chat[]) => listAlerts(mapReasons([]), chats);

  test('for one chat has the reason, the branch and the tag of the chat', () => {
    expect(findNotification(alertsOf(failing('a')), 'all')).toMatchObject({
      tag: 'afterpush.chat.a',
      title: 'Chat a',
      body: 'Checks failed · acme/app agent/work',
      target: { chat: { id: 'a' }, status: { git_branch: 'agent/work' } },
    });
  });

  test('names and opens the branch that is the reason, not the latest push', () => {
    const urgent = makeOpenStatus({ git_branch: 'agent/other', checks: failedChecks });
    const chat = makeChat([makeStatus({ reported_at: instant(5) }), urgent], { id: 'a' });
    expect(findNotification(alertsOf(chat), 'all')).toMatchObject({
      body: 'Checks failed · acme/app agent/other',
      target: { status: urgent },
    });
  });

  test('for several chats is a single one that names the first few', () => {
    const notification = findNotification(
      alertsOf(...['a', 'b', 'c', 'd', 'e'].map(failing)),
      'all',
    );
    expect(notification?.title).toBe('5 chats need you');
    expect(notification?.body.split('\n')).toEqual([
      'Chat a: Checks failed',
      'Chat b: Checks failed',
      'Chat c: Checks failed',
      'and 2 others',
    ]);
    expect(notification?.target).toBeNull();
  });

  test('is omitted if only failures are wanted and there are none', () => {
    expect(findNotification(alertsOf(changesRequested('a')), 'failures')).toBeUndefined();
    expect(
      findNotification(alertsOf(changesRequested('a'), failing('b')), 'failures')?.target?.chat.id,
    ).toBe('b');
    const refused = makeChat([makeStatus({ failure: makeFailure('unauthorized') })]);
    expect(findNotification(alertsOf(refused), 'failures')).toBeDefined();
  });

  test('is omitted without alerts', () => {
    expect(findNotification([], 'all')).toBeUndefined();
  });
});
