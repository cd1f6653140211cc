import { expect, test } from 'vitest';
import { describeEachDatabase } from '../../test/support/databases/describe-each-database.ts';

describeEachDatabase('a database', (database) => {
  test('x', async () => {
    expect(await database().query({ name: 'one', text: 'SELECT 1::int8 AS one' })).toEqual([
      { one: 1 },
    ]);
  });
});
