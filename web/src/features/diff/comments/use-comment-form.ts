import { type RefObject, useEffect, useRef } from 'react';
import { messages } from '../../../text/messages.ts';
import { type Draft, type DraftTarget, isBlank } from './comment-draft.ts';
import type { CommentPlace } from './comment-place.ts';
import { useLineComments } from './comments-context.ts';

interface CommentFormActions {
  submit: () => Promise<void>;
  close: () => void;
  addToBatch: () => void;
  discard: () => void;
}

/** The actions of a draft's form. Each one returns the focus to the line. */
export function useCommentFormActions(
  draft: Draft,
  place: CommentPlace,
  target: DraftTarget,
): CommentFormActions {
  const { store, sender, forge, announce, focusDiff } = useLineComments();
  const { key } = draft;
  const submit = async () => {
    if (isBlank(draft)) return;
    const done = target === 'copy' ? sender.copy([key]) : sender.send(key, target);
    if (!(await done)) return;
    announce(formatDone(target, forge.name));
    focusDiff(place);
  };
  return {
    submit,
    close: () => {
      store.close();
      if (!isBlank(draft)) announce(messages.comments.announceKept);
      focusDiff(place);
    },
    addToBatch: () => {
      store.setListed(key, true);
      const listed = store.getDrafts().filter((each) => each.listed).length;
      announce(messages.comments.announceListed(listed));
      focusDiff(place);
    },
    discard: () => {
      store.remove(key);
      focusDiff(place);
    },
  };
}

function formatDone(target: DraftTarget, forge: string): string {
  switch (target) {
    case 'agent':
      return messages.comments.announceSent;
    case 'forge':
      return messages.comments.announcePosted(forge);
    case 'copy':
      return messages.comments.announceCopied(1);
  }
}

/** Anywhere in the form, Escape closes it, and Ctrl or Cmd with Enter submits it. */
export function useCommentFormKeys({
  submit,
  close,
}: Pick<CommentFormActions, 'submit' | 'close'>): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const submits = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
      if (!submits && event.key !== 'Escape') return;
      event.preventDefault();
      if (submits) void submit();
      else close();
    };
    const element = form.current;
    element?.addEventListener('keydown', onKey);
    return () => element?.removeEventListener('keydown', onKey);
  });
  return form;
}
