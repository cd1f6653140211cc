import { type Static, Type } from 'typebox';
import { Instant } from './schema.ts';

/** What can be proposed to watch. Folders are listed only by a search, which the user requests. */
export const AgentFolders = Type.Object(
  {
    available: Type.Boolean({
      description: 'false when AFTERPUSH_DISCOVER is off or other machines reach the server',
    }),
    agents: Type.Array(Type.String(), { description: 'agents that have sessions on this machine' }),
    watched: Type.Array(Type.String(), {
      description: 'folders whose clones this server watches, from the configuration or the page',
    }),
    followed: Type.Array(Type.String(), {
      description: 'those of them that were chosen here, not in the configuration',
    }),
    folders: Type.Array(
      Type.Object({
        path: Type.String(),
        agents: Type.Array(Type.String()),
        last_used_at: Instant,
        watched: Type.Boolean(),
      }),
    ),
  },
  { $id: 'AgentFolders' },
);

export const WatchFolders = Type.Object(
  { paths: Type.Array(Type.String({ minLength: 1, maxLength: 4096 }), { maxItems: 50 }) },
  { additionalProperties: false },
);

export const UnwatchFolders = Type.Object(
  { paths: Type.Array(Type.String({ minLength: 1, maxLength: 4096 }), { maxItems: 1000 }) },
  { additionalProperties: false },
);

export type AgentFolders = Static<typeof AgentFolders>;
