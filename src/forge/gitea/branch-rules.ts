import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { toBranchSubject } from '../client/outcomes.ts';
import type { Access } from '../forge.ts';
import { isBaseRefused, rememberRules } from '../lookup/remember-rules.ts';
import { findCount, findFields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encodePath } from '../parsing/text.ts';
import { isMatching } from '../parsing/wildcards.ts';
import { toRepositoryApiUrl } from './api.ts';

export interface BranchAnswer {
  sha: string | null;
  /** The approvals that a pull request into this branch needs, as far as Gitea reports them. */
  requiredApprovals: number;
  /** Patterns of check names; empty if all checks are required, null if none are. */
  requiredChecks: string[] | null;
}

export interface BranchRules {
  /** As they were read within the last ten minutes; null when the token may not read them. */
  find(
    repository: RepositoryReference,
    branch: string,
    access: Access,
  ): Promise<MaybeRead<BranchAnswer | null>>;
}

const rememberedForMs = 10 * 60_000;
const reading: Reading<BranchAnswer> = { shape: 'branch/1', parse: parseBranch };

export function createBranchRules(api: ForgeApi, clock: Pick<Clock, 'monotonic'>): BranchRules {
  const rules = rememberRules<BranchAnswer>(rememberedForMs, clock, isBaseRefused);
  return {
    find(repository, branch, access) {
      const name = `${toFullName(repository).toLowerCase()} ${branch}`;
      return rules.find(name, access, () => readBranch(repository, branch, api, access));
    },
  };
}

export function readBranch(
  repository: RepositoryReference,
  branch: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<BranchAnswer>> {
  const url = `${toRepositoryApiUrl(repository, api)}/branches/${encodePath(branch)}`;
  const subject = toBranchSubject(repository, branch);
  return api.read({ url, subject, reading }, access);
}

export function parseBranch(body: unknown): BranchAnswer | undefined {
  const fields = toFields(body);
  if (findText(fields, 'name') === undefined) return undefined;
  const contexts = parseList(fields?.status_check_contexts ?? [], (context) =>
    typeof context === 'string' ? context : undefined,
  );
  return {
    sha: findText(findFields(fields, 'commit'), 'id') ?? null,
    requiredApprovals: findCount(fields, 'required_approvals') ?? 0,
    requiredChecks: fields?.enable_status_check === true ? (contexts ?? []) : null,
  };
}

/** Without patterns, Gitea requires that there are checks and that all of them pass. */
export function listPatterns(requiredChecks: readonly string[]): readonly string[] {
  return requiredChecks.length > 0 ? requiredChecks : ['*'];
}

/** The checks that match a pattern of the rules, and each pattern that no check matches. */
export function toRequiredNames(
  { requiredChecks }: BranchAnswer,
  checks: readonly { name: string }[],
): string[] {
  const names = listPatterns(requiredChecks ?? []).flatMap((pattern) => {
    const matching = checks.filter(({ name }) => isMatching(name, pattern));
    return matching.length > 0 ? matching.map(({ name }) => name) : [pattern];
  });
  return requiredChecks === null ? [] : [...new Set(names)];
}
