import './testing/navigator.ts';
import { expect, test } from 'vitest';
import { findGrammar, highlightCode, longestCode } from './highlight-code.ts';

test.each([
  ['ts', 'typescript'],
  ['TypeScript', 'typescript'],
  ['sh', 'shellscript'],
  ['dockerfile', undefined],
  ['constructor', undefined],
  ['', undefined],
])('the language %s has the grammar %s', (language, grammar) => {
  expect(findGrammar(language)).toBe(grammar);
});

test('code is split into tokens with the colours of the page', async () => {
  const lines = await highlightCode('const half = 50; // half\nnext();', 'ts');

  expect(lines?.map((tokens) => tokens.map(({ content }) => content).join(''))).toEqual([
    'const half = 50; // half',
    'next();',
  ]);
  expect(lines?.flat().every(({ color }) => color?.startsWith('var(--code-'))).toBe(true);
});

test.each([
  ['an unknown language', 'x = 1', 'klingon'],
  ['what is too long', 'a'.repeat(longestCode + 1), 'ts'],
])('%s stays plain', async (_, code, language) => {
  expect(await highlightCode(code, language)).toBeNull();
});
