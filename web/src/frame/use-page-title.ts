import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { chatsQuery } from '../api/chats.ts';
import { countWaiting } from '../features/status/sections.ts';
import { messages } from '../text/messages.ts';

/** The name of the page in its tab, and before it how many chats need a person. */
export function usePageTitle(page: string): void {
  const { data: waiting = 0 } = useQuery({
    ...chatsQuery(useQueryClient()),
    select: countWaiting,
  });
  useEffect(() => {
    const name = `${page} · ${messages.product}`;
    document.title = waiting > 0 ? `(${waiting}) ${name}` : name;
  }, [page, waiting]);
}
