import { expect, test } from 'vitest';
import { detectLanguage } from './detect-language.ts';

test.each([
  ['src/app.ts', 'typescript'],
  ['Dockerfile', 'docker'],
  ['a/b/README.MD', 'markdown'],
  ['constructor', 'text'],
  ['a.__proto__', 'text'],
  ['LICENSE', 'text'],
])('highlights %s as %s', (path, language) => {
  expect(detectLanguage(path)).toBe(language);
});
