import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatChatToken, parseChatToken } from './chat-token.ts';

const secret = 'a'.repeat(43);

test('a chat token names its chat, whatever the id is', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (chatId) => {
      const token = formatChatToken(chatId, secret);
      expect(parseChatToken(token)).toBe(chatId);
      expect(token).toMatch(/^[\w.-]+$/);
    }),
  );
});

test.each([
  'test-admin-token',
  '',
  'afterpush-chat',
  `afterpush-chat..${secret}`,
  `afterpush-chat.b25l.${secret}x`,
  `afterpush-chat.b25l.${secret}.x`,
  `afterpush-chat.b25l=.${secret}`,
  `other.b25l.${secret}`,
])('"%s" is another kind of token', (token) => {
  expect(parseChatToken(token)).toBeUndefined();
});
