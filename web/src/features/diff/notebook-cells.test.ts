import './testing/navigator.ts';
import { expect, test } from 'vitest';
import { compareCells, compareNotebook } from './notebook-cells.ts';
import { type NotebookCell, parseNotebook } from './parse-notebook.ts';
import { parseFilePatch } from './parse-patch.ts';

const make = (source: string, change: Partial<NotebookCell> = {}): NotebookCell => ({
  id: undefined,
  kind: 'code',
  source,
  outputs: [],
  result: '',
  ...change,
});

const compare = (before: readonly NotebookCell[], after: readonly NotebookCell[]) =>
  compareCells(before, after).map(({ cell, change }) => [cell.source, change]);

test('cells are matched by their ids, else by their source, else by their place', () => {
  expect(
    compare(
      [make('a', { id: '1' }), make('b', { id: '2' })],
      [make('new'), make('A', { id: '1' }), make('b', { id: '2' })],
    ),
  ).toEqual([
    ['new', 'added'],
    ['A', 'changed'],
    ['b', undefined],
  ]);
  expect(compare([make('a'), make('b'), make('c')], [make('b'), make('C'), make('d')])).toEqual([
    ['a', 'removed'],
    ['b', undefined],
    ['C', 'changed'],
    ['d', 'added'],
  ]);
});

test('a cell that only ran again has other outputs, and a cell of another kind has changed', () => {
  expect(compare([make('a', { result: '1' })], [make('a', { result: '2' })])).toEqual([
    ['a', 'rerun'],
  ]);
  expect(compare([make('a', { id: '1' })], [make('a', { id: '1', kind: 'markdown' })])).toEqual([
    ['a', 'changed'],
  ]);
});

test('removed cells are where they were', () => {
  expect(compare([make('a'), make('b'), make('c')], [make('a')])).toEqual([
    ['a', undefined],
    ['b', 'removed'],
    ['c', 'removed'],
  ]);
});

test('many equal cells take linear time', () => {
  const cells = Array.from({ length: 50_000 }, () => make(''));
  expect(compareCells(cells, cells.slice(1)).filter(({ change }) => change)).toHaveLength(1);
});

const notebook = (sources: readonly string[]) =>
  `{\n "cells": [\n${sources
    .map((source) => `  {\n   "cell_type": "code",\n   "source": ["${source}"]\n  }`)
    .join(',\n')}\n ],\n "nbformat": 4\n}\n`;

test('the cells before the change follow from the patch', () => {
  const header = 'diff --git a/x.ipynb b/x.ipynb\n--- a/x.ipynb\n+++ b/x.ipynb\n';
  const { content } = parseFilePatch(
    `${header}@@ -5 +5 @@\n-   "source": ["a = 1"]\n+   "source": ["a = 2"]\n`,
  );
  if (content.state !== 'text') throw new Error(content.state);
  const compared = compareNotebook(notebook(['a = 2', 'b = 1']), content.fileDiff);
  expect(compared?.cells).toMatchObject([
    { cell: { source: 'a = 2' }, change: 'changed', before: 'a = 1' },
    { cell: { source: 'b = 1' }, change: undefined },
  ]);
  expect(compareNotebook('{}', content.fileDiff)).toBeUndefined();
});

test('outputs are summarized, and their contents are left out', () => {
  const outputs = [
    { output_type: 'stream', text: ['one\n', 'two\n'] },
    { output_type: 'execute_result', data: { 'text/plain': 'df', 'text/html': ['<table>'] } },
    { output_type: 'display_data', data: { 'image/png': 'AAAA', 'text/plain': '<Figure>' } },
    { output_type: 'error', ename: 'NameError' },
    { output_type: 'display_data', data: { 'application/json': {} } },
  ];
  const text = JSON.stringify({
    nbformat: 4,
    metadata: { kernelspec: { language: 'julia' } },
    cells: [{ cell_type: 'code', source: ['a\n', 'b'], outputs }, null, { cell_type: 'other' }],
  });
  const parsed = parseNotebook(text);
  expect(parsed).toMatchObject({ language: 'julia', cells: [{ source: 'a\nb' }, {}, {}] });
  expect(parsed?.cells[0]?.outputs).toEqual([
    { kind: 'text', name: '', lines: 2 },
    { kind: 'table', name: '', lines: 0 },
    { kind: 'image', name: 'image/png', lines: 0 },
    { kind: 'error', name: 'NameError', lines: 0 },
    { kind: 'other', name: 'application/json', lines: 0 },
  ]);
});

test.each(['', 'null', '[]', '{"nbformat": 3, "cells": []}', '{"nbformat": 4, "cells": {}}'])(
  '%j is no notebook of format 4',
  (text) => {
    expect(parseNotebook(text)).toBeUndefined();
  },
);
