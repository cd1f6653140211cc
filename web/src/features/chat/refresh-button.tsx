import { SyncIcon } from '@primer/octicons-react';
import { messages } from '../../text/messages.ts';
import type { Refresh } from './use-refresh-report.ts';

export function RefreshButton({ refresh }: { refresh: Refresh }) {
  const { running, run } = refresh;
  return (
    <button
      type="button"
      className="button refresh-button"
      onClick={run}
      aria-busy={running}
      aria-keyshortcuts="r"
      title={messages.chat.refresh}
    >
      <SyncIcon size={14} className={running ? 'turning' : ''} />
      <span className="button-text">
        {running ? messages.chat.refreshing : messages.chat.refresh}
      </span>
    </button>
  );
}

/** What the last refresh brought, said once and shown for a while. */
export function RefreshNote({ refresh }: { refresh: Refresh }) {
  const { running, report } = refresh;
  const say = running ? messages.refreshReport.running : report?.words;
  return (
    <output
      className="refresh-note"
      aria-live="polite"
      data-kind={running ? 'running' : report?.kind}
      title={report?.words}
    >
      {say}
    </output>
  );
}
