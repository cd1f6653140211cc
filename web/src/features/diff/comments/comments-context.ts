import { createContext, useContext } from 'react';
import type { DraftStore } from './comment-draft-store.ts';
import type { CommentPlace } from './comment-place.ts';
import type { PlacedComments } from './place-comments.ts';
import type { Sender } from './use-comment-sender.ts';

export interface LineComments {
  store: DraftStore;
  placed: PlacedComments;
  sender: Sender;
  /** What the forge is called, and why nothing can be posted there. */
  forge: { name: string; problem: string | undefined };
  /** Opens the form at the marked lines. */
  start: () => void;
  /** Tells all, a screen reader included. */
  say: (sentence: string) => void;
  /** Gives the focus back to a line, or to the diff. */
  leave: (place?: CommentPlace) => void;
  /** Brings lines into view. */
  goTo: (place: CommentPlace) => void;
}

/** What stands at the lines is drawn by the viewer: this is how it knows of the rest. */
export const CommentsContext = createContext<LineComments | undefined>(undefined);

export function useLineComments(): LineComments {
  const comments = useContext(CommentsContext);
  if (!comments) throw new Error('Comments are drawn inside a diff only.');
  return comments;
}
