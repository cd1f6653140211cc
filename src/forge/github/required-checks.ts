import type { CheckRun, RequiredNames } from '../../domain/checks.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Reading } from '../client/conditional-client.ts';
import { type ForgeApi, isRateLimited, type MaybeRead, type Unread } from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import type { Access } from '../forge.ts';
import { createMemory } from '../lookup/remember-reads.ts';
import { isBaseRefused, rememberRules } from '../lookup/remember-rules.ts';
import { type Fields, findFields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';
import { isPageCovered, pageSize } from './api.ts';
import { toCheckName } from './check-runs.ts';

/** The checks that the rules of a base branch require. */
export interface RequiredChecks {
  /** As they were read within the last minutes; null when they cannot be read, unread when limited. */
  find(
    repository: RepositoryReference,
    baseBranch: string,
    access: Access,
  ): Promise<MaybeRead<RequiredNames>>;
  /**
   * Marks the runs that are required. Only GraphQL says it of each run: where the rules cannot be read, what it
   * said of the base branch applies to runs that REST reported.
   */
  mark<Run extends CheckRun>(
    runs: readonly Run[],
    names: RequiredNames,
    base: { repository: RepositoryReference; branch: string },
    access: Access,
  ): readonly Run[];
}

const rememberedForMs = 3 * 60_000;
const markedForMs = 24 * 60 * 60_000;
const mostPages = 10;

/** The names that each rule of a branch requires. */
const rulesReading: Reading<string[][]> = {
  shape: 'branch-rules/1',
  parse: (body) => parseList(body, parseRule),
  isCovered: isPageCovered,
};

const protectionReading: Reading<string[]> = {
  shape: 'branch-protection/1',
  parse: (body) => parseProtection(toFields(body)),
};

/** GitHub reports rulesets and branch protection separately, both without administration rights. */
export function createRequiredChecks(
  api: Pick<ForgeApi, 'baseUrl' | 'read'>,
  clock: Pick<Clock, 'monotonic'>,
): RequiredChecks {
  const remembered = rememberRules<readonly string[]>(rememberedForMs, clock, isBaseRefused);
  // S5: rows that were read by GraphQL go on, and each of them would repeat the request.
  const limits = new Map<string, { limited: Unread; endsAt: number }>();
  const marked = createMemory<readonly string[]>(markedForMs, clock);
  return {
    mark(runs, names, { repository, branch }, access) {
      if (names !== null) return markNames(runs, names);
      const base = toBaseName(repository, branch);
      if (runs.some(({ required }) => required !== null)) {
        const required = runs.flatMap((run) => (run.required ? run.name : []));
        marked.save(base, access, required);
        return runs;
      }
      const known = marked.find(base, access);
      return known ? markNames(runs, known) : runs;
    },
    async find(repository, baseBranch, access) {
      const limit = limits.get(access.tokenFingerprint);
      if (limit && limit.endsAt > clock.monotonic()) return limit.limited;
      limits.delete(access.tokenFingerprint);
      const name = toBaseName(repository, baseBranch);
      const read = () => readNames(repository, baseBranch, api, access);
      const found = await remembered.find(name, access, read);
      if (!isRateLimited(found)) return found;
      const endsAt = clock.monotonic() + found.outcome.retryInMs;
      limits.set(access.tokenFingerprint, { limited: found, endsAt });
      return found;
    },
  };
}

function toBaseName(repository: RepositoryReference, branch: string): string {
  return JSON.stringify([toFullName(repository).toLowerCase(), branch]);
}

function markNames<Run extends CheckRun>(runs: readonly Run[], names: readonly string[]): Run[] {
  return runs.map((run) => ({ ...run, required: run.required || names.includes(run.name) }));
}

/** As GitHub refuses what takes a larger plan. */
const planForm = /^upgrade to github\b/i;

async function readNames(
  repository: RepositoryReference,
  baseBranch: string,
  api: Pick<ForgeApi, 'baseUrl' | 'read'>,
  access: Access,
): Promise<MaybeRead<readonly string[]>> {
  const base = `${api.baseUrl}/repos/${toFullName(repository)}`;
  const branch = encode(baseBranch);
  const subject = `the rules of a branch of ${toFullName(repository)}`;
  const ofBranch = { url: `${base}/branches/${branch}`, subject, reading: protectionReading };
  const protection = await api.read(ofBranch, access);
  if (protection.kind === 'unread') return protection;
  const url = `${base}/rules/branches/${branch}?per_page=${pageSize}`;
  const rules = await listAll(api, { url, subject, reading: rulesReading }, mostPages, access);
  if (rules.kind === 'read') {
    return { kind: 'read', value: mergeNames(protection.value, rules.value) };
  }
  // A server that shows the branch but not its rules has no rulesets, nor has a repository whose plan lacks them.
  const isMissing = rules.status === 404 || planForm.test(rules.forgeMessage ?? '');
  if (isMissing) return { kind: 'read', value: protection.value };
  return rules;
}

function mergeNames(own: readonly string[], ofRules: readonly (readonly string[])[]): string[] {
  return [...new Set([...own, ...ofRules.flat()])];
}

function parseRule(entry: unknown): string[] | undefined {
  const fields = toFields(entry);
  const type = findText(fields, 'type');
  if (type === undefined) return undefined;
  if (type !== 'required_status_checks') return [];
  return parseList(findFields(fields, 'parameters')?.required_status_checks, parseContext);
}

function parseContext(entry: unknown): string | undefined {
  const context = findText(toFields(entry), 'context');
  return context === undefined ? undefined : toCheckName(context);
}

/** Undefined when the branch is protected and the response does not say by what. */
function parseProtection(branch: Fields | undefined): string[] | undefined {
  if (!branch) return undefined;
  const protection = findFields(branch, 'protection');
  const required = findFields(protection, 'required_status_checks');
  if (!required) return branch.protected === true && !protection ? undefined : [];
  if (findText(required, 'enforcement_level') === 'off') return [];
  const contexts = parseList(required.contexts ?? [], parseName);
  const checks = parseList(required.checks ?? [], parseContext);
  return contexts && checks && [...new Set([...contexts, ...checks])];
}

function parseName(entry: unknown): string | undefined {
  return typeof entry === 'string' ? toCheckName(entry) : undefined;
}
