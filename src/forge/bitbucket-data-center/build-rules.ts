import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import type { Access, Check } from '../forge.ts';
import { type RememberedRules, rememberRules } from '../lookup/remember-rules.ts';
import { buildExpected } from '../lookup/required-builds.ts';
import { findFields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { toPlainText } from '../parsing/text.ts';
import { pageSize, toListReading, toRequiredBuildsUrl } from './api.ts';
import { isMatchingRef } from './ref-patterns.ts';

/** Builds that have to succeed before a merge into a branch, by the plan that runs them. */
export interface BuildCondition {
  plans: string[];
  into: RefMatcher;
  /** Pull requests from these branches are exempt. */
  exempt: RefMatcher | null;
}

export interface RefMatcher {
  type: string;
  id: string;
}

/** A build, and the plan that ran it. */
export interface PlannedCheck {
  check: Check;
  plan: string;
}

export type BuildRules = RememberedRules<BuildCondition[]>;

const rememberedForMs = 10 * 60_000;
const mostPages = 5;
const reading = toListReading('required-builds/1', parseCondition);

export function createBuildRules(clock: Pick<Clock, 'monotonic'>): BuildRules {
  return rememberRules(rememberedForMs, clock);
}

/** The conditions of a repository; null when they cannot be read. */
export function findConditions(
  repository: RepositoryReference,
  { api, rules }: { api: ForgeApi; rules: BuildRules },
  access: Access,
): Promise<MaybeRead<BuildCondition[] | null>> {
  return rules.find(toFullName(repository).toLowerCase(), access, async () => {
    const url = `${toRequiredBuildsUrl(repository, api)}?limit=${pageSize}`;
    const subject = `the required builds of ${toFullName(repository)}`;
    const listed = await listAll(api, { url, subject, reading }, mostPages, access);
    // The repository itself was read: this version does not have the rule yet.
    const isMissing = listed.kind === 'unread' && listed.status === 404;
    return isMissing ? { kind: 'read', value: [] } : listed;
  });
}

export function parseCondition(body: unknown): BuildCondition | undefined {
  const fields = toFields(body);
  const plans = parseList(fields?.buildParentKeys, (key) =>
    typeof key === 'string' ? key : undefined,
  );
  const into = parseMatcher(fields?.refMatcher);
  const isExempting = (fields?.exemptRefMatcher ?? null) !== null;
  const exempt = isExempting ? parseMatcher(fields?.exemptRefMatcher) : null;
  if (!plans || !into || exempt === undefined) return undefined;
  return { plans: fields?.requiredForPullRequest === false ? [] : plans, into, exempt };
}

function parseMatcher(body: unknown): RefMatcher | undefined {
  const fields = toFields(body);
  const type = findText(findFields(fields, 'type'), 'id');
  const id = findText(fields, 'id') ?? findText(fields, 'displayId');
  return type === undefined || id === undefined ? undefined : { type, id };
}

/** The plans that a pull request requires; null when a matcher cannot be decided here (S16). */
export function listRequiredPlans(
  conditions: readonly BuildCondition[],
  { base, head }: { base: string; head: string },
): Set<string> | null {
  const plans = new Set<string>();
  for (const condition of conditions) {
    const isInto = isMatchingRef(base, condition.into);
    const isExempt = condition.exempt !== null && isMatchingRef(head, condition.exempt);
    if (isInto === false || isExempt === true) continue;
    if (isInto === null || isExempt === null) return null;
    for (const plan of condition.plans) plans.add(plan);
  }
  return plans;
}

/** Marks the builds of required plans. A plan without a build is missing (S14). */
export function requirePlans(builds: readonly PlannedCheck[], plans: ReadonlySet<string>): Check[] {
  const reported = new Set(builds.map(({ plan }) => plan));
  const checks = builds.map(({ check, plan }) => ({ ...check, required: plans.has(plan) }));
  const missing = [...plans].filter((plan) => !reported.has(plan));
  return [...checks, ...missing.map((plan) => buildExpected(toPlainText(plan, 200)))];
}
