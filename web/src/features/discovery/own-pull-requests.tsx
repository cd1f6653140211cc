import './discovery.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { formatProblemLine } from '../../api/problem-text.ts';
import { messages } from '../../text/messages.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { BotAuthors } from './bot-authors.tsx';

/** The switch for own pull requests, the bots whose pull requests count, and what is hidden. */
export function OwnPullRequests() {
  const text = messages.discovery;
  const queryClient = useQueryClient();
  const discovery = useQuery({ queryKey: ['discovery'], queryFn: () => client.getDiscovery() });
  const refetchAll = () => queryClient.invalidateQueries();
  // Set with the click itself: a pending mutation is shown a moment later, and the switch would flicker.
  const [wanted, setWanted] = useState<boolean>();
  const turn = useMutation({
    mutationFn: (enabled: boolean) => client.updateDiscovery({ enabled }),
    onSuccess: refetchAll,
    onSettled: () => setWanted(undefined),
  });
  if (!discovery.data?.available) return null;
  const { enabled, bot_authors: bots, hidden } = discovery.data;
  return (
    <section className="discovery" aria-labelledby="own-title">
      <h2 id="own-title">{text.title}</h2>
      <label className="discovery-switch">
        <input
          type="checkbox"
          checked={wanted ?? enabled}
          disabled={wanted !== undefined}
          onChange={(event) => {
            setWanted(event.currentTarget.checked);
            turn.mutate(event.currentTarget.checked);
          }}
        />
        {text.follow}
      </label>
      {turn.error && <Problem error={turn.error} />}
      {enabled && <BotAuthors chosen={bots} onSaved={refetchAll} />}
      {hidden.length > 0 && (
        <>
          <h3 id="hidden-title">{text.hidden}</h3>
          <ul aria-labelledby="hidden-title">
            {hidden.map((url) => (
              <HiddenRow key={url} url={url} onShown={refetchAll} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function HiddenRow({ url, onShown }: { url: string; onShown: () => unknown }) {
  const text = messages.discovery;
  const show = useMutation({
    mutationFn: () => client.showOwnPullRequests(url),
    onSuccess: onShown,
  });
  return (
    <li>
      <span className="discovery-name">
        <ExternalLink href={url}>{url.replace(/^https?:\/\//, '')}</ExternalLink>
      </span>
      <button
        type="button"
        className="button"
        aria-label={text.showNamed(url)}
        disabled={show.isPending}
        onClick={() => show.mutate()}
      >
        {text.show}
      </button>
      {show.error && <Problem error={show.error} />}
    </li>
  );
}

function Problem({ error }: { error: Error }) {
  return (
    <p className="form-problem" role="alert">
      {formatProblemLine(error)}
    </p>
  );
}
