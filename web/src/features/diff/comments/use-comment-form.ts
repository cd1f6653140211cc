import { type RefObject, useEffect, useRef } from 'react';
import { messages } from '../../../text/messages.ts';
import { type Draft, isBlank } from './comment-draft.ts';
import type { CommentPlace } from './comment-place.ts';
import { useLineComments } from './comments-context.ts';

export const chosenTargets = ['agent', 'forge', 'copy'] as const;
export type ChosenTarget = (typeof chosenTargets)[number];

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

interface FormActions {
  submit: () => Promise<void>;
  close: () => void;
}

/** Escape closes the form, wherever in it the focus is; Ctrl or Cmd with Enter sends. */
export function useFormKeys({ submit, close }: FormActions): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const sends = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
      if (!sends && event.key !== 'Escape') return;
      event.preventDefault();
      if (sends) void submit();
      else close();
    };
    const element = form.current;
    element?.addEventListener('keydown', onKey);
    return () => element?.removeEventListener('keydown', onKey);
  });
  return form;
}
