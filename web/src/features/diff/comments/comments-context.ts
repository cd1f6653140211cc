import { createContext, useContext } from 'react';
import type { DraftStore } from './comment-draft-store.ts';
import type { CommentPlace } from './comment-place.ts';
import type { PlacedComments } from './place-comments.ts';
import type { CommentSender } from './use-comment-sender.ts';

export interface LineComments {
  chatId: string;
  store: DraftStore;
  placed: PlacedComments;
  sender: CommentSender;
  /** The forge's name, and why no comment can be posted there. */
  forge: { name: string; problem: string | undefined };
  /** Opens the form at the selected lines. */
  start: () => void;
  /** Shows a message for a moment, also to screen readers. */
  announce: (message: string) => void;
  /** Returns the focus to a line, or to the viewer. */
  focusDiff: (place?: CommentPlace) => void;
  /** Selects lines and scrolls to them. */
  goTo: (place: CommentPlace) => void;
}

/** The viewer renders the threads, so their state comes through a context. */
export const CommentsContext = createContext<LineComments | undefined>(undefined);

export function useLineComments(): LineComments {
  const comments = useContext(CommentsContext);
  if (!comments) throw new Error('Comments must be rendered inside a diff.');
  return comments;
}
