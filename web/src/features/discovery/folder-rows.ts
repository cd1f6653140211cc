import type { AgentFolders } from '../../../../src/contract/agent-folders.ts';

export interface FolderRow {
  path: string;
  /** The agents that worked there; empty where no search was made. */
  agents: readonly string[];
  lastUsedAt: string | null;
  /** `watched`: by the configuration, so that it cannot be ended here. */
  state: 'followed' | 'watched' | 'proposed';
}

/** The folders that are followed, and then those of a search. */
export function listFolderRows({ followed, folders }: AgentFolders): FolderRow[] {
  const found = new Map(folders.map((folder) => [folder.path, folder]));
  const chosen = followed.map((path): FolderRow => {
    const { agents = [], last_used_at: lastUsedAt = null } = found.get(path) ?? {};
    return { path, agents, lastUsedAt, state: 'followed' };
  });
  const others = folders.filter(({ path }) => !followed.includes(path));
  return [
    ...chosen,
    ...others.map(({ path, agents, last_used_at: lastUsedAt, watched }): FolderRow => {
      return { path, agents, lastUsedAt, state: watched ? 'watched' : 'proposed' };
    }),
  ];
}
