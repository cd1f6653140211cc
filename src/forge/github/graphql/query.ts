import type { RepositoryReference } from '../../../domain/repository-reference.ts';
import type { PullRequestReference } from '../../forge.ts';

/** What one alias of a query selects: a pull request by number, or the open ones of a branch. */
export type Selection =
  | { kind: 'read'; reference: PullRequestReference }
  | { kind: 'find'; repository: RepositoryReference; branch: string };

export interface Query {
  query: string;
  variables: Record<string, string | number>;
}

export function toAlias(index: number): string {
  return `part${index}`;
}

/** One document for all selections. Names travel as variables and never become part of it. */
export function buildQuery(selections: readonly Selection[]): Query {
  const kinds = new Set(selections.map(({ kind }) => kind));
  const fragments = [
    namedRepository,
    ...(kinds.has('read') ? [pullRequestFacts] : []),
    ...(kinds.has('find') ? [candidates] : []),
  ];
  const query = [
    `query Statuses(${selections.map(toDeclarations).join(', ')}) {`,
    '  rateLimit { cost limit remaining resetAt }',
    ...selections.map(toField),
    '}',
    ...fragments,
  ].join('\n');
  return { query, variables: Object.assign({}, ...selections.map(toVariables)) };
}

/** The facts of one pull request that only GraphQL reports. */
export function buildFactsQuery(reference: PullRequestReference): Query {
  const selection: Selection = { kind: 'read', reference };
  const query = `query Facts(${toDeclarations(selection, 0)}) {
  rateLimit { cost limit remaining resetAt }
  ${toAlias(0)}: repository(owner: $owner0, name: $name0) {
    pullRequest(number: $number0) {${graphQlFacts}}
  }
}`;
  return { query, variables: toVariables(selection, 0) };
}

/** The next page of the threads of each pull request. */
export function buildThreadsQuery(
  parts: readonly { reference: PullRequestReference; after: string }[],
): Query {
  const selections = parts.map(({ reference }): Selection => ({ kind: 'read', reference }));
  const declarations = selections.map(
    (selection, index) => `${toDeclarations(selection, index)}, $after${index}: String!`,
  );
  const query = [
    `query Threads(${declarations.join(', ')}) {`,
    '  rateLimit { cost limit remaining resetAt }',
    ...selections.map(toThreadsField),
    '}',
    threadsPage,
  ].join('\n');
  const cursors = parts.map(({ after }, index) => ({ [`after${index}`]: after }));
  return { query, variables: Object.assign({}, ...selections.map(toVariables), ...cursors) };
}

/** The checks of commits. */
export function buildChecksQuery(
  commits: readonly { repository: RepositoryReference; sha: string }[],
): Query {
  const declarations = commits.map(
    (_, index) => `$owner${index}: String!, $name${index}: String!, $oid${index}: GitObjectID!`,
  );
  const fields = commits.map((_, index) => {
    const repository = `repository(owner: $owner${index}, name: $name${index})`;
    return `  ${toAlias(index)}: ${repository} { object(oid: $oid${index}) { ...Checks } }`;
  });
  const variables = commits.map(({ repository: { owner, name }, sha }, index) => {
    return { [`owner${index}`]: owner, [`name${index}`]: name, [`oid${index}`]: sha };
  });
  const query = [
    `query Checks(${declarations.join(', ')}) {`,
    '  rateLimit { cost limit remaining resetAt }',
    ...fields,
    '}',
    `fragment Checks on Commit {\n${rollup}\n}`,
  ].join('\n');
  return { query, variables: Object.assign({}, ...variables) };
}

function toThreadsField(_: Selection, index: number): string {
  const threads = `reviewThreads(first: 100, after: $after${index}) { ...Threads }`;
  return `  ${toAlias(index)}: repository(owner: $owner${index}, name: $name${index}) { pullRequest(number: $number${index}) { ${threads} } }`;
}

