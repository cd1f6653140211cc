import { expect, test } from 'vitest';
import { startsFolded } from './diff-items.ts';
import { toLanguage } from './language-of.ts';

test('huge and generated files start folded', () => {
  const small = { additions: 2, deletions: 1 };
  expect(startsFolded({ path: 'src/app.ts', ...small })).toBe(false);
  expect(startsFolded({ path: 'web/package-lock.json', ...small })).toBe(true);
  expect(startsFolded({ path: 'dist/app.min.js', ...small })).toBe(true);
  expect(startsFolded({ path: 'src/app.ts', additions: 700, deletions: 101 })).toBe(true);
});

test.each([
  ['src/app.ts', 'typescript'],
  ['Dockerfile', 'docker'],
  ['a/b/README.MD', 'markdown'],
  ['constructor', 'text'],
  ['a.__proto__', 'text'],
  ['LICENSE', 'text'],
])('%s is highlighted as %s', (path, language) => {
  expect(toLanguage(path)).toBe(language);
});
