import { expect, test } from 'vitest';
import { buildLogSections } from './log-sections.ts';

const texts = (raw: string[], firstError: number | null = null) =>
  buildLogSections(raw, 10, firstError).map(({ title, lines, hasError }) => ({
    title,
    hasError,
    lines: lines.map(({ number, spans }) => `${number} ${spans.map(({ text }) => text).join('')}`),
  }));

test('groups have their lines, and the lines between them have none', () => {
  expect(texts(['a', '##[group]Run x', 'b', '##[endgroup]', 'c'], 2)).toEqual([
    { title: null, hasError: false, lines: ['11 a'] },
    { title: 'Run x', hasError: true, lines: ['13 b'] },
    { title: null, hasError: false, lines: ['15 c'] },
  ]);
});

test('an error is a marked line without its mark', () => {
  const [section] = buildLogSections(['##[error]Exit code 1'], 0, 0);
  expect(section?.lines[0]).toMatchObject({ mark: 'error', spans: [{ text: 'Exit code 1' }] });
});

test('many lines are several sections, none of which is lost', () => {
  const sections = buildLogSections(
    Array.from({ length: 450 }, (_, index) => `${index}`),
    0,
    null,
  );
  expect(sections.map(({ lines }) => lines.length)).toEqual([200, 200, 50]);
});
