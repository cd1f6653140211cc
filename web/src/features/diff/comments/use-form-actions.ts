import { messages } from '../../../text/messages.ts';
import type { CommentPlace } from './comment-place.ts';
import { useLineComments } from './comments-context.ts';
import { type Draft, isBlank } from './draft.ts';
import type { ChosenTarget } from './target-choice.tsx';

/** What the form of a draft does. Afterwards the focus is at the line again. */
export function useFormActions(draft: Draft, place: CommentPlace, target: ChosenTarget) {
  const { store, sender, forge, say, leave } = useLineComments();
  const { key } = draft;
  const submit = async () => {
    if (isBlank(draft)) return;
    const done = target === 'copy' ? sender.copy([key]) : sender.send(key, target);
    if (!(await done)) return;
    say(toSaid(target, forge.name));
    leave(place);
  };
  return {
    submit,
    close: () => {
      store.close();
      if (!isBlank(draft)) say(messages.comments.saidKept);
      leave(place);
    },
    list: () => {
      store.setListed(key, true);
      const listed = store.getDrafts().filter((each) => each.listed).length;
      say(messages.comments.saidListed(listed));
      leave(place);
    },
    discard: () => {
      store.remove(key);
      leave(place);
    },
  };
}

function toSaid(target: ChosenTarget, forge: string): string {
  switch (target) {
    case 'agent':
      return messages.comments.saidSent;
    case 'forge':
      return messages.comments.saidPosted(forge);
    case 'copy':
      return messages.comments.saidCopied(1);
  }
}
