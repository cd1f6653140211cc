import {
  type ScenarioPullRequest,
  type ScenarioThread,
  toCommentInstant,
} from '../../testing/forge-scenario.ts';
import { identityJson, toId } from './json-answers.ts';

type ScenarioCheck = ScenarioPullRequest['checks'][number];

export const policyTypes = {
  build: { id: '0609b952-1397-4640-95ec-e00a01b2c241', displayName: 'Build' },
  status: { id: 'cbdc66da-9728-4af8-aada-9a5a32e4a226', displayName: 'Status' },
  reviewers: {
    id: 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd',
    displayName: 'Minimum number of reviewers',
  },
  comments: { id: 'c6a1889d-b943-4856-b76f-9e46bb6b0df2', displayName: 'Comment requirements' },
};

export function policyJson(
  type: keyof typeof policyTypes,
  status: string,
  more: {
    settings?: object;
    context?: object;
    isBlocking?: boolean;
    isEnabled?: boolean;
    dates?: object;
  } = {},
) {
  const { settings = {}, context, isBlocking = true, isEnabled = true, dates = {} } = more;
  return {
    evaluationId: toId(`${type} ${JSON.stringify(settings)}`),
    status,
    startedDate: '2026-01-01T10:00:01.0000000Z',
    ...dates,
    configuration: {
      isEnabled,
      isBlocking,
      isDeleted: false,
      id: 7,
      revision: 1,
      type: policyTypes[type],
      settings: { scope: [{ refName: 'refs/heads/main', matchKind: 'Exact' }], ...settings },
    },
    ...(context && { context }),
  };
}

const policyStates = { passed: 'approved', failed: 'rejected', pending: 'running' } as const;
const statusStates = { passed: 'succeeded', failed: 'failed', pending: 'pending' } as const;

/** Every other check is a build required by a policy; services post the rest. */
export function listPolicyJson({ checks, mergeability }: ScenarioPullRequest) {
  const builds = checks.filter((_, index) => index % 2 === 1);
  const blocked = mergeability === 'blocked' ? [policyJson('reviewers', 'queued')] : [];
  return [
    policyJson('comments', 'approved'),
    ...blocked,
    ...builds.map(({ name, state, startedAt, completedAt }, index) => {
      const context = { buildId: 100 + index, buildDefinitionName: 'CI' };
      const settings = { displayName: name, buildDefinitionId: 5 };
      const dates = {
        ...(startedAt && { startedDate: formatDate(startedAt) }),
        ...(completedAt && { completedDate: formatDate(completedAt) }),
      };
      const more = { settings, context, isBlocking: false, dates };
      return policyJson('build', policyStates[state], more);
    }),
  ];
}

export function listStatusJson({ checks }: ScenarioPullRequest) {
  return checks
    .filter((_, index) => index % 2 === 0)
    .flatMap(({ name, state, startedAt, completedAt }, index) => {
      const started = { creationDate: formatDate(startedAt ?? longAgo) };
      if (!completedAt) return statusJson(10 + index, name, statusStates[state], started);
      const ended = { creationDate: formatDate(completedAt) };
      return [
        statusJson(20 + index, name, statusStates[state], ended),
        statusJson(10 + index, name, 'pending', started),
      ];
    });
}

const longAgo = new Date('2026-01-01T10:30:00Z');

/** Azure sends more digits than JavaScript keeps. */
function formatDate(instant: Date): string {
  return instant.toISOString().replace('Z', '0000Z');
}

export function statusJson(
  id: number,
  name: ScenarioCheck['name'],
  state: string,
  more: Record<string, unknown> = {},
) {
  return {
    id,
    state,
    description: `${name} said so`,
    context: { name, genre: null },
    creationDate: '2026-01-01T10:30:00.0000000Z',
    targetUrl: `https://ci.test/${id}`,
    ...more,
  };
}

function threadJson(id: number, more: object) {
  return { id, isDeleted: false, comments: [], ...more };
}

export function listThreadJson({ unresolvedThreads, threads = [] }: ScenarioPullRequest) {
  const open = Array.from({ length: unresolvedThreads }, (_, index) => {
    return threadJson(index + 10, { status: index % 2 === 0 ? 'active' : 'pending' });
  });
  const deleted = threadJson(3, { status: 'active', isDeleted: true });
  const system = threadJson(1, { properties: { CodeReviewThreadType: { $value: 'VoteUpdate' } } });
  const counted = [system, threadJson(2, { status: 'fixed' }), deleted, ...open];
  return [...counted, ...threads.map(writtenThreadJson)];
}

function writtenThreadJson(thread: ScenarioThread, index: number) {
  const { path, line, startLine, side, resolvedBy, comments } = thread;
  const name = side === 'old' ? 'left' : 'right';
  return threadJson(1000 + index, {
    publishedDate: formatDate(toCommentInstant(index, 0)),
    comments: comments.map(({ author, body }, at) => ({
      id: at + 1,
      parentCommentId: at === 0 ? 0 : 1,
      author: identityJson(author),
      content: body,
      publishedDate: formatDate(toCommentInstant(index, at)),
      lastUpdatedDate: formatDate(toCommentInstant(index, at)),
      lastContentUpdatedDate: formatDate(toCommentInstant(index, at)),
      commentType: 'text',
    })),
    status: resolvedBy === null ? 'active' : 'fixed',
    threadContext:
      path === null
        ? null
        : {
            filePath: `/${path}`,
            [`${name}FileStart`]: { line: startLine ?? line, offset: 1 },
            [`${name}FileEnd`]: { line, offset: 20 },
          },
    properties: {},
  });
}
