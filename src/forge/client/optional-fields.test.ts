import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { toFields } from '../parsing/json-fields.ts';
import { toAccess } from '../testing/test-deps.ts';
import { createOptionalFields, parseGraphQlErrors } from './optional-fields.ts';

const document = `query Statuses($owner0: String!, $number0: Int!, $of: Int!) {
  rateLimit { cost remaining }
  part0: repository(owner: $owner0) {
    pullRequest(number: $number0) { ...Facts }
    list: pullRequests(orderBy: {field: CREATED_AT}, first: 2) { nodes { number state } }
  }
}
fragment Facts on PullRequest {
  number title
  author { login }
  isInMergeQueue
  mergeQueueEntry { position }
  rollup { contexts(first: 1) { nodes { isRequired(pullRequestNumber: $of) name } } }
  reviewRequests(first: 100) {
    nodes { requestedReviewer { __typename ... on Actor { login } ... on Team { slug } } }
  }
  ...Queue
}
fragment Queue on PullRequest { mergeQueue { ... on MergeQueue { id } } }`;

function start() {
  const clock = { nowMs: 0, monotonic: () => clock.nowMs };
  const required = ['PullRequest.number', 'Query.repository'];
  const optional = createOptionalFields({ required, clock });
  /** Runs the document against a server with the given responses; returns the documents it sent. */
  const run = async (bodies: object[], access = toAccess('token a'), text = document) => {
    const sent: string[] = [];
    const answers = bodies.values();
    await optional.run(
      {
        document: text,
        send: async (query) => {
          parse(query);
          sent.push(query);
          return toFields(answers.next().value ?? { data: {} }) ?? {};
        },
        toContent: (body) => ({ data: toFields(body.data), errors: parseGraphQlErrors(body) }),
      },
      access,
    );
    return sent;
  };
  return { clock, run };
}

function refuse(...errors: object[]) {
  return { errors };
}

function toWords(text: string | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ');
}

/** The place of a text in the document, as servers count it. */
function place(text: string) {
  const before = document.slice(0, document.indexOf(text)).split('\n');
  return [{ line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }];
}

const scopes = (field: string) => ({
  type: 'INSUFFICIENT_SCOPES',
  message: `Your token has not been granted the required scopes to execute this query. The '${field}' field requires one of the following scopes: ['read:org'], but your token has only been granted the: ['repo'] scopes.`,
});

test.each<[string, object, string]>([
  [
    'GitHub says that a field does not exist',
    {
      path: ['fragment Facts', 'isInMergeQueue'],
      extensions: {
        code: 'undefinedField',
        typeName: 'PullRequest',
        fieldName: 'isInMergeQueue',
      },
      locations: place('isInMergeQueue'),
      message: "Field 'isInMergeQueue' doesn't exist on type 'PullRequest'",
    },
    ' isInMergeQueue',
  ],
  [
    'an older server sends only the message',
    { message: "Field 'isInMergeQueue' doesn't exist on type 'PullRequest'" },
    ' isInMergeQueue',
  ],
  [
    'a server sends only the code',
    { extensions: { code: 'undefinedField', typeName: 'PullRequest', fieldName: 'title' } },
    ' title',
  ],
  [
    'another server says that it cannot query a field',
    { message: 'Cannot query field "isInMergeQueue" on type "PullRequest". Did you mean "id"?' },
    ' isInMergeQueue',
  ],
  [
    'a type does not exist',
    {
      extensions: { code: 'undefinedType', typeName: 'Team' },
      locations: place('... on Team'),
      message: "No such type Team, so it can't be a fragment condition",
    },
    ' ... on Team { slug }',
  ],
  [
    'the last field of an object does not exist',
    { message: "Field 'position' doesn't exist on type 'MergeQueueEntry'" },
    ' mergeQueueEntry { position }',
  ],
  ['a scope is missing', { ...scopes('slug'), locations: place('slug') }, ' ... on Team { slug }'],
  [
    'a scope is missing and the place is wrong',
    { ...scopes('slug'), locations: [{ line: 1, column: 1 }] },
    ' ... on Team { slug }',
  ],
])('when %s, the query is repeated without it', async (_, error, removed) => {
  const { run } = start();
  const [first, second, ...others] = await run([refuse(error)]);
  expect(first).toBe(document);
  expect(toWords(second)).toBe(toWords(document).replace(removed, ''));
  expect(others).toEqual([]);
});

test('only the field at the place of the error is omitted', async () => {
  const { run } = start();
  const error = { ...scopes('login'), locations: place('login } ... on Team') };
  const [, second] = await run([refuse(error)]);
  expect(toWords(second)).toBe(toWords(document).replace(' ... on Actor { login }', ''));
});

