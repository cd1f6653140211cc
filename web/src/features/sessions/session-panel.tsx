import './sessions.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Session } from '../../../../src/contract/sessions.ts';
import { client } from '../../api/client.ts';
import { sessionsQuery } from '../../api/polled-queries.ts';
import { formatProblemLine } from '../../api/problem-text.ts';
import { signOut } from '../../api/session.ts';
import { useNow } from '../../shared/clock.ts';
import { ProblemNotice } from '../../shared/problem-notice.tsx';
import { messages } from '../../text/messages.ts';
import { formatAge } from '../../text/time.ts';
import { Time } from '../../ui/time.tsx';
import { parseBrowser } from './parse-browser.ts';

/** The signed-in browsers, each of which can be signed out. */
export function SessionPanel() {
  const sessions = useQuery(sessionsQuery);
  const text = messages.sessions;
  return (
    <section className="sessions" aria-labelledby="sessions-title">
      <h2 id="sessions-title">{text.title}</h2>
      <p className="lead">{text.text}</p>
      {sessions.error && !sessions.data && (
        <ProblemNotice
          title={text.failed}
          error={sessions.error}
          onRetry={() => void sessions.refetch()}
        />
      )}
      <ul>
        {sessions.data?.map((session) => (
          <li key={session.id}>
            <SessionRow session={session} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function SessionRow({ session }: { session: Session }) {
  const text = messages.sessions;
  const queryClient = useQueryClient();
  const end = useMutation({
    mutationFn: () => client.endSession(session.id),
    onSuccess: () => {
      if (session.current) signOut();
      else void queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
  });
  const { browser, system } = parseBrowser(session.user_agent);
  const name = text.browser(browser, system);
  const times = useNow((nowMs) =>
    text.times(formatAge(session.created_at, nowMs), formatAge(session.last_used_at, nowMs)),
  );
  return (
    <>
      <span className="session-name">{name}</span>
      {session.current && <span className="session-current">{text.current}</span>}
      <span className="session-times">
        <Time at={session.last_used_at}>{times}</Time>
      </span>
      <button
        type="button"
        className="button"
        aria-label={session.current ? undefined : text.endNamed(name)}
        disabled={end.isPending}
        onClick={() => end.mutate()}
      >
        {text.end}
      </button>
      {end.error && (
        <p className="form-problem" role="alert">
          {formatProblemLine(end.error)}
        </p>
      )}
    </>
  );
}
