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
    /** `public` needs no authentication; `bearer` accepts no session of the page. */
    access?: 'public' | 'bearer';
    /** Agents may send the token of the chat that the request is about. Other routes refuse it. */
    chatToken?: true;
    /** The route's problem statuses, beside those of every route. */
    problems?: readonly number[];
    /** The response lasts as long as the connection, so its duration is not measured. */
    endless?: true;
  }
}
