import { createHash } from 'node:crypto';
import { type CheckRun, countChecks, toCheckKey, toRun } from '../../domain/checks.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import type { Access, Surveyed, SurveyManyOutcome, SurveyOutcome } from '../forge.ts';
import { createMemory } from '../lookup/remember-reads.ts';
import { findFields, findText, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { listCommitChecks, type RecentStatuses } from './checks.ts';
import type { GraphQl } from './graphql/client.ts';
import { parseRollup } from './graphql/parse-checks.ts';
import { buildChecksQuery, toAlias } from './graphql/query.ts';

interface Commit {
  repository: RepositoryReference;
  sha: string;
}

const emptyForMs = 5 * 60_000;
const usedForMs = 24 * 60 * 60_000;

/**
 * Surveys the checks of a commit by conditional requests. Most repositories have no commit statuses: where
 * none has been seen for a day, their list is read every five minutes.
 */
export function createChecksSurvey(api: ForgeApi, clock: Pick<Clock, 'monotonic'>) {
  const empty = createMemory<readonly []>(emptyForMs, clock);
  const used = createMemory<true>(usedForMs, clock);
  return async ({ repository, sha }: Commit, access: Access): Promise<SurveyOutcome> => {
    const name = toFullName(repository).toLowerCase();
    const areUsed = () => used.find(name, access) === true;
    let hasRead = false;
    const recent: RecentStatuses = {
      find: () => (areUsed() ? undefined : empty.find(`${name} ${sha}`, access)),
      save(statuses) {
        hasRead = true;
        if (statuses.length > 0) used.save(name, access, true);
        else empty.save(`${name} ${sha}`, access, []);
      },
    };
    const subject = `the checks of ${name}@${sha.slice(0, 7)}`;
    const listed = await listCommitChecks({ repository, sha }, { subject, recent }, api, access);
    if (listed.kind === 'unread') return listed.outcome;
    return toSurveyed(listed.value.map(toRun), hasRead ? 2 : 1);
  };
}

function toSurveyed(runs: readonly CheckRun[], requests: number): Surveyed {
  const { passed, failed, pending } = countChecks(runs, { headSha: null, requiredNames: null });
  const counts = { passed, failed, pending };
  const hash = toHash(runs);
  return { kind: 'surveyed', ...counts, hash, runs, requests, validated: true };
}

/** Surveys the checks of many commits by one query. */
export async function surveyManyChecks(
  commits: readonly Commit[],
  graphql: GraphQl,
  access: Access,
): Promise<SurveyManyOutcome> {
  const none = { kind: 'surveyed_many', heads: commits.map(() => undefined) } as const;
  if (!graphql.isUsable(access)) return { ...none, heads: [...none.heads] };
  const result = await graphql.run(buildChecksQuery(commits), access);
  switch (result.kind) {
    case 'answered':
      return {
        kind: 'surveyed_many',
        heads: commits.map(({ sha }, index) => {
          const alias = toAlias(index);
          if (result.errors.some(({ path }) => path[0] === alias)) return undefined;
          const commit = findFields(toFields(result.data[alias]), 'object');
          if (!commit || findText(commit, 'oid') !== sha) return undefined;
          const runs = parseRollup(commit);
          return runs && !('unreadable' in runs) ? toSurveyed(runs, 0) : undefined;
        }),
      };
    case 'rate_limited':
      return result;
    case 'unusable':
      graphql.avoid(result, access);
      return { ...none, heads: [...none.heads] };
    case 'overloaded':
    case 'unreachable':
      return { ...none, heads: [...none.heads] };
  }
}

function toHash(checks: readonly CheckRun[]): string {
  const texts = checks.map((check) => `${toCheckKey(check)} ${check.state} ${check.sequence}`);
  return createHash('sha256').update(texts.toSorted().join('\n')).digest('hex').slice(0, 32);
}
