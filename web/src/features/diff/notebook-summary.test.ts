import './testing/navigator.ts';
import { expect, test } from 'vitest';
import { summarizeNotebook } from './notebook-summary.ts';
import { parseFilePatch } from './parse-patch.ts';

function summarize(lines: readonly string[], path = 'work/plot.ipynb') {
  const count = (sign: string) =>
    lines.filter((line) => line[0] === ' ' || line[0] === sign).length;
  const hunk = `@@ -9,${count('-')} +9,${count('+')} @@\n${lines.join('\n')}\n`;
  const names = `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n`;
  const { content } = parseFilePatch(names + hunk);
  if (content.state !== 'text') throw new Error(content.state);
  return summarizeNotebook(content.fileDiff);
}

const cell = (source: string) => [
  '  {',
  '   "cell_type": "code",',
  '   "execution_count": 1,',
  '   "id": "a1",',
  '   "metadata": {},',
  '   "outputs": [],',
  '   "source": [',
  `    "${source}"`,
  '   ]',
  '  },',
];
const nothing = { added: 0, removed: 0, changed: 0, rerun: 0 };
const mark = (sign: string, lines: readonly string[]) => lines.map((line) => sign + line);

test('a cell whose source differs has changed, whatever its outputs', () => {
  const lines = [
    ...mark(' ', cell('a = 1').slice(0, 2)),
    '-   "execution_count": 1,',
    '+   "execution_count": 2,',
    '    "metadata": {},',
    '    "outputs": [',
    '-     "old"',
    '+     "new"',
    '    ],',
    '    "source": [',
    '-    "a = 1"',
    '+    "a = 2"',
    '    ]',
  ];
  expect(summarize(lines)).toEqual({ ...nothing, changed: 1 });
});

test('a cell that only ran again is counted apart', () => {
  const lines = [
    ...mark(' ', cell('a = 1').slice(0, 2)),
    '-   "execution_count": 1,',
    '+   "execution_count": 2,',
    '    "metadata": {},',
  ];
  expect(summarize(lines)).toEqual({ ...nothing, rerun: 1 });
});

test('cells are added and removed', () => {
  const lines = [
    ...mark(' ', cell('kept')),
    ...mark('+', cell('one')),
    ...mark('+', cell('two')),
    ...mark(' ', cell('kept, too')),
    ...mark('-', cell('gone')),
    ...mark(' ', cell('the last')),
  ];
  expect(summarize(lines)).toEqual({ ...nothing, added: 2, removed: 1 });
});

test('a hunk that begins within a cell is about its source, or deeper, about its outputs', () => {
  expect(summarize(['     "import math\\n",', '-    "a = 1"', '+    "a = 2"'])).toEqual({
    ...nothing,
    changed: 1,
  });
  expect(summarize(['       "text/plain": [', '-       "1"', '+       "2"'])).toEqual({
    ...nothing,
    rerun: 1,
  });
});

test('the id and the metadata of a cell are no change, nor are those of the notebook', () => {
  const lines = [
    ...mark(' ', cell('a = 1').slice(0, 3)),
    '-   "id": "a1",',
    '+   "id": "b2",',
    '-   "metadata": {},',
    '+   "metadata": {"tags": ["x"]},',
    ...mark(' ', cell('a = 1').slice(5)),
    '  ],',
    '- "nbformat_minor": 4',
    '+ "nbformat_minor": 5',
  ];
  expect(summarize(lines)).toEqual(nothing);
});

test('other files are no notebooks', () => {
  expect(summarize(['-a', '+b'], 'notebook.json')).toBeUndefined();
});
