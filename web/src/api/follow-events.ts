import { LiveConnection, type LiveListener } from './live-connection.ts';
import { SharedLive, type TabChannel, type TabMessage } from './shared-live.ts';

const channelName = 'afterpush-events';

/**
 * Follows the event stream together with the other tabs of this browser. Locks need a secure
 * context: over plain HTTP, where the host is not this machine, each tab has a stream of its own.
 */
export function followEvents(listener: LiveListener, signal: AbortSignal): void {
  if (!('locks' in navigator) || typeof BroadcastChannel === 'undefined') {
    return new LiveConnection(openSource, listener, { network: window }).run(signal);
  }
  const tabs = {
    id: crypto.randomUUID(),
    openSource,
    openChannel,
    locks: navigator.locks,
    network: window,
    isSeen: () => !document.hidden,
  };
  new SharedLive(tabs, listener).run(signal);
}

function openSource(): EventSource {
  return new EventSource('/api/v1/events');
}

function openChannel(): TabChannel {
  const channel = new BroadcastChannel(channelName);
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no target
    tell: (message) => channel.postMessage(message),
    listen: (listener) =>
      channel.addEventListener('message', ({ data }) => listener(data as TabMessage)),
    close: () => channel.close(),
  };
}
