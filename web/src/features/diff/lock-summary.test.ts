import './testing/navigator.ts';
import { expect, test } from 'vitest';
import { summarizeLock } from './lock-summary.ts';
import { parseFilePatch } from './parse-patch.ts';

function summarize(path: string, lines: string[]) {
  const count = (sign: string) =>
    lines.filter((line) => line[0] === ' ' || line[0] === sign).length;
  const hunk = `@@ -9,${count('-')} +9,${count('+')} @@\n${lines.join('\n')}\n`;
  const names = `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n`;
  const { content } = parseFilePatch(names + hunk);
  if (content.state !== 'text') throw new Error(content.state);
  return summarizeLock(content.fileDiff);
}

const changed = [{ name: 'left-pad', from: ['1.2.0'], to: ['1.3.0'] }];

test.each<[string, string[]]>([
  [
    'package-lock.json',
    [
      '     "node_modules/left-pad": {',
      '-      "version": "1.2.0",',
      '+      "version": "1.3.0",',
      '       "integrity": "sha512-a"',
    ],
  ],
  [
    'yarn.lock',
    [' left-pad@^1.2.0:', '-  version "1.2.0"', '+  version "1.3.0"', '   resolved "x"'],
  ],
  ['web/yarn.lock', [' "left-pad@npm:^1":', '-  version: 1.2.0', '+  version: 1.3.0', '   x: y']],
  ['pnpm-lock.yaml', ['-  left-pad@1.2.0:', '+  left-pad@1.3.0:', '     resolution: {}']],
  [
    'Cargo.lock',
    [' [[package]]', ' name = "left-pad"', '-version = "1.2.0"', '+version = "1.3.0"'],
  ],
  ['Gemfile.lock', ['   specs:', '-    left-pad (1.2.0)', '+    left-pad (1.3.0)']],
  [
    'composer.lock',
    [
      '             "name": "left-pad",',
      '-            "version": "1.2.0",',
      '+            "version": "1.3.0",',
    ],
  ],
])('%s names the package and both versions', (path, lines) => {
  expect(summarize(path, lines)).toEqual(changed);
});

test('go.sum counts each module once', () => {
  const lines = [
    '-example.com/left-pad v1.2.0 h1:a=',
    '-example.com/left-pad v1.2.0/go.mod h1:b=',
    '+example.com/left-pad v1.3.0 h1:c=',
    '+example.com/left-pad v1.3.0/go.mod h1:d=',
  ];
  expect(summarize('go.sum', lines)).toEqual([
    { name: 'example.com/left-pad', from: ['v1.2.0'], to: ['v1.3.0'] },
  ]);
});

test('lists added and removed packages, and leaves out those that only moved', () => {
  const lines = [
    '-name = "old"',
    '-version = "1.0.0"',
    '-name = "moved"',
    '-version = "3.0.0"',
    ' [[package]]',
    '+name = "new"',
    '+version = "2.0.0"',
    '+name = "moved"',
    '+version = "3.0.0"',
  ];
  expect(summarize('uv.lock', lines)).toEqual([
    { name: 'new', from: [], to: ['2.0.0'] },
    { name: 'old', from: ['1.0.0'], to: [] },
  ]);
});

test('knows nothing about other files', () => {
  expect(summarize('notes.txt', ['-name = "a"', '+name = "b"'])).toEqual([]);
});
