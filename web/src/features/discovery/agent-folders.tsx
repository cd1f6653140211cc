import './discovery.css';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AgentFolders as Folders } from '../../../../src/contract/agent-folders.ts';
import { client } from '../../api/client.ts';
import { formatProblemLine } from '../../api/problem-text.ts';
import { useNow } from '../../shared/clock.ts';
import { messages } from '../../text/messages.ts';
import { formatAge } from '../../text/time.ts';
import { type FolderRow, listFolderRows } from './folder-rows.ts';

/**
 * The folders that are followed, and those in which agents have been at work, to follow one or all of them.
 * They are searched for on request only.
 */
export function AgentFolders() {
  const text = messages.agentFolders;
  const known = useQuery({ queryKey: ['agent-folders'], queryFn: () => client.getAgentFolders() });
  const [found, setFound] = useState<Folders>();
  const [isSearched, setSearched] = useState(false);
  const change = useMutation({
    mutationFn: (send: () => Promise<Folders>) => send(),
    onSuccess: setFound,
  });
  const search = () => {
    change.mutate(() => client.searchAgentFolders(), { onSuccess: () => setSearched(true) });
  };
  const follow = (paths: string[]) => change.mutate(() => client.watchAgentFolders(paths));
  const unfollow = (path: string) =>
    change.mutate(async () => {
      const rest = await client.unwatchAgentFolders([path]);
      return isSearched ? client.searchAgentFolders() : rest;
    });
  const shown = found ?? known.data;
  if (!shown?.available || (shown.agents.length === 0 && shown.followed.length === 0)) return null;
  const rows = listFolderRows(shown);
  const proposed = rows.filter(({ state }) => state === 'proposed').map(({ path }) => path);
  return (
    <section className="discovery" aria-labelledby="folders-title">
      <h2 id="folders-title">{text.title}</h2>
      {shown.agents.length > 0 && <p className="hint">{text.text(shown.agents.join(', '))}</p>}
      {rows.length > 0 && (
        <ul aria-labelledby="folders-title">
          {rows.map((row) => (
            <FolderItem
              key={row.path}
              row={row}
              isBusy={change.isPending}
              onFollow={() => follow([row.path])}
              onUnfollow={() => unfollow(row.path)}
            />
          ))}
        </ul>
      )}
      {isSearched && shown.folders.length === 0 && <p>{text.none}</p>}
      {!isSearched && shown.agents.length > 0 && (
        <button type="button" className="button" disabled={change.isPending} onClick={search}>
          {text.search}
        </button>
      )}
      {proposed.length > 1 && (
        <button
          type="button"
          className="button button-primary"
          disabled={change.isPending}
          onClick={() => follow(proposed)}
        >
          {text.followAll(proposed.length)}
        </button>
      )}
      {change.error && (
        <p className="form-problem" role="alert">
          {formatProblemLine(change.error)}
        </p>
      )}
    </section>
  );
}

interface FolderItemProps {
  row: FolderRow;
  isBusy: boolean;
  onFollow: () => void;
  onUnfollow: () => void;
}

function FolderItem({ row, isBusy, onFollow, onUnfollow }: FolderItemProps) {
  const { path, agents, lastUsedAt, state } = row;
  const text = messages.agentFolders;
  const age = useNow((nowMs) => (lastUsedAt === null ? '' : formatAge(lastUsedAt, nowMs)));
  return (
    <li>
      <span className="discovery-name">
        <code>
          <bdi>{path}</bdi>
        </code>
      </span>
      {agents.length > 0 && <span className="hint">{text.used(agents.join(', '), age)}</span>}
      {state === 'watched' && <span className="hint">{text.watched}</span>}
      {state === 'proposed' && (
        <button
          type="button"
          className="button"
          aria-label={text.followNamed(path)}
          disabled={isBusy}
          onClick={onFollow}
        >
          {text.follow}
        </button>
      )}
      {state === 'followed' && (
        <button
          type="button"
          className="button"
          aria-label={text.unfollowNamed(path)}
          disabled={isBusy}
          onClick={onUnfollow}
        >
          {text.unfollow}
        </button>
      )}
    </li>
  );
}
