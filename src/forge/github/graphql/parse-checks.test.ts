import { describe, expect, test } from 'vitest';
import { parseChecks } from './parse-checks.ts';

const headSha = 'a'.repeat(40);

const noRefusals = { checks: undefined, areSuitesUnread: false };

function toRun(name: string, suite: number, workflowRun: object | null | undefined) {
  const checkSuite = { databaseId: suite, app: { slug: 'github-actions' } };
  return {
    __typename: 'CheckRun',
    databaseId: suite * 10,
    name,
    status: 'COMPLETED',
    conclusion: 'SUCCESS',
    checkSuite: workflowRun === undefined ? checkSuite : { ...checkSuite, workflowRun },
  };
}

function parse(nodes: readonly object[]) {
  const contexts = { totalCount: nodes.length, nodes };
  const commit = { oid: headSha, statusCheckRollup: { contexts } };
  return parseChecks({ commits: { nodes: [{ commit }] } }, headSha, noRefusals);
}

describe('S15: check runs of one name in two suites', () => {
  test('are read by REST where the version of the server does not report workflows', () => {
    expect(parse([toRun('test', 1, undefined), toRun('test', 2, undefined)])).toBeUndefined();
  });

  test('are read by REST where the server does not report suites', () => {
    const nodes = [1, 2].map((id) => ({ ...toRun('test', id, null), checkSuite: undefined }));
    expect(parse(nodes)).toBeUndefined();
    expect(parse(nodes.slice(1))).toHaveLength(1);
  });

  test('count once where they belong to no workflow', () => {
    expect(parse([toRun('test', 1, null), toRun('test', 2, null)])).toHaveLength(1);
  });

  test('count twice where their workflows differ', () => {
    const nodes = ['ci', 'nightly'].map((name, index) => {
      return toRun('test', index + 1, { workflow: { name } });
    });
    expect(parse(nodes)).toHaveLength(2);
  });
});

test('check runs that differ by name need no workflows', () => {
  expect(parse([toRun('test', 1, undefined), toRun('build', 1, undefined)])).toHaveLength(2);
});

test('S9: checks that GraphQL does not report are read by REST', () => {
  const commits = { nodes: [{ commit: { oid: headSha } }] };
  expect(parseChecks({ commits }, headSha, noRefusals)).toBeUndefined();
});
