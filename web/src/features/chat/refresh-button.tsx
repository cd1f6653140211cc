import { SyncIcon } from '@primer/octicons-react';
import { words } from '../../text/text.ts';
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
      title={words.chat.refresh}
    >
      <SyncIcon size={14} className={running ? 'turning' : ''} />
      <span className="button-words">{running ? words.chat.refreshing : words.chat.refresh}</span>
    </button>
  );
}

/** What the last refresh brought, said once and shown for a while. */
export function RefreshNote({ refresh }: { refresh: Refresh }) {
  const { running, report } = refresh;
  const say = running ? words.refreshReport.running : report?.words;
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
