import { DotFillIcon, SyncIcon, ZapIcon } from '@primer/octicons-react';
import { useConnectionState } from '../api/connection-state.ts';
import { words } from '../text/text.ts';

const hints = {
  connecting: words.connection.liveHint,
  live: words.connection.liveHint,
  reconnecting: words.connection.reconnectingHint,
  offline: words.connection.offlineHint,
};

/** Whether what is shown changes by itself. */
export function ConnectionMark() {
  const state = useConnectionState();
  const Symbol = {
    connecting: SyncIcon,
    live: DotFillIcon,
    reconnecting: SyncIcon,
    offline: ZapIcon,
  }[state];
  return (
    <span className="connection" data-state={state} title={hints[state]}>
      <Symbol size={state === 'live' ? 16 : 14} />
      {words.connection[state]}
    </span>
  );
}
