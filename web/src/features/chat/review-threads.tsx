import type { ReviewList } from '../../../../src/contract/pull-request.ts';
import type { Search } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { ThreadCard } from '../diff/threads/thread-card.tsx';
import { toThreadHref } from '../diff/threads/thread-href.ts';
import { groupThreads, type ThreadGroup } from './thread-groups.ts';

interface ReviewThreadsProps {
  list: ReviewList;
  search: Search;
  forge: string;
}

/** What people wrote, by file; resolved threads are folded. */
export function ReviewThreads({ list, search, forge }: ReviewThreadsProps) {
  const { chat_id: chatId } = list;
  const text = messages.threadList;
  const notes = [
    ...(list.threads === null ? [text.unknown] : []),
    ...list.threads_unread,
    ...(list.threads_truncated ? [text.truncated(forge)] : []),
  ];
  return (
    <>
      {groupThreads(list.threads ?? []).map((group) => (
        <Group key={group.path ?? ''} group={group} chatId={chatId} search={search} forge={forge} />
      ))}
      {notes.map((note) => (
        <p key={note} className="thread-note">
          {note}
        </p>
      ))}
    </>
  );
}

interface GroupProps {
  group: ThreadGroup;
  chatId: string;
  search: Search;
  forge: string;
}

function Group({ group, chatId, search, forge }: GroupProps) {
  const name = group.path ?? messages.threadList.conversation;
  return (
    <section className="thread-group" aria-label={name}>
      <h3 className="thread-file">
        <bdi>{name}</bdi>
      </h3>
      {group.threads.map((thread) => (
        <ThreadCard
          key={thread.id}
          thread={thread}
          chatId={chatId}
          forge={forge}
          level={3}
          showsPlace
          href={thread.path === null ? undefined : toThreadHref(chatId, search, thread.id)}
        />
      ))}
    </section>
  );
}
