import { expect, test } from 'vitest';
import { findCount, findInteger, forgeJsonLimits, parseJson } from './json-fields.ts';

const parse = (json: string) => parseJson(Buffer.from(json));

test('a text of a forge has no half of a surrogate pair and no NUL character', () => {
  const json =
    '{"title":"a\\ud83d","labels":[{"name":"\\udc00b"},{"name":"\\u0000c"}],"emoji":"\\ud83d\\ude80"}';

  expect(parse(json)).toEqual({
    title: 'a\ufffd',
    labels: [{ name: '\ufffdb' }, { name: '\x01c' }],
    emoji: '🚀',
  });
});

test('a text without escapes is kept as it is', () => {
  expect(parse('{"title":"Fügt \u202e🚀 hinzu"}')).toEqual({ title: 'Fügt \u202e🚀 hinzu' });
});

test.each([
  ['nested too deeply', '['.repeat(1_000_000)],
  ['nested too deeply and complete', '['.repeat(100) + ']'.repeat(100)],
  ['of too many values', `[${'0,'.repeat(forgeJsonLimits.maxValues)}0]`],
  ['of too many fields', `{${'"a":0,'.repeat(forgeJsonLimits.maxValues)}"a":0}`],
  ['of too many objects', `[${'{},'.repeat(forgeJsonLimits.maxValues)}{}]`],
])('JSON %s is refused before it is parsed', (_, json) => {
  expect(parse(json)).toBeUndefined();
});

test('the largest page of a forge is parsed: 100 pull requests with long descriptions', () => {
  const description = 'a "quoted" description, with [brackets] and {braces}\n'.repeat(1200);
  const user = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`url${index}`, 'x']));
  const repository = Object.fromEntries(
    Array.from({ length: 120 }, (_, index) => [`field${index}`, 'https://forge.test/acme/app']),
  );
  const labels = Array.from({ length: 40 }, (_, id) => ({ id, name: 'bug', color: 'ff0000' }));
  const pull = {
    body: description,
    user,
    labels,
    head: { repo: repository, user },
    base: { repo: repository, user },
  };

  expect(parse(JSON.stringify(Array.from({ length: 100 }, () => pull)))).toHaveLength(100);
});

test('a count beyond 32 bits is missing, an id is not', () => {
  expect(findCount({ count: 2 ** 31 - 1 }, 'count')).toBe(2 ** 31 - 1);
  expect(findCount({ count: 2 ** 31 }, 'count')).toBeUndefined();
  expect(findInteger({ id: 2 ** 40 }, 'id')).toBe(2 ** 40);
  expect(findInteger({ id: 2 ** 53 }, 'id')).toBeUndefined();
});
