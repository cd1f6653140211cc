import { expect, test } from 'vitest';
import { createLogger, type LogFields, toLoggable } from './logger.ts';

function log(fields: LogFields): { text: string; line: Record<string, unknown> } {
  const lines: string[] = [];
  createLogger('debug', { write: (line) => lines.push(line) }).error(fields, 'it failed');
  const [text = ''] = lines;
  return { text, line: JSON.parse(text) as Record<string, unknown> };
}

test.each(['error', 'err', 'reason'])('logs message, stack and code of `%s`', (field) => {
  const error = Object.assign(new TypeError('the reason'), { code: 'E_REASON' });

  const { line } = log({ [field]: error });

  expect(line).toMatchObject({
    msg: 'it failed',
    [field]: {
      type: 'TypeError',
      message: 'the reason',
      code: 'E_REASON',
      stack: expect.stringContaining('logger.test.ts'),
    },
  });
});

test('logs causes, collected errors and errors inside other fields', () => {
  const error = new Error('outer', { cause: new AggregateError([new Error('inner')], 'middle') });

  const { line } = log({ result: { kind: 'failed', error } });

  expect(line.result).toMatchObject({
    error: { message: 'outer', cause: { message: 'middle', errors: [{ message: 'inner' }] } },
  });
});

test('logs an error that is its own cause', () => {
  const error = new Error('endless');
  error.cause = error;

  expect(log({ error }).text).toContain('nested too deeply');
});

const tokens = [
  'https://user:canary-1234@forge.example/acme/app',
  'authorization: Bearer canary-1234',
  'Basic canary1234=',
  'refused ghp_canary1234567890',
  'refused glpat-canary1234567890',
  'GET /login?token=canary-1234',
  '{"access_token":"canary-1234"}',
  "private-token: 'canary-1234'",
];

test.each(tokens)('hides the credential of `%s` in every part of an error (S10)', (text) => {
  const cause = new AggregateError([new Error(text)], text, { cause: text });
  const error = Object.assign(new Error(text, { cause }), {
    code: text,
    request: { headers: { authorization: text } },
  });
  error.name = text;
  error.stack = `Error: ${text}\n  at somewhere`;

  const { text: line } = log({ error, note: text, nested: { list: [text, { deeper: text }] } });

  expect(line).toContain('somewhere');
  expect(line).not.toContain('canary');
});

test('omits the fields that libraries attach to errors (S10)', () => {
  const error = Object.assign(new Error('refused'), {
    detail: 'Key (token)=(canary) already exists.',
    socket: { headers: ['canary'] },
  });

  expect(log({ error }).text).not.toContain('canary');
});

test('hides fields that are named after a secret (S10)', () => {
  const secrets = {
    token: 'canary',
    webhookSecret: 'canary',
    headers: { Authorization: 'canary' },
  };

  expect(log({ ...secrets, forge_token: 'canary', password: 'canary' }).text).not.toContain(
    'canary',
  );
});

test('keeps fields that only describe a token', () => {
  const fields = { tokenFingerprint: 'abc', token_linked: true, tokens: 3 };

  expect(log(fields).line).toMatchObject(fields);
});

test('hides a known secret in any form of error (S10)', () => {
  const error = new Error('the answer was: canary-of-any-form');

  expect(JSON.stringify(toLoggable({ error }, ['canary-of-any-form']))).not.toContain('canary');
});

test('bounds texts and lists, and replaces what would move the cursor of a terminal', () => {
  const { line } = log({
    text: 'a'.repeat(100_000),
    list: Array.from({ length: 5000 }, () => 0),
    c1: '\x9b1m\u202e',
  });

  expect(String(line.text).length).toBeLessThan(10_000);
  expect(line.list).toHaveLength(100);
  expect(line.c1).toBe(' 1m ');
});
