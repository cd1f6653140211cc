import { EyeClosedIcon } from '@primer/octicons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Chat } from '../../../../src/contract/chat.ts';
import { client } from '../../api/client.ts';
import { formatProblemLine } from '../../api/problem-text.ts';
import { navigate } from '../../shared/routing/router.tsx';
import { messages } from '../../text/messages.ts';

/** Only for a chat that was created for one of the person's own pull requests. */
export function HideButtons({ chat, url, boardHref }: HideButtonsProps) {
  const text = messages.discovery;
  const queryClient = useQueryClient();
  const hide = useMutation({
    mutationFn: (scope: 'pull_request' | 'repository') => client.hideOwnPullRequests(url, scope),
    onSuccess: () => {
      navigate(boardHref);
      return queryClient.invalidateQueries();
    },
  });
  if (!chat.workspace_id?.startsWith('own:')) return null;
  return (
    <>
      {(['pull_request', 'repository'] as const).map((scope) => {
        const label = scope === 'repository' ? text.hideRepository : text.hide;
        return (
          <button
            key={scope}
            type="button"
            className="button"
            disabled={hide.isPending}
            onClick={() => hide.mutate(scope)}
            title={label}
          >
            <EyeClosedIcon size={14} /> <span className="button-text">{label}</span>
          </button>
        );
      })}
      {hide.error && <span role="alert">{formatProblemLine(hide.error)}</span>}
    </>
  );
}

interface HideButtonsProps {
  chat: Chat;
  url: string;
  boardHref: string;
}
