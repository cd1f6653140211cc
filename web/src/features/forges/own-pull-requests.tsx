import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { formatProblemLine } from '../../api/problem-text.ts';
import { messages } from '../../text/messages.ts';

/** The switch for own pull requests, and what is hidden. */
export function OwnPullRequests() {
  const text = messages.forges.own;
  const queryClient = useQueryClient();
  const discovery = useQuery({ queryKey: ['discovery'], queryFn: () => client.getDiscovery() });
  const refetchAll = () => queryClient.invalidateQueries();
  const turn = useMutation({
    mutationFn: (enabled: boolean) => client.updateDiscovery({ enabled }),
    onSuccess: refetchAll,
  });
  const show = useMutation({
    mutationFn: (url: string) => client.showOwnPullRequests(url),
    onSuccess: refetchAll,
  });
  if (!discovery.data?.available) return null;
  const { enabled, hidden } = discovery.data;
  const problem = turn.error ?? show.error;
  return (
    <section className="forge">
      <h2>{text.title}</h2>
      <label>
        <input
          type="checkbox"
          checked={enabled}
          disabled={turn.isPending}
          onChange={(event) => turn.mutate(event.currentTarget.checked)}
        />{' '}
        {text.follow}
      </label>
      {hidden.length > 0 && (
        <ul aria-label={text.hidden}>
          {hidden.map((url) => (
            <li key={url}>
              {url}{' '}
              <button type="button" className="button" onClick={() => show.mutate(url)}>
                {text.show}
              </button>
            </li>
          ))}
        </ul>
      )}
      {problem && (
        <p className="form-problem" role="alert">
          {formatProblemLine(problem)}
        </p>
      )}
    </section>
  );
}
