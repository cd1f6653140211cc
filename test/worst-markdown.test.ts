import { expect, test } from 'vitest';
import { parseMarkdown } from '../web/src/shared/markdown/parse-markdown.ts';
import { listWorstInputs, runBounded } from './support/worst-inputs.ts';

const length = 32 * 1024;
const starts = [
  '>',
  '- ',
  '1. ',
  '**a ',
  '_a',
  'a*b_',
  '![',
  '<!--',
  '<script>',
  '<a ',
  '| ',
  '`` ',
];
const nested = [
  ...starts.map((part) => part.repeat(length / part.length)),
  `${'*'.repeat(length / 2)}a${'*'.repeat(length / 2)}`,
  `${'['.repeat(length / 2)}${']'.repeat(length / 2)}`,
  Array.from({ length: 250 }, (_, depth) => `${'  '.repeat(depth)}- a`).join('\n'),
];

test('a hostile Markdown text neither takes long nor exhausts the stack', () => {
  const inputs = [...listWorstInputs(length).filter((_, index) => index % 4 === 0), ...nested];
  runBounded(() => {
    for (const input of inputs) parseMarkdown(input);
  }, 60_000);
});

test('nested quotes and lists end at a depth that can be drawn', () => {
  for (const part of ['> ', '- ']) {
    const nodes = parseMarkdown(part.repeat(5_000)) ?? [];
    expect(measureDepth(nodes)).toBeLessThan(250);
  }
});

function measureDepth(nodes: readonly object[]): number {
  const inner = nodes.map((node) =>
    'children' in node ? measureDepth(node.children as object[]) : 0,
  );
  return 1 + Math.max(0, ...inner);
}
