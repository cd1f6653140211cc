import { expect, test } from 'vitest';
import { toSampleChat, toSampleStatus } from '../../test/support/cli/sample-chat.ts';
import { matchSelector } from './chat-selector.ts';
import { listShortIds } from './short-ids.ts';

test('the short id of each chat selects that chat, whatever the others are called', () => {
  const chats = [
    toSampleChat('', [], '123456-first-chat'),
    toSampleChat('', [toSampleStatus({ git_branch: 'abcdef', pr_number: 123456 })], 'abcdef-chat'),
    toSampleChat('', [], 'agent-2026-11-30-0001'),
    toSampleChat('', [], 'agent-2026-11-30-0002'),
    toSampleChat('', [], 'agent-2026'),
    toSampleChat('', [], '7af31c02-99aa-4c1d'),
  ];
  const ids = listShortIds(chats);
  expect([...ids.values()]).toEqual([
    '123456-',
    'abcdef-',
    'agent-2026-11-30-0001',
    'agent-2026-11-30-0002',
    'agent-2026',
    '7af31c',
  ]);
  for (const [id, short] of ids) {
    const found = matchSelector(chats, short, { byTitle: false });
    expect(found.map(({ chat }) => chat.id)).toEqual([id]);
  }
});
