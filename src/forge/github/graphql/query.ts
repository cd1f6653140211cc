import type { RepositoryReference } from '../../../domain/repository-reference.ts';
import type { PullRequestReference } from '../../forge.ts';

/** One thing to ask for: a pull request by number, or the open ones of a branch. */
export type Ask =
  | { kind: 'read'; reference: PullRequestReference }
  | { kind: 'find'; repository: RepositoryReference; branch: string };

export interface Query {
  query: string;
  variables: Record<string, string | number>;
}

/** Fields that an older server may not know. */
export interface QueryOptions {
  mergeQueue: boolean;
}

export function toAlias(index: number): string {
  return `ask${index}`;
}

/** One document for all asks. What they name travels as variables: nothing is spliced into it. */
export function toQuery(asks: readonly Ask[], { mergeQueue }: QueryOptions): Query {
  const kinds = new Set(asks.map(({ kind }) => kind));
  const fragments = [
    namedRepository,
    ...(kinds.has('read') ? [toPullRequestFacts(mergeQueue)] : []),
    ...(kinds.has('find') ? [candidates] : []),
  ];
  const query = [
    `query Statuses(${asks.map(toDeclarations).join(', ')}) {`,
    '  rateLimit { cost limit remaining resetAt }',
    ...asks.map(toSelection),
    '}',
    ...fragments,
  ].join('\n');
  return { query, variables: Object.assign({}, ...asks.map(toVariables)) };
}

/** Those facts of one pull request that only GraphQL tells. */
export function toFactsQuery(reference: PullRequestReference, { mergeQueue }: QueryOptions): Query {
  const ask: Ask = { kind: 'read', reference };
  const query = `query Facts(${toDeclarations(ask, 0)}) {
  rateLimit { cost limit remaining resetAt }
  ${toAlias(0)}: repository(owner: $owner0, name: $name0) {
    pullRequest(number: $number0) {${toGraphQlFacts(mergeQueue)}}
  }
}`;
  return { query, variables: toVariables(ask, 0) };
}

function toDeclarations({ kind }: Ask, index: number): string {
  const third = kind === 'read' ? `$number${index}: Int!` : `$branch${index}: String!`;
  return `$owner${index}: String!, $name${index}: String!, ${third}`;
}

function toVariables(ask: Ask, index: number): Query['variables'] {
  const { owner, name } = ask.kind === 'read' ? ask.reference.repository : ask.repository;
  const named = { [`owner${index}`]: owner, [`name${index}`]: name };
  return ask.kind === 'read'
    ? { ...named, [`number${index}`]: ask.reference.number }
    : { ...named, [`branch${index}`]: ask.branch.replace(/\p{Surrogate}/gu, '\ufffd') };
}

function toSelection({ kind }: Ask, index: number): string {
  const repository = `${toAlias(index)}: repository(owner: $owner${index}, name: $name${index})`;
  if (kind === 'read') {
    return `  ${repository} { pullRequest(number: $number${index}) { ...PullRequestFacts } }`;
  }
  // Forks may use the same name, so the first page must hold more than the one that is wanted.
  const open = `pullRequests(headRefName: $branch${index}, states: OPEN, first: 50, orderBy: {field: CREATED_AT, direction: DESC}) { ...Candidates }`;
  return `  ${repository} { ...NamedRepository ${open} parent { ...NamedRepository ${open} } }`;
}

const namedRepository = 'fragment NamedRepository on Repository { databaseId nameWithOwner }';

const candidates = `fragment Candidates on PullRequestConnection {
  pageInfo { hasNextPage }
  nodes { number headRefName headRepository { ...NamedRepository } }
}`;

/** Connections cost points: each of these six is one request, and a hundred make a point. */
function toPullRequestFacts(mergeQueue: boolean): string {
  return `fragment PullRequestFacts on PullRequest {
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
        oid
        statusCheckRollup {
          contexts(first: 1) {
            checkRunCount statusContextCount
            checkRunCountsByState { state count }
            statusContextCountsByState { state count }
          }
        }
      }
    }
  }
${toGraphQlFacts(mergeQueue)}
}`;
}

function toGraphQlFacts(mergeQueue: boolean): string {
  const queue = mergeQueue ? ' isInMergeQueue mergeQueueEntry { position }' : '';
  return `  reviewDecision reviewThreads(first: 100) { totalCount nodes { isResolved } }${queue}`;
}
