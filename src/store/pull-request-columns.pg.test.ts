import { expect, test } from 'vitest';
import { describeEachDatabase } from '../../test/support/databases/describe-each-database.ts';
import { pullRequestColumns } from './pull-request-columns.ts';

/** Columns of a tracked branch that are not about its pull request. */
const otherColumns = [
  ['chat_id', 'git_remote_origin', 'git_branch', 'forge_id', 'repository', 'repository_id'],
  ['failure_kind', 'failure_message', 'failure_retry_at'],
  ['revision', 'interrupted_revision', 'recorded_revision', 'facts_revision'],
  ['mergeability_attempts', 'routine', 'outdated_since'],
  [
    'refreshed_at',
    'detailed_at',
    'fully_read_at',
    'stale_at',
    'reported_at',
    'created_at',
    'updated_at',
  ],
  ['changed_at'],
  [
    'reported_sha',
    'reported_over_sha',
    'read_reported_at',
    'report_number',
    'read_report_number',
    'head_history',
  ],
  ['verdict_reason', 'verdict_detail', 'verdict_missing', 'verdict_head_sha'],
  ['verdict_since', 'verdict_due_at'],
  ['failure_token', 'other_remote_origins', 'checks_delivered_at', 'read_digest'],
].flat();

describeEachDatabase('the table of pull request columns', (open) => {
  test('lists every column about the pull request, with its type', async () => {
    const stored = await open().query<{ name: string; type: string }>({
      name: 'test-columns',
      text: `SELECT attname AS name, atttypid::regtype::text AS type FROM pg_attribute
        WHERE attrelid = 'chat_diff_statuses'::regclass AND attnum > 0 AND NOT attisdropped`,
    });
    const ofPullRequest = stored.filter(({ name }) => !otherColumns.includes(name));
    const listed = pullRequestColumns.map(({ name, type }) => {
      return { name, type: type === 'timestamptz' ? 'timestamp with time zone' : type };
    });
    expect(listed.toSorted(byName)).toEqual(ofPullRequest.toSorted(byName));
  });

  test('has no column that may change without the digest of the last read being forgotten', async () => {
    const watched = await open().query<{ name: string; definition: string }>({
      name: 'test-watched-columns',
      text: `SELECT attname AS name, pg_get_triggerdef(t.oid) AS definition
        FROM pg_trigger t, unnest(t.tgattr::int2[]) AS watched (number)
        JOIN pg_attribute a ON a.attrelid = 'chat_diff_statuses'::regclass AND a.attnum = watched.number
        WHERE t.tgname = 'forget_read'`,
    });
    const columns = [...pullRequestColumns.map(({ name }) => name), 'repository', 'repository_id'];
    expect(watched.map(({ name }) => name).toSorted()).toEqual(columns.toSorted());
    const [{ definition } = { definition: '' }] = watched;
    for (const row of ['new', 'old']) {
      const compared = definition.matchAll(new RegExp(`\\b${row}\\.(\\w+)`, 'g'));
      const names = new Set([...compared].map(([, name]) => name));
      expect(names).toEqual(new Set([...columns, 'read_digest']));
    }
  });
});

function byName(one: { name: string }, other: { name: string }): number {
  return one.name.localeCompare(other.name);
}
