import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';

/** Fastify with request and response types derived from the schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered without knowing who asks. */
    access?: 'public';
    /** The problems the route may answer with, beside those that any route may. */
    problems?: readonly number[];
    /** The answer lasts as long as its client stays, so its duration says nothing. */
    endless?: true;
  }
}
