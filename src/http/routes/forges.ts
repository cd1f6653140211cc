import { Type } from 'typebox';
import { ForgeSummary, LinkToken } from '../../contract/forges.ts';
import { findPause, type TokenLookup } from '../../domain/forge-token.ts';
import type { Forge } from '../../forge/forge.ts';
import type { ForgeRegistry } from '../../forge/registry.ts';
import type { Clock } from '../../platform/clock.ts';
import type { BudgetPort, TokenPort } from '../deps.ts';
import { getUser } from '../server/authentication.ts';
import { HttpProblem } from '../server/problem-response.ts';
import type { App } from '../server/typed-app.ts';
import { toResetAt } from '../views/to-health.ts';

const tags = ['forges'];
const ForgeParams = Type.Object({ forge: Type.String({ description: 'id of the forge' }) });
const config = { problems: [404] };
const foundConfig = { problems: [404, 409] };

export interface ForgeDeps {
  forges: Pick<ForgeRegistry, 'listForges' | 'findForge'>;
  tokens: TokenPort;
  budgets: BudgetPort;
  clock: Pick<Clock, 'now'>;
}

export function registerForgeRoutes(app: App, deps: ForgeDeps): void {
  const { forges, tokens } = deps;

  const summarize = async (forge: Forge, userId: string) =>
    toSummary(forge, await tokens.findToken(userId, forge.id), deps);

  app.get('/api/v1/forges', { schema: listSchema }, (request) => {
    const { id } = getUser(request);
    return Promise.all(forges.listForges().map((forge) => summarize(forge, id)));
  });

  app.put('/api/v1/forges/:forge/token', { schema: linkSchema, config }, async (request) => {
    const forge = getForge(request.params.forge, forges);
    const { id } = getUser(request);
    await tokens.linkToken(id, forge.id, request.body.token);
    return summarize(forge, id);
  });

  app.post(
    '/api/v1/forges/:forge/token/found',
    { schema: foundSchema, config: foundConfig },
    async (request) => {
      const forge = getForge(request.params.forge, forges);
      const { id } = getUser(request);
      if (!(await tokens.linkFoundToken(id, forge.id))) {
        throw new HttpProblem(
          409,
          `No token for ${forge.id} was found on this machine. Link one that you created.`,
        );
      }
      return summarize(forge, id);
    },
  );

  app.delete(
    '/api/v1/forges/:forge/token',
    { schema: unlinkSchema, config },
    async (request, reply) => {
      await tokens.unlinkToken(getUser(request).id, getForge(request.params.forge, forges).id);
      return reply.code(204).send(null);
    },
  );
}

export function getForge(
  id: string,
  forges: Pick<ForgeRegistry, 'listForges' | 'findForge'>,
): Forge {
  const forge = forges.findForge(id);
  if (forge) return forge;
  const ids = forges.listForges().map((known) => known.id);
  throw new HttpProblem(
    404,
    `No such forge is configured. The configured forges are: ${ids.join(', ')}.`,
  );
}

const listSchema = {
  tags,
  summary: 'List the configured forges',
  response: { 200: Type.Array(ForgeSummary) },
};

const linkSchema = {
  tags,
  summary: 'Link a token, and make the branches that waited for one due',
  params: ForgeParams,
  body: LinkToken,
  response: { 200: ForgeSummary },
};

const foundSchema = {
  tags,
  summary: 'Link the token that was found on this machine, so that it is stored',
  params: ForgeParams,
  response: { 200: ForgeSummary },
};

const unlinkSchema = {
  tags,
  summary: 'Unlink the token',
  params: ForgeParams,
  response: { 204: Type.Null({ description: 'unlinked' }) },
};

function toSummary(
  forge: Forge,
  found: TokenLookup,
  { budgets, clock }: Pick<ForgeDeps, 'budgets' | 'clock'>,
): ForgeSummary {
  const isLinked = found.kind === 'token';
  const pause = isLinked ? findPause(found.pauses, forge.statusBuckets) : undefined;
  const quotas = isLinked ? budgets.listQuotas(forge.id, found.fingerprint) : [];
  const expiresAt = isLinked ? budgets.findExpiry(forge.id, found.fingerprint) : undefined;
  return {
    id: forge.id,
    type: forge.type,
    web_base_url: forge.webBaseUrl,
    api_base_url: forge.apiBaseUrl,
    token_linked: isLinked,
    token_source: (isLinked && found.source) || null,
    token_message: !isLinked && found.unusable ? found.message : null,
    token_expires_at: expiresAt?.toISOString() ?? null,
    paused_until: pause?.until.toISOString() ?? null,
    budgets: quotas.map(({ bucket, quota, remaining, resetInMs }) => {
      return { bucket, quota, remaining, reset_at: toResetAt(resetInMs, clock.now()) };
    }),
  };
}