const threadsPage = `fragment Threads on PullRequestReviewThreadConnection {
  totalCount pageInfo { hasNextPage endCursor } nodes { isResolved }
}`;

export function toRepository(selection: Selection): RepositoryReference {
  return selection.kind === 'read' ? selection.reference.repository : selection.repository;
}

function toDeclarations({ kind }: Selection, index: number): string {
  const third = kind === 'read' ? `$number${index}: Int!` : `$branch${index}: String!`;
  return `$owner${index}: String!, $name${index}: String!, ${third}`;
}

function toVariables(selection: Selection, index: number): Query['variables'] {
  const { owner, name } = toRepository(selection);
  const named = { [`owner${index}`]: owner, [`name${index}`]: name };
  return selection.kind === 'read'
    ? { ...named, [`number${index}`]: selection.reference.number }
    : { ...named, [`branch${index}`]: selection.branch.replace(/\p{Surrogate}/gu, '\ufffd') };
}

function toField({ kind }: Selection, index: number): string {
  const repository = `${toAlias(index)}: repository(owner: $owner${index}, name: $name${index})`;
  if (kind === 'read') {
    const facts = `...PullRequestFacts ${toRequiredFields(`$number${index}`)}`;
    return `  ${repository} { pullRequest(number: $number${index}) { ${facts} } }`;
  }
  // Forks may have a branch of the same name: the first page must hold more than the wanted one.
  const open = `pullRequests(headRefName: $branch${index}, states: OPEN, first: 50, orderBy: {field: CREATED_AT, direction: DESC}) { ...Candidates }`;
  return `  ${repository} { ...NamedRepository ${open} parent { ...NamedRepository isFork ${open} } }`;
}

/** Apart from the fragment, because it names the pull request that a check is required for. */
function toRequiredFields(number: string): string {
  const required = `isRequired(pullRequestNumber: ${number})`;
  const types = ['CheckRun', 'StatusContext'].map((type) => `... on ${type} { ${required} }`);
  const contexts = `contexts(first: 100) { nodes { ${types.join(' ')} } }`;
  return `commits(last: 1) { nodes { commit { statusCheckRollup { ${contexts} } } } }`;
}

const namedRepository = 'fragment NamedRepository on Repository { databaseId nameWithOwner }';

const candidates = `fragment Candidates on PullRequestConnection {
  pageInfo { hasNextPage }
  nodes { number headRefName headRepository { ...NamedRepository } }
}`;

const graphQlFacts = `  reviewDecision isInMergeQueue mergeQueueEntry { position }
  reviewThreads(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { isResolved } }`;

const rollup = `        oid
        statusCheckRollup {
          contexts(first: 100) {
            totalCount
            nodes {
              __typename
              ... on CheckRun {
                databaseId name status conclusion startedAt
                checkSuite { databaseId app { slug } workflowRun { workflow { name } } }
              }
              ... on StatusContext { context state createdAt }
            }
          }
        }`;

/** Each connection counts as one request, and a hundred of them cost a point: there are seven. */
const pullRequestFacts = `fragment PullRequestFacts on PullRequest {
  number url state isDraft title updatedAt mergedAt closedAt
  additions deletions changedFiles
  author { __typename login avatarUrl }
  baseRefName headRefName headRefOid
  headRepository { ...NamedRepository }
  headRepositoryOwner { login }
  mergeable mergeStateStatus
  autoMergeRequest { enabledAt }
  reviews(first: 100) { totalCount nodes { state submittedAt author { __typename login } } }
  reviewRequests(first: 100) {
    totalCount
    nodes {
      requestedReviewer {
        __typename
        ... on Actor { login }
        ... on Team { slug }
      }
    }
  }
  labels(first: 100) { totalCount nodes { name color } }
  commits(last: 1) {
    totalCount
    nodes {
      commit {
${rollup}
      }
    }
  }
${graphQlFacts}
}`;
