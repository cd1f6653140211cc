import type { Check } from '../forge.ts';
import { toPlainText } from '../plain-text.ts';
import type { Policy } from './policies.ts';
import type { NamedRepository } from './repository-answer.ts';
import type { Status } from './statuses.ts';
import { toBuildUrl } from './urls.ts';

const statusStates: Record<string, Check['state']> = {
  succeeded: 'passed',
  partiallySucceeded: 'passed',
  failed: 'failed',
  error: 'failed',
  notApplicable: 'skipped',
};

const policyStates: Record<Policy['state'], Check['state']> = {
  met: 'passed',
  failed: 'failed',
  pending: 'pending',
  notApplicable: 'skipped',
};

/** The builds that policies ask for, what services posted, and what is still awaited of them. */
export function toCheckList(
  policies: readonly Policy[],
  statuses: readonly Status[],
  repository: NamedRepository,
  webBaseUrl: string,
): Check[] {
  const posted = new Set(statuses.map(({ context }) => context));
  const isCheck = ({ kind, context }: Policy) =>
    kind === 'build' || (kind === 'status' && !posted.has(context));
  return [
    ...policies.filter(isCheck).map((policy) => toPolicyCheck(policy, repository, webBaseUrl)),
    ...statuses.map(toStatusCheck),
  ];
}

function toPolicyCheck(
  { name, state, buildId }: Policy,
  repository: NamedRepository,
  webBaseUrl: string,
): Check {
  const url = buildId === null ? null : toBuildUrl(repository, buildId, webBaseUrl);
  return { name: toPlainText(name, 200), state: policyStates[state], url, description: null };
}

function toStatusCheck({ context, state, url, description }: Status): Check {
  return {
    name: toPlainText(context, 200),
    state: statusStates[state] ?? 'pending',
    url,
    description: description === null ? null : toPlainText(description, 300),
  };
}
