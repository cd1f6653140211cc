import type { ChatView } from '../../routes/route.ts';

export function toPanelId(view: ChatView): string {
  return `chat-${view}`;
}
