import { describe, expect, test } from 'vitest';
import { toUnreadOutcome } from './outcomes.ts';

const toMessage = (body: unknown, token = 'secret-token') => {
  const outcome = toUnreadOutcome(
    {
      kind: 'response',
      status: 500,
      headers: new Headers(),
      body: Buffer.from(JSON.stringify(body)),
      redirected: false,
    },
    {
      forgeId: 'work',
      host: 'forge.test',
      subject: 'the repository acme/app',
      token,
      answers403WhenSpent: false,
    },
    0,
  );
  return outcome.kind === 'failed' ? outcome.failure.message : '';
};

describe('the error message of a forge', () => {
  test.each([
    ['at the top level', { message: 'Down for maintenance' }],
    ['in error', { type: 'error', error: { message: 'Down for maintenance' } }],
    ['the error itself', { error: 'Down for maintenance' }],
    ['beside the error', { error: 'down', error_description: 'Down for maintenance' }],
    ['under a title', { message: 'Validation Failed', errors: ['Down for maintenance'] }],
    ['in the first of errors', { errors: [{ message: 'Down for maintenance' }, {}] }],
  ])('is quoted when it is %s', (_, body) => {
    expect(toMessage(body)).toContain('"Down for maintenance"');
  });

  test.each([
    ['the token', 'secret-token', 'secret-token'],
    ['the password of a pair', 'ada:secret-password', 'secret-password'],
    ['the encoded pair', 'ada:secret', Buffer.from('ada:secret').toString('base64')],
    ['a token encoded as a password', 'secret', Buffer.from(':secret').toString('base64')],
  ])('S10: never repeats %s', (_, token, repeated) => {
    const message = toMessage({ message: `Bad credential ${repeated}!` }, token);
    expect(message).toContain('Bad credential [token]');
    expect(message).not.toContain(repeated);
  });
});
