import { beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, createWorld } from '../../../test/support/http/test-world.ts';

interface Operation {
  tags?: string[];
  summary?: string;
  security?: unknown[];
  parameters?: { name: string; in: string }[];
  responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }>;
}

interface Document {
  openapi: string;
  security: unknown[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: object };
}

let document: Document;

beforeAll(async () => {
  const app = createTestApp(createWorld().deps);
  document = (await app.inject({ method: 'GET', url: '/openapi.json' })).json();
});

describe('/openapi.json', () => {
  test('lists every operation', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(document.openapi).toBe('3.1.0');
    expect(operations.toSorted()).toEqual([
      'DELETE /api/v1/chats/{chat}',
      'DELETE /api/v1/chats/{chat}/checkout',
      'DELETE /api/v1/chats/{chat}/tokens/{token}',
      'DELETE /api/v1/forges/{forge}/token',
      'DELETE /api/v1/sessions/{session}',
      'GET /api/v1/agent-folders',
      'GET /api/v1/chats',
      'GET /api/v1/chats/{chat}',
      'GET /api/v1/chats/{chat}/checkout/diff',
      'GET /api/v1/chats/{chat}/checks',
      'GET /api/v1/chats/{chat}/checks/{id}/log',
      'GET /api/v1/chats/{chat}/comments',
      'GET /api/v1/chats/{chat}/commits',
      'GET /api/v1/chats/{chat}/diff',
      'GET /api/v1/chats/{chat}/diff/file',
      'GET /api/v1/chats/{chat}/file',
      'GET /api/v1/chats/{chat}/image',
      'GET /api/v1/chats/{chat}/pull-request',
      'GET /api/v1/chats/{chat}/reviews',
      'GET /api/v1/chats/{chat}/timeline',
      'GET /api/v1/chats/{chat}/tokens',
      'GET /api/v1/discovery',
      'GET /api/v1/events',
      'GET /api/v1/external-auth',
      'GET /api/v1/forges',
      'GET /api/v1/health',
      'GET /api/v1/sessions',
      'GET /api/v1/webhooks',
      'GET /healthz',
      'GET /metrics',
      'GET /readyz',
      'PATCH /api/v1/chats/{chat}',
      'POST /api/v1/agent-folders/search',
      'POST /api/v1/agent-folders/unwatch',
      'POST /api/v1/agent-folders/watch',
      'POST /api/v1/chats',
      'POST /api/v1/chats/mark-read',
      'POST /api/v1/chats/{chat}/comments',
      'POST /api/v1/chats/{chat}/comments/{comment}/received',
      'POST /api/v1/chats/{chat}/refresh',
      'POST /api/v1/chats/{chat}/tokens',
      'POST /api/v1/chats/{chat}/tokens/{token}/renew',
      'POST /api/v1/discovery/hidden',
      'POST /api/v1/discovery/shown',
      'POST /api/v1/forges/{forge}/token/found',
      'POST /api/v1/forges/{forge}/token/rights',
      'POST /api/v1/login-links',
      'POST /api/v1/push-signals',
      'POST /api/v1/sessions',
      'POST /api/v1/webhooks',
      'POST /webhooks/{forge}',
      'PUT /api/v1/chats/{chat}/checkout',
      'PUT /api/v1/discovery',
      'PUT /api/v1/forges/{forge}/token',
      'PUT /api/v1/polling',
    ]);
  });

  test('describes each with a tag, a summary, its problems and its security', () => {
    const publicPaths = ['/healthz', '/readyz', '/webhooks/{forge}'];
    const agentOperations = [
      'get /api/v1/chats/{chat}',
      'patch /api/v1/chats/{chat}',
      'get /api/v1/chats/{chat}/checks',
      'get /api/v1/chats/{chat}/checks/{id}/log',
      'get /api/v1/chats/{chat}/comments',
      'get /api/v1/chats/{chat}/pull-request',
      'get /api/v1/chats/{chat}/reviews',
      'post /api/v1/chats/{chat}/comments/{comment}/received',
      'get /api/v1/events',
      'get /api/v1/external-auth',
      'post /api/v1/push-signals',
    ];
    const bearerPaths = ['/api/v1/external-auth', '/api/v1/login-links'];
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        expect(operation.tags, path).toHaveLength(1);
        expect(operation.summary, path).toBeTruthy();
        const isLogin = path === '/api/v1/sessions' && method === 'post';
        const isPublic = publicPaths.includes(path) || isLogin;
        const isForAgents = agentOperations.includes(`${method} ${path}`);
        const ofBearer = bearerPaths.includes(path)
          ? [{ bearer: [] }]
          : [{ bearer: [] }, { session: [], pageSecret: [] }];
        const security = [
          ...(isPublic ? [] : ofBearer),
          ...(isForAgents ? [{ chatToken: [] }] : []),
        ];
        expect(operation.security ?? document.security, path).toEqual(security);
        if (isPublic) continue;
        const refused = operation.responses['401']?.content?.['application/problem+json'];
        expect(refused?.schema, path).toEqual({ $ref: '#/components/schemas/Problem' });
      }
    }
    expect(document.components.securitySchemes).toMatchObject({ bearer: { scheme: 'bearer' } });
  });

  test('defines the shared schemas once and references them', () => {
    expect(Object.keys(document.components.schemas).toSorted()).toEqual([
      'AgentFolders',
      'Chat',
      'ChatToken',
      'CheckList',
      'Checkout',
      'CheckoutDiff',
      'Comment',
      'CommitList',
      'Diff',
      'DiffStatus',
      'Discovery',
      'FileContent',
      'FileDiff',
      'Forge',
      'Health',
      'Polling',
      'Problem',
      'PullRequestText',
      'ReviewList',
      'Session',
      'Timeline',
      'TokenRights',
      'WebhookFeed',
    ]);
    const created = document.paths['/api/v1/chats']?.post?.responses['201'];
    expect(created?.content?.['application/json']?.schema).toEqual({
      $ref: '#/components/schemas/Chat',
    });
    expect(JSON.stringify(document)).not.toContain('$id');
  });

  test('lists the parameters', () => {
    const list = document.paths['/api/v1/chats']?.get?.parameters ?? [];
    expect(list.map(({ name }) => name)).toEqual([
      'pr_status',
      'repo',
      'q',
      'reason',
      'section',
      'author',
      'sort',
      'ids',
      'workspace',
      'archived',
      'limit',
      'cursor',
    ]);
    expect(document.paths['/api/v1/chats/{chat}']?.get?.parameters).toMatchObject([
      { name: 'wait', in: 'query' },
      { name: 'chat', in: 'path' },
    ]);
  });
});
