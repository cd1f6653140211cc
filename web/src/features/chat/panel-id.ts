import type { ChatView } from '../../shared/routing/route.ts';

export function toPanelId(view: ChatView): string {
  return `chat-${view}`;
}
