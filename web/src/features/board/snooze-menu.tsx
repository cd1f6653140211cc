import './snooze.css';
import { Menu } from '@base-ui/react/menu';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { isSnoozed } from '../../../../src/contract/snooze.ts';
import { chatsQuery } from '../../api/chats.ts';
import { serverClock } from '../../api/server-clock.ts';
import { messages } from '../../text/messages.ts';
import { formatClock } from '../../text/time.ts';
import { snoozeChats, wakeChats } from './board-actions.ts';
import { listSnoozeChoices } from './snooze-choices.ts';
import { closeSnoozeMenu, type SnoozeRequest } from './snooze-request.ts';

/** Until when to snooze chats, or to wake them. */
export function SnoozeMenu({ chatIds, anchor }: SnoozeRequest) {
  const queryClient = useQueryClient();
  const returnsTo = useRef(anchor instanceof HTMLElement ? anchor : null);
  const first = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The menu itself takes the focus first; without a button that opened it, none of its items does.
    const frame = requestAnimationFrame(() => first.current?.focus({ preventScroll: true }));
    return () => cancelAnimationFrame(frame);
  }, []);
  const nowMs = serverClock.now();
  const listed = queryClient.getQueryData(chatsQuery(queryClient).queryKey) ?? [];
  const asleep = listed.filter((chat) => chatIds.includes(chat.id) && isSnoozed(chat, nowMs));
  const text = messages.boardActions;
  return (
    <Menu.Root open modal={false} onOpenChange={(open) => !open && closeSnoozeMenu()}>
      <Menu.Portal>
        <Menu.Positioner
          className="floating"
          anchor={anchor}
          align="start"
          sideOffset={6}
          collisionPadding={8}
        >
          <Menu.Popup className="snooze-menu" aria-label={text.snoozeUntil} finalFocus={returnsTo}>
            {listSnoozeChoices(nowMs).map(({ label, until }, index) => (
              <Menu.Item
                key={label}
                ref={index === 0 ? first : undefined}
                onClick={() => void snoozeChats(queryClient, chatIds, until)}
              >
                {label} <span className="hint">{formatClock(until.toISOString(), nowMs)}</span>
              </Menu.Item>
            ))}
            {asleep.length > 0 && (
              <Menu.Item
                onClick={() =>
                  void wakeChats(
                    queryClient,
                    asleep.map(({ id }) => id),
                  )
                }
              >
                {text.wake}
              </Menu.Item>
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
