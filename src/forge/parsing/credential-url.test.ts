import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findOriginPath, isCredentialUrl } from './urls.ts';

const base = 'https://git.example/base';

test.each([
  base,
  `${base}/acme/app.git`,
  `${base}/My%20Project/_git/app`,
  `${base}/acme/caf%C3%A9.git`,
  `${base}/acme/.github.git`,
  `${base}/acme/a..b.git`,
  `${base}/acme/100%25.git`,
  'https://ada@git.example:443/base/acme/app.git',
])('git may send the token of a forge below a path to %s', (url) => {
  expect(isCredentialUrl(url, base)).toBe(true);
});

/** What a server may read as `..`, as a separator, or as the end of a segment. */
const dots = [
  '.',
  '%2e',
  '%2E',
  '%252e',
  '%25252E',
  '\uff0e',
  '%ef%bc%8e',
  '\u2024',
  '%e2%80%a4',
  '%c0%ae',
];
const separators = [
  '/',
  '%2f',
  '%2F',
  '%252f',
  '%5c',
  '%5C',
  '%255c',
  '\\',
  ';/',
  ';x=1/',
  '%3b/',
  '\u2215',
  '\u2044',
  '%e2%88%95',
  '\uff0f',
  '%c0%af',
  '%00/',
  '%20/',
  '%09/',
];

describe('S10: a path that may lead out of the forge', () => {
  test.each(
    ['..%2fother', '%2E%2E%2Fother', '..;/other', '..\\other', '%2e%2e;/other', '.../other'].map(
      (path) => `${base}/${path}/app.git`,
    ),
  )('is refused: %s', (url) => {
    expect(isCredentialUrl(url, base)).toBe(false);
  });

  test('is refused in every spelling, at every depth', () => {
    const dot = fc.constantFrom(...dots);
    const upwards = fc
      .tuple(dot, dot, fc.constantFrom(...separators))
      .map((parts) => parts.join(''));
    const name = fc.stringMatching(/^[a-z0-9_-]{1,8}$/);
    const before = fc.array(name, { maxLength: 3 });
    fc.assert(
      fc.property(before, upwards, name, (parents, step, target) => {
        const path = [...parents, `${step}${target}`].join('/');
        expect(isCredentialUrl(`${base}/${path}`, base), path).toBe(false);
        expect(isCredentialUrl(`${base}/${path}/app.git`, base), path).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  test('whatever is accepted stays below the base path for a URL parser, decoded or not', () => {
    const piece = fc.oneof(
      fc.constantFrom(...dots, ...separators, 'base', 'acme', '%', '%2', 'é', '~', '+'),
      fc.string({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const url = `${base}/${pieces.join('')}`;
        if (!isCredentialUrl(url, base)) return;
        let path = new URL(url).pathname;
        for (let count = 0; count < 5; count += 1) {
          expect(path.startsWith('/base/')).toBe(true);
          try {
            path = new URL(decodeURIComponent(path).replaceAll('\\', '/'), base).pathname;
          } catch {
            return;
          }
        }
      }),
      { numRuns: 5_000 },
    );
  });
});

test.each(['..%2fother/app', 'acme/%2e%2e/app', 'acme/../app', './acme/app'])(
  'an origin with dot segments names no repository: %s',
  (path) => {
    expect(findOriginPath(`${base}/${path}.git`, base)).toBeUndefined();
    expect(
      findOriginPath(`https://git.example/${path}.git`, 'https://git.example'),
    ).toBeUndefined();
    expect(findOriginPath(`git@git.example:${path}.git`, 'https://git.example')).toBeUndefined();
  },
);
