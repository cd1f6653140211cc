import { describe, expect, test } from 'vitest';
import {
  createErrorFinder,
  listLogGroups,
  looksLikeError,
  parseLogLine,
  toPlainLog,
} from './log.ts';

const parse = (text: string) => text.split('\n').map(parseLogLine);

function findError(text: string): number | undefined {
  const finder = createErrorFinder();
  for (const [number, line] of parse(text).entries()) finder.add(line, number);
  return finder.find();
}

describe('a line of a log', () => {
  test('of GitHub has its time and mark apart', () => {
    expect(parseLogLine('2026-01-01T12:00:00.1234567Z ##[group]Run npm test')).toEqual({
      text: 'Run npm test',
      time: '2026-01-01T12:00:00.1234567Z',
      mark: { kind: 'group', title: 'Run npm test', isStep: true },
    });
  });

  test('of GitLab opens its section', () => {
    const line =
      '\x1b[0Ksection_start:1767268800:step_script[collapsed=true]\r\x1b[0K\x1b[36mRun it\x1b[0m';
    expect(parseLogLine(line)).toMatchObject({
      mark: { kind: 'group', title: 'Run it', isStep: true },
    });
  });

  test('of GitLab ends a section and starts the next', () => {
    const line =
      'section_end:1767268800:prepare_script\r\x1b[0Ksection_start:1767268801:get_sources\r\x1b[0K';
    expect(parseLogLine(line)).toMatchObject({ mark: { kind: 'group', title: 'get sources' } });
  });

  test('of GitLab with times has no number of its stream', () => {
    expect(parseLogLine('2026-01-01T12:00:00.123456Z 01E hello').text).toBe('hello');
  });

  test.each([
    ['##[error]Exit code 1', 'error'],
    ['::error file=a.ts,line=1::Broken', 'error'],
    ['\x1b[31;1mERROR: Job failed: exit code 1', 'error'],
    ['##[warning]Old', 'warning'],
    ['##[command]git', 'command'],
    ['##[endgroup]', 'end_group'],
  ])('%j is marked', (line, kind) => {
    expect(parseLogLine(line).mark).toEqual({ kind });
  });

  test('shows what a progress bar wrote last', () => {
    expect(parseLogLine(' 10 %\r 50 %\r100 %\r').text).toBe('100 %');
  });

  test('is plain without escape sequences, links and other controls', () => {
    const link = '\x1b]8;;https://evil.test\x07here\x1b]8;;\x07';
    expect(toPlainLog(`\x1b[1;31mred\x1b[0m \x07${link}\x1b[2J`)).toBe('red here');
  });
});

describe('the line where it went wrong', () => {
  test('is the first error of the step that failed, not one that another step survived', () => {
    const log = [
      '##[group]Run lint',
      'Error: tolerated',
      '##[group]Run test',
      'ok 1',
      'AssertionError: expected 1',
      '##[error]Process completed with exit code 1.',
      'Error: while cleaning up',
    ];
    expect(findError(log.join('\n'))).toBe(4);
  });

  test('is the mark when the step said nothing before', () => {
    expect(findError('##[group]Run test\nquiet\n##[error]Exit code 1')).toBe(2);
  });

  test('is the first line that looks like an error where nothing is marked', () => {
    expect(findError('compiling\nsrc/a.ts(1,2): error TS2322: no\nerror: more')).toBe(1);
  });

  test('is unknown for a log without errors', () => {
    expect(findError('0 errors\nno-error-rule\nall fine')).toBeUndefined();
  });

  test.each(['FAIL src/a.test.ts', 'panic: nil map', 'not ok 3 login', '  ✗ login', 'npm ERR! x'])(
    '%j looks like an error',
    (line) => expect(looksLikeError(line)).toBe(true),
  );
});

describe('groups', () => {
  test('are the outermost ones', () => {
    const lines = parse('##[group]Run a\nx\n##[group]in\ny\n##[endgroup]\n##[endgroup]\nz');
    expect(listLogGroups(lines)).toEqual([{ start: 0, end: 6, title: 'Run a' }]);
  });

  test('that are not closed end at the next step and at the end', () => {
    const lines = parse('##[group]Run a\nx\n##[group]Run b\ny');
    expect(listLogGroups(lines)).toEqual([
      { start: 0, end: 2, title: 'Run a' },
      { start: 2, end: 4, title: 'Run b' },
    ]);
  });

  test('that were not opened are ignored', () => {
    expect(listLogGroups(parse('x\n##[endgroup]\ny'))).toEqual([]);
  });
});
