import { Type } from 'typebox';
import { ForgeSummary, LinkToken } from '../../contract/forge-summary.ts';
import type { Forge } from '../../forge/forge.ts';
import type { ForgeRegistry } from '../../forge/registry.ts';
import { getUser } from '../authentication.ts';
import type { TokenPort } from '../ports.ts';
import { HttpProblem } from '../problem-response.ts';
import type { App } from '../typed-app.ts';

const tags = ['forges'];
const ForgeParams = Type.Object({ forge: Type.String({ description: 'id of the forge' }) });
const config = { problems: [404] };

export interface ForgePorts {
  forges: Pick<ForgeRegistry, 'listForges' | 'findForge'>;
  tokens: TokenPort;
}

export function registerForgeRoutes(app: App, { forges, tokens }: ForgePorts): void {
  const getForge = (id: string): Forge => {
    const forge = forges.findForge(id);
    if (forge) return forge;
    const ids = forges.listForges().map((known) => known.id);
    throw new HttpProblem(404, `No such forge is configured. There are: ${ids.join(', ')}.`);
  };

  app.get('/api/v1/forges', { schema: listSchema }, (request) => {
    const { id } = getUser(request);
    return Promise.all(forges.listForges().map((forge) => toSummary(forge, id, tokens)));
  });

  app.put('/api/v1/forges/:forge/token', { schema: linkSchema, config }, async (request) => {
    const forge = getForge(request.params.forge);
    const { id } = getUser(request);
    await tokens.linkToken(id, forge.id, request.body.token);
    return toSummary(forge, id, tokens);
  });

  app.delete(
    '/api/v1/forges/:forge/token',
    { schema: unlinkSchema, config },
    async (request, reply) => {
      await tokens.unlinkToken(getUser(request).id, getForge(request.params.forge).id);
      return reply.code(204).send(null);
    },
  );
}

const listSchema = {
  tags,
  summary: 'List the configured forges',
  response: { 200: Type.Array(ForgeSummary) },
};

const linkSchema = {
  tags,
  summary: 'Link a token; branches that waited for one are due at once',
  params: ForgeParams,
  body: LinkToken,
  response: { 200: ForgeSummary },
};

const unlinkSchema = {
  tags,
  summary: 'Forget the linked token',
  params: ForgeParams,
  response: { 204: Type.Null({ description: 'unlinked' }) },
};

async function toSummary(forge: Forge, userId: string, tokens: TokenPort): Promise<ForgeSummary> {
  const found = await tokens.findToken(userId, forge.id);
  const pausedUntil = found.kind === 'token' ? found.pausedUntil : null;
  return {
    id: forge.id,
    type: forge.type,
    web_base_url: forge.webBaseUrl,
    api_base_url: forge.apiBaseUrl,
    token_linked: found.kind === 'token',
    paused_until: pausedUntil?.toISOString() ?? null,
  };
}
