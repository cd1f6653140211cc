import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';

/**
 * The commit of a push signal, unless its client has left. S13: it may be served after a later signal, whose commit it
 * must not replace; the branch is read in any case.
 */
export async function findPushedCommit(
  request: FastifyRequest,
  sent: string | undefined,
): Promise<string | undefined> {
  return sent !== undefined && (await hasClientLeft(request)) ? undefined : sent;
}

/**
 * Whether the client gave up before its request is served, for example because this process was paused. What
 * arrived in the meantime is read with the next turns of the event loop.
 */
async function hasClientLeft({ raw }: FastifyRequest): Promise<boolean> {
  await nextTurn();
  await nextTurn();
  const { destroyed, readableEnded } = raw.socket;
  return destroyed || readableEnded;
}
