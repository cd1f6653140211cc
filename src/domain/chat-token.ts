/**
 * Begins the id of a token that also ends when it is not renewed any more: what created it may be killed
 * before it can end it.
 */
export const renewedIdPrefix = 'renewed-';

export const renewalLimitMs = 10 * 60_000;

const prefix = 'afterpush-chat';
/** 32 random bytes. */
const secretForm = /^[\w-]{43}$/;

/**
 * The text of a chat token. It names its chat, so that an agent needs nothing else, and the prefix lets
 * tools that look for leaked secrets find it. The server trusts only the hash of the whole text.
 */
export function formatChatToken(chatId: string, secret: string): string {
  return [prefix, Buffer.from(chatId).toString('base64url'), secret].join('.');
}

/** The chat that a token names; undefined for any other kind of token. */
export function parseChatToken(token: string): string | undefined {
  const [kind, id = '', secret = '', ...rest] = token.split('.');
  if (kind !== prefix || rest.length > 0 || !secretForm.test(secret)) return undefined;
  const chatId = Buffer.from(id, 'base64url').toString();
  return chatId !== '' && formatChatToken(chatId, secret) === token ? chatId : undefined;
}
