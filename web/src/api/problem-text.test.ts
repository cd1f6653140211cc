import { expect, test } from 'vitest';
import { ApiError } from '../../../src/contract/client.ts';
import { messages } from '../text/messages.ts';
import { formatProblem, formatProblemLine } from './problem-text.ts';

const makeError = (detail: string) =>
  new ApiError({ type: 'about:blank', title: 'Not Found', status: 404, detail });

test('starts with the first sentence of the detail, not with the HTTP status', () => {
  expect(formatProblem(makeError('No forge serves x.y. Add it to AFTERPUSH_FORGES.'))).toEqual({
    title: 'No forge serves x.y',
    text: 'Add it to AFTERPUSH_FORGES.',
  });
  expect(formatProblemLine(makeError('Branch x was not found.'))).toBe('Branch x was not found.');
  expect(formatProblem(makeError('no full stop'))).toEqual({ title: 'no full stop', text: '' });
});

test('shows an instant as a clock time', () => {
  const instant = new Date().toISOString();
  expect(formatProblem(makeError(`Paused until ${instant}.`)).title).toMatch(
    /^Paused until \d\d:\d\d$/,
  );
});

test('explains that the server does not respond', () => {
  expect(formatProblem(new TypeError('Failed to fetch')).title).toBe(
    messages.problem.unreachableTitle,
  );
});
