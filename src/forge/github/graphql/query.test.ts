import { parse, validate, visit } from 'graphql';
import { describe, expect, test } from 'vitest';
import { getGitHubSchema } from '../testing/answer-graphql.ts';
import { toGraphQlUrl } from './client.ts';
import { buildFactsQuery, buildQuery, type Selection } from './query.ts';

const hostile = '"){ enterprise { slug } } #\n$owner0';
const reference = { repository: { owner: 'acme', name: 'storefront' }, number: 12 };
const read: Selection = { kind: 'read', reference };
const find: Selection = { kind: 'find', repository: reference.repository, branch: hostile };

describe('a query', () => {
  test.each<[string, Selection[]]>([
    ['reads', [read]],
    ['finds', [find]],
    ['both', [read, find, find, read]],
  ])('is valid in the schema of GitHub: %s', (_, selections) => {
    const document = parse(buildQuery(selections).query);
    expect(validate(getGitHubSchema(), document)).toEqual([]);
  });

  test('of only the facts is valid in the schema of GitHub', () => {
    const document = parse(buildFactsQuery(reference).query);
    expect(validate(getGitHubSchema(), document)).toEqual([]);
  });
});

describe('a query of many', () => {
  test('contains names only in its variables', () => {
    const { query, variables } = buildQuery([read, find]);
    for (const text of ['acme', 'storefront', '12', 'enterprise', hostile])
      expect(query).not.toContain(text);
    const named = { owner1: 'acme', name1: 'storefront', branch1: hostile };
    expect(variables).toEqual({ owner0: 'acme', name0: 'storefront', number0: 12, ...named });
  });

  test('contains no lone surrogates', () => {
    const odd: Selection = { kind: 'find', repository: reference.repository, branch: 'a\ud800b' };
    expect(buildQuery([odd]).variables.branch0).toBe('a\ufffdb');
  });

  test.each([
    ['pull requests', read, 2],
    ['branches', find, 1],
  ])('for 25 %s costs few points of the quota', (_, selection, points) => {
    const document = parse(buildQuery(Array.from({ length: 25 }, () => selection)).query);
    let connections = 0;
    const fragments = new Map<string, number>();
    visit(document, {
      FragmentDefinition: {
        enter: () => void (connections = 0),
        leave: ({ name }) => void fragments.set(name.value, connections),
      },
      Field: (field) => {
        if (field.arguments?.some(({ name }) => /^(first|last)$/.test(name.value)))
          connections += 1;
      },
    });
    const perPullRequest = fragments.get('PullRequestFacts') ?? 0;
    const perBranch = 2;
    const requests = 25 * (selection.kind === 'read' ? perPullRequest : perBranch);
    expect(Math.max(1, Math.round(requests / 100))).toBe(points);
  });
});

test.each([
  ['https://api.github.com', 'https://api.github.com/graphql'],
  ['https://git.acme.test/api/v3', 'https://git.acme.test/api/graphql'],
  ['https://api.acme.ghe.com', 'https://api.acme.ghe.com/graphql'],
])('the GraphQL URL of %s is %s', (apiBaseUrl, url) => {
  expect(toGraphQlUrl(apiBaseUrl)).toBe(url);
});
