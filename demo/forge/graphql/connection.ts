/** The arguments of a connection. */
export interface ConnectionArguments {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
}

/** Cuts the window a query asks for out of a list, in GitHub's connection shape. */
export function toConnection<T>(all: readonly T[], asked: ConnectionArguments = {}) {
  const start = asked.after == null ? 0 : parseCursor(asked.after) + 1;
  const end = asked.before == null ? all.length : parseCursor(asked.before);
  const from = asked.last == null ? start : Math.max(start, end - asked.last);
  const to = asked.first == null ? end : Math.min(end, start + asked.first);
  const nodes = all.slice(from, to);
  return {
    totalCount: all.length,
    nodes,
    edges: nodes.map((node, at) => ({ node, cursor: toCursor(from + at) })),
    pageInfo: {
      hasNextPage: to < all.length,
      hasPreviousPage: from > 0,
      startCursor: nodes.length === 0 ? null : toCursor(from),
      endCursor: nodes.length === 0 ? null : toCursor(from + nodes.length - 1),
    },
  };
}

function toCursor(position: number): string {
  return Buffer.from(`cursor:${position}`).toString('base64');
}

function parseCursor(cursor: string): number {
  return Number(Buffer.from(cursor, 'base64').toString().slice('cursor:'.length)) || 0;
}
