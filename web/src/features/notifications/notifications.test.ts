import { describe, expect, test } from 'vitest';
import type { Chat } from '../../../../src/contract/chat.ts';
import { makeChat, makeFailure, makeOpenStatus, makeStatus } from '../../testing/chats.ts';
import { findMessage, listNews, settle, toStanding } from './alerts.ts';
import { defaultSettings, parseSettings } from './notification-preferences.ts';

const failedChecks = { state: 'failed', passed: 1, failed: 1, pending: 0 } as const;
const passedChecks = { state: 'passed', passed: 2, failed: 0, pending: 0 } as const;

const calm = (id: string): Chat => makeChat([makeStatus()], { id, title: `Chat ${id}` });
const failing = (id: string): Chat =>
  makeChat([makeOpenStatus({ checks: failedChecks })], { id, title: `Chat ${id}` });
const asked = (id: string): Chat =>
  makeChat([makeOpenStatus({ changes_requested: true, checks: passedChecks })], { id });

describe('news', () => {
  test('is a chat that needs a person for a new reason', () => {
    const before = toStanding([calm('a'), failing('b')]);
    const news = listNews(before, [failing('a'), failing('b')]);
    expect(news.map(({ chat, reason }) => [chat.id, reason])).toEqual([['a', 'checks_failed']]);
  });

  test('is another reason of the same chat', () => {
    expect(listNews(toStanding([failing('a')]), [asked('a')])).toMatchObject([
      { reason: 'changes_asked' },
    ]);
  });

  test('is the reason of a folded branch too', () => {
    const folded = makeChat([
      makeStatus(),
      makeOpenStatus({ git_branch: 'agent/other', checks: failedChecks }),
    ]);
    expect(listNews(toStanding([]), [folded])).toMatchObject([{ reason: 'checks_failed' }]);
  });

  test('has the most urgent first', () => {
    const news = listNews(toStanding([]), [asked('a'), failing('b')]);
    expect(news.map(({ chat }) => chat.id)).toEqual(['b', 'a']);
  });

  test('stays news until it was told, and is told again after a recovery', () => {
    const first = toStanding([calm('a')]);
    const waiting = settle(first, toStanding([failing('a')]));
    expect(listNews(waiting, [failing('a')])).toHaveLength(1);

    const recovered = settle(toStanding([failing('a')]), toStanding([calm('a')]));
    expect(listNews(recovered, [failing('a')])).toHaveLength(1);
  });

  test('that passed before it was told is none', () => {
    const waiting = settle(toStanding([calm('a')]), toStanding([failing('a')]));
    const after = settle(waiting, toStanding([calm('a')]));
    expect(listNews(after, [calm('a')])).toEqual([]);
  });
});

describe('a message', () => {
  const newsOf = (...chats: Chat[]) => listNews(toStanding([]), chats);

  test('of one chat says why and where, under a tag of that chat', () => {
    expect(findMessage(newsOf(failing('a')), 'all')).toEqual({
      tag: 'afterpush.chat.a',
      title: 'Chat a',
      body: 'Checks failed · acme/app agent/work',
      chatId: 'a',
    });
  });

  test('of a storm is one, with the first few by name', () => {
    const message = findMessage(newsOf(...['a', 'b', 'c', 'd', 'e'].map(failing)), 'all');
    expect(message?.title).toBe('5 chats newly need you');
    expect(message?.body.split('\n')).toEqual([
      'Chat a: Checks failed',
      'Chat b: Checks failed',
      'Chat c: Checks failed',
      'and 2 others',
    ]);
    expect(message?.chatId).toBeNull();
  });

  test('is left out where only failures are wanted and none is one', () => {
    expect(findMessage(newsOf(asked('a')), 'failures')).toBeUndefined();
    expect(findMessage(newsOf(asked('a'), failing('b')), 'failures')?.chatId).toBe('b');
    const refused = makeChat([makeStatus({ failure: makeFailure('unauthorized') })]);
    expect(findMessage(newsOf(refused), 'failures')).toBeDefined();
  });

  test('of nothing is none', () => {
    expect(findMessage([], 'all')).toBeUndefined();
  });
});

describe('the settings of a browser', () => {
  test.each([null, '', 'broken', 'null', '[]', '"x"', '{"enabled":"yes"}'])(
    'that are %s are the quiet ones',
    (stored) => {
      expect(parseSettings(stored)).toEqual(defaultSettings);
    },
  );

  test('are read as they were written', () => {
    const settings = { enabled: true, reasons: 'failures', sound: true } as const;
    expect(parseSettings(JSON.stringify(settings))).toEqual(settings);
  });
});
