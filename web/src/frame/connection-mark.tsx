import { DotFillIcon, SyncIcon, ZapIcon } from '@primer/octicons-react';
import { useConnectionState } from '../api/connection-state.ts';
import { messages } from '../text/messages.ts';

const hints = {
  connecting: messages.connection.liveHint,
  live: messages.connection.liveHint,
  reconnecting: messages.connection.reconnectingHint,
  offline: messages.connection.offlineHint,
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
      {messages.connection[state]}
    </span>
  );
}
