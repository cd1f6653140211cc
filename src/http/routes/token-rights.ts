import { Type } from 'typebox';
import { TokenRights } from '../../contract/forges.ts';
import type { Forge } from '../../forge/forge.ts';
import type { ForgeRegistry } from '../../forge/registry.ts';
import type { ProbedBranch } from '../../forge/token-rights.ts';
import type { HttpStore } from '../../store/http-store.ts';
import type { DiffStatusRow } from '../../store/rows.ts';
import type { BudgetPort } from '../deps.ts';
import { queryProblems, type RequestForgeDeps, requestForge } from '../query-forge.ts';
import { getUser } from '../server/authentication.ts';
import type { App } from '../server/typed-app.ts';
import { getForge } from './forges.ts';

interface TokenRightsDeps extends Omit<RequestForgeDeps, 'store' | 'budgets'> {
  store: RequestForgeDeps['store'] & Pick<HttpStore, 'listChats' | 'listDiffStatuses'>;
  budgets: RequestForgeDeps['budgets'] & BudgetPort;
  forges: Pick<ForgeRegistry, 'listForges' | 'findForge' | 'findForgeByOrigin'>;
}

export function registerTokenRightsRoute(app: App, deps: TokenRightsDeps): void {
  const config = queryProblems;
  app.post('/api/v1/forges/:forge/token/rights', { schema, config }, async (request) => {
    const forge = getForge(request.params.forge, deps.forges);
    const { id: ownerId } = getUser(request);
    const tracked = await findTracked(ownerId, forge, deps);
    let fingerprint = '';
    const { rights, expiresAt } = await requestForge(
      ownerId,
      forge,
      (access) => {
        fingerprint = access.tokenFingerprint;
        return forge.probeToken({ tracked }, access);
      },
      deps,
    );
    if (expiresAt) deps.budgets.observeExpiry(forge.id, fingerprint, expiresAt);
    const known = deps.budgets.findExpiry(forge.id, fingerprint);
    return {
      forge_id: forge.id,
      repository: tracked ? forge.toRepositoryUrl(tracked.repository) : null,
      rights,
      token_expires_at: known?.toISOString() ?? null,
    };
  });
}

const schema = {
  tags: ['forges'],
  summary: 'Try what the token may read, with up to five requests',
  params: Type.Object({ forge: Type.String({ description: 'id of the forge' }) }),
  response: { 200: TokenRights },
};

const mostChats = 50;

/** A branch of a chat that changed lately, preferably one with a pull request. */
async function findTracked(
  ownerId: string,
  forge: Forge,
  { store, forges }: TokenRightsDeps,
): Promise<ProbedBranch | undefined> {
  const chats = await store.listChats({
    ownerId,
    ids: null,
    workspaceId: null,
    pullRequest: [],
    reasons: null,
    repository: null,
    author: null,
    text: null,
    archived: false,
    sort: 'updated',
    limit: mostChats,
    after: null,
  });
  const rows = await store.listDiffStatuses(chats.map(({ id }) => id));
  const own = rows.filter(({ git_remote_origin: origin, forge_id: id }) => {
    return (forges.findForge(id) ?? forges.findForgeByOrigin(origin))?.id === forge.id;
  });
  const row = own.find(({ url }) => url !== null) ?? own[0];
  return row && toTracked(row, forge);
}

/** The pull request of a fork belongs to another repository than its branch. */
function toTracked(row: DiffStatusRow, forge: Forge): ProbedBranch | undefined {
  const { url, git_remote_origin: origin, git_branch: branch, head_sha: headSha } = row;
  const ofPullRequest = url === null ? undefined : forge.parsePullRequestUrl(url)?.repository;
  const repository = ofPullRequest ?? forge.parseRemoteOrigin(origin);
  return repository && { repository, branch, headSha };
}
