import { useStored } from '../ui/use-stored.ts';

/** Whether the list of chats is shown beside an open chat. Narrow screens have no room for it anyway. */
export function useChatList() {
  const [list, setList] = useStored('chat-list', ['shown', 'hidden'] as const, 'shown');
  return {
    shown: list === 'shown',
    toggle: () => setList(list === 'shown' ? 'hidden' : 'shown'),
  };
}