test('a field is also found by its path', async () => {
  const { run } = start();
  const path = ['fragment Facts', 'reviewRequests', 'nodes', 'requestedReviewer', '... on Actor'];
  const error = { path: [...path, 'login'], message: "Field 'login' doesn't exist on type 'X'" };
  const [, second] = await run([refuse(error)]);
  expect(toWords(second)).toBe(toWords(document).replace(' ... on Actor { login }', ''));
});

test('variables and fragments that only a missing field uses are omitted as well', async () => {
  const { run } = start();
  const [, second] = await run([
    refuse(
      { message: "Field 'isRequired' doesn't accept argument 'pullRequestNumber'" },
      { message: "Field 'id' doesn't exist on type 'MergeQueue'" },
    ),
  ]);
  expect(second).toContain('query Statuses($owner0: String!, $number0: Int!) {');
  expect(toWords(second)).toContain('nodes { name }');
  expect(second).not.toContain('Queue on PullRequest');
  expect(second).not.toContain('...Queue');
});

test('fields and scopes that are refused one after the other are all omitted', async () => {
  const { run } = start();
  const missing = { message: "Field 'isInMergeQueue' doesn't exist on type 'PullRequest'" };
  const sent = await run([refuse(missing), refuse(scopes('slug'))]);
  expect(sent).toHaveLength(3);
  expect(toWords(sent[2])).toBe(
    toWords(document).replace(' isInMergeQueue', '').replace(' ... on Team { slug }', ''),
  );
});

test('a missing field is omitted for all tokens, a missing scope for its token, for a while', async () => {
  const { clock, run } = start();
  const other = toAccess('token b');
  const missing = { message: "Field 'isInMergeQueue' doesn't exist on type 'PullRequest'" };
  await run([refuse(missing), refuse(scopes('slug'))]);
  const [own] = await run([]);
  const [others] = await run([], other);
  expect(own).not.toMatch(/isInMergeQueue|slug/);
  expect(others).not.toContain('isInMergeQueue');
  expect(others).toContain('slug');
  clock.nowMs += 10 * 60_000;
  expect(await run([])).toEqual([document]);
});

test('a missing field is omitted from other documents of the same types', async () => {
  const { run } = start();
  await run([refuse({ message: "Field 'isInMergeQueue' doesn't exist on type 'PullRequest'" })]);
  const facts = 'query Facts { part0: repository { pullRequest { number isInMergeQueue } } }';
  const [sent] = await run([], undefined, facts);
  expect(toWords(sent)).toBe('query Facts { part0: repository { pullRequest { number } } }');
});

test.each<[string, object]>([
  ['a required field', { message: "Field 'number' doesn't exist on type 'PullRequest'" }],
  ['everything', { message: "Field 'repository' doesn't exist on type 'Query'" }],
  ['no field', { message: 'Query has complexity of 300, which exceeds max complexity of 250' }],
  ['an unknown field', { message: "Field 'other' doesn't exist on type 'PullRequest'" }],
  ['a variable', { message: 'Variable $of is declared by Statuses but not used' }],
])('a query is not repeated when the errors name %s', async (_, error) => {
  const { run } = start();
  expect(await run([refuse(error)])).toEqual([document]);
  expect(await run([])).toEqual([document]);
});

test('a server that refuses every query gets a limited number of them', async () => {
  const { run } = start();
  const names = ['title', 'isInMergeQueue', 'position', 'slug', 'login', 'cost'];
  const refusals = names.map((name) => refuse({ message: `Field '${name}' doesn't exist` }));
  expect(await run(refusals)).toHaveLength(4);
});

test('a field that the token may not read is omitted when it would remove the object around it', async () => {
  const { run } = start();
  const path = ['part0', 'pullRequest', 'isInMergeQueue'];
  const error = { type: 'FORBIDDEN', path, message: 'Resource not accessible by integration' };
  const [, second, ...others] = await run([
    { data: { part0: { pullRequest: null } }, errors: [error] },
  ]);
  expect(toWords(second)).toBe(toWords(document).replace(' isInMergeQueue', ''));
  expect(others).toEqual([]);
});

test.each([
  ['is null beside an error', { pullRequest: { isInMergeQueue: null } }, 'FORBIDDEN'],
  ['failed for another reason', { pullRequest: null }, 'SERVICE_UNAVAILABLE'],
])('a query is not repeated for a field that %s', async (_, part0, type) => {
  const { run } = start();
  const errors = [{ type, path: ['part0', 'pullRequest', 'isInMergeQueue'], message: 'No.' }];
  expect(await run([{ data: { part0 }, errors }])).toEqual([document]);
});

test('a query is not repeated for a pull request that the token may not read', async () => {
  const { run } = start();
  const errors = [{ type: 'FORBIDDEN', path: ['part0', 'pullRequest'], message: 'SAML' }];
  const body = { data: { part0: { pullRequest: null } }, errors };
  expect(await run([body])).toEqual([document]);
});
