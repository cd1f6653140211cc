import { expect, test } from 'vitest';
import { findFoldReason } from './fold-reason.ts';
import { toLanguage } from './language-of.ts';

const small = { additions: 2, deletions: 1 };

test.each([
  ['src/app.ts', undefined],
  ['src/distance/vendor.ts', undefined],
  ['web/package-lock.json', 'lock'],
  ['uv.lock', 'lock'],
  ['public/app.min.js', 'minified'],
  ['src/__snapshots__/a.test.ts.snap', 'snapshot'],
  ['vendor/lib/a.js', 'vendored'],
  ['third_party/x.c', 'vendored'],
  ['packages/web/dist/index.js', 'build'],
  ['api/v1/service.pb.go', 'generated'],
  ['proto/service_pb2.py', 'generated'],
])('%s starts folded because: %s', (path, reason) => {
  expect(findFoldReason({ path, ...small })).toBe(reason);
});

test('long files and files that say that they are generated start folded', () => {
  const path = 'src/app.ts';
  expect(findFoldReason({ path, additions: 700, deletions: 101 })).toBe('long');
  expect(findFoldReason({ path, ...small }, true)).toBe('generated');
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
