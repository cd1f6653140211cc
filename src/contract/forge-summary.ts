import { type Static, Type } from 'typebox';
import { Instant, nullable } from './schema.ts';

const Budget = Type.Object({
  bucket: Type.String({ description: 'as the forge names it' }),
  quota: Type.Integer({ description: 'requests or points per window' }),
  remaining: Type.Integer(),
  reset_at: Instant,
});

/** One configured forge as the asking user sees it. */
export const ForgeSummary = Type.Object(
  {
    id: Type.String(),
    type: Type.String(),
    web_base_url: Type.String(),
    api_base_url: Type.String(),
    token_linked: Type.Boolean(),
    paused_until: nullable(Instant),
    budgets: Type.Array(Budget, { description: 'the quotas of the linked token, as last heard' }),
  },
  { $id: 'Forge' },
);

export const LinkToken = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 4096, pattern: '^[\\x21-\\x7e]+$' }) },
  { additionalProperties: false },
);

export type ForgeSummary = Static<typeof ForgeSummary>;
