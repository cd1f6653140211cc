import { describe, expect, test } from 'vitest';
import { RecordingLogger } from '../../../test/support/recording-logger.ts';
import { catchUnexpectedErrors, toUnreadOutcome } from './outcomes.ts';

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
      toOpenPauseMs: () => 60_000,
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

test('S10: an unexpected error is logged with its reason and without the token', async () => {
  const logger = new RecordingLogger();
  const access = {
    token: 'a canary/token',
    tokenFingerprint: 'f',
    signal: new AbortController().signal,
  };
  const fail = () => {
    throw new Error('no such field: a canary/token', { cause: 'a%20canary%2Ftoken' });
  };

  const outcome = await catchUnexpectedErrors(async () => fail(), access, logger);

  expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'internal' } });
  expect(logger.lines[0]?.fields.error).toMatchObject({ type: 'Error' });
  expect(JSON.stringify(logger.lines)).toContain('no such field');
  expect(JSON.stringify(logger.lines)).not.toContain('canary');
});
