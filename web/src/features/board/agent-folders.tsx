import { useMutation, useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { formatProblemLine } from '../../api/problem-text.ts';
import { messages } from '../../text/messages.ts';

/** Proposes the folders in which agents have been at work. They are searched for on request only. */
export function AgentFolders() {
  const text = messages.agentFolders;
  const known = useQuery({ queryKey: ['agent-folders'], queryFn: () => client.getAgentFolders() });
  const search = useMutation({ mutationFn: () => client.searchAgentFolders() });
  const watch = useMutation({ mutationFn: (paths: string[]) => client.watchAgentFolders(paths) });
  if (!known.data?.available || known.data.agents.length === 0) return null;
  const folders = (watch.data ?? search.data)?.folders;
  const open = folders?.filter(({ watched }) => !watched) ?? [];
  const problem = search.error ?? watch.error;
  return (
    <section>
      <h2>{text.title}</h2>
      <p>{text.text(known.data.agents.join(', '))}</p>
      {!folders && (
        <button type="button" className="button" onClick={() => search.mutate()}>
          {text.search}
        </button>
      )}
      {folders?.length === 0 && <p>{text.none}</p>}
      <ul>
        {folders?.map(({ path, watched }) => (
          <li key={path}>
            <code>{path}</code> {watched ? text.watched : null}
          </li>
        ))}
      </ul>
      {open.length > 0 && (
        <button
          type="button"
          className="button button-primary"
          disabled={watch.isPending}
          onClick={() => watch.mutate(open.map(({ path }) => path))}
        >
          {text.watch}
        </button>
      )}
      {problem && <p role="alert">{formatProblemLine(problem)}</p>}
    </section>
  );
}
