import { ClockIcon } from '@primer/octicons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Health } from '../../../../src/contract/health.ts';
import type { PollingState } from '../../../../src/contract/polling.ts';
import { client } from '../../api/client.ts';
import { formatProblemLine } from '../../api/problem-text.ts';
import { messages } from '../../text/messages.ts';
import { formatClock } from '../../text/time.ts';

/** Since when polling is paused, with a button that resumes it; else a quiet button that pauses it. */
export function PollingControl({ polling, nowMs }: { polling: PollingState; nowMs: number }) {
  const text = messages.health.polling;
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (paused: boolean) => client.setPollingPaused(paused),
    onSuccess: (changed) => {
      queryClient.setQueryData<Health>(['health'], (health) => {
        return health && { ...health, polling: changed };
      });
      // When each branch is checked next has changed.
      return Promise.all(
        ['health', 'chats', 'chat'].map((name) =>
          queryClient.invalidateQueries({ queryKey: [name] }),
        ),
      );
    },
  });
  const { paused, paused_at: pausedAt, factor } = polling;
  const label = paused ? text.resume : text.pause;
  return (
    <section className="health-polling" aria-label={text.title}>
      {paused && (
        <output className="health-verdict" data-tone="attention">
          <ClockIcon size={16} />
          <span>
            <strong>{pausedAt ? text.paused(formatClock(pausedAt, nowMs)) : text.off}.</strong>{' '}
            {factor === 0 ? text.offText : text.pausedText}
          </span>
        </output>
      )}
      {factor > 0 && (
        <button
          type="button"
          className={paused ? 'button' : 'link-button'}
          disabled={change.isPending}
          title={paused ? undefined : text.pauseHint}
          onClick={() => change.mutate(!paused)}
        >
          {label}
        </button>
      )}
      {change.error && <span role="alert">{formatProblemLine(change.error)}</span>}
    </section>
  );
}
