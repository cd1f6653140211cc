import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toNameCondition, toNamesCondition } from './name-condition.ts';

describe('the condition for a name', () => {
  test.each([
    ['agent/login', 'f="agent/login"'],
    [`it's 100% (a) AND b`, `f="it's 100% (a) AND b"`],
    ['say "hello"', 'f~"hello"'],
    ['a\\b" OR f="main', 'f~" OR f="'],
    ['tab\there', 'f~"here"'],
  ])('%j', (name, condition) => {
    expect(toNameCondition('f', name)).toEqual([condition]);
  });

  test.each(['"', '""\\', '\ud800'])('%j has none', (name) => {
    expect(toNameCondition('f', name)).toEqual([]);
  });

  test('never ends its string early, and matches the name', () => {
    const names = fc.string({ unit: fc.constantFrom('a', 'B', '"', '\\', ' ', '=', '\n') });
    fc.assert(
      fc.property(names, (name) => {
        for (const condition of toNameCondition('f', name)) {
          const [, operator, quoted = ''] = /^f([=~])"([^"\\\n]*)"$/.exec(condition) ?? [];
          expect(operator === '=' ? name === quoted : name.includes(quoted)).toBe(true);
          expect(operator).toBeDefined();
        }
      }),
    );
  });
});

describe('the condition for any of several names', () => {
  test('is the same whoever asks', () => {
    const condition = '(f="a" OR f="b")';
    expect(toNamesCondition('f', 'a', ['a', 'b'])).toEqual([condition]);
    expect(toNamesCondition('f', 'b', ['b', 'a'])).toEqual([condition]);
  });

  test('leaves out the names that cannot be told exactly', () => {
    expect(toNamesCondition('f', 'a', ['a', 'b', 'c"'])).toEqual(['(f="a" OR f="b")']);
    expect(toNamesCondition('f', 'c"', ['a', 'b', 'c"'])).toEqual(['f~"c"']);
  });

  test('is that for one where the others are not asked for, or too long', () => {
    expect(toNamesCondition('f', 'a', ['a'])).toEqual(['f="a"']);
    expect(toNamesCondition('f', 'a', ['b', 'c'])).toEqual(['f="a"']);
    expect(toNamesCondition('f', 'a', ['a', 'b'.repeat(1500)])).toEqual(['f="a"']);
  });
});
