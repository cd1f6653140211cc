/** The arguments of a connection. */
export interface ConnectionArguments {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
}

/** Slices a list into the requested page, in GitHub's connection shape. */
export function toConnection<T>(all: readonly T[], args: ConnectionArguments = {}) {
  const start = args.after == null ? 0 : parseCursor(args.after) + 1;
  const end = args.before == null ? all.length : parseCursor(args.before);
  const from = args.last == null ? start : Math.max(start, end - args.last);
  const to = args.first == null ? end : Math.min(end, start + args.first);
  const nodes = all.slice(from, to);
  return {
    totalCount: all.length,
    nodes,
    edges: nodes.map((node, at) => ({ node, cursor: formatCursor(from + at) })),
    pageInfo: {
      hasNextPage: to < all.length,
      hasPreviousPage: from > 0,
      startCursor: nodes.length === 0 ? null : formatCursor(from),
      endCursor: nodes.length === 0 ? null : formatCursor(from + nodes.length - 1),
    },
  };
}

function formatCursor(position: number): string {
  return Buffer.from(`cursor:${position}`).toString('base64');
}

function parseCursor(cursor: string): number {
  return Number(Buffer.from(cursor, 'base64').toString().slice('cursor:'.length)) || 0;
}
